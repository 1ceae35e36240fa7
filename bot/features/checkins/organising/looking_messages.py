"""Every sentence about how a team's check-ins stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.checkins import Checkin, Round
from bot.domain.people import Person
from bot.domain.teams import Team
from bot.domain.workspaces import Channel
from bot.features.checkins.messages import long_date
from bot.features.checkins.organising.messages import organiser_buttons
from bot.features.checkins.organising.schedule_words import schedule
from bot.features.checkins.organising.starting_messages import start_buttons
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
    Heading,
    Message,
    Part,
    When,
    aside,
    message,
    say,
    strong,
)
from bot.messages.refs import Ref


@dataclass(frozen=True, slots=True)
class Attendance:
    """Where each stands in a round who was asked, or is still to be. It `is_open` while it waits
    for somebody: their window is open, or to come."""

    round: Round
    answered: tuple[Person, ...]
    skipped: tuple[Person, ...]
    waiting: tuple[Person, ...]
    coming: tuple[Person, ...]
    is_open: bool

    @property
    def responded(self) -> int:
        return len(self.answered) + len(self.skipped)

    @property
    def asked(self) -> int:
        return self.responded + len(self.waiting) + len(self.coming)


@dataclass(frozen=True, slots=True)
class Shown:
    """A check-in with its open rounds; `resting` is how many are not asked any more."""

    checkin: Checkin
    rounds: tuple[Attendance, ...]
    resting: int


def overview(
    team: Team,
    channel: Channel | None,
    checkins: Sequence[Shown],
    gone: Sequence[tuple[Checkin, datetime]],
    *,
    zone: str,
    is_organiser: bool,
    is_pair: bool,
) -> Message:
    """`gone` are those that an organiser may bring back, and until when."""
    parts: list[Part] = [Heading(f"Check-ins of {team.name}")]
    if not checkins:
        parts.append(say("There is none yet." if not gone else "There is none now."))
    for shown in checkins:
        checkin = shown.checkin
        parts.append(say(strong(checkin.name), ": ", schedule(checkin, team, channel)))
        parts += [aside(f"{_date(each)}: {_responded(each)}") for each in shown.rounds]
        if is_organiser:
            parts += _for_organisers(shown)
    if is_organiser:
        for checkin, until in gone:
            parts += _gone(checkin, until, zone)
        parts.append(
            Buttons(start_buttons(team, is_first=not checkins and not gone, is_pair=is_pair))
        )
    return message(*parts)


def _for_organisers(shown: Shown) -> list[Part]:
    parts: list[Part] = []
    if shown.resting:
        verb = "member is" if shown.resting == 1 else "members are"
        parts.append(
            aside(
                f"{shown.resting} {verb} not asked any more, after three rounds without a word. "
                "One tap brings them back."
            )
        )
    who = [
        Button(
            "Who has responded" if len(shown.rounds) == 1 else f"Who has, {_date(each)}",
            Ref("checkins.who", (each.round.id,)),
        )
        for each in shown.rounds
    ]
    return [*parts, Buttons((*who, *organiser_buttons(shown.checkin)))]


def _gone(checkin: Checkin, until: datetime, zone: str) -> list[Part]:
    back = Button("Bring back", Ref("checkins.restore", (checkin.id,)))
    at = When(until, zone, Clock.DATE_AND_TIME)
    return [
        say(strong(checkin.name), " is deleted. It can be brought back until ", at, "."),
        Buttons((back,)),
    ]


def who_responded(checkin: Checkin, found: Attendance) -> Message:
    """Names while the round is open, and after it a number."""
    if not found.is_open:
        number = f"{found.responded} of {found.asked} responded"
        return message(
            say(strong(checkin.name), f", {_date(found)}: {number}."),
            aside("The round is over. I name nobody then: names are for helping while it is open."),
        )
    lists = (
        ("Answered", found.answered),
        ("Skipped", found.skipped),
        ("Not yet", found.waiting),
        ("Still to be asked", found.coming),
    )
    return message(
        say(strong(checkin.name), f", {_date(found)}: {_responded(found)}"),
        *(say(f"{label}: {_names(people)}.") for label, people in lists if people),
        aside("So that you can help: only organisers see this, and only while the round is open."),
    )


def _responded(found: Attendance) -> str:
    verb = "has" if found.responded == 1 else "have"
    return f"{found.responded} of {found.asked} {verb} responded."


def _date(found: Attendance) -> str:
    return long_date(found.round.local_date)


def _names(people: Sequence[Person]) -> str:
    return ", ".join(sorted((person.name for person in people), key=str.casefold))
