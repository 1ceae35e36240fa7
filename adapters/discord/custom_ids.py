"""A component's custom_id: what pressing it means, and what Discord does not say by itself.

In a direct message Discord names no server, so the id does; a long form is several dialogs, so
the id of each says which page it is. Who presses, and whether they are known in that server, is
never read from it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.messages.cost import length
from bot.messages.refs import Ref, UnreadableRef

MOST_CHARACTERS = 100
"""Of a custom_id (specs/limits.md)."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODED = re.compile(r"(?P<guild>[0-9a-z]{0,13})!(?P<step>[cmopw]?)(?P<page>[0-9]{0,2})!(?P<ref>.*)")
_CHOICE = "?"


class Step(StrEnum):
    """What a custom_id is of, beside a button that means what its reference says."""

    ACT = ""
    CONTINUE = "c"
    """A button that opens a page of a form, with all that was typed; the next ones follow."""
    MEND = "m"
    """A button that opens a page of a form to be mended; then the form is sent again."""
    PAGE = "p"
    """A dialog after which others follow."""
    OPEN = "o"
    """A dialog with which the form is sent; what follows need not be filled in."""
    WHOLE = "w"
    """A dialog with which the form is sent; nothing follows."""


@dataclass(frozen=True, slots=True)
class CustomId:
    """`guild` is "" where Discord says it; `page` counts from 0."""

    ref: Ref
    guild: str = ""
    step: Step = Step.ACT
    page: int = 0

    def encode(self) -> str:
        guild = _base36(int(self.guild)) if self.guild else ""
        page = "" if self.step is Step.ACT else str(self.page)
        return f"{guild}!{self.step}{page}!{self.ref.encode()}"

    @classmethod
    def decode(cls, custom_id: str) -> "CustomId":
        """The inverse of `encode`. Raises UnreadableRef for anything else."""
        found = _CODED.fullmatch(custom_id)
        if found is None:
            raise UnreadableRef(custom_id)
        guild = str(int(found["guild"], 36)) if found["guild"] else ""
        return cls(Ref.decode(found["ref"]), guild, Step(found["step"]), int(found["page"] or 0))


@dataclass(frozen=True, slots=True)
class ServerChoice:
    """The select of “For which server?”: what was typed in a direct message, as far as it fits."""

    verb: str = ""
    words: str = ""

    def encode(self) -> str | None:
        """None when the words are too long to be carried."""
        encoded = f"{_CHOICE}{self.verb}~{self.words}"
        return encoded if length(encoded) <= MOST_CHARACTERS else None

    @classmethod
    def decode(cls, custom_id: str) -> "ServerChoice | None":
        """None if it is another component's."""
        if not custom_id.startswith(_CHOICE):
            return None
        verb, _, words = custom_id.removeprefix(_CHOICE).partition("~")
        return cls(verb, words)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
