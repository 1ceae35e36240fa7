"""Slack's mrkdwn as a person reads it: mentions by name, links by their text, marks gone."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.servers.slack.blocks import unescape
from tests.servers.slack.state import Workspace

ANGLES = re.compile(r"<([^<>\n]+)>")
CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
QUOTED = re.compile(r"^(?:>|&gt;) ?", re.MULTILINE)
MARKS = [
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]*[^\s{mark}]){mark}(?![\w{mark}])")
    for mark in (r"\*", "_", "~")
]
BARE_URL = re.compile(r"https?://[^\s<>|]+")
BARE_BROADCAST = re.compile(r"(?<![\w@])@(channel|here|everyone)\b")
UNSEEN = str.maketrans("", "", "\u200b\u2060\ufeff\u00ad")
"""Characters without width or shape."""
BROADCASTS = ("channel", "here", "everyone")


@dataclass
class Reading:
    """What was read: the words, whom it mentions, where its links lead (text, address)."""

    text: str = ""
    mentions: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class MrkdwnReader:
    """Reads for a person in a zone. Rules: docs.slack.dev, messaging/formatting-message-text."""

    workspace: Workspace
    zone: ZoneInfo
    reading: Reading

    def mrkdwn(self, text: str, *, links_bare: bool, mentions_bare: bool) -> str:
        """`…_bare`: whether addresses and @channel without < and > are parsed as well."""
        kept: list[str] = []

        def keep(words: str) -> str:
            kept.append(words)
            return chr(0xE000 + len(kept) - 1)

        text = ANGLES.sub(lambda found: keep(self._angle(found[1])), text)
        text = CODE.sub(lambda found: keep((found[1] or found[2]).strip("\n")), text)
        if links_bare:
            found_links = [unescape(url) for url in BARE_URL.findall(text)]
            self.reading.links += [(url, url) for url in found_links]
        if mentions_bare:
            self.reading.mentions += BARE_BROADCAST.findall(text)
        text = QUOTED.sub("", text)
        for mark in MARKS:
            text = mark.sub(r"\1", text)
        text = unescape(text)
        for place in reversed(range(len(kept))):
            text = text.replace(chr(0xE000 + place), kept[place])
        return text.translate(UNSEEN)

    def plain(self, text: str) -> str:
        """No marks and no mentions; the three entities are decoded (bolt-python#513)."""
        return unescape(text).translate(UNSEEN)

    def user(self, id: str) -> str:
        self.reading.mentions.append(id)
        user = self.workspace.users.get(id)
        return f"@{user.shown_name}" if user else f"@{id}"

    def channel(self, id: str) -> str:
        channel = self.workspace.channels.get(id)
        if channel is None or channel.is_private:
            return "#private-channel" if channel else "#unknown-channel"
        return f"#{channel.name}"

    def broadcast(self, range: str) -> str:
        self.reading.mentions.append(range)
        return f"@{range}"

    def link(self, url: str, text: str) -> str:
        self.reading.links.append((text, url))
        return text

    def date(self, timestamp: int, form: str, link: str = "") -> str:
        shown = words_of_date(datetime.fromtimestamp(timestamp, UTC), form, self.zone, self._now())
        return self.link(link, shown) if link else shown

    def _angle(self, inside: str) -> str:
        target, _, label = inside.partition("|")
        label = unescape(label)
        if target.startswith("@"):
            return self.user(target[1:])
        if target.startswith("#"):
            return self.channel(target[1:])
        if target.startswith("!date^"):
            _, timestamp, form, *link = target.split("^")
            return self.date(int(timestamp), unescape(form), link[0] if link else "")
        if target.startswith("!subteam^"):
            self.reading.mentions.append(target.removeprefix("!subteam^"))
            return label or "@group"
        if target.startswith("!"):
            name = target[1:]
            return self.broadcast(name) if name in BROADCASTS else label or f"<{name}>"
        return self.link(unescape(target), label or unescape(target).removeprefix("mailto:"))

    def _now(self) -> datetime:
        return self.workspace.now()


def _ordinal(day: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{day}{'th' if 10 < day % 100 < 14 else endings.get(day % 10, 'th')}"


def _pretty(day: date, today: date, otherwise: str) -> str:
    names = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return names.get((day - today) // timedelta(days=1), otherwise)


def words_of_date(instant: datetime, form: str, zone: ZoneInfo, now: datetime) -> str:
    """A date token in the reader's zone, on a twelve-hour clock."""
    there, today = instant.astimezone(zone), now.astimezone(zone).date()
    day = there.date()
    full = f"{there:%B} {_ordinal(there.day)}, {there.year}"
    short = f"{there:%b} {there.day}, {there.year}"
    long = f"{there:%A}, {full}"
    hour = f"{there.hour % 12 or 12}"
    words: Mapping[str, Callable[[], str]] = {
        "date_num": lambda: f"{there:%Y-%m-%d}",
        "date_slash": lambda: f"{there:%m/%d/%Y}",
        "date": lambda: full,
        "date_short": lambda: short,
        "date_long": lambda: long,
        "date_pretty": lambda: _pretty(day, today, full),
        "date_short_pretty": lambda: _pretty(day, today, short),
        "date_long_pretty": lambda: _pretty(day, today, long),
        "date_long_full": lambda: long,
        "time": lambda: f"{hour}:{there:%M %p}",
        "time_secs": lambda: f"{hour}:{there:%M:%S %p}",
        "day_divider_pretty": lambda: _pretty(day, today, f"{there:%A}, {there:%B} {there.day}"),
        "ago": lambda: _ago(now - instant),
    }
    return re.sub(
        r"\{(\w+)\}", lambda found: words[found[1]]() if found[1] in words else found[0], form
    )


def _ago(passed: timedelta) -> str:
    seconds = abs(int(passed.total_seconds()))
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= size or size == 1:
            many = seconds // size
            words = f"{many} {unit}{'' if many == 1 else 's'}"
            return f"{words} ago" if passed >= timedelta() else f"in {words}"
    raise AssertionError
