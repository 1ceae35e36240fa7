"""The playground's web server: its page, its API, and its start and stop."""

from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from adapters.playground.clock import Engine, TimeMachine
from adapters.playground.endpoints import Core, Endpoints
from adapters.playground.guard import EVERYWHERE, LARGEST_BODY, Guard, add_headers, bracketed
from adapters.playground.people import LAB, Cast
from adapters.playground.stream import Streams
from adapters.playground.transcript import Transcript
from adapters.playground.travel import Travels
from bot.domain.ids import WorkspaceId

DRAIN_SECONDS = 3
"""How long requests under way may take when we stop."""

_FILES = Path(__file__).with_name("page")
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


class Playground:
    """Serves the page to whoever has the token. Port 0 takes a free one."""

    def __init__(
        self,
        core: Core,
        engine: Engine,
        clock: TimeMachine,
        transcript: Transcript,
        workspace: WorkspaceId,
        host: str,
        port: int,
        token: str,
        cast: Cast = LAB,
    ) -> None:
        self._host = host
        self._port = port
        self._token = token
        self._travels = Travels(clock, engine)
        self._streams = Streams(transcript, clock, self._travels)
        self._endpoints = Endpoints(core, clock, transcript, self._travels, workspace, cast)
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen, and answer the whole address to open. Raises OSError if the port is taken."""
        if not self._token:
            raise ValueError("The playground always has a token.")
        app = web.Application(client_max_size=LARGEST_BODY)
        app.add_routes(self._endpoints.routes())
        app.router.add_get("/api/events", self._streams.serve)
        app.router.add_get("/{name:[a-z.]*}", _Files().serve)
        app.on_response_prepare.append(add_headers)
        guard = Guard(self._token)
        app.middlewares.append(guard.middleware)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=DRAIN_SECONDS)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self.stop()
            raise
        port = self._runner.addresses[0][1]
        guard.serve_at(self._host, port)
        shown = "localhost" if self._host in EVERYWHERE else bracketed(self._host)
        return f"http://{shown}:{port}/?token={quote(self._token, safe='')}"

    async def stop(self) -> None:
        """Stop listening, end the streams and the journey, finish what is under way."""
        self._streams.close()
        await self._travels.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


class _Files:
    """The page's own files, read once; no other path leads anywhere."""

    def __init__(self) -> None:
        self._files = {path.name: path.read_bytes() for path in _FILES.iterdir()}

    async def serve(self, request: web.Request) -> web.Response:
        name = request.match_info["name"] or "index.html"
        content = self._files.get(name)
        if content is None:
            raise web.HTTPNotFound
        kind = _TYPES[Path(name).suffix]
        return web.Response(body=content, content_type=kind, charset="utf-8")
