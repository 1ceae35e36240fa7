"""One table a noun; a row's columns are the noun's fields, by name.

Every row carries its workspace and every key begins with it, so that a large installation can
be spread by workspace. Only types that both databases keep alike: instants are microseconds
since 1970 (UTC), dates and times ISO text, weekdays a bit mask, collections JSON text.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

from bot.domain.blockers import Blocker, Reminder
from bot.domain.checkins import Checkin, Response, Round
from bot.domain.drafts import Draft, Repeat
from bot.domain.letters import Letter, Sent
from bot.domain.people import Account, Person
from bot.domain.teams import Membership, OpenInvitation, Team, TeamGroup
from bot.domain.timers import Timer
from bot.domain.workspaces import Channel, Installation, Workspace
from storage.columns import SERIAL, flag, key, metadata, number, partial_index, table, text, word

workspaces = table(
    "workspaces",
    key("workspace"),
    text("name"),
    flag("only_admins_start_teams"),
    number("version"),
)

installations = table(
    "installations",
    key("workspace"),
    word("platform"),
    word("outer_id"),
    number("removed_at", empty=True),
    number("version"),
    UniqueConstraint("platform", "outer_id"),
)

people = table(
    "people",
    key("workspace"),
    key("id"),
    text("name"),
    word("zone", empty=True),
    number("days"),
    word("starts"),
    word("ends"),
    number("agreed_at", empty=True),
    flag("is_zone_own", before=False),
    number("gone_at", empty=True),
    word("holidays", empty=True),
    text("days_off", before="[]"),
    text("away", before="[]"),
    number("version"),
)

accounts = table(
    "accounts",
    key("workspace"),
    key("platform"),
    key("outer_id"),
    word("person"),
    word("direct", before=""),
    number("version"),
    Index("ix_accounts_person", "workspace", "person"),
)

channels = table(
    "channels",
    key("workspace"),
    key("id"),
    word("outer_id"),
    text("name"),
    flag("is_open", before=True),
    number("version"),
    UniqueConstraint("workspace", "outer_id"),
)

teams = table(
    "teams",
    key("workspace"),
    key("id"),
    text("name"),
    word("zone"),
    word("channel", empty=True),
    number("version"),
)

memberships = table(
    "memberships",
    key("workspace"),
    key("team"),
    key("person"),
    word("belonging"),
    flag("is_organiser"),
    number("since"),
    word("invited_by", empty=True),
    word("asked_in", empty=True),
    text("resting", before="[]"),
    text("through", before="[]"),
    number("version"),
    Index("ix_memberships_person", "workspace", "person"),
)

open_invitations = table(
    "open_invitations",
    key("workspace"),
    key("team"),
    key("group"),
    text("name"),
    number("since"),
    word("invited_by"),
    word("asked_in", empty=True),
    number("version"),
)

team_groups = table(
    "team_groups",
    key("workspace"),
    key("team"),
    key("group"),
    text("name"),
    word("added_by"),
    number("version"),
    Index("ix_team_groups_group", "workspace", "group"),
)

checkins = table(
    "checkins",
    key("workspace"),
    key("id"),
    word("team"),
    text("name"),
    text("questions"),
    number("days"),
    word("opens"),
    word("closes"),
    word("zone", empty=True),
    number("remind_minutes"),
    flag("is_paused"),
    number("deleted_at", empty=True),
    number("lasts_days", before=0),
    number("every_weeks", before=1),
    word("since", empty=True),
    word("summary_at", empty=True),
    flag("is_in_channel", before=False),
    number("version"),
    Index("ix_checkins_team", "workspace", "team"),
)

rounds = table(
    "rounds",
    key("workspace"),
    key("id"),
    word("checkin"),
    word("local_date"),
    number("closes_at"),
    number("summarised_at", empty=True),
    word("asked_in", empty=True),
    number("version"),
    UniqueConstraint("workspace", "checkin", "local_date"),
)

responses = table(
    "responses",
    key("workspace"),
    key("round"),
    key("person"),
    word("checkin"),
    number("opens_at"),
    number("closes_at"),
    word("progress"),
    text("answers"),
    number("answered_at", empty=True),
    flag("is_late"),
    flag("is_same_plan"),
    number("ask_again_at", empty=True),
    flag("is_changed_later", before=False),
    number("version"),
    Index("ix_responses_person", "workspace", "person", "round"),
)

blockers = table(
    "blockers",
    key("workspace"),
    key("id"),
    word("person"),
    word("team"),
    word("kind"),
    text("sentence"),
    number("since"),
    flag("is_shown"),
    word("named_in"),
    number("restated"),
    number("ended_at", empty=True),
    word("end", empty=True),
    word("ended_in", empty=True),
    number("told_at", empty=True),
    number("version"),
    Index("ix_blockers_named_in", "workspace", "named_in"),
    partial_index("ix_blockers_ended_in", "ended_in IS NOT NULL", "workspace", "ended_in"),
    partial_index("ix_blockers_open", "ended_at IS NULL", "workspace", "person"),
)

reminders = table(
    "reminders",
    key("workspace"),
    key("id"),
    word("blocker"),
    word("person"),
    text("words"),
    number("asked_at"),
    word("said", empty=True),
    number("version"),
    Index("ix_reminders_blocker", "workspace", "blocker"),
    Index("ix_reminders_person", "workspace", "person"),
)

drafts = table(
    "drafts",
    key("workspace"),
    key("id"),
    word("person"),
    text("form"),
    text("values"),
    number("saved_at"),
    number("version"),
    Index("ix_drafts_person", "workspace", "person"),
    Index("ix_drafts_saved_at", "saved_at"),
)

repeats = table(
    "repeats",
    key("workspace"),
    key("key"),
    number("handled_at"),
    Index("ix_repeats_handled_at", "handled_at"),
)

timers = table(
    "timers",
    key("workspace"),
    key("id"),
    word("kind"),
    word("key"),
    number("due_at"),
    text("about"),
    text("cursor"),
    number("attempts"),
    number("done_at", empty=True),
    text("outcome"),
    number("version"),
    UniqueConstraint("workspace", "key"),
    partial_index("ix_timers_pending", "done_at IS NULL", "due_at"),
    partial_index("ix_timers_done", "done_at IS NOT NULL", "done_at"),
)

letters = Table(
    "letters",
    metadata,
    # Their order; never used again, even after the newest letters are forgotten.
    Column("id", SERIAL, primary_key=True, autoincrement=True),
    word("workspace"),
    word("destination"),
    word("kind"),
    word("key"),
    text("about"),
    text("facts"),
    text("thread_of"),
    number("urgency"),
    # 0: at once. The letter's own None would lie outside the order of the index.
    number("not_before"),
    number("written_at"),
    number("done_at", empty=True),
    text("outcome"),
    # The urgency is in its condition so that a search by destination never takes this one.
    partial_index(
        "ix_letters_pending", "done_at IS NULL AND urgency >= 0", "urgency", "not_before", "id"
    ),
    partial_index("ix_letters_of_destination", "done_at IS NULL", "workspace", "destination", "id"),
    partial_index("ix_letters_done", "done_at IS NOT NULL", "done_at"),
    sqlite_autoincrement=True,
)

sent_messages = table(
    "sent_messages",
    key("workspace"),
    key("key"),
    Column("piece", BigInteger, primary_key=True),
    word("destination"),
    word("kind"),
    text("about"),
    text("facts"),
    text("place"),
    text("outer_id"),
    number("sent_at"),
    number("version"),
    Index("ix_sent_messages_outer_id", "workspace", "outer_id"),
)

# Not a noun: a row stands only while somebody writes to a destination, or nobody may.
destinations = table(
    "destinations",
    key("workspace"),
    key("destination"),
    word("owner"),
    number("lease_until"),
    number("hold_until"),
    number("failing_since", empty=True),
    number("attempts"),
)

TABLES: dict[type[Any], Table] = {
    Account: accounts,
    Blocker: blockers,
    Channel: channels,
    Checkin: checkins,
    Draft: drafts,
    Installation: installations,
    Letter: letters,
    Membership: memberships,
    OpenInvitation: open_invitations,
    Person: people,
    Reminder: reminders,
    Repeat: repeats,
    Response: responses,
    Round: rounds,
    Sent: sent_messages,
    Team: teams,
    TeamGroup: team_groups,
    Timer: timers,
    Workspace: workspaces,
}
