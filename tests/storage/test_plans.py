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
from storage.letters import CANDIDATES, DONE, LETTERS, NEXT_AT
from storage.mapper import mapper_of
from storage.reading import finding
from storage.rounds import ASK, COUNT_TO_ASK, COUNT_TO_REMIND, REMIND
from storage.statements import Compiler, Question, Statement
from storage.timers import FINISH, NEXT_DUE, TAKE
from storage.writes import CANCEL


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
        *(TAKE, NEXT_DUE, FINISH, CANCEL, CANDIDATES, LETTERS, DONE),
        *(COUNT_TO_ASK, COUNT_TO_REMIND, *ASK["sqlite"], *REMIND["sqlite"]),
    ],
)
def test_what_runs_all_day_scans_no_table(
    migrated_file: Path, wanted: Question | Statement
) -> None:
    steps = plan(migrated_file, wanted)
    assert "SEARCH" in steps
    for table in ("timers", "letters", "responses", "people", "memberships", "sent_messages"):
        assert f"SCAN {table}" not in steps


def test_only_the_destinations_in_use_are_looked_at_one_by_one(migrated_file: Path) -> None:
    steps = plan(migrated_file, NEXT_AT)
    assert "SCAN destinations" in steps
    assert "SCAN letters" not in steps
