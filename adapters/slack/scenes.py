"""Where somebody acted, and what Slack lets us answer with there."""

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

LONGEST_METADATA = 3_000
"""A view's private_metadata (specs/limits.md)."""


class Surface(StrEnum):
    CONVERSATION = "conversation"
    """A command, a button on a message, a message's menu: the answer stands beside it."""
    PRIVATE = "private"
    """A button on a private reply: the answer takes its place."""
    VIEW = "view"
    """App Home, a dialog, the search bar: the answer is a dialog."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One act of one user. What Slack did not give is "".

    `trigger` opens one dialog within 3 s, `response_url` takes 5 messages within 30 minutes
    (specs/limits.md). `channel` is not set in direct messages. `conversation`, `message` and
    `thread` are the message on which a button stood; `view` is the dialog that is open.
    """

    user: str
    surface: Surface
    trigger: str = ""
    response_url: str = ""
    channel: str = ""
    conversation: str = ""
    message: str = ""
    thread: str = ""
    view: str = ""

    def metadata(self) -> str:
        """What a dialog opened here must know of this place when it is sent."""
        kept = Kept(self.surface, self.channel, self.response_url, self.thread)
        text = json.dumps(asdict(kept))
        # Of a URL too long to be kept the direct message takes the place.
        return text if len(text) <= LONGEST_METADATA else json.dumps(asdict(kept.without_url()))


@dataclass(frozen=True, slots=True)
class Kept:
    """The place from which a dialog was opened, as its private_metadata carries it."""

    surface: Surface = Surface.VIEW
    channel: str = ""
    response_url: str = ""
    thread: str = ""

    def without_url(self) -> "Kept":
        return replace(self, response_url="")

    @classmethod
    def read(cls, metadata: str) -> "Kept":
        """What `Scene.metadata` wrote; of anything else, a dialog that knows no place."""
        try:
            given = json.loads(metadata)
            return cls(
                Surface(given["surface"]),
                str(given["channel"]),
                str(given["response_url"]),
                str(given["thread"]),
            )
        except (ValueError, KeyError, TypeError):
            return cls()
