"""The core."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261122_the_core"
down_revision = None
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def only(where: str) -> dict[str, Any]:
    """The rows of a partial index."""
    return {f"{name}_where": sa.text(where) for name in ("sqlite", "postgresql")}


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("platform", WORD, nullable=False),
        sa.Column("outer_id", WORD, nullable=False),
        sa.Column("person", WORD, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "platform", "outer_id", name=op.f("pk_accounts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_accounts_person", "accounts", ["workspace", "person"])

    op.create_table(
        "blockers",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("person", WORD, nullable=False),
        sa.Column("team", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("named_in", WORD, nullable=False),
        sa.Column("restated", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("end", WORD, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_blockers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_blockers_named_in", "blockers", ["workspace", "named_in"])
    op.create_index(
        "ix_blockers_open", "blockers", ["workspace", "person"], **only("ended_at IS NULL")
    )

    op.create_table(
        "channels",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("outer_id", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_channels")),
        sa.UniqueConstraint("workspace", "outer_id", name=op.f("uq_channels_workspace_outer_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkins",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("team", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("opens", WORD, nullable=False),
        sa.Column("closes", WORD, nullable=False),
        sa.Column("zone", WORD, nullable=True),
        sa.Column("remind_minutes", sa.BigInteger(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_checkins")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_checkins_team", "checkins", ["workspace", "team"])

    op.create_table(
        "destinations",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("destination", WORD, nullable=False),
        sa.Column("owner", WORD, nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("hold_until", sa.BigInteger(), nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "destination", name=op.f("pk_destinations")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "drafts",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("person", WORD, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_drafts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_drafts_person", "drafts", ["workspace", "person"])
    op.create_index("ix_drafts_saved_at", "drafts", ["saved_at"])

    op.create_table(
        "installations",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("platform", WORD, nullable=False),
        sa.Column("outer_id", WORD, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_installations")),
        sa.UniqueConstraint(
            "platform", "outer_id", name=op.f("uq_installations_platform_outer_id")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letters",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("destination", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("thread_of", sa.Text(), nullable=False),
        sa.Column("urgency", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_letters_done", "letters", ["done_at"], **only("done_at IS NOT NULL"))
    op.create_index(
        "ix_letters_of_destination",
        "letters",
        ["workspace", "destination", "id"],
        **only("done_at IS NULL"),
    )
    op.create_index(
        "ix_letters_pending",
        "letters",
        ["urgency", "not_before", "id"],
        **only("done_at IS NULL AND urgency >= 0"),
    )

    op.create_table(
        "memberships",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("team", WORD, nullable=False),
        sa.Column("person", WORD, nullable=False),
        sa.Column("belonging", WORD, nullable=False),
        sa.Column("is_organiser", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("invited_by", WORD, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "team", "person", name=op.f("pk_memberships")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_memberships_person", "memberships", ["workspace", "person"])

    op.create_table(
        "people",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", WORD, nullable=True),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("starts", WORD, nullable=False),
        sa.Column("ends", WORD, nullable=False),
        sa.Column("agreed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_people")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "repeats",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("handled_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "key", name=op.f("pk_repeats")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_repeats_handled_at", "repeats", ["handled_at"])

    op.create_table(
        "responses",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("round", WORD, nullable=False),
        sa.Column("person", WORD, nullable=False),
        sa.Column("checkin", WORD, nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("progress", WORD, nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_same_plan", sa.Boolean(), nullable=False),
        sa.Column("ask_again_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "round", "person", name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_responses_person", "responses", ["workspace", "person", "round"])

    op.create_table(
        "rounds",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("checkin", WORD, nullable=False),
        sa.Column("local_date", WORD, nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("summarised_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_rounds")),
        sa.UniqueConstraint(
            "workspace",
            "checkin",
            "local_date",
            name=op.f("uq_rounds_workspace_checkin_local_date"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sent_messages",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("piece", sa.BigInteger(), nullable=False),
        sa.Column("destination", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("outer_id", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "key", "piece", name=op.f("pk_sent_messages")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sent_messages_outer_id", "sent_messages", ["workspace", "outer_id"])

    op.create_table(
        "teams",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", WORD, nullable=False),
        sa.Column("channel", WORD, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_teams")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "timers",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_timers")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_timers_workspace_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_timers_done", "timers", ["done_at"], **only("done_at IS NOT NULL"))
    op.create_index("ix_timers_pending", "timers", ["due_at"], **only("done_at IS NULL"))

    op.create_table(
        "workspaces",
        sa.Column("workspace", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("only_admins_start_teams", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_workspaces")),
        sqlite_with_rowid=False,
    )
