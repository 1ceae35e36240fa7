"""Holidays, absences, who rests, fuller schedules, blockers' ends, groups that teams follow."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_the_rest_of_check_ins"
down_revision = "20261123_open_invitations"
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NOTHING = sa.text("'[]'")


def upgrade() -> None:
    op.add_column("people", sa.Column("holidays", WORD))
    for column in ("days_off", "away"):
        op.add_column(
            "people", sa.Column(column, sa.Text(), nullable=False, server_default=NOTHING)
        )
    for column in ("resting", "through"):
        op.add_column(
            "memberships", sa.Column(column, sa.Text(), nullable=False, server_default=NOTHING)
        )
    for column, before in (("lasts_days", "0"), ("every_weeks", "1")):
        op.add_column(
            "checkins",
            sa.Column(column, sa.BigInteger(), nullable=False, server_default=sa.text(before)),
        )
    for column in ("since", "summary_at"):
        op.add_column("checkins", sa.Column(column, WORD))
    op.add_column(
        "checkins",
        sa.Column("is_in_channel", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("rounds", sa.Column("asked_in", WORD))
    # What one planned last time was shown before a question could say so.
    checkins = sa.table("checkins", sa.column("questions", sa.Text()))
    shown = sa.func.replace(
        checkins.c.questions, '"key":"next",', '"key":"next","shows_last":true,'
    )
    op.execute(checkins.update().values(questions=shown))
    op.add_column("blockers", sa.Column("ended_in", WORD))
    op.add_column("blockers", sa.Column("told_at", sa.BigInteger()))
    op.create_index(
        "ix_blockers_ended_in",
        "blockers",
        ["workspace", "ended_in"],
        sqlite_where=sa.text("ended_in IS NOT NULL"),
        postgresql_where=sa.text("ended_in IS NOT NULL"),
    )
    op.create_table(
        "reminders",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("blocker", WORD, nullable=False),
        sa.Column("person", WORD, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("said", WORD, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_reminders")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reminders_blocker", "reminders", ["workspace", "blocker"])
    op.create_index("ix_reminders_person", "reminders", ["workspace", "person"])
    op.create_table(
        "team_groups",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("team", WORD, nullable=False),
        sa.Column("group", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_by", WORD, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "team", "group", name=op.f("pk_team_groups")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_team_groups_group", "team_groups", ["workspace", "group"])
