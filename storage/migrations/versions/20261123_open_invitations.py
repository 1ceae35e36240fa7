"""Open invitations, and channels in which people are asked."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_open_invitations"
down_revision = "20261122_what_platforms_state"
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "open_invitations",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("team", WORD, nullable=False),
        sa.Column("group", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("invited_by", WORD, nullable=False),
        sa.Column("asked_in", WORD, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "team", "group", name=op.f("pk_open_invitations")),
        sqlite_with_rowid=False,
    )
    op.add_column("memberships", sa.Column("asked_in", WORD))
    op.add_column(
        "accounts", sa.Column("direct", WORD, nullable=False, server_default=sa.text("''"))
    )
