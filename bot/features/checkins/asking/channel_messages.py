"""Every sentence of a round that is asked in its team's channel."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.checkins import Checkin, Round
from bot.domain.people import Person
from bot.domain.teams import Team
from bot.features.checkins.messages import long_date, round_button
from bot.messages.parts import (
    Buttons,
    Mention,
    Message,
    Part,
    Span,
    Style,
    When,
    aside,
    message,
    say,
    strong,
)


def head(
    checkin: Checkin, team: Team, round_: Round, done: int, asked: int, *, is_late: bool
) -> Message:
    """To all in the channel. How many have checked in is a number; `is_late` is whether whoever
    checks in now is."""
    title = say(strong(checkin.name), f" for {team.name}, {long_date(round_.local_date)}")
    count = say(f"{done} of {asked} checked in.")
    if is_late:
        late = round_button("Check in late", "checkins.check_in", round_)
        return message(
            title,
            count,
            aside("The summary has gone out. Yours is still welcome; it is marked as late."),
            Buttons((late,)),
        )
    parts: list[Part] = [title, count]
    if round_.summarised_at is not None:
        parts.append(aside("The summary has gone out already; it will show what comes now too."))
    return message(
        *parts,
        aside("Each button acts for whoever presses it, and I answer only them."),
        Buttons(
            (
                round_button("Check in", "checkins.check_in", round_, Style.MAIN),
                round_button("Same plan", "checkins.same_plan", round_),
                round_button("I'm stuck", "checkins.stuck", round_),
                round_button("Skip today", "checkins.skip", round_),
                round_button("In an hour", "checkins.later", round_),
            )
        ),
    )


def turn(checkin: Checkin, people: Sequence[Person], closes_at: datetime, zone: str) -> Message:
    """Below it, to those whose time it is: each is notified."""
    named: list[str | Span] = []
    for person in people:
        named += [", "] * bool(named) + [Mention(person.id, person.name)]
    until = (f": {checkin.name} is open for you until ", When(closes_at, zone), ".")
    return message(
        say(*named, *until),
        aside("The buttons are above, on the message to which this belongs."),
        addresses=tuple(person.id for person in people),
    )
