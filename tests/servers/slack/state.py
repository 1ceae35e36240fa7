"""What a Slack workspace holds: people, channels, messages, files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
"""Foreign JSON, as it goes over the wire."""
SLACKBOT = "USLACKBOT"
"""In every workspace; users.list says of it that it is no bot."""


@dataclass(eq=False)
class User:
    """A person, or a bot, as users.info shows it."""

    id: str
    name: str
    real_name: str
    tz: str
    team_id: str
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    deleted: bool = False
    profile: Json = field(default_factory=dict)
    """What a test says of the profile beyond the names: display_name, email, status_text …"""

    @property
    def shown_name(self) -> str:
        """What stands behind the @ of a mention: the display name, else the real one."""
        return str(self.profile.get("display_name") or self.real_name)

    def as_json(self, now: datetime, *, with_email: bool = False, locale: bool = False) -> Json:
        """The keys of users.info; a deactivated account has no zone, real name or role any more.

        Source: slack_web_openapi_v2.json, examples; slack-ruby/slack-api-ref, events/user_change;
        of the deactivated: Forescout/eyeExtend-Connect#1.
        """
        shown: Json = {
            "title": "",
            "phone": "",
            "skype": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": "",
            "display_name_normalized": "",
            "fields": {},
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": "g12345678910",
            "first_name": self.real_name.split(" ")[0],
            "last_name": self.real_name.partition(" ")[2],
            **{f"image_{size}": f"https://a.slack-edge.com/{size}.png" for size in IMAGE_SIZES},
            "team": self.team_id,
            **self.profile,
        }
        shown["display_name_normalized"] = shown["display_name"]
        if not with_email:
            shown.pop("email", None)
        known: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": shown,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": int(now.timestamp()),
        }
        if self.deleted:
            return known
        local = now.astimezone(ZoneInfo(self.tz))
        known |= {
            "color": "9f69e7",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": local.tzname() or self.tz,
            "tz_offset": int((local.utcoffset() or local - local).total_seconds()),
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "has_2fa": False,
        }
        if self.is_stranger:
            known["is_stranger"] = True
        if locale:
            known["locale"] = "en-US"
        return known


IMAGE_SIZES = (24, 32, 48, 72, 192, 512)


@dataclass(eq=False)
class Channel:
    """A channel (C…) or a direct message (D…)."""

    id: str
    name: str
    created: int
    members: list[str] = field(default_factory=list)
    is_private: bool = False
    is_archived: bool = False
    direct_with: str = ""
    """Of a direct message with the bot: the person."""

    @property
    def is_direct(self) -> bool:
        return self.id.startswith("D")

    @property
    def name_in_payloads(self) -> str:
        """Commands and presses name private conversations only by their kind."""
        if self.is_direct:
            return "directmessage"
        return "privategroup" if self.is_private else self.name


@dataclass(eq=False)
class UploadedFile:
    """A file on its way (no channel yet) or shared."""

    id: str
    ticket: str
    filename: str
    length: int
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    channel: str = ""
    thread_ts: str = ""


@dataclass(eq=False)
class Message:
    """A message as it stands; `seen_only_by` makes it ephemeral."""

    ts: str
    channel: Channel
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str = ""
    seen_only_by: str = ""
    edited: bool = False
    is_deleted: bool = False
    mrkdwn: bool = True
    files: list[UploadedFile] = field(default_factory=list)
    pings: frozenset[str] = frozenset()
    """Whom it notified when it was posted; an edit notifies nobody."""


@dataclass
class Workspace:
    """Everything that Slack knows, and its clock."""

    now: Callable[[], datetime]
    team_id: str = "T0UNSTUCK"
    domain: str = "workspace-domain"
    app_id: str = "A0UNSTUCK"
    bot_id: str = "B0UNSTUCK"
    bot_user_id: str = "U0UNSTUCK"
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    files: list[UploadedFile] = field(default_factory=list)
    direct_channels: dict[str, Channel] = field(default_factory=dict)
    """Those with the bot, by person."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _stamps: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.users[SLACKBOT] = User(
            SLACKBOT, "slackbot", "Slackbot", "America/Los_Angeles", self.team_id
        )
        self.users[self.bot_user_id] = User(
            self.bot_user_id, "unstuck", "Unstuck", "America/Los_Angeles", self.team_id, is_bot=True
        )

    def new_id(self, prefix: str) -> str:
        return f"{prefix}0{next(self._numbers):07d}"

    def new_ts(self) -> str:
        """Seconds and microseconds of now; no two are the same, also when the clock stands."""
        stamp = round(self.now().timestamp() * 1_000_000)
        while stamp in self._stamps:
            stamp += 1
        self._stamps.add(stamp)
        return f"{stamp // 1_000_000}.{stamp % 1_000_000:06d}"

    def direct_channel(self, user_id: str) -> Channel:
        """The conversation of that person with the bot; made when it is first needed."""
        if user_id in self.direct_channels:
            return self.direct_channels[user_id]
        channel = Channel(
            self.new_id("D"),
            "",
            int(self.now().timestamp()),
            [user_id, self.bot_user_id],
            direct_with=user_id,
        )
        self.channels[channel.id] = self.direct_channels[user_id] = channel
        return channel

    def message(self, channel: Channel, ts: str) -> Message | None:
        return next(
            (
                message
                for message in reversed(self.messages)
                if message.ts == ts and message.channel is channel and not message.is_deleted
            ),
            None,
        )

    def message_json(self, message: Message) -> Json:
        """A message as chat.postMessage answers it."""
        shown: Json = {
            "user": message.user,
            "type": "message",
            "ts": message.ts,
            "text": message.text,
            "team": self.team_id,
        }
        if message.user == self.bot_user_id:
            shown["bot_id"] = self.bot_id
        if message.blocks:
            shown["blocks"] = message.blocks
        if message.thread_ts:
            shown |= {"thread_ts": message.thread_ts, "parent_user_id": self.bot_user_id}
        if message.edited:
            shown["edited"] = {"user": message.user, "ts": message.ts}
        return shown


def at(ts: str) -> datetime:
    """The instant that a message's ts names."""
    return datetime.fromtimestamp(float(ts), UTC)
