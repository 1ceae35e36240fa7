"""Who is there when a measurement begins: workspaces, teams, people, and what is due.

It is Monday. All zones have 09:00 at the same instant, so that everybody is due at once though
each team's members are spread over them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bench.loading import load
from bot.domain.checkins import Checkin, Response, Round
from bot.domain.ids import ChannelId, CheckinId, PersonId, RoundId, TeamId, TimerId, WorkspaceId
from bot.domain.letters import Sent, to_person
from bot.domain.people import Account, Person
from bot.domain.questions import DAILY
from bot.domain.recurrence import WORKWEEK
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.timers import Timer
from bot.domain.workspaces import Channel, Installation, Platform, Workspace
from bot.features.checkins import messages
from bot.messages.parts import Message

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""09:00 in each of the zones."""

FIVE = NINE + timedelta(hours=8)
ZONES = ("Europe/Paris", "Europe/Berlin", "Africa/Lagos")
LONG_AGO = NINE - timedelta(days=100)
_LONG_AGO_SECONDS = int(LONG_AGO.timestamp())
NEXT_YEAR = NINE + timedelta(days=365)
DUE_APART = timedelta(microseconds=1)
"""Between two follow-ups: each has a due time of its own, and they are due at once."""


@dataclass(frozen=True, slots=True)
class Crew:
    """A team with its check-in, its channel and its people."""

    workspace: WorkspaceId
    team: TeamId
    checkin: CheckinId
    round: RoundId
    channel: ChannelId
    people: tuple[Person, ...]


def crews(teams: int, people: int, workspaces: int) -> list[Crew]:
    """So many teams of so many people each, spread over the workspaces."""
    made = []
    for number in range(teams):
        workspace = WorkspaceId(_id("w", number % workspaces))
        made.append(
            Crew(
                workspace,
                TeamId(_id("t", number)),
                CheckinId(_id("c", number)),
                RoundId(_id("r", number)),
                ChannelId(_id("h", number)),
                tuple(
                    Person(
                        workspace,
                        PersonId(_id("p", number * people + place)),
                        f"Person {number}.{place}",
                        ZONES[place % len(ZONES)],
                        agreed_at=LONG_AGO,
                    )
                    for place in range(people)
                ),
            )
        )
    return made


async def fill_due(url: str, teams: int, people: int, workspaces: int, bystanders: int) -> None:
    """Teams whose prompts are due at NINE. The bystanders, teams too, have been asked before."""
    made = crews(teams + bystanders, people, workspaces)
    await load(url, everything_of(made, made[:teams], made[teams:]))


async def fill_asked(
    url: str,
    teams: int,
    people: int,
    workspaces: int,
    due: int,
    future: int,
    bystanders: int,
    platform: str = Platform.SLACK,
) -> None:
    """Teams that have been asked; to the bystanders, teams too, nothing more happens.

    `due` of the others are to be asked again at NINE, and `future` timers are due next year.
    """
    made = crews(teams + bystanders, people, workspaces)
    await load(url, _with_timers(made, made[:teams], due, future, Platform(platform)))


def _with_timers(
    made: list[Crew], busy: list[Crew], due: int, future: int, platform: Platform
) -> Iterator[object]:
    yield from everything_of(made, [], made, platform)
    everybody = [(crew, person) for crew in busy for person in crew.people]
    # Not in the order of their teams: people ask for it one by one.
    step = 7919
    for number in range(due):
        crew, person = everybody[number * step % len(everybody)]
        yield again(number, crew, person, NINE + number * DUE_APART)
    for number in range(future):
        crew, person = everybody[number * step % len(everybody)]
        yield again(due + number, crew, person, NEXT_YEAR + number * timedelta(seconds=1))


def again(number: int, crew: Crew, person: Person, due_at: datetime) -> Timer:
    """The prompt once more: *In an hour*."""
    key = f"checkins.again:{crew.round}:{person.id}:{int(due_at.timestamp())}"
    about = (crew.round, person.id)
    timer = TimerId(_id("u", number))
    return Timer(crew.workspace, timer, "checkins.again", key, due_at, about)


