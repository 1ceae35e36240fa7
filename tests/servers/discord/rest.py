"""The front door of Discord's HTTP API: whose request, which route, is it right, how it went."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.discord.documents import faults_of_answer, faults_of_request, route_of
from tests.servers.discord.faults import (
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
from tests.servers.discord.limiter import EXEMPT, Limiter, Standing, generous
from tests.servers.discord.messages import Uploads, refuse_sizes
from tests.servers.discord.records import Call, Records
from tests.servers.discord.refusals import Refused
from tests.servers.discord.state import Json, World

HTML = "<!DOCTYPE html><html><head><title>discord.com | 502</title></head><body></body></html>"
BASE = "/api/v10"
NO_TOKEN = ("/gateway",)


@dataclass(frozen=True)
class Asked:
    """A request, read."""

    method: str
    route: str
    path: str
    params: Mapping[str, str]
    """What stands for {…} in the route."""
    body: Any
    query: Mapping[str, str]
    uploads: Uploads
    token: str

    @property
    def major(self) -> str:
        """What a bucket is kept apart by. Source: docs topics/rate-limits, top-level resources."""
        names = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_token")
        return ":".join(self.params[name] for name in names if name in self.params)


Answer = tuple[int, Any]
Handler = Callable[[Asked], Answer]
"""Does what the request asks, at once; raises Refused before anything is done."""


@dataclass
class Rest:
    """Handlers by (method, route of the document)."""

    world: World
    records: Records
    faults: Faults
    token: str
    handlers: Mapping[tuple[str, str], Handler] = field(default_factory=dict)
    limiter: Limiter | None = None
    on_fault: Callable[[Asked, Fault], None] = lambda asked, fault: None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = await _read(request)
        except ValueError:
            return self._bad_json(request)
        fault = self.faults.meets(asked.method, asked.route, asked.params.get("channel_id", ""))
        if fault is not None:
            self.on_fault(asked, fault)
        return await self._with_fault(request, asked, fault)

    def _bad_json(self, request: web.Request) -> web.Response:
        self.records.found(f"{request.method} {request.path}: no JSON")
        return respond(400, Refused(400, 50109).as_json())

    def _answer(self, asked: Asked) -> web.Response:
        standing, headers = generous(asked.method, asked.route), {}
        if self.limiter:
            verdict = self.limiter.judge(asked.method, asked.route, asked.major)
            standing = verdict.standing
            if verdict.retry_after:
                return self._limited(asked, verdict.retry_after, verdict.scope, standing)
        try:
            status, answer = self._done(asked)
        except Refused as refused:
            status, answer = refused.status, refused.as_json()
        if status in (401, 403):
            self.records.invalid_requests += 1
        else:
            headers = standing.headers()
        if asked.route:
            wrong = faults_of_answer(asked.method, asked.route, status, answer)
            self.records.found(*(f"own {asked.method} {asked.route}: {each}" for each in wrong))
        self._record(asked, status, answer)
        return respond(status, answer, headers)

    def _done(self, asked: Asked) -> Answer:
        do = self.handlers.get((asked.method, asked.route))
        if do is None:
            self.records.found(f"{asked.method} {asked.path}: this server knows no such route")
            raise Refused(404, 0, "404: Not Found")
        if asked.token != self.token and not asked.route.startswith(EXEMPT):
            raise Refused(401, 0, "401: Unauthorized")
        wrong = faults_of_request(asked.method, asked.route, asked.body, asked.query)
        if wrong:
            self.refuse(asked, wrong)
        refuse_sizes(asked.uploads)
        return do(asked)

    def refuse(self, asked: Asked, wrong: list[str]) -> None:
        """Bad requests are the app's fault: a violation, besides 400."""
        if wrong:
            self.records.found(*(f"{asked.method} {asked.route}: {each}" for each in wrong))
            raise Refused(400, 50035, sentences=wrong)

    def _limited(
        self, asked: Asked, seconds: float, scope: str, standing: Standing
    ) -> web.Response:
        seconds = round(max(seconds, 0.001), 3)
        answer: Json = {
            "message": "You are being rate limited.",
            "retry_after": seconds,
            "global": scope == "global",
        }
        headers = {"Retry-After": str(max(1, round(seconds))), "X-RateLimit-Scope": scope}
        if scope == "global":
            headers["X-RateLimit-Global"] = "true"
        else:
            spent = Standing(standing.limit, 0, seconds, standing.name)
            headers |= spent.headers()
        if scope != "shared":
            self.records.invalid_requests += 1
        self._record(asked, 429, answer)
        return respond(429, answer, headers)

    def _record(self, asked: Asked, status: int, answer: object) -> None:
        files = dict(asked.uploads.values())
        self.records.calls.append(
            Call(
                asked.method,
                asked.route,
                asked.path,
                asked.body,
                asked.query,
                self.world.now(),
                status,
                answer,
                files,
            )
        )

    async def _with_fault(
        self, request: web.Request, asked: Asked, fault: Fault | None
    ) -> web.StreamResponse:
        match fault:
            case None:
                return self._answer(asked)
            case Slow(seconds):
                await asyncio.sleep(seconds)
                return self._answer(asked)
            case Hangs(door, after_effect):
                response = self._answer(asked) if after_effect else None
                await door.wait()
                return self._answer(asked) if response is None else response
            case Reset(after_effect):
                if after_effect:
                    self._answer(asked)
                else:
                    self._record(asked, 0, None)
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            case RateLimited(retry_after, scope):
                standing = generous(asked.method, asked.route)
                return self._limited(asked, retry_after, scope, standing)
            case BadStatus(status):
                self._record(asked, status, None)
                return web.Response(status=status, text="upstream connect error")
            case HtmlBody(status):
                self._record(asked, status, None)
                return web.Response(status=status, text=HTML, content_type="text/html")
            case Answers(status, code, message):
                answer = Refused(status, code, message).as_json()
                if status in (401, 403):
                    self.records.invalid_requests += 1
                self._record(asked, status, answer)
                return respond(status, answer)


def respond(
    status: int, answer: object = None, headers: Mapping[str, str] | None = None
) -> web.Response:
    """JSON without a charset, and through Google's front, which discord.py looks for."""
    told = {"Via": "1.1 google", **(headers or {})}
    if status == 204:
        return web.Response(status=204, headers=told)
    body = json.dumps(answer).encode()
    return web.Response(status=status, body=body, content_type="application/json", headers=told)


async def _read(request: web.Request) -> Asked:
    """ValueError: what should be JSON is none."""
    path = request.rel_url.raw_path.removeprefix(BASE)
    path = request.path.removeprefix(BASE) if "%" in path else path
    body: Any = None
    uploads: dict[int, tuple[str, bytes]] = {}
    if request.content_type == "multipart/form-data":
        form = await request.post()
        for name, value in form.items():
            if name == "payload_json":
                body = json.loads(str(value))
            elif isinstance(value, web.FileField) and name.startswith("files["):
                uploads[int(name[6:-1])] = (value.filename, value.file.read())
            else:
                raise ValueError(name)
    elif text := await request.text():
        if request.content_type != "application/json":
            raise ValueError(request.content_type)
        body = json.loads(text)
    route = route_of(request.method, path) or ""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    params = {
        told[1:-1]: given
        for told, given in zip(route.split("/"), path.split("/"), strict=False)
        if told.startswith("{")
    }
    return Asked(
        request.method,
        route,
        path,
        params,
        body,
        dict(request.query),
        uploads,
        token if scheme == "Bot" else "",
    )
