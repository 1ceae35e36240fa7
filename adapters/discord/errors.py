"""What Discord answers when it does not do what we ask, in words for whoever can mend it.

None of these words come from Discord's answer but its code and places within the body: an answer
may quote what somebody wrote.
"""

import asyncio
import logging
import re
import traceback
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from enum import Enum, auto
from typing import assert_never

import aiohttp
import discord

from adapters.discord.patience import PATIENCE
from adapters.discord.rate_limits import Limited, Troubled
from bot.ports.chat import ChatError, ClosedDoor, Gone, Refused, TryLater

log = logging.getLogger(__name__)

LOCKED_OUT_SECONDS = 60.0
"""Between two tries of a token that Discord does not take."""

UNKNOWN_CHANNEL = 10003
UNKNOWN_MEMBER = 10007
UNKNOWN_MESSAGE = 10008
UNKNOWN_USER = 10013
THREAD_EXISTS = 160004
CLOSED_DOOR = 50007
NO_SERVER_SHARED = 50278
THREAD_ARCHIVED = 50083
MISSING_ACCESS = 50001
MISSING_PERMISSIONS = 50013


TOO_MANY_OPENED = 40003


class LockedOut(TryLater):
    """Discord takes nothing from us until somebody mends it."""


class NoChannel(Refused):
    """The channel or the thread does not exist any more."""


class NoAccess(Refused):
    """The channel is not for us to see."""


class Archived(Gone):
    """The message stands in a thread that is archived."""


class Way(Enum):
    """What becomes of what Discord did not take."""

    LATER = auto()
    LIMIT = auto()
    """Later, and nothing is said against it."""
    LOCKED_OUT = auto()
    """The same, for all that we ask, until somebody mends it."""
    GONE = auto()
    REFUSED = auto()
    OUR_FAULT = auto()
    """Refused, and we should not have asked like this."""


_NOBODY = "Discord does not know that account any more"
_NOT_FOUND = "that channel does not exist any more: choose another one"
_TROUBLE = "Discord has trouble of its own"
_UNREADABLE = "what I wrote is not as Discord wants it"

# Source: docs.discord.com/developers/topics/opcodes-and-status-codes, JSON error codes.
CODES: Mapping[int, tuple[Way, str]] = {
    UNKNOWN_CHANNEL: (Way.REFUSED, _NOT_FOUND),
    10004: (Way.REFUSED, "I am not in that server any more"),
    UNKNOWN_MEMBER: (Way.REFUSED, _NOBODY),
    UNKNOWN_MESSAGE: (Way.GONE, "that message was deleted"),
    UNKNOWN_USER: (Way.REFUSED, _NOBODY),
    20026: (Way.LOCKED_OUT, "Discord has barred this bot for spam: its owner must appeal"),
    20028: (Way.LIMIT, "that channel takes only so many messages"),
    20029: (Way.LIMIT, "that server takes only so many messages"),
    30007: (Way.REFUSED, "that channel has as many webhooks as it takes"),
    30033: (Way.REFUSED, "that thread has as many people as it takes"),
    30046: (Way.LIMIT, "a message that old takes only so many edits"),
    40001: (Way.LOCKED_OUT, "Discord does not take the bot’s token"),
    40002: (Way.LOCKED_OUT, "Discord wants this bot’s account to be verified by its owner"),
    TOO_MANY_OPENED: (Way.LIMIT, "Discord lets me open only so many direct messages"),
    40005: (Way.OUR_FAULT, "what I wrote is too large for Discord"),
    40062: (Way.LIMIT, "Discord asks me to wait"),
    40333: (Way.LATER, _TROUBLE),
    MISSING_ACCESS: (
        Way.REFUSED,
        "I cannot see that channel: let the role Unstuck view it and write in it",
    ),
    50003: (Way.REFUSED, "that account takes no messages from me"),
    50005: (Way.GONE, "that message is not mine to edit"),
    50006: (Way.OUR_FAULT, _UNREADABLE),
    CLOSED_DOOR: (Way.REFUSED, "they take no direct messages from this server, or block me"),
    50008: (Way.REFUSED, "that channel takes no messages: choose a text channel"),
    MISSING_PERMISSIONS: (
        Way.REFUSED,
        "I may not write in that channel: give the role Unstuck “Send Messages” "
        "and “Attach Files” there",
    ),
    50014: (Way.LOCKED_OUT, "Discord does not take the bot’s token"),
    50021: (Way.GONE, "that message cannot be edited"),
    50024: (Way.REFUSED, "that channel takes no threads"),
    50035: (Way.OUR_FAULT, _UNREADABLE),
    THREAD_ARCHIVED: (Way.GONE, "that thread is archived"),
    NO_SERVER_SHARED: (Way.REFUSED, "they share no server with me any more"),
    130000: (Way.LATER, _TROUBLE),
    THREAD_EXISTS: (Way.GONE, "that message has a thread already"),
    160005: (Way.REFUSED, "that thread is locked"),
}

