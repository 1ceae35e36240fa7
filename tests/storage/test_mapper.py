"""Nouns to rows and back."""

from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkins import Answer, Checkin, Progress, Response, Round
from bot.domain.drafts import Draft
from bot.domain.ids import CheckinId, DraftId, PersonId, RoundId, TeamId, WorkspaceId
from bot.domain.letters import Letter
from bot.domain.questions import Audience, Question, QuestionKind
from bot.domain.recurrence import Weekdays
from storage.mapper import from_instant, mapper_of, to_instant
from storage.tables import TABLES, letters

W = WorkspaceId("w1")
instants = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize("noun", TABLES, ids=lambda noun: noun.__name__)
def test_the_columns_of_a_table_are_the_fields_of_its_noun(noun: type) -> None:
    own = {"id", "written_at", "done_at", "outcome"} if noun is Letter else set()
    assert set(TABLES[noun].c.keys()) - own == {field.name for field in fields(noun)}


@pytest.mark.parametrize("noun", TABLES, ids=lambda noun: noun.__name__)
def test_every_row_carries_its_workspace_and_every_key_begins_with_it(noun: type) -> None:
    table = TABLES[noun]
    assert not table.c.workspace.nullable
    assert table is letters or table.primary_key.columns.keys()[0] == "workspace"


@given(instants)
def test_instants_keep_their_microseconds(moment: datetime) -> None:
    assert from_instant(to_instant(moment)) == moment


def test_an_instant_is_the_same_in_every_zone() -> None:
    brisbane = timezone(timedelta(hours=10))
    moment = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert to_instant(moment) == to_instant(moment.astimezone(brisbane))


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(TypeError):
        to_instant(datetime(2026, 11, 23))  # noqa: DTZ001


words = st.text(st.characters(exclude_categories=["Cs"]))
questions = st.builds(
    Question,
    *(words, st.sampled_from(QuestionKind), words, st.booleans()),
    st.lists(words).map(tuple),
    st.sampled_from(Audience),
)


def there_and_back(noun: object) -> object:
    mapper = mapper_of(type(noun))
    row = mapper.encoder(mapper.fields)(noun)
    assert all(type(value) in (str, int, bool, type(None)) for value in row)
    return mapper.decode(row)


@given(
    name=words,
    asked=st.lists(questions).map(tuple),
    days=st.integers(1, 127).map(Weekdays),
    opens=st.times(),
    zone=st.none() | words,
    deleted_at=st.none() | instants,
)
def test_a_checkin_comes_back_as_it_was(
    name: str,
    asked: tuple[Question, ...],
    days: Weekdays,
    opens: time,
    zone: str | None,
    deleted_at: datetime | None,
) -> None:
    noun = Checkin(
        *(W, CheckinId("c1"), TeamId("t1"), name, asked, days, opens, time(17, 30), zone),
        deleted_at=deleted_at,
    )
    assert there_and_back(noun) == noun


@given(st.lists(st.builds(Answer, words, words)).map(tuple), st.sampled_from(Progress))
def test_a_response_comes_back_as_it_was(answers: tuple[Answer, ...], progress: Progress) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    ids = (W, RoundId("r1"), PersonId("p1"), CheckinId("c1"))
    noun = Response(*ids, now, now, progress, answers)
    assert there_and_back(noun) == noun


@given(st.dictionaries(words, st.lists(words).map(tuple)))
def test_a_draft_comes_back_as_it_was(values: dict[str, tuple[str, ...]]) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    noun = Draft(W, DraftId("d1"), PersonId("p1"), "form", values, now)
    assert there_and_back(noun) == noun


def test_filters_are_kept_as_the_columns_are() -> None:
    mapper = mapper_of(Checkin)
    assert mapper.encode_value("opens", time(9, 30)) == "09:30"
    assert mapper.encode_value("opens", time(9, 30, 5)) == "09:30:05"
    assert mapper.encode_value("days", Weekdays(5)) == 5
    assert mapper_of(Round).encode_value("local_date", date(2026, 11, 23)) == "2026-11-23"
