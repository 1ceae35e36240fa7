"""The statements that ask and remind whole teams: rows made of rows, none of them seen here."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    column,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.base import Executable

from bot.domain.checkins import Progress, Response
from bot.domain.letters import Urgency
from bot.domain.teams import Belonging
from storage.mapper import mapper_of
from storage.statements import Columns, Given, Kind, Statement, is_absent
from storage.tables import letters, memberships, people, responses, rounds, sent_messages
from storage.writes import LETTER_COLUMNS

_SLICE: Columns = {
    "place": BigInteger(),
    "workspace": Text(),
    "team": Text(),
    "checkin": Text(),
    "round": Text(),
    "zone": Text(),
    "team_zone": Text(),
    "weekday": BigInteger(),
    "day": Text(),
    "is_in_channel": BigInteger(),
    "opens_at": BigInteger(),
    "closes_at": BigInteger(),
    "now": BigInteger(),
    "after": Text(),
    "first": Text(),
    "last": Text(),
    "people": Text(),
    "most": BigInteger(),
}
"""What a statement is told of each ZoneRound."""


def _members(given: Given) -> Select[Any]:
    """The members whom the given rounds concern."""
    in_zone = func.coalesce(people.c.zone, given["team_zone"]) == given["zone"]
    is_same = and_(
        people.c.workspace == memberships.c.workspace, people.c.id == memberships.c.person
    )
    return (
        select(memberships.c.person)
        .join_from(memberships, people, is_same)
        .where(
            memberships.c.workspace == given["workspace"],
            memberships.c.team == given["team"],
            memberships.c.belonging == literal(Belonging.JOINED.value, Text),
            people.c.agreed_at.is_not(None),
            people.c.days.bitwise_and(given["weekday"]) != 0,
            or_(given["zone"].is_(None), in_zone),
            # Lists as JSON, mostly empty; no date and no id needs quoting in it.
            not_(_has(given, people.c.days_off, given["day"])),
            not_(_has(given, memberships.c.resting, given["checkin"])),
            or_(people.c.away == literal("[]", Text), not_(_is_away(given))),
        )
    )


def _has(given: Given, json: ColumnElement[str], word: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the list holds the word."""
    quote = literal('"', Text)
    find = func.instr if given.kind == "sqlite" else func.strpos
    return find(json, quote.concat(word).concat(quote)) > 0


def _is_away(given: Given) -> ColumnElement[bool]:
    """Whether the day lies in one of their absences."""
    if given.kind == "sqlite":
        each = func.json_each(people.c.away).table_valued("value", name="absence")
        start, end = (func.json_extract(each.c.value, f"$.{name}") for name in ("start", "end"))
    else:
        absences = func.jsonb_array_elements(cast(people.c.away, postgresql.JSONB))
        each = absences.table_valued(column("value", postgresql.JSONB), name="absence")
        start, end = (each.c.value[name].astext for name in ("start", "end"))
    is_in = and_(start <= given["day"], end >= given["day"])
    return select(literal(1)).select_from(each).where(is_in).correlate_except(each).exists()


def _due_to_ask(given: Given) -> Select[Any]:
    """Those whom nobody has asked yet."""
    is_new = is_absent(
        responses,
        responses.c.workspace == given["workspace"],
        responses.c.round == given["round"],
        responses.c.person == memberships.c.person,
    )
    return _members(given).where(is_new)


def _due_to_remind(given: Given) -> Select[Any]:
    """Those who were asked and have not answered. Another zone with the same deadline may
    have reminded them: its letter waits, or was sent."""
    key = _key("checkins.reminder", given["round"], responses.c.person)
    return select(responses.c.person).where(
        responses.c.workspace == given["workspace"],
        responses.c.round == given["round"],
        responses.c.progress == literal(Progress.ASKED.value, Text),
        responses.c.closes_at == given["closes_at"],
        or_(responses.c.ask_again_at.is_(None), responses.c.ask_again_at <= given["now"]),
        is_absent(
            letters,
            letters.c.workspace == given["workspace"],
            letters.c.destination == _destination(responses.c.person),
            letters.c.done_at.is_(None),
            letters.c.key == key,
        ),
        is_absent(
            sent_messages,
            sent_messages.c.workspace == given["workspace"],
            sent_messages.c.key == key,
        ),
    )


def _listing(due: Callable[[Given], Select[Any]], person: ColumnElement[str]) -> Statement:
    """Of each given round how many are due, and who: `most` of each at most, in the order of
    their ids, as JSON. A row a person would be a turn of the thread each."""

    def build(given: Given) -> Executable:
        first = due(given).where(person > given["after"]).order_by(person).limit(given["most"])
        if given.rows is None:
            found = first.subquery("due")
            people = func.json_group_array(found.c.person)
            return select(given["place"], func.count(), people).select_from(found)
        beside = first.lateral("due")
        in_order = aggregate_order_by(beside.c.person, beside.c.person)
        as_text = cast(func.json_agg(in_order), Text)
        every = given.rows.join(beside, true())
        counted = select(given["place"], func.count(), as_text).select_from(every)
        return counted.group_by(given["place"])

    return Statement(build, _SLICE, returns=True, is_long=True)


