"""The playground as the far side: its transcript."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from bot.messages.refs import Ref
from tests.crash.far_side import FarSide, Json, Message

_DIRECT = "direct:"


class TranscriptSide(FarSide):
    """Reads what has changed since the last time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._database: sqlite3.Connection | None = None
        self._messages: dict[int, Message] = {}
        self._revision = 0

    def messages(self) -> list[Message]:
        if self._database is None:
            self._database = sqlite3.connect(self._file)
        rows = self._database.execute(
            "SELECT revision, id, nonce, conversation, parent, body FROM messages"
            " WHERE revision > ? ORDER BY revision",
            [self._revision],
        )
        for revision, number, nonce, conversation, parent, body in rows:
            letter, sender = read_nonce(nonce.removeprefix("sent:"))
            is_direct = conversation.startswith(_DIRECT)
            self._messages[number] = Message(
                str(number),
                letter,
                sender,
                conversation,
                conversation.removeprefix(_DIRECT) if is_direct else None,
                None if parent is None else str(parent),
                *_shown(json.loads(body)["parts"]),
            )
            self._revision = revision
        return [self._messages[number] for number in sorted(self._messages)]

    def close(self) -> None:
        if self._database is not None:
            self._database.close()


def read_nonce(nonce: str) -> tuple[int, int | None]:
    """The number of the letter, and the process behind a # (`child.Forgetful`)."""
    letter, _, sender = nonce.partition("#")
    return int(letter.partition(".")[0]), int(sender.partition("-")[0]) if sender else None


def _shown(parts: Iterable[Json]) -> tuple[str, tuple[str, ...], str | None]:
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
