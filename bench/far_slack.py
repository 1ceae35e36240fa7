"""A Slack to measure against: the tests' server, speaking its protocol in a process of its own.

So it costs our event loop nothing but the traffic. What is there at its start is told as JSON.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

from adapters.slack.settings import SlackSettings

ROOT = Path(__file__).parents[1]
BOT_TOKEN = "xoxb-1-2-three"
APP_TOKEN = "xapp-1-A0UNSTUCK-2-three"
LONGEST_LINE = 2**28
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Someone:
    """A member, and the message in their direct messages on which they are to press."""

    id: str
    name: str
    zone: str
    direct: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Presses:
    """One press each of `people`, on `action_id`, in messages of these blocks."""

    people: tuple[Someone, ...]
    blocks: Sequence[Json]
    action_id: str


@dataclass(frozen=True, slots=True)
class There:
    """What is there. `limits` are those of the server's limiter; without it nothing is limited."""

    team: str = "T0UNSTUCK"
    people: tuple[Someone, ...] = ()
    channels: tuple[str, ...] = ()
    presses: tuple[Presses, ...] = ()
    limits: dict[str, float] = field(default_factory=dict)


class FarSlack:
    """Our end of the line to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.api_url = ""
        self.users: list[Json] = []
        """As users.info shows them."""
        self.presses: list[Json] = []
        """A payload of each press, in the order in which they were told."""

    @classmethod
    async def start(cls, there: There) -> Self:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.far_slack"),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )
        made = cls(process)
        told = await made.ask(asdict(there))
        made.api_url, made.users, made.presses = told["api_url"], told["users"], told["presses"]
        return made

    @property
    def settings(self) -> SlackSettings:
        return SlackSettings(BOT_TOKEN, APP_TOKEN, "", self.api_url)

    async def ask(self, about: Json | None = None) -> Json:
        """What it has recorded: `posts` are [channel, text, seconds since 1970] of those that it
        took, in that order; `limited` were refused by its limiter."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(about).encode() + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise AssertionError("the server has ended; see above")
        told: Json = json.loads(line)
        return told

    async def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()


@asynccontextmanager
async def far_slack(there: There) -> AsyncIterator[FarSlack]:
    """Serving, until it is left."""
    far = await FarSlack.start(there)
    try:
        yield far
    finally:
        await far.stop()


# -- the other end ------------------------------------------------------------------------------


async def serve() -> None:
    """Answer every line of stdin by a line, until it is closed."""
    from tests.servers.slack.server import SlackServer

    server = SlackServer(bot_token=BOT_TOKEN, app_token=APP_TOKEN)
    there: Json = json.loads(await _line())
    server.workspace.team_id = there["team"]
    await server.start()
    told = await _populate(server, there)
    limiter = server.use_limiter(**there["limits"]) if there["limits"] else None
    _say({"api_url": server.base_url, **told})
    while await _line():
        posts = [
            [call.channel, call.args.get("text", ""), call.when.timestamp()]
            for call in server.calls
            if call.method == "chat.postMessage" and call.answer and call.answer["ok"]
        ]
        limited = limiter.refused if limiter else 0
        _say({"posts": posts, "limited": limited, "violations": server.violations})
    await server.stop()


async def _populate(server: Any, there: Json) -> Json:
    from tests.servers.slack.blocks import completed
    from tests.servers.slack.records import Acknowledged
    from tests.servers.slack.screen import see_message
    from tests.servers.slack.state import Channel, Message, User

    workspace = server.workspace
    now = workspace.now()
    payloads: list[Json] = []

    async def keep(kind: str, payload: Json) -> Acknowledged:
        payloads.append(payload)
        return Acknowledged(200, {}, 0)

    def join(one: Json) -> User:
        user = User(one["id"], one["name"], one["name"], one["zone"], workspace.team_id)
        workspace.users[user.id] = user
        return user

    users = [join(one) for one in there["people"]]
    for id in there["channels"]:
        created = int(now.timestamp())
        workspace.channels[id] = Channel(id, id.lower(), created, [workspace.bot_user_id])
    with patch.object(server.deliveries, "deliver", keep):
        for presses in there["presses"]:
            for one in presses["people"]:
                user, created = join(one), int(now.timestamp())
                both = [user.id, workspace.bot_user_id]
                direct = Channel(one["direct"], "", created, both, direct_with=user.id)
                workspace.channels[direct.id] = workspace.direct_channels[user.id] = direct
                blocks = completed(presses["blocks"], in_message=True)
                message = Message(one["stamp"], direct, workspace.bot_user_id, "A prompt", blocks)
                workspace.messages.append(message)
                seen = see_message(workspace, user, message)
                await server.presses(user, seen, presses["action_id"])
                users.append(user)
    return {"users": [user.as_json(now) for user in users], "presses": payloads}


async def _line() -> str:
    return await asyncio.to_thread(sys.stdin.readline)


def _say(told: Json) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
