"""The Web API's front: arguments, tokens, scopes, faults, limits. Methods are elsewhere."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.servers.slack.faults import (
    Answers,
    BadStatus,
    Fault,
    Faults,
    Hangs,
    HtmlBody,
    RateLimited,
    Reset,
    Slow,
)
from tests.servers.slack.limiter import Limiter
from tests.servers.slack.records import Call, Records
from tests.servers.slack.refusals import Refused
from tests.servers.slack.rules import check_answer, check_call
from tests.servers.slack.state import Json, Workspace

Method = Callable[[Json], Json]

IN_JSON = ("blocks", "view", "attachments", "files", "metadata")
"""Arguments that forms carry as JSON in a string."""
SCOPES: Mapping[str, str] = {
    "users.info": "users:read",
    "users.list": "users:read",
    "conversations.open": "im:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}
"""What conversations.list, .info and .members need depends on the kind of conversation."""
HTML = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Oops!</body></html>"


@dataclass
class Tokens:
    """Which tokens are good, and of the bot's what it may do."""

    bot: str
    app: str
    scopes: list[str]
    bot_error: str = ""
    """token_revoked, account_inactive …, once it is not good any more."""

    def check(self, method: str, token: str) -> None:
        if not token:
            raise Refused("not_authed")
        if method == "apps.connections.open":
            if token != self.app:
                raise Refused("not_allowed_token_type" if token == self.bot else "invalid_auth")
            return
        if token != self.bot:
            raise Refused("not_allowed_token_type" if token == self.app else "invalid_auth")
        if self.bot_error:
            raise Refused(self.bot_error)
        if method in SCOPES:
            self.require(SCOPES[method])

    def require(self, scope: str) -> None:
        if scope not in self.scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(self.scopes))


@dataclass
class WebApi:
    """Answers calls, and writes each down with its answer."""

    workspace: Workspace
    tokens: Tokens
    records: Records
    faults: Faults
    refuse_sizes: Callable[[Json], None]
    """Sizes for which messages have codes of their own."""
    limiter: Limiter | None = None
    methods: dict[str, Method] = field(default_factory=dict)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args, token = await _arguments(request)
        channel = str(args.get("channel") or args.get("channel_id") or args.get("user_id") or "")
        fault = self.faults.meets(method, self.names_of(channel))

        def unanswered() -> None:
            call = Call(method, args, self.workspace.now(), channel, None)
            self.records.calls.append(call)

        return await with_fault(
            request, fault, lambda: self._answer(method, args, token, channel), unanswered
        )

    def names_of(self, channel: str) -> set[str]:
        """A direct message answers to its own id and to its person's."""
        known = self.workspace.channels.get(channel)
        direct = self.workspace.direct_channels.get(channel)
        names = {channel, known.direct_with if known else "", direct.id if direct else ""}
        return names - {""}

    def _answer(self, method: str, args: Json, token: str, channel: str) -> web.Response:
        place = max(self.names_of(channel), default="")
        seconds = self.limiter.retry_after(method, place) if self.limiter else 0
        if seconds:
            answer: Json = {"ok": False, "error": "ratelimited"}
        else:
            try:
                answer = {"ok": True, **self._done(method, args, token)}
            except Refused as refused:
                answer = refused.as_json()
            self.records.found(*(f"own {method}: {w}" for w in check_answer(method, answer)))
        self.records.calls.append(Call(method, args, self.workspace.now(), channel, answer))
        if seconds:
            return rate_limited(seconds)
        headers = {"x-oauth-scopes": ",".join(self.tokens.scopes)}
        return web.json_response(answer, headers=headers)

    def _done(self, method: str, args: Json, token: str) -> Json:
        """What the method does, when everything about the call is right.

        A client that bolt made names its workspace in every call (AsyncWebClient.team_id), which
        Slack looks at with tokens of an organisation only.
        """
        do = self.methods.get(method)
        if do is None:
            self.records.found(f"{method}: this server knows no such method")
            raise Refused("unknown_method")
        self.tokens.check(method, token)
        args = {name: value for name, value in args.items() if name != "team_id"}
        wrong = check_call(method, args)
        self.records.found(*(f"{method}: {sentence}" for sentence in wrong))
        if method in ("chat.postMessage", "chat.postEphemeral", "chat.update"):
            self.refuse_sizes(args)
        if wrong:
            in_blocks = method.startswith("chat.") and "blocks" in args
            error = "invalid_blocks" if in_blocks else "invalid_arguments"
            raise Refused(error, messages=wrong)
        return do(args)


async def _arguments(request: web.Request) -> tuple[Json, str]:
    """All arguments, wherever they stand, and the token."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= json.loads(await request.text() or "{}")
    elif request.method == "POST":
        args |= {name: str(value) for name, value in (await request.post()).items()}
    args = {name: _decoded(name, value) for name, value in args.items() if value is not None}
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return args, str(args.pop("token", "")) or (token if scheme == "Bearer" else "")


def _decoded(name: str, value: object) -> object:
    if name in IN_JSON and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


async def with_fault(
    request: web.Request,
    fault: Fault | None,
    answer: Callable[[], web.Response],
    unanswered: Callable[[], None],
) -> web.StreamResponse:
    """The answer, or what the fault makes of it; `unanswered` hears of calls without effect."""
    match fault:
        case None:
            return answer()
        case Slow(seconds):
            await asyncio.sleep(seconds)
            return answer()
        case Hangs(door, after_effect):
            response = answer() if after_effect else None
            await door.wait()
            return answer() if response is None else response
        case Reset(after_effect):
            if after_effect:
                answer()
            else:
                unanswered()
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        case RateLimited(retry_after):
            unanswered()
            return rate_limited(retry_after)
        case BadStatus(status):
            unanswered()
            return web.Response(status=status, text="upstream connect error")
        case HtmlBody(status):
            unanswered()
            return web.Response(status=status, text=HTML, content_type="text/html")
        case Answers(error):
            unanswered()
            return web.json_response({"ok": False, "error": error})


def rate_limited(seconds: int) -> web.Response:
    return web.json_response(
        {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)}
    )
