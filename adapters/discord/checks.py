"""What Discord itself says of our token, for `unstuck doctor`. Changes nothing there.

Asked without discord.py, whose client registers, waits and tries again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

import aiohttp

from adapters.discord.commands import are_same, commands_of
from adapters.discord.permissions import invite_link, missing_of
from adapters.discord.settings import DiscordSettings
from adapters.discord.tokens import REFUSED
from bot.engine.manifest import Verb

_PAGE = "https://discord.com/developers/applications/{}"
_USER_AGENT = f"DiscordBot (unstuck, {version('unstuck')})"
_UNAUTHORIZED, _RATE_LIMITED = 401, 429

# The last four are where the body is not what Discord answers.
FAILURES = (
    aiohttp.ClientError, OSError, TimeoutError, AttributeError, KeyError, TypeError, ValueError,
)  # fmt: skip
"""What asking raises."""

MOST_SERVERS = 200
"""That Discord names in one answer."""
MOST_LINES = 8

_PRIVILEGED: Mapping[str, int] = {
    "Presence Intent": 1 << 12 | 1 << 13,
    "Server Members Intent": 1 << 14 | 1 << 15,
    "Message Content Intent": 1 << 18 | 1 << 19,
}
"""The flags of an application that may have them, in a few servers or in many."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was found and, unless that `is_good`, how it is mended."""

    what: str
    is_good: bool = True
    mend: str = ""


async def check(settings: DiscordSettings, verbs: Sequence[Verb]) -> tuple[Check, ...]:
    """What is good and what is not, within about 10 s. Never raises."""
    headers = {"Authorization": f"Bot {settings.token}", "User-Agent": _USER_AGENT}
    async with aiohttp.ClientSession(
        headers=headers, cookie_jar=aiohttp.DummyCookieJar(), trust_env=True
    ) as http:
        asking = _Asking(http, settings)
        try:
            application = await asking.get("/applications/@me")
            own = _application(application)
            link = invite_link(application["id"])
        except FAILURES as error:
            return (_failed(settings, error),)
        parts = await asyncio.gather(
            _servers(asking, link), _commands(asking, application["id"], verbs), _gateway(asking)
        )
    # What cannot be reached is said once.
    found = dict.fromkeys(each for part in (own, *parts) for each in part)
    return (*found, Check(f"To let it into a server, with just what it needs: {link}"))


class _Asking:
    """Discord's answers, all within one patience."""

    def __init__(self, http: aiohttp.ClientSession, settings: DiscordSettings) -> None:
        self._http = http
        self.settings = settings
        self._until = asyncio.get_running_loop().time() + settings.patience.call

    async def get(self, path: str) -> Any:
        """Raises one of FAILURES."""
        async with asyncio.timeout_at(self._until):
            url = f"{self.settings.api_url}{path}"
            async with self._http.get(url, raise_for_status=True) as response:
                return await response.json(content_type=None)


def _application(application: Any) -> list[Check]:
    name, outer_id = application["name"], application["id"]
    page = _PAGE.format(outer_id)
    found = [Check(f"The token is good, and belongs to the application {name} ({outer_id}).")]
    flags = int(application["flags"])
    more = [intent for intent, bits in _PRIVILEGED.items() if flags & bits]
    if more:
        which = " and ".join((", ".join(more[:-1]), more[-1]) if len(more) > 1 else more)
        text = f"It may use the {which}; Unstuck uses no privileged intent, and needs none."
    else:
        text = "It has no privileged intent, and needs none."
    found.append(Check(text))
    if application.get("interactions_endpoint_url"):
        found.append(
            Check(
                "Discord sends what people do to an Interactions Endpoint URL, and not to Unstuck.",
                False,
                f"Clear that field under General Information, at {page}/information.",
            )
        )
    if application.get("bot_require_code_grant"):
        found.append(
            Check(
                "The application requires a code grant: it cannot be let into a server by a link.",
                False,
                f"Turn off Requires OAuth2 Code Grant under Bot, at {page}/bot.",
            )
        )
    return found


