"""response_urls: five uses in thirty minutes, for one place and one person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from tests.servers.slack.messages import Messages
from tests.servers.slack.records import Records
from tests.servers.slack.refusals import Refused
from tests.servers.slack.rules import check_webhook
from tests.servers.slack.state import Channel, Json, Message, User

LIFE = timedelta(minutes=30)
MOST_USES = 5
"""Both: docs.slack.dev, interactivity/handling-user-interaction#message_responses."""


@dataclass(eq=False)
class ResponseUrl:
    """Where the app may answer to what a person did; `original` is the message pressed."""

    user: User
    channel: Channel
    issued_at: datetime
    original: Message | None
    uses: int = 0


@dataclass
class ResponseUrls:
    """All that were given out, by their paths."""

    messages: Messages
    records: Records
    base_url: str = ""
    _issued: dict[str, ResponseUrl] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def issue(
        self, kind: str, user: User, channel: Channel, original: Message | None = None
    ) -> str:
        workspace = self.messages.workspace
        path = f"/{kind}/{workspace.team_id}/{next(self._numbers)}/{user.id}"
        self._issued[path] = ResponseUrl(user, channel, workspace.now(), original)
        return self.base_url + path

    def channel_of(self, path: str) -> str:
        url = self._issued.get(path)
        return url.channel.id if url else ""

    def use(self, path: str, body: Json) -> None:
        """Do what the body says; refused when the url is used up, old or unknown."""
        url = self._issued.get(path)
        if url is None:
            raise Refused("no_service")
        if url.uses >= MOST_USES:
            raise Refused("used_url")
        if self.messages.workspace.now() - url.issued_at > LIFE:
            raise Refused("expired_url")
        url.uses += 1
        wrong = check_webhook(body)
        if wrong:
            self.records.found(*(f"response_url: {sentence}" for sentence in wrong))
            raise Refused("invalid_blocks" if "blocks" in body else "invalid_payload")
        self.respond(url, body)

    def respond(self, url: ResponseUrl, body: Json) -> None:
        """Post, replace or delete; what is posted by a command becomes its original."""
        if body.get("delete_original") or body.get("replace_original"):
            if url.original is not None and not url.original.is_deleted:
                if body.get("delete_original"):
                    url.original.is_deleted = True
                else:
                    self.messages.rewrite(url.original, body)
                return
            if url.original is not None:
                raise Refused("message_not_found")
            self.records.found("response_url: a command's has no original to replace or delete")
        private = body.get("response_type", "ephemeral") == "ephemeral"
        posted = self.messages.post(
            url.channel, body, seen_only_by=url.user.id if private else "", is_response=True
        )
        if url.original is None:
            url.original = posted

    def respond_to_command(self, path: str, body: Json) -> None:
        """The body with which a command is acknowledged is its first response; no use counts."""
        self.respond(self._issued[path], body)
