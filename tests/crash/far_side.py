"""What arrived: the playground's transcript, read from outside while processes live and die."""

import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.messages.refs import Ref
from tests.crash.town import CHECKINS, FIRST_DAY

_DIRECT = "direct:"
_ASKED = re.compile(r"(?P<name>\w+) for \w+, (?P<day>\w{3} \d+ \w{3})")
_BY_NAME = {checkin.name: checkin.id for checkin in CHECKINS.values()}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands. `letter` is the number in its nonce."""

    id: int
    letter: int
    conversation: str
    parent: int | None
    text: str
    labels: tuple[str, ...]
    round: str | None
    """Of its buttons, while it has some."""

    @property
    def reader(self) -> str | None:
        is_direct = self.conversation.startswith(_DIRECT)
        return self.conversation.removeprefix(_DIRECT) if is_direct else None

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
    """Reads what has changed since the last time."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file)
        self._messages: dict[int, Message] = {}
        self._revision = 0

    def close(self) -> None:
        self._database.close()

    def messages(self) -> list[Message]:
        """All that Unstuck ever sent, in the order of its arrival."""
        rows = self._database.execute(
            "SELECT revision, id, nonce, conversation, parent, body FROM messages"
            " WHERE revision > ? ORDER BY revision",
            [self._revision],
        )
        for revision, number, nonce, conversation, parent, body in rows:
            letter = int(nonce.removeprefix("sent:").partition(".")[0])
            shown = _shown(json.loads(body)["parts"])
            self._messages[number] = Message(number, letter, conversation, parent, *shown)
            self._revision = revision
        return [self._messages[number] for number in sorted(self._messages)]


def _shown(parts: Iterable[dict[str, Any]]) -> tuple[str, tuple[str, ...], str | None]:
    """The words, the labels of the buttons, and the round that these are about."""
    words: list[str] = []
    labels: list[str] = []
    round_: str | None = None
    for part in parts:
        match part["kind"]:
            case "paragraph":
                words.append("".join(span.get("text", "…") for span in part["spans"]))
            case "heading" | "quote":
                words.append(part["text"])
            case "buttons":
                labels += [button["label"] for button in part["buttons"]]
                round_ = Ref.decode(part["buttons"][0]["does"]).ids[0]
    return "\n".join(words), tuple(labels), round_