def everything_of(
    made: list[Crew],
    due: Sequence[Crew] = (),
    asked: Sequence[Crew] = (),
    platform: Platform = Platform.SLACK,
) -> Iterator[object]:
    for workspace in sorted({crew.workspace for crew in made}):
        yield Workspace(workspace, f"Workspace {workspace}")
    for workspace in sorted({crew.workspace for crew in made}):
        yield Installation(workspace, platform, outer(workspace, platform))
    for crew in made:
        yield Team(crew.workspace, crew.team, f"Team {crew.team}", ZONES[0], crew.channel)
    for crew in made:
        yield Channel(crew.workspace, crew.channel, outer(crew.channel, platform), crew.channel)
    for crew in made:
        yield _checkin(crew)
    people = [(crew, person) for crew in made for person in crew.people]
    for _, person in people:
        yield person
    for _, person in people:
        yield _account(person, platform)
    for crew, person in people:
        yield Membership(
            crew.workspace, crew.team, person.id, Belonging.JOINED, False, since=LONG_AGO
        )
    for crew in due:
        yield from _prompts_due(crew)
    yield from _asked(asked, platform)


def _account(person: Person, platform: Platform) -> Account:
    # Of Slack nothing is kept: it takes a person for the channel of our direct messages.
    known = direct(person.id, platform) if platform is Platform.DISCORD else ""
    return Account(person.workspace, platform, outer(person.id, platform), person.id, known)


def _checkin(crew: Crew) -> Checkin:
    opens, closes = time(9), time(17)
    return Checkin(crew.workspace, crew.checkin, crew.team, "Daily", DAILY, WORKWEEK, opens, closes)


def _prompts_due(crew: Crew) -> Iterator[Timer]:
    """One timer a zone, as `bot.features.checkins` promises them."""
    for zone in sorted({person.zone for person in crew.people if person.zone}):
        about = (crew.checkin, zone, MONDAY.isoformat(), "scheduled")
        key = f"checkins.prompt:{crew.checkin}:{zone}:{MONDAY}"
        timer = TimerId(f"{crew.checkin}{zone}")
        yield Timer(crew.workspace, timer, "checkins.prompt", key, NINE, about)


def _asked(made: Sequence[Crew], platform: Platform) -> Iterator[object]:
    """Everybody has a prompt in their direct messages, and has said nothing yet."""
    for crew in made:
        yield Round(crew.workspace, crew.round, crew.checkin, MONDAY, closes_at=FIVE)
    people = [(crew, person) for crew in made for person in crew.people]
    for crew, person in people:
        yield Response(
            crew.workspace, crew.round, person.id, crew.checkin, opens_at=NINE, closes_at=FIVE
        )
    for crew, person in people:
        yield Sent(
            workspace=crew.workspace,
            key=f"checkins.prompt:{crew.round}:{person.id}",
            piece=0,
            destination=to_person(person.id),
            kind="checkins.prompt",
            about=(crew.round, person.id),
            facts={},
            place=direct(person.id, platform),
            outer_id=stamp(person.id, platform),
            sent_at=NINE,
        )


def prompt_in(crew: Crew) -> Message:
    """As everybody in an asked crew has it before them."""
    team = Team(crew.workspace, crew.team, f"Team {crew.team}", ZONES[0])
    round_ = Round(crew.workspace, crew.round, crew.checkin, MONDAY, closes_at=FIVE)
    person = crew.people[0].id
    response = Response(
        crew.workspace, crew.round, person, crew.checkin, opens_at=NINE, closes_at=FIVE
    )
    return messages.prompt(_checkin(crew), team, round_, response, (), ZONES[0], NINE)


_SLACK = {"w": "T", "p": "U", "h": "C"}
_DISCORD = {"w": "1", "p": "2", "h": "3"}


def outer(own: str, platform: Platform = Platform.SLACK) -> str:
    """The platform's id of a workspace, a person or a channel of ours."""
    if platform is Platform.DISCORD:
        return _snowflake(_DISCORD[own[0]], own)
    return f"{_SLACK[own[0]]}{own[1:]}"


def direct(person: str, platform: Platform = Platform.SLACK) -> str:
    """Of the direct messages with a person."""
    return _snowflake("4", person) if platform is Platform.DISCORD else f"D{person[1:]}"


def stamp(person: str, platform: Platform = Platform.SLACK) -> str:
    """Of the prompt in them."""
    if platform is Platform.DISCORD:
        return _snowflake("5", person)
    return f"{_LONG_AGO_SECONDS + int(person[1:])}.000100"


def _snowflake(first: str, own: str) -> str:
    """Eighteen digits, as Discord's ids have."""
    return f"{first}{own[1:]:0>17}"


def _id(letter: str, number: int) -> str:
    """As long as a real one."""
    return f"{letter}{number:015}"
