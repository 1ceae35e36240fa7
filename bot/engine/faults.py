"""What use cases raise, and what the engine says when none of it was foreseen."""

from bot.domain.errors import Refusal
from bot.domain.workspaces import Platform
from bot.messages.parts import Message, aside, code, message, say


class FieldFaults(Exception):
    """Fields of a submitted form that cannot stay as they are: by name, what is wrong."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class UnknownButton(Refusal):
    """A button or form that this version does not know, or knows with another meaning."""

    kind = "unknown_button"

    def __init__(self) -> None:
        super().__init__(
            "This button is from another version of me and does nothing now.",
            hint="Type /unstuck to see what is open for you.",
        )


class UnknownVerb(Refusal):
    """A command that no feature declares."""

    kind = "unknown_verb"

    def __init__(self, verb: str, nearest: str | None, platform: Platform) -> None:
        meant = f" Did you mean “{nearest}”?" if nearest else ""
        super().__init__(
            f"I do not know the command “{verb[:40]}”.{meant}",
            hint=f"“{platform.typed('help')}” lists all that I can do.",
        )


def refused(refusal: Refusal) -> Message:
    """An expected refusal, as its receiver reads it."""
    parts = (say(refusal.sentence),)
    return message(*parts, *((aside(refusal.hint),) if refusal.hint else ()))


def broken(incident: str) -> Message:
    """A bug of ours. `incident` finds the log line."""
    return message(
        say("Something went wrong on my side; nothing was changed, and what you typed is kept."),
        aside("If it happens again, tell whoever runs me this number: ", code(incident)),
    )


def noted() -> Message:
    """A press is kept, but the message on which the button stood cannot be shown anew."""
    return message(say("That is noted."))


def busy() -> Message:
    """Others kept changing the same thing."""
    return message(say("Others changed the same thing just now. Please try once more."))


def unsaved(why: str) -> Message:
    """The store keeps nothing now."""
    return message(
        say("I cannot save anything at the moment, so nothing was changed. Please try later."),
        aside(f"For whoever runs me: {why}"),
    )
