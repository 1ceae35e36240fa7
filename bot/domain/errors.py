"""Refusals: what we expect to go wrong in what a person gives us, said in their words.

All else that is raised is a bug or a port's trouble, and never shown to a user.
"""

from typing import ClassVar

QUOTE_LENGTH = 40


class Refusal(Exception):
    """Something a user asked for cannot be done, and `sentence` tells them why.

    `sentence` is plain text (it may quote the user, so a renderer must escape it); `hint` is a
    second one, on what to do instead. `kind` names the refusal in logs, where no sentence goes.
    """

    kind: ClassVar[str] = "refused"

    def __init__(self, sentence: str, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class UnreadableTime(Refusal):
    """A time of day was typed in a way that we cannot read."""

    kind = "unreadable_time"

    def __init__(self, given: str) -> None:
        super().__init__(f"I cannot read {quoted(given)} as a time; write it like 09:30 or 5 pm.")


class UnreadableWeekdays(Refusal):
    """Weekdays were typed in a way that we cannot read; `given` is the part that we cannot."""

    kind = "unreadable_weekdays"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"I cannot read {quoted(given)} as weekdays; write them like Mon–Fri or Mon, Wed, Fri."
        )


class NoWeekdays(Refusal):
    """A schedule or a working week was left without a single day."""

    kind = "no_weekdays"

    def __init__(self) -> None:
        super().__init__("At least one weekday is needed, such as Mon or Mon–Fri.")


class UnknownZone(Refusal):
    """A time zone's name is not in the tz database, or says nothing about a place's clocks."""

    kind = "unknown_zone"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"I do not know the time zone {quoted(given)}; one is named like Europe/London.",
            hint="Type a city near you, such as London or Brisbane.",
        )


class EmptyWorkingHours(Refusal):
    """A working day was said to start and to end at the same time."""

    kind = "empty_working_hours"

    def __init__(self, said: str) -> None:
        super().__init__(
            f"A working day cannot start and end at {said}; give two times, such as 09:00 to 17:00."
        )


class AwayEndsBeforeItStarts(Refusal):
    """The last day of an absence was given as earlier than its first."""

    kind = "away_ends_before_it_starts"

    def __init__(self, start: str, end: str) -> None:
        super().__init__(
            f"That absence would end on {end}, before it starts on {start}; "
            "give the first day first, such as 2026-12-20 to 2027-01-02."
        )


def quoted(given: str) -> str:
    """`given` in quotation marks: one line, no invisible characters, cut when it is long."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in given).split())
    if not shown:
        return "an empty text"
    return f"“{shown[:QUOTE_LENGTH]}…”" if len(shown) > QUOTE_LENGTH else f"“{shown}”"
