"""What organisers read when they start a check-in."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.checkins import Checkin
from bot.domain.questions import MOST_QUESTIONS, Template
from bot.domain.teams import Team
from bot.domain.workspaces import Channel
from bot.features.checkins.organising.forms import usual_schedule
from bot.features.checkins.organising.messages import add_button, asked, organiser_buttons
from bot.features.checkins.organising.schedule_words import schedule
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
    Heading,
    Message,
    Part,
    Style,
    When,
    aside,
    message,
    say,
    strong,
)
from bot.messages.refs import Ref


def first_checkin(team: Team, *, is_pair: bool = False) -> list[Part]:
    """Offered in the reply to `setup`: one tap, or change it."""
    lines: list[Part] = [say("When shall I ask how it goes?")]
    if is_pair:
        lines.append(
            aside(
                "“Pair” is the daily one and asks besides whether you keep up: only you see what "
                "you say to that."
            )
        )
    return [*lines, Buttons(start_buttons(team, is_first=True, is_pair=is_pair))]


def start_buttons(team: Team, *, is_first: bool, is_pair: bool = False) -> tuple[Button, ...]:
    ids = (team.id,)
    if not is_first:
        return (add_button(team),)
    daily = Button("Mon–Fri 09:30, daily", Ref("checkins.start_daily", ids), Style.MAIN)
    pair = Button("Mon–Fri 09:30, pair", Ref("checkins.start_template", (*ids, "pair")), Style.MAIN)
    another = Button("Another time", Ref("checkins.new", ids))
    return (pair, daily, another) if is_pair else (daily, another)


def templates(team: Team, offered: Sequence[Template]) -> Message:
    """What each asks, and one tap for each."""
    parts: list[Part] = [Heading(f"A check-in for {team.name}")]
    for template in offered:
        questions = " ".join(asked(question) for question in template.questions)
        parts.append(say(strong(template.name), ": ", questions))
    taps = [
        Button(
            f"{template.name}: {usual_schedule(template)}",
            Ref("checkins.start_template", (team.id, template.key)),
        )
        for template in offered
    ]
    own = Button("My own questions", Ref("checkins.own", (team.id,)))
    parts.append(aside("One tap starts it; days, times and questions can be changed at any time."))
    return message(*parts, Buttons((*taps, own)))


def started(checkin: Checkin, team: Team, channel: Channel | None) -> Message:
    return message(
        say(strong(checkin.name), f" for {team.name}: {schedule(checkin, team, channel)}"),
        Buttons(organiser_buttons(checkin)),
    )


def is_running_already(checkin: Checkin, team: Team, channel: Channel | None) -> Message:
    said = schedule(checkin, team, channel)
    return message(say("It is running already: ", strong(checkin.name), f": {said}"))


def comes_first(checkin: Checkin, at: datetime | None, zone: str) -> Part:
    """To somebody who has just joined, and to whoever chose weeks."""
    if at is None:
        return say(strong(checkin.name), " comes when it falls on a day on which you work.")
    return say(strong(checkin.name), " first comes ", When(at, zone, Clock.DATE_AND_TIME), ".")


def no_such_template() -> str:
    return "I no longer have that template. Choose “Add a check-in” again."


def needs_questions() -> str:
    return "Write at least one question."


def too_many_typed(count: int) -> str:
    return f"These are {count} questions: {MOST_QUESTIONS} at most. Leave some out."


def question_too_long(most: int) -> str:
    return f"A question has {most} characters at most. Make the longest one shorter."
