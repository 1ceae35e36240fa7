"""Who gets in: only the page itself, opened with the token."""

import re
from collections.abc import Mapping
from io import BytesIO
from urllib.parse import urlsplit

import pytest

from tests.adapters.playground.stand_in import StandInCore
from tests.adapters.playground.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAY = '{"event": "event-000001", "person": "joseph", "place": "direct", "words": "help"}'


async def test_the_token_becomes_a_cookie_and_leaves_the_address(stranger: Visitor) -> None:
    async with stranger.session.get(stranger.address, allow_redirects=False) as response:
        assert response.status == 303
        assert response.headers["Location"] == "/"
        cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
    async with stranger.session.get(stranger.base + "/") as response:
        assert response.status == 200
        assert "Unstuck" in await response.text()


@pytest.mark.parametrize("path", ["/", "/page.js", "/api/state", "/api/events", "/nothing"])
async def test_without_the_cookie_nothing_is_served(stranger: Visitor, path: str) -> None:
    async with stranger.session.get(stranger.base + path) as response:
        assert response.status == 403
        assert "whole address that Unstuck printed" in await response.text()


async def test_another_runs_token_is_refused_in_words(stranger: Visitor) -> None:
    async with stranger.session.get(f"{stranger.base}/?token=wrong") as response:
        assert response.status == 403
        assert "another run" in await response.text()
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "localhost:1", "localhost"]
)
async def test_other_names_for_us_are_refused(visitor: Visitor, host: str) -> None:
    headers = {"Host": host.format(port=urlsplit(visitor.base).port)}
    async with visitor.session.get(visitor.base + "/api/state", headers=headers) as response:
        assert response.status == 403
        assert "does not answer under this name" in (await response.json())["error"]


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
async def test_its_own_names_are_welcome(visitor: Visitor, name: str) -> None:
    headers = {"Host": f"{name}:{urlsplit(visitor.base).port}"}
    async with visitor.session.get(visitor.base + "/api/state", headers=headers) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Origin": "http://127.0.0.1"}],
)
async def test_another_sites_page_can_do_nothing(
    visitor: Visitor, core: StandInCore, headers: Mapping[str, str]
) -> None:
    status, answer = await visitor.send("/api/say", SAY, headers)
    assert (status, answer["error"]) == (403, "Only the playground's own page may do this.")
    assert core.handled == []


async def test_another_sites_page_can_read_nothing(visitor: Visitor) -> None:
    headers = {"Origin": "https://evil.example"}
    async with visitor.session.get(visitor.base + "/api/state", headers=headers) as response:
        assert response.status == 403


@pytest.mark.parametrize("path", ["/", "/page.css", "/api/state", "/nothing"])
async def test_every_response_carries_the_strict_headers(visitor: Visitor, path: str) -> None:
    async with visitor.session.get(visitor.base + path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert re.search(r"script-src 'self';.*connect-src 'self';.*frame-ancestors 'none'", policy)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"


async def test_the_page_has_nothing_inline_and_nothing_from_outside(visitor: Visitor) -> None:
    async with visitor.session.get(visitor.base + "/") as response:
        page = await response.text()
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)|https?://", page)
    for path in set(re.findall(r'(?:src|href)="(/[^"]+)"', page)):
        async with visitor.session.get(visitor.base + path) as response:
            assert response.status == 200, path


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/nothing", 404, "nothing at this address"),
        ("/..%2f..%2fpyproject.toml", 404, "nothing at this address"),
        ("/server.py", 404, "nothing at this address"),
        ("/api/say", 405, "does not do that"),
        ("/api/earlier?conversation=x&before=y", 400, "is a number"),
    ],
)
async def test_refusals_are_in_words(visitor: Visitor, path: str, status: int, words: str) -> None:
    async with visitor.session.get(visitor.base + path) as response:
        assert response.status == status
        assert words in await response.text()


async def test_a_body_over_1_mib_is_refused_in_words(visitor: Visitor, core: StandInCore) -> None:
    status, answer = await visitor.send(
        "/api/say", BytesIO(SAY.replace("help", "x" * 1_100_000).encode())
    )
    assert status == 413
    assert "1 MiB" in answer["error"]
    assert core.handled == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        b"\xff\xfe",
        "{}",
        SAY.replace("joseph", "nobody"),
        SAY.replace('"joseph"', "7"),
        SAY.replace('"direct"', '"elsewhere"'),
        SAY.replace("event-000001", "short"),
        SAY.replace("help", " "),
        "[" * 100_000,
    ],
)
async def test_what_cannot_be_read_is_refused_in_words(
    visitor: Visitor, core: StandInCore, body: str | bytes
) -> None:
    status, answer = await visitor.send("/api/say", body)
    assert status == 400, answer
    assert answer["error"].endswith(".")
    assert core.handled == []
