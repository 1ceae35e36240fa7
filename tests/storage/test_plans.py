"""SQLite reads by the index that was made for it, whatever it knows of the table."""

import sqlite3
from pathlib import Path

import pytest

from bot.domain.blockers import Blocker
from bot.domain.checkins import Checkin, Response, Round
from bot.domain.drafts import Draft
from bot.domain.letters import Sent
from bot.domain.people import Account
from bot.domain.teams import Membership
from storage.letters import CANDIDATES, DONE, LETTERS, NEXT_AT, POSTPONE
from storage.mapper import mapper_of
from storage.postgres_connection import open_connection
from storage.reading import finding
from storage.rounds import ASK, LIST_TO_ASK, LIST_TO_REMIND, REMIND
from storage.statements import Compiler, Question, Statement
from storage.timers import FINISH, KEEP, NEXT_DUE, TAKE
from storage.writes import CANCEL, HURRY


def plan(path: Path, wanted: Question | Statement) -> str:
    compiled = Compiler("sqlite")(wanted)
    connection = sqlite3.connect(path)
    rows = connection.execute(f"EXPLAIN QUERY PLAN {compiled.sql}", [1] * len(compiled.names))
    steps = "; ".join(row[3] for row in rows)
    connection.close()
    return steps


@pytest.mark.parametrize(
    ("noun", "fields", "index"),
    [
        (Account, ["platform", "person"], "ix_accounts_person"),
        (Blocker, ["person"], "ix_blockers_open"),
        (Blocker, ["team", "named_in"], "ix_blockers_named_in"),
        (Checkin, ["team"], "ix_checkins_team"),
        (Draft, ["person", "form"], "ix_drafts_person"),
        (Membership, ["person", "belonging"], "ix_memberships_person"),
        (Membership, ["team", "belonging"], "PRIMARY KEY (workspace=? AND team=?)"),
        (Response, ["person", "progress"], "ix_responses_person"),
        (Response, ["round"], "PRIMARY KEY (workspace=? AND round=?)"),
        (Round, ["checkin"], "workspace=? AND checkin=?"),
        (Sent, ["place", "outer_id"], "ix_sent_messages_outer_id"),
        (Sent, ["key"], "PRIMARY KEY (workspace=? AND key=?)"),
    ],
)
@pytest.mark.parametrize("is_newest", [False, True])
def test_what_features_look_for_has_an_index(
    migrated_file: Path, noun: type, fields: list[str], index: str, is_newest: bool
) -> None:
    open_only = [("ended_at", "empty")] if index == "ix_blockers_open" else []
    shape = (("_workspace", "equal"), *((f, "equal") for f in fields), *open_only)
    assert index in plan(migrated_file, finding(mapper_of(noun), shape, is_newest))


@pytest.mark.parametrize(
    "wanted",
    [
        *(TAKE, NEXT_DUE, FINISH, CANCEL, CANDIDATES, LETTERS, DONE, HURRY),
        *(LIST_TO_ASK, LIST_TO_REMIND, *ASK["sqlite"], *REMIND["sqlite"]),
    ],
)
def test_what_runs_all_day_scans_no_table(
    migrated_file: Path, wanted: Question | Statement
) -> None:
    steps = plan(migrated_file, wanted)
    assert "SEARCH" in steps
    for table in (
        "timers",
        "letters",
        "responses",
        "people",
        "memberships",
        "sent_messages",
        "asked",
    ):
        assert f"SCAN {table}" not in steps


def test_only_the_destinations_in_use_are_looked_at_one_by_one(migrated_file: Path) -> None:
    steps = plan(migrated_file, NEXT_AT)
    assert "SCAN destinations" in steps
    assert "SCAN letters" not in steps


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (FINISH, "pk_timers"),
        (KEEP, "pk_timers"),
        (CANCEL, "uq_timers_workspace_key"),
        (DONE, "pk_letters"),
        (POSTPONE, "pk_letters"),
        (LETTERS, "ix_letters_of_destination"),
        (HURRY, "ix_letters_of_destination"),
        (REMIND["postgresql"][-1], "ix_letters_of_destination"),
    ],
)
async def test_postgres_is_not_misled_by_an_hour_without_anything_pending(
    postgres_url: str, wanted: Question | Statement, index: str
) -> None:
    """It then took the pending ones for none, and read a million of them for each row."""
    connection = await open_connection(postgres_url)
    timer = "'w', i::text, 'k', i::text, i, '[]', '', 0, {done_at}, '', 0"
    letter = "'w', 'd', 'k', i::text, '[]', '{{}}', '', 1, 0, i, {done_at}, ''"
    columns = "workspace, destination, kind, key, about, facts, thread_of, urgency, not_before"
    fill = (
        "INSERT INTO timers SELECT {timer} FROM generate_series({first}, {first} + 999) i;"
        "INSERT INTO letters ({columns}, written_at, done_at, outcome) "
        "SELECT {letter} FROM generate_series({first}, {first} + 999) i"
    )
    for first, done_at, then in ((0, "1", "ANALYZE"), (1000, "NULL::bigint", "SELECT 1")):
        of = {"timer": timer.format(done_at=done_at), "letter": letter.format(done_at=done_at)}
        await connection.execute(fill.format(first=first, columns=columns, **of))
        await connection.execute(then)
    compiled = Compiler("postgresql")(wanted)
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    await connection.execute(f"PREPARE wanted AS {compiled.sql}")
    given = ", ".join(["NULL"] * len(compiled.names))
    steps = await connection.fetch(f"EXPLAIN EXECUTE wanted({given})")
    text = "\n".join(row[0] for row in steps)
    assert index in text
    assert "pending" not in text
    assert "Seq Scan" not in text
    await connection.close()
