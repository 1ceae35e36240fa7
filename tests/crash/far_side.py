"""What arrived, as it is read from outside while processes live and die."""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tests.crash.town import CHECKINS, FIRST_DAY

Json = dict[str, Any]

_ASKED = re.compile(r"(?P<name>\w+) for \w+, (?P<day>\w{3} \d+ \w{3})")
_BY_NAME = {checkin.name: checkin.id for checkin in CHECKINS.values()}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands. `letter` is the number in its nonce, `sender` the process that
    sent it, where another process may not be able to tell that it did."""

    id: str
    letter: int
    sender: int | None
    conversation: str
    reader: str | None
    """Whose direct message it is."""
    parent: str | None
    text: str
    labels: tuple[str, ...]
    round: str | None
    """Of its buttons, while it has some."""

    @property
    def asked(self) -> tuple[str, date] | None:
        """The check-in and the day of a prompt."""
        found = _ASKED.match(self.text)
        if found is None:
            return None
        day = datetime.strptime(f"{found['day']} {FIRST_DAY.year}", "%a %d %b %Y").date()  # noqa: DTZ007
        return _BY_NAME[found["name"]], day

    @property
    def is_reminder(self) -> bool:
        return " is open until " in self.text


class FarSide:
    """A platform. Where people act there by themselves, `bell` can be read from once some act
    has ended; else what they do is told to a process."""

    bell: socket.socket | None = None

    def messages(self) -> list[Message]:
        """All that Unstuck ever sent, in the order of its arrival."""
        raise NotImplementedError

    def moves(self, now: datetime) -> None:
        """It is `now` there, too."""

    def begins(self, act: Json) -> bool:
        """Whether somebody does it there, until it is acknowledged."""
        return False

    def ended(self) -> Iterable[Json]:
        """The answers to those acts that have ended since the last time."""
        return ()

    @property
    def is_busy(self) -> bool:
        """Whether some act has not ended."""
        return False

    def close(self) -> None:
        """Nothing more is read."""
