"""Answers that were changed after the summary had shown them."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_what_changed_later"
down_revision = "20261123_the_rest_of_check_ins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "responses",
        sa.Column("is_changed_later", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