LIST_TO_ASK = _listing(_due_to_ask, memberships.c.person)
LIST_TO_REMIND = _listing(_due_to_remind, responses.c.person)


def _destination(person: Any) -> Any:
    return literal("person:", Text).concat(person)


def _key(kind: str, round_: Any, person: Any) -> Any:
    return literal(f"{kind}:", Text).concat(round_).concat(":").concat(person)


def _letter(kind: str, workspace: Any, round_: Any, person: Any, now: Any) -> dict[str, Any]:
    """A letter about a round, to a person; ids need no quoting in JSON."""
    about = literal('["', Text).concat(round_).concat('","').concat(person).concat('"]')
    return {
        "workspace": workspace,
        "destination": _destination(person),
        "kind": literal(kind, Text),
        "key": _key(kind, round_, person),
        "about": about,
        "facts": literal("{}", Text),
        "thread_of": literal("", Text),
        "urgency": literal(int(Urgency.PROMPT), BigInteger),
        "not_before": literal(0, BigInteger),
        "written_at": now,
        "outcome": literal("", Text),
    }


def _post(letter: dict[str, Any], source: Select[Any]) -> Any:
    rows = source.with_only_columns(*(letter[name] for name in LETTER_COLUMNS))
    return insert(letters).from_select(list(LETTER_COLUMNS), rows, include_defaults=False)


def _responses(given: Given, make: Any, who: Select[Any], person: Any) -> Any:
    mapper = mapper_of(Response)
    values: dict[str, Any] = {
        name: literal(value, mapper.table.c[name].type) for name, value in mapper.defaults.items()
    }
    for name in ("workspace", "round", "checkin", "opens_at", "closes_at"):
        values[name] = given[name]
    values["person"] = person
    rows = who.with_only_columns(*(values[name] for name in mapper.fields))
    return make(responses).from_select(list(mapper.fields), rows, include_defaults=False)


def _found(given: Given) -> Any:
    return func.json_each(given["people"]).table_valued("value", name="found")


def _responses_of_found(given: Given) -> Executable:
    """Of those found due: whoever is so still."""
    still = _due_to_ask(given).where(memberships.c.person.in_(select(_found(given).c.value)))
    made = _responses(given, sqlite.insert, still, memberships.c.person)
    # Another of the given rows may be of the same round.
    statement: Executable = made.on_conflict_do_nothing()
    return statement


def _prompts_of_found(given: Given) -> Executable:
    """To those who have just been given a response; another of the given rows may have it of
    the same person."""
    found = _found(given)
    letter = _letter(
        "checkins.prompt", given["workspace"], given["round"], responses.c.person, given["now"]
    )
    who = select(responses.c.person).where(
        given["is_in_channel"] == 0,
        responses.c.workspace == given["workspace"],
        responses.c.round == given["round"],
        responses.c.person.in_(select(found.c.value)),
        responses.c.progress == literal(Progress.ASKED.value, Text),
        is_absent(
            letters,
            letters.c.workspace == given["workspace"],
            letters.c.destination == letter["destination"],
            letters.c.done_at.is_(None),
            letters.c.key == letter["key"],
        ),
    )
    statement: Executable = _post(letter, who.distinct())
    return statement


def _responses_and_prompts(given: Given) -> Executable:
    """Both at once: whom another transaction asks at this moment gets no second letter."""
    asked = (
        _responses(
            given,
            postgresql.insert,
            _members(given).where(memberships.c.person.between(given["first"], given["last"])),
            memberships.c.person,
        )
        .on_conflict_do_nothing()
        .returning(responses.c.workspace, responses.c.round, responses.c.person)
        .cte("asked")
    )
    now = select(func.max(given["now"])).scalar_subquery()
    letter = _letter("checkins.prompt", asked.c.workspace, asked.c.round, asked.c.person, now)
    in_channel = select(given["round"]).where(given["is_in_channel"] != 0)
    directly = select(asked).where(asked.c.round.not_in(in_channel))
    statement: Executable = _post(letter, directly)
    return statement


def _reminders(given: Given) -> Executable:
    letter = _letter(
        "checkins.reminder", given["workspace"], given["round"], responses.c.person, given["now"]
    )
    to_remind = _due_to_remind(given).where(
        responses.c.person.between(given["first"], given["last"])
    )
    # Two of the given zones may share a deadline.
    statement: Executable = _post(letter, to_remind.distinct())
    return statement


def _lock_rounds(given: Given) -> Executable:
    return (
        select(rounds.c.id)
        .where(rounds.c.workspace == given["workspace"], rounds.c.id == given["round"])
        .order_by(rounds.c.workspace, rounds.c.id)
        .with_for_update(of=rounds)
    )


ASK: dict[Kind, tuple[Statement, ...]] = {
    "sqlite": (
        Statement(_responses_of_found, _SLICE, is_set=True),
        Statement(_prompts_of_found, _SLICE, is_set=True),
    ),
    "postgresql": (Statement(_responses_and_prompts, _SLICE),),
}
# On PostgreSQL another worker may be reminding another zone of the same round.
REMIND: dict[Kind, tuple[Statement, ...]] = {
    "sqlite": (Statement(_reminders, _SLICE),),
    "postgresql": (
        Statement(_lock_rounds, _SLICE, returns=True),
        Statement(_reminders, _SLICE),
    ),
}
