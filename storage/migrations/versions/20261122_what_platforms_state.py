"""What platforms state."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_what_platforms_state"
down_revision = "20261122_the_core"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "channels", sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("installations", sa.Column("removed_at", sa.BigInteger()))
    op.add_column(
        "people", sa.Column("is_zone_own", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("people", sa.Column("gone_at", sa.BigInteger()))
    # Who had a zone keeps it, whatever their platform states.
    op.execute("UPDATE people SET is_zone_own = (zone IS NOT NULL)")
