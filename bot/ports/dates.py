"""Dates as people type them."""

from datetime import date
from typing import Protocol


class Dates(Protocol):
    async def read(self, words: str, today: date) -> date | None:
        """The one day that these words mean when they are typed on `today`, such as "monday",
        "in 3 days", "20 dec", "2026-12-20"; None: it cannot be told.

        A day without a year is the next one, today included; a weekday is the next one after
        today, and "next friday" that of the week to come. The first call may take a second, in
        which others go on.
        """
        ...
