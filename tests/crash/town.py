"""The people of the crash tests, their teams and check-ins, as a database that is ready to run."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from adapters.playground.people import CHANNEL, Sample
from bot.domain.checkins import Checkin
from bot.domain.ids import ChannelId, CheckinId, PersonId, TeamId, TimerId, WorkspaceId
from bot.domain.letters import Letter, to_person
from bot.domain.people import Account, Person
from bot.domain.questions import DAILY
from bot.domain.recurrence import WORKWEEK
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.timers import Timer
from bot.domain.workspaces import Channel, Installation, Platform, Workspace
from bot.features.checkins import rules
from bot.features.checkins.asking.rounds import EVERYONE, SCHEDULED, prompt_key
from storage.store import open_store
from tests.clocks import StillClock

TOWN = WorkspaceId("town")

NAMES = ("ann", "ben", "cho", "dee", "eli", "fay")
_ZONES = (
    "Europe/London",
    "Europe/London",
    "Asia/Kolkata",
    "Australia/Brisbane",
    "America/New_York",
    "America/New_York",
)
PEOPLE = {
    name: Sample(name, name.capitalize(), zone.rpartition("/")[2], zone)
    for name, zone in zip(NAMES, _ZONES, strict=True)
}

LAB = Team(TOWN, TeamId("lab"), "Lab", "Europe/London", ChannelId(CHANNEL))
"""Summaries go to the channel, with the answers in a thread."""
DUO = Team(TOWN, TeamId("duo"), "Duo", "Europe/London")
"""Summaries go to each member."""
MEMBERS = {"lab": NAMES, "duo": ("ann", "fay")}

DAILY_CHECKIN = Checkin(
    TOWN, CheckinId("daily"), LAB.id, "Daily", DAILY, WORKWEEK, time(9, 30), time(17)
)
NOTES_CHECKIN = Checkin(
    TOWN,
    CheckinId("notes"),
    DUO.id,
    "Notes",
    DAILY,
    WORKWEEK,
    time(12),
    time(16),
    zone="Europe/London",
    remind_minutes=30,
)
CHECKINS = {checkin.id: checkin for checkin in (DAILY_CHECKIN, NOTES_CHECKIN)}

FIRST_DAY = date(2026, 3, 26)
"""A Thursday; on the Sunday after it London's clocks go forward."""


def end_of(day: date) -> datetime:
    """When it is over everywhere: New York has closed, and Brisbane has not begun the next."""
    return datetime.combine(day, time(22, 45), UTC)


DAWN = end_of(FIRST_DAY - timedelta(days=1))
"""Nothing has happened yet."""


def working_day_after(day: date) -> date:
    """The next day on which the town is asked."""
    day += timedelta(days=1)
    while day not in WORKWEEK:
        day += timedelta(days=1)
    return day


def members_of(checkin: str) -> tuple[str, ...]:
    return MEMBERS[CHECKINS[CheckinId(checkin)].team]


def places_of(checkin: Checkin) -> list[str]:
    """One prompt timer each."""
    return [EVERYONE] if checkin.zone else sorted({PEOPLE[n].zone for n in members_of(checkin.id)})


SLACK_TEAM = "T0UNSTUCK"
SLACK_CHANNEL = "C0TOWNLAB"


def slack_id(name: str) -> str:
    """Of one of the people."""
    return f"U0TOWN{name.upper()}"


DISCORD_GUILD = "1290000000000000001"
DISCORD_CHANNEL = "1290000000000000002"


def discord_id(name: str) -> str:
    """Of one of the people."""
    return f"129000000000000001{NAMES.index(name)}"


OUTER: Mapping[Platform, tuple[str, str, Callable[[str], str]]] = {
    Platform.PLAYGROUND: ("town", CHANNEL, lambda name: name),
    Platform.SLACK: (SLACK_TEAM, SLACK_CHANNEL, slack_id),
    Platform.DISCORD: (DISCORD_GUILD, DISCORD_CHANNEL, discord_id),
}
"""What a platform calls the town, its channel and each of its people."""


async def settle_town(url: str, platform: Platform = Platform.PLAYGROUND) -> None:
    """Fill a database that has its tables, as of `DAWN`."""
    town, channel, account_of = OUTER[platform]
    store = await open_store(url, StillClock(DAWN))
    unit = store.unit(TOWN)
    unit.add(Workspace(TOWN, "Town"))
    unit.add(Installation(TOWN, platform, town))
    unit.add(Channel(TOWN, ChannelId(CHANNEL), channel, CHANNEL))
    for name, sample in PEOPLE.items():
        person = PersonId(name)
        # Eli begins late: his prompts wait for him.
        starts = time(10) if name == "eli" else time(9)
        unit.add(Person(TOWN, person, sample.name, sample.zone, starts=starts, agreed_at=DAWN))
        unit.add(Account(TOWN, platform, account_of(name), person))
    for team in (LAB, DUO):
        unit.add(team)
        for name in MEMBERS[team.id]:
            belongs = Membership(TOWN, team.id, PersonId(name), Belonging.JOINED, False, DAWN)
            unit.add(belongs)
    for checkin in CHECKINS.values():
        unit.add(checkin)
        for place in places_of(checkin):
            unit.schedule(_first_prompt(checkin, place))
    await unit.commit()
    await store.close()


WAITING = ("ann", "ben", "cho")


async def write_letters(url: str) -> None:
    """Two to each of those who are `WAITING`."""
    store = await open_store(url, StillClock(DAWN))
    unit = store.unit(TOWN)
    for name in WAITING:
        for number in range(2):
            key = f"checkins.preview:{name}:{number}"
            unit.post(Letter(TOWN, to_person(PersonId(name)), "checkins.preview", key, ("daily",)))
    await unit.commit()
    await store.close()


def _first_prompt(checkin: Checkin, place: str) -> Timer:
    day, due_at = rules.next_round(checkin, checkin.zone or place, DAWN)
    key = prompt_key(checkin.id, place, day)
    about = (checkin.id, place, day.isoformat(), SCHEDULED)
    timer = TimerId(f"{checkin.id}-{place}")
    return Timer(TOWN, timer, "checkins.prompt", key, due_at, about)
