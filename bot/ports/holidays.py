"""Public holidays of countries and their regions, so that nobody is asked anything on theirs."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.domain.errors import Refusal, quoted


class UnknownCalendar(Refusal):
    """A country or region whose public holidays nobody has told us."""

    kind = "unknown_calendar"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"I do not know the public holidays of {quoted(given)}; "
            "type a country or a region, such as Germany or Bavaria."
        )


class Holidays(Protocol):
    """A calendar is a country's or a region's: "DE", "DE-BY"."""

    async def days(self, calendar: str, first: date, last: date) -> tuple[date, ...]:
        """The public holidays from `first` to `last`, both inclusive, ascending, as they are
        known today. Raises UnknownCalendar. The first call may take seconds, in which others
        go on."""
        ...

    async def find(self, words: str) -> Sequence[tuple[str, str]]:
        """The calendars that these words may mean, likeliest first, each with its name:
        "bav" finds ("DE-BY", "Germany, Bavaria")."""
        ...

    def name(self, calendar: str) -> str:
        """As a person reads it; the calendar itself, if it is not known any more."""
        ...

    def country(self, zone: str) -> str:
        """The calendar of the country in which the time zone lies; "" where it is not in one."""
        ...
