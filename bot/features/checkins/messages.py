"""Every sentence of `checkins`, but for its dialogs."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.blockers import Blocker
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.questions import PLAN, Question
from bot.domain.teams import Team
from bot.messages.parts import (
    Button,
    Buttons,
    Message,
    Part,
    Quote,
    Style,
    When,
    aside,
    message,
    say,
    strong,
)
from bot.messages.plain import say_list
from bot.messages.refs import Ref


def long_date(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


# -- to one member ------------------------------------------------------------------------


def prompt(
    checkin: Checkin,
    team: Team,
    round_: Round,
    response: Response,
    last: Sequence[tuple[Question, str]],
    zone: str,
    now: datetime,
) -> Message:
    """The prompt, as it reads in every state of the response."""
    head = say(strong(checkin.name), f" for {team.name}, {long_date(round_.local_date)}")
    match response.progress:
        case Progress.ANSWERED:
            return message(head, *_answered(checkin, round_, response, zone))
        case Progress.SKIPPED:
            after_all = round_button("Check in after all", "checkins.check_in", round_)
            return message(head, say("Skipped. That is fine."), Buttons((after_all,)))
        case Progress.OFF:
            after_all = round_button("Check in after all", "checkins.check_in", round_)
            return message(
                head, say("You are away, so nobody waits for this one."), Buttons((after_all,))
            )
        case Progress.ASKED | Progress.MISSED:
            return message(head, *_asked(round_, response, last, zone, now))


def _answered(checkin: Checkin, round_: Round, response: Response, zone: str) -> list[Part]:
    at = When(response.answered_at or response.opens_at, zone)
    mark = ""
    if response.is_late:
        mark = ", after the summary, which now shows it as late"
    elif response.is_changed_later:
        mark = ", and changed after the summary, which now says so"
    buttons = [round_button("Change it", "checkins.check_in", round_)]
    if checkin.is_running:
        buttons.append(Button("Write the next one", Ref("checkins.ahead", (checkin.id,))))
    return [say("Checked in at ", at, f"{mark}."), Buttons(tuple(buttons))]


def _asked(
    round_: Round,
    response: Response,
    last: Sequence[tuple[Question, str]],
    zone: str,
    now: datetime,
) -> list[Part]:
    parts: list[Part] = []
    for question, answer in last:
        parts += [aside(last_time(question)), Quote(answer)]
    is_over = round_.summarised_at is not None
    if is_over and now >= response.closes_at:
        late = round_button("Check in late", "checkins.check_in", round_)
        return [
            *parts,
            aside("The summary has gone out. Yours is still welcome; it is marked as late."),
            Buttons((late,)),
        ]
    if is_over:
        parts.append(aside("The summary has gone out already; it will show yours too."))
    again_at = response.ask_again_at
    is_put_off = again_at is not None and again_at > now
    if again_at is not None and is_put_off:
        parts.append(say("I will ask again at ", When(again_at, zone), "."))
    else:
        parts.append(aside("Until ", When(response.closes_at, zone), "."))
    buttons = [round_button("Check in", "checkins.check_in", round_, Style.MAIN)]
    if any(question.key == PLAN for question, _ in last):
        buttons.append(round_button("Same plan", "checkins.same_plan", round_))
    buttons.append(round_button("I'm stuck", "checkins.stuck", round_))
    buttons.append(round_button("Skip today", "checkins.skip", round_))
    if not is_put_off:
        buttons.append(round_button("In an hour", "checkins.later", round_))
    return [*parts, Buttons(tuple(buttons))]


def reminder(checkin: Checkin, round_: Round, response: Response, zone: str) -> Message:
    return message(
        say(
            strong(checkin.name),
            " is open until ",
            When(response.closes_at, zone),
            ". A line is enough.",
        ),
        Buttons(
            (
                round_button("Check in", "checkins.check_in", round_, Style.MAIN),
                round_button("Skip today", "checkins.skip", round_),
            )
        ),
    )


def reminded(checkin: Checkin, round_: Round, response: Response) -> Message:
    """What a reminder reads like when there is nothing left to remind of."""
    ends = {
        Progress.ANSWERED: "checked in",
        Progress.SKIPPED: "skipped",
        Progress.MISSED: "the summary has gone out; yours is still welcome",
        Progress.ASKED: "the deadline has passed",
        Progress.OFF: "you are away, so nobody waits for it",
    }
    title = f"{checkin.name}, {long_date(round_.local_date)}"
    return message(aside(f"{title}: {ends[response.progress]}."))


def last_time(question: Question) -> str:
    """What stands before the last answer to it."""
    if question.key == PLAN:
        return "Last time you planned:"
    return f"Last time, “{question.text}”:"


def round_button(label: str, action: str, round_: Round, style: Style = Style.PLAIN) -> Button:
    return Button(label, Ref(action, (round_.id,)), style)


def responded(
    checkin: Checkin, round_: Round, response: Response, blocker: Blocker | None, now: datetime
) -> Message:
    if response.is_late:
        first = f"Thank you. It is in the summary of {checkin.name}, marked as late."
    elif response.opens_at > now:
        day = long_date(round_.local_date)
        first = f"Thank you. {day} is written, so I will not ask you then."
    elif response.is_changed_later:
        first = f"Thank you. It is in the summary of {checkin.name}, marked as changed later."
    elif round_.summarised_at is not None:
        first = f"Thank you. The summary of {checkin.name} shows it now."
    else:
        first = "Thank you, it is in."
    return message(say(first), *([stuck_kindly()] if blocker else []))


def no_longer_asked(words: Sequence[str]) -> Message:
    return message(
        say("This is no longer asked, so nobody is shown it; your words are kept:"),
        *(Quote(each) for each in words),
    )


def stuck_kindly() -> Part:
    return say("Noted that you are stuck. That happens to everybody; it is not about talent.")


def same_plan(plan: str) -> Message:
    return message(say("Noted, the same plan:"), Quote(plan))


def answered_already() -> Message:
    return message(say("You have answered this one already, so I left it as it is."))


def no_plan_yet() -> str:
    return "I have no earlier plan of yours here, so please check in once."


def skipped() -> Message:
    return message(say("Skipped. That is fine."))


def later(at: datetime, zone: str) -> Message:
    return message(say("I will ask again at ", When(at, zone), "."))


def too_near(closes_at: datetime, zone: str) -> Message:
    return message(
        say("This one is open until ", When(closes_at, zone), ", which is less than an hour away.")
    )


def deadline_over(closes_at: datetime, zone: str) -> Message:
    return message(
        say(
            "The deadline of this one was ",
            When(closes_at, zone),
            ", so I will not ask again. You can still check in.",
        )
    )


def nothing_to_skip() -> Message:
    return message(say("You have answered this one already, so there is nothing to skip."))


def over_already() -> Message:
    return message(say("The summary of this one has gone out, so there is nothing to skip."))


def nothing_to_put_off(progress: Progress) -> Message:
    why = {
        Progress.ANSWERED: "You have answered this one already, so I will not ask again.",
        Progress.SKIPPED: "You have skipped this one, so I will not ask again.",
        Progress.MISSED: "The summary of this one has gone out, so I will not ask again. Yours is "
        "still welcome.",
        Progress.OFF: "You are away, so nobody waits for this one, and I will not ask again.",
    }
    return message(say(why[progress]))


def others_open(round_: Round, others: Sequence[Round]) -> str:
    """On top of the form of one of several rounds that are open."""
    day = round_.local_date
    are = "is" if len(others) == 1 else "are"
    dates = say_list([long_date(other.local_date) for other in others])
    return f"This is {day:%A}'s, {long_date(day)}. {dates} {are} open too."


def open_too(others: Sequence[Round]) -> list[Part]:
    """Below the answer to one of several rounds that are open."""
    are = "is" if len(others) == 1 else "are"
    dates = say_list([long_date(other.local_date) for other in others])
    first = others[0]
    label = f"Check in for {long_date(first.local_date)}"
    button = round_button(label, "checkins.check_in", first)
    return [aside(f"{dates} {are} open too."), Buttons((button,))]


def item(checkin: Checkin, team: Team, round_: Round, response: Response, zone: str) -> list[Part]:
    return [
        say(
            strong(checkin.name),
            f" for {team.name}, {long_date(round_.local_date)}, until ",
            When(response.closes_at, zone),
        ),
        Buttons(
            (
                round_button("Check in", "checkins.check_in", round_, Style.MAIN),
                round_button("Skip today", "checkins.skip", round_),
            )
        ),
    ]
