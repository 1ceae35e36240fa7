"""Who may speak to the playground: its own page, opened with the token, and nobody else."""

import hmac
import html
import logging
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

from adapters.playground.inbound import Unreadable
from adapters.playground.transcript import TranscriptError

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LARGEST_BODY = 1024 * 1024

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

LOCAL = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - recognised, not bound

_SAFE_METHODS = {"GET", "HEAD"}

_WORDS = {
    400: "I cannot read this request.",
    404: "There is nothing at this address.",
    405: "This address does not do that.",
    413: "That is more than fits into one message: 1 MiB at most.",
}


class Forbidden(Exception):
    """Not let in; the text says why, and what to do."""


class Guard:
    """Checks Host, Origin and cookie of every request, and puts every refusal into words."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._hosts: frozenset[str] = frozenset()
        self._cookie = ""

    def serve_at(self, host: str, port: int) -> None:
        """From now on answer under this host's names; before, nobody is let in."""
        names = {bracketed(n) for n in (*LOCAL, host.lower()) if n not in EVERYWHERE}
        with_port = {f"{name}:{port}" for name in names}
        self._hosts = frozenset(with_port | names if port == 80 else with_port)
        # Browsers give a host's cookies to all its ports: two playgrounds must not share one.
        self._cookie = f"unstuck_{port}"

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._check_place(request)
            if request.path == "/" and "token" in request.query:
                return self._let_in(request)
            self._check_cookie(request)
            return await handler(request)
        except Forbidden as why:
            return _refusal(request, 403, str(why))
        except Unreadable as why:
            return _refusal(request, 400, str(why))
        except web.HTTPException as refused:
            return _refusal(request, refused.status, _WORDS.get(refused.status, refused.reason))
        except TranscriptError as trouble:
            log.error("transcript unavailable", extra={"why": str(trouble)})
            return _refusal(request, 503, str(trouble))
        except Exception:
            incident = secrets.token_hex(4)
            log.exception("playground request failed", extra={"incident": incident})
            return _refusal(
                request,
                500,
                f"Something went wrong on my side; it is written down as {incident}. "
                "What you typed is still here: please try again.",
            )

    def _check_place(self, request: web.Request) -> None:
        """Refuses other names for us (DNS rebinding) and other sites' pages (forged requests)."""
        host = request.headers.get("Host", "").lower()
        if host not in self._hosts:
            raise Forbidden(
                "The playground does not answer under this name; "
                f"use {' or '.join(sorted(self._hosts))}."
            )
        origin = request.headers.get("Origin")
        is_own = origin is not None and origin.lower() == f"http://{host}"
        if not is_own and (origin is not None or request.method not in _SAFE_METHODS):
            raise Forbidden("Only the playground's own page may do this.")

    def _let_in(self, request: web.Request) -> web.Response:
        given = request.query["token"]
        if not self._is_token(given):
            raise Forbidden(
                "This address is from another run. Open the one that Unstuck printed when it "
                "started."
            )
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(self._cookie, self._token, httponly=True, samesite="Strict", path="/")
        return response

    def _check_cookie(self, request: web.Request) -> None:
        if not self._is_token(request.cookies.get(self._cookie, "")):
            raise Forbidden("Open the whole address that Unstuck printed when it started.")

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(errors="replace"), self._token.encode())


def bracketed(host: str) -> str:
    """A host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """On every response, refusals and streams included."""
    response.headers.update(HEADERS)


def _refusal(request: web.Request, status: int, sentence: str) -> web.Response:
    if request.path.startswith("/api/"):
        return web.json_response({"error": sentence}, status=status)
    # The link is for a page of another site that led here: its first request has no cookie.
    text = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Unstuck</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<h1>Unstuck</h1><p>{html.escape(sentence)}</p><p><a href="/">Try again</a></p></html>'
    )
    return web.Response(status=status, text=text, content_type="text/html")
