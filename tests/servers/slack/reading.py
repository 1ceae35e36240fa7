"""What a person reads in a message or a view."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from tests.servers.slack.mrkdwn import UNSEEN, MrkdwnReader, Reading
from tests.servers.slack.state import Json, Message, UploadedFile, User, Workspace


@dataclass
class Reader:
    """Reads blocks by Slack's rules for a person, or for nobody in particular."""

    workspace: Workspace
    person: User | None = None
    _zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self._zone = ZoneInfo(self.person.tz if self.person else "UTC")

    def message(self, message: Message) -> Reading:
        """The blocks, or without blocks the text; beside blocks the text is for notifications."""
        reading, marks = self._begin()
        if message.blocks:
            lines = [self._block(block, marks) for block in message.blocks]
        elif message.mrkdwn:
            lines = [marks.mrkdwn(message.text, links_bare=True, mentions_bare=False)]
        else:
            lines = [marks.plain(message.text)]
        lines += [_file(file) for file in message.files]
        reading.text = "\n".join(line for line in lines if line)
        return reading

    def blocks(self, blocks: Sequence[Json]) -> Reading:
        reading, marks = self._begin()
        reading.text = "\n".join(filter(None, (self._block(block, marks) for block in blocks)))
        return reading

    def words(self, text: Json | None) -> str:
        """A text object."""
        return self._words(text, self._begin()[1])

    def _begin(self) -> tuple[Reading, MrkdwnReader]:
        reading = Reading()
        return reading, MrkdwnReader(self.workspace, self._zone, reading)

    def _words(self, text: Json | None, marks: MrkdwnReader) -> str:
        if not text:
            return ""
        if text["type"] == "mrkdwn":
            bare = not text.get("verbatim")
            return marks.mrkdwn(text["text"], links_bare=bare, mentions_bare=bare)
        return marks.plain(text["text"])

    def _block(self, block: Json, marks: MrkdwnReader) -> str:
        match block["type"]:
            case "section":
                texts = [block.get("text"), *block.get("fields", [])]
                shown = [self._words(text, marks) for text in texts]
                accessory = block.get("accessory") or {}
                if accessory.get("type") == "image":
                    shown.append(accessory["alt_text"])
                return "\n".join(filter(None, shown))
            case "header":
                return self._words(block["text"], marks)
            case "context":
                return " ".join(
                    part["alt_text"] if part["type"] == "image" else self._words(part, marks)
                    for part in block["elements"]
                )
            case "image" | "video":
                title = self._words(block.get("title"), marks)
                return "\n".join(filter(None, (title, block["alt_text"])))
            case "input":
                texts = [block["label"], block.get("hint")]
                return "\n".join(filter(None, (self._words(text, marks) for text in texts)))
            case "rich_text":
                return "\n".join(self._rich(part, marks) for part in block["elements"])
            case "markdown":
                return self._markdown(block["text"], marks)
            case "table":
                return "\n".join(
                    " | ".join(self._cell(cell, marks) for cell in row) for row in block["rows"]
                )
            case "divider" | "actions":
                return ""
            case other:
                raise AssertionError(f"reading {other} blocks is not written yet")

    def _cell(self, cell: Json, marks: MrkdwnReader) -> str:
        return self._rich(cell, marks) if "elements" in cell else str(cell.get("text", ""))

    def _rich(self, part: Json, marks: MrkdwnReader) -> str:
        match part["type"]:
            case "rich_text_list":
                style = part.get("style")
                return "\n".join(
                    f"{f'{place}.' if style == 'ordered' else '•'} {self._rich(item, marks)}"
                    for place, item in enumerate(part["elements"], part.get("offset", 0) + 1)
                )
            case "rich_text":
                return "\n".join(self._rich(each, marks) for each in part["elements"])
            case _:
                words = "".join(self._rich_word(word, marks) for word in part["elements"])
                return words.removesuffix("\n")

    def _rich_word(self, word: Json, marks: MrkdwnReader) -> str:
        match word["type"]:
            case "text":
                return str(word["text"]).translate(UNSEEN)
            case "user":
                return marks.user(word["user_id"])
            case "channel":
                return marks.channel(word["channel_id"])
            case "broadcast":
                return marks.broadcast(word["range"])
            case "usergroup":
                marks.reading.mentions.append(word["usergroup_id"])
                return "@group"
            case "link":
                return marks.link(word["url"], word.get("text") or word["url"])
            case "emoji":
                return f":{word['name']}:"
            case "date":
                return marks.date(word["timestamp"], word["format"], word.get("url", ""))
            case _:
                return ""

    def _markdown(self, text: str, marks: MrkdwnReader) -> str:
        """Standard Markdown; what it cannot know of Slack's own signs stays as it is written."""

        def linked(found: re.Match[str]) -> str:
            return marks.link(found[2], found[1])

        text = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", linked, text)
        text = re.sub(r"^#{1,6} ", "", text, flags=re.MULTILINE)
        text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
        return marks.plain(text)


def _file(file: UploadedFile) -> str:
    return " – ".join(filter(None, (file.title or file.filename, file.alt_text)))
