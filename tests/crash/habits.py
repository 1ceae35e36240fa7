"""What the people of the town do with what they are asked, and what must come of it."""

from dataclasses import dataclass, field
from datetime import date

from bot.domain.checkins import Progress
from bot.messages.refs import Ref
from tests.crash.far_side import Json, Message
from tests.crash.town import CHECKINS, NAMES

PROMPT, AGAIN, REMINDER, LATE, AT_ONCE = "prompt", "again", "reminder", "late", "at once"
"""When somebody does something: on the first prompt, the one put off, the reminder, the
message that says that the summary has gone out, or after what they did before."""

ANSWER, PLAN, SKIP, PUT_OFF, STUCK = (
    "checkins.respond",
    "checkins.same_plan",
    "checkins.skip",
    "checkins.later",
    "checkins.say_stuck",
)


@dataclass(frozen=True)
class Habit:
    """`acts` are what one does, each at its time; the rest is what comes of it."""

    acts: tuple[tuple[str, str], ...]
    progress: Progress
    saves: int
    """How often the row of the response is written."""
    reminders: int = 0
    settles: int = 0
    """How often the round is looked at because of it."""
    is_late: bool = False

    @property
    def prompts(self) -> int:
        return 2 if (PROMPT, PUT_OFF) in self.acts else 1


_ANSWERED, _SKIPPED, _MISSED = Progress.ANSWERED, Progress.SKIPPED, Progress.MISSED
HABITS = {
    "answers": Habit(((PROMPT, ANSWER),), _ANSWERED, 1, settles=1),
    "skips": Habit(((PROMPT, SKIP),), _SKIPPED, 1, settles=1),
    "is silent": Habit((), _MISSED, 1, reminders=1),
    "puts off": Habit(((PROMPT, PUT_OFF), (AGAIN, ANSWER)), _ANSWERED, 2, settles=1),
    "is late": Habit(((LATE, ANSWER),), _ANSWERED, 2, reminders=1, settles=1, is_late=True),
    "is stuck": Habit(((PROMPT, STUCK),), _ANSWERED, 1, settles=1),
    "is reminded": Habit(((REMINDER, SKIP),), _SKIPPED, 1, reminders=1, settles=1),
    "repeats": Habit(((PROMPT, PLAN),), _ANSWERED, 1, settles=1),
    "puts off in vain": Habit(((PROMPT, PUT_OFF),), _MISSED, 2, reminders=1),
    "changes": Habit(((PROMPT, ANSWER), (AT_ONCE, ANSWER)), _ANSWERED, 2, settles=2),
}


@dataclass
class Part:
    """One person's part in a round, as they lived it."""

    who: str
    round: str
    habit: Habit
    done: list[str] = field(default_factory=list)
    """The events of what they did and saw acknowledged, in order."""
    is_doing: bool = False
    again: int = 0
    """How often they did something again, as nobody had answered: as somebody does it anew, not
    as a platform delivers it again."""


def habit_of(who: str, checkin: str, day: date) -> str:
    """Nobody does the same every day."""
    number = day.toordinal() * 7 + NAMES.index(who) * 3 + list(CHECKINS).index(checkin)  # type: ignore[arg-type]
    return list(HABITS)[number % len(HABITS)]


class Townspeople:
    """Read what arrived, and act on it, once each."""

    def __init__(self) -> None:
        self.parts: dict[tuple[str, str], Part] = {}
        self.stuck: list[tuple[str, str]] = []
        self._events: dict[str, Part] = {}

    def acts(self, messages: list[Message]) -> list[Json]:
        """What is done now by whoever sees these messages."""
        seen: dict[tuple[str, str], list[Message]] = {}
        for message in messages:
            who, round_ = message.reader, message.round
            if who and round_:
                seen.setdefault((who, round_), []).append(message)
                self._open(who, round_, message)
        acts = [self._next(self.parts[key], on) for key, on in seen.items() if key in self.parts]
        return [act for act in acts if act is not None]

    def acknowledged(self, event: str, again: int = 0) -> None:
        part = self._events[event]
        part.done.append(event)
        part.again += again
        part.is_doing = False

    def _open(self, who: str, round_: str, message: Message) -> None:
        if (who, round_) not in self.parts and message.asked is not None:
            habit = habit_of(who, *message.asked)
            if habit == "repeats" and "Same plan" not in message.labels:
                habit = "answers"
            self.parts[who, round_] = Part(who, round_, HABITS[habit])

    def _next(self, part: Part, seen: list[Message]) -> Json | None:
        if part.is_doing or len(part.done) == len(part.habit.acts):
            return None
        when, does = part.habit.acts[len(part.done)]
        on = _on(when, seen)
        return self.act(part, does, on) if on else None

    def act(self, part: Part, does: str, on: Message) -> Json:
        """They do this now, on this message."""
        event = f"{part.who}-{part.round}-{len(part.done)}"
        part.is_doing = True
        self._events[event] = part
        return {
            "id": event,
            "do": "act",
            "event": event,
            "who": part.who,
            "does": Ref(does, (part.round,)).encode(),
            "values": values_of(does, event),
            "place": on.conversation,
            "message": on.id,
        }


def _on(when: str, seen: list[Message]) -> Message | None:
    prompts = [m for m in seen if m.asked]
    match when:
        case "prompt" | "at once":
            return prompts[0]
        case "again":
            # Not the first one, arrived twice: that is the same letter.
            return next((p for p in prompts if p.letter != prompts[0].letter), None)
        case "reminder":
            return next((m for m in seen if m.is_reminder), None)
        case _:
            return next((m for m in prompts if "Check in late" in m.labels), None)


def values_of(does: str, event: str) -> dict[str, list[str]] | None:
    """What is filled in; None for a button."""
    blocker = {"stuck.since": ["0"], "stuck.show": ["yes"]}
    if does == ANSWER:
        return {"done": [f"did {event}"], "next": [f"plan {event}"], "stuck": ["no"], **blocker}
    if does == STUCK:
        return {"stuck": ["missing context"], "stuck.what": [f"lack {event}"], **blocker}
    return None