async def _servers(asking: _Asking, link: str) -> list[Check]:
    try:
        servers = await asking.get(f"/users/@me/guilds?limit={MOST_SERVERS}")
        lacking = {
            f"{server['name']} ({server['id']})": missing
            for server in servers
            if (missing := missing_of(int(server["permissions"])))
        }
        names = [str(server["name"]) for server in servers]
    except FAILURES as error:
        return [_failed(asking.settings, error)]
    if not names:
        return [Check("It is in no server yet.", False, f"Let it into one: {link}")]
    shown = ", ".join(names[:MOST_LINES])
    rest = len(names) - MOST_LINES
    many = f"{len(names)}{' or more' if len(names) == MOST_SERVERS else ''}"
    servers_are = f"the server {shown}" if many == "1" else f"{many} servers: {shown}"
    others = f" and {rest} more" if rest > 0 else ""
    has = "" if lacking else ", with all that it needs"
    found = [Check(f"It is in {servers_are}{others}{has}.")]
    for server, missing in list(lacking.items())[:MOST_LINES]:
        what = "; ".join(f"{permission.name}, to {permission.why}" for permission in missing)
        found.append(
            Check(
                f"In {server} it lacks {what}.",
                False,
                "There, under Server Settings, Roles, give that to its role; or open the link "
                f"again and choose that server: {link}",
            )
        )
    if len(lacking) > MOST_LINES:
        more = len(lacking) - MOST_LINES
        found.append(Check(f"So it is in {more} more.", False, "Mend these first."))
    return found


async def _commands(asking: _Asking, application: str, verbs: Sequence[Verb]) -> list[Check]:
    try:
        registered = await asking.get(f"/applications/{application}/commands")
        wanted = commands_of(verbs)
        if are_same(registered, wanted):
            return [Check(f"Its {len(wanted)} commands are registered as this version has them.")]
    except FAILURES as error:
        return [_failed(asking.settings, error)]
    what = "are not those of this version" if registered else "are not registered yet"
    return [Check(f"Its commands {what}: they are registered when Unstuck starts.")]


async def _gateway(asking: _Asking) -> list[Check]:
    """How what people do reaches us."""
    try:
        answer = await asking.get("/gateway/bot")
        limit = answer["session_start_limit"]
        remaining, total = int(limit["remaining"]), int(limit["total"])
        shards = int(answer["shards"])
        anew = datetime.now(UTC) + timedelta(milliseconds=int(limit["reset_after"]))
    except FAILURES as error:
        return [_failed(asking.settings, error)]
    until = f"{anew.astimezone():%a %d %b %H:%M}"
    what = f"Discord lets it connect {remaining} more times of {total} until {until}."
    if remaining >= shards:
        return [Check(what)]
    return [
        Check(
            what,
            False,
            "Something starts it again and again, here or elsewhere with the same token: find "
            f"that, and start Unstuck after {until}.",
        )
    ]


def _failed(settings: DiscordSettings, error: Exception) -> Check:
    match error:
        case aiohttp.ClientResponseError(status=status) if status == _UNAUTHORIZED:
            return Check(REFUSED.what, False, REFUSED.mend)
        case aiohttp.ClientResponseError(status=status) if status == _RATE_LIMITED:
            return Check("Discord asks to be asked less often.", False, "Try again in a minute.")
        case TimeoutError():
            why = "no answer in time"
        case aiohttp.ClientResponseError(status=status):
            why = f"it answers {status}"
        case aiohttp.ClientError() | OSError():
            why = str(error) or type(error).__name__
        case _:
            why = "something else than Discord answers there"
    return Check(
        f"Discord cannot be asked at {settings.api_url}: {why}.",
        False,
        "See that this machine reaches that address, and that discordstatus.com knows of no "
        "trouble. Unstuck tries again by itself.",
    )
