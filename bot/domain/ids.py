"""Names for rows. An id says nothing to a user and carries no right: `bot.access` decides."""

from collections.abc import Callable
from datetime import datetime
from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
PersonId = NewType("PersonId", str)
ChannelId = NewType("ChannelId", str)
TeamId = NewType("TeamId", str)
CheckinId = NewType("CheckinId", str)
RoundId = NewType("RoundId", str)
BlockerId = NewType("BlockerId", str)
ReminderId = NewType("ReminderId", str)
DraftId = NewType("DraftId", str)
TimerId = NewType("TimerId", str)

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that reads like a digit."""

_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]

# 45 bits of milliseconds are good until the year 3084.
_TIME_BITS, _RANDOM_BITS = 45, 35
_SHIFTS = range(_TIME_BITS + _RANDOM_BITS - 10, -10, -10)


def new_id(now: datetime, random_bits: Callable[[int], int]) -> str:
    """A fresh id of 16 characters that sorts by the millisecond in which it was made.

    Sorting by time keeps the indexes dense; 35 random bits a millisecond keep two
    processes apart.
    """
    milliseconds = int(now.timestamp() * 1000)
    number = (milliseconds << _RANDOM_BITS) | random_bits(_RANDOM_BITS)
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