_STATUSES: Mapping[int, tuple[Way, str]] = {
    401: (Way.LOCKED_OUT, "Discord does not take the bot’s token"),
    403: (Way.REFUSED, "Discord does not let me do that"),
    404: (Way.REFUSED, _NOT_FOUND),
    408: (Way.LATER, _TROUBLE),
    413: (Way.OUR_FAULT, "what I wrote is too large for Discord"),
    429: (Way.LIMIT, "Discord asks me to wait"),
}

_REFUSALS: Mapping[int, type[Refused]] = {
    UNKNOWN_CHANNEL: NoChannel,
    MISSING_ACCESS: NoAccess,
    CLOSED_DOOR: ClosedDoor,
}

_PLACE = re.compile(r"In ([\w.]{1,100}):")
"""discord.py's text names the places in the body, and then what was wrong with each."""


class Calls:
    """Calls to Discord: whatever they raise comes out as a ChatError. One for all of a token.

    Of a token that Discord does not take it is logged once each time that it begins.
    """

    def __init__(self, longest: float = PATIENCE.call) -> None:
        """No call takes more than `longest` seconds."""
        self._longest = longest
        self._is_locked_out = False

    @asynccontextmanager
    async def call(self) -> AsyncIterator[None]:
        """Around one call. Raises TryLater, Refused or Gone."""
        try:
            async with asyncio.timeout(self._longest):
                yield
        except Limited as limit:
            raise TryLater("Discord asks me to wait", limit.seconds, is_limit=True) from None
        except discord.RateLimited as limit:
            raise TryLater("Discord asks me to wait", limit.retry_after, is_limit=True) from None
        except Troubled as trouble:
            raise TryLater(f"{_TROUBLE} (HTTP {trouble})") from None
        except discord.HTTPException as error:
            # Not chained: Discord's answer is in the error's text.
            raise self._read(error) from None
        except TimeoutError:
            raise TryLater("Discord did not answer in time") from None
        except (aiohttp.ClientError, OSError):
            raise TryLater("Discord cannot be reached") from None
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # discord.py's, when a body is JSON or text but not what was asked for.
            log.warning("answer not readable", extra={"why": _place_of(error)})
            raise TryLater("something that is not Discord answered in its place") from None
        self._is_locked_out = False

    def _read(self, error: discord.HTTPException) -> ChatError:
        way, why = CODES.get(error.code) or _of_status(error.status)
        match way:
            case Way.LIMIT:
                return TryLater(why, is_limit=True)
            case Way.LATER:
                return TryLater(why)
            case Way.LOCKED_OUT:
                if not self._is_locked_out:
                    self._is_locked_out = True
                    log.error("Discord: %s. Everything waits until that is mended.", why)
                return LockedOut(why, LOCKED_OUT_SECONDS, is_limit=True)
            case Way.GONE:
                return Archived(why) if error.code == THREAD_ARCHIVED else Gone(why)
            case Way.REFUSED:
                return _REFUSALS.get(error.code, Refused)(why)
            case Way.OUR_FAULT:
                places = _PLACE.findall(error.text)
                log.error("Discord refused a call", extra={"code": error.code, "at": places})
                return Refused(f"{why} ({error.code}): that is a fault of mine")
            case _:
                assert_never(way)


def _place_of(error: Exception) -> str:
    """Without its text, which may quote a body."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.filename}:{frame.lineno}"


def _of_status(status: int) -> tuple[Way, str]:
    if status >= 500:
        return Way.LATER, _TROUBLE
    return _STATUSES.get(status, (Way.LATER, f"Discord said no, and only HTTP {status}"))
