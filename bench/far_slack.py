"""The tests' Slack, far away (`bench.far`): a workspace that is limited as one of Slack's is."""

from typing import Any
from unittest.mock import patch

from adapters.slack.settings import SlackSettings
from bench.far import Far, Json

KIND = "slack"
BOT_TOKEN = "xoxb-1-2-three"
APP_TOKEN = "xapp-1-A0UNSTUCK-2-three"
HOME = "T0UNSTUCK"


def settings_for(far: Far) -> SlackSettings:
    return SlackSettings(BOT_TOKEN, APP_TOKEN, "", far.api_url)


class End:
    """In the process of its own."""

    def __init__(self) -> None:
        # What is imported here is not needed at our end.
        from tests.servers.slack.server import SlackServer

        self._server = SlackServer(bot_token=BOT_TOKEN, app_token=APP_TOKEN)
        self._limiter: Any = None

    async def start(self, there: Json) -> Json:
        self._server.workspace.team_id = there["home"] or HOME
        await self._server.start()
        told = await _populate(self._server, there)
        if there["limits"]:
            self._limiter = self._server.use_limiter(**there["limits"])
        return {"api_url": self._server.base_url, **told}

    def recorded(self) -> Json:
        posts = [
            [call.channel, call.args.get("text", ""), call.when.timestamp()]
            for call in self._server.calls
            if call.method == "chat.postMessage" and call.answer and call.answer["ok"]
        ]
        limited = self._limiter.refused if self._limiter else 0
        return {"posts": posts, "limited": limited, "violations": self._server.violations}

    async def stop(self) -> None:
        await self._server.stop()


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
                blocks = completed(presses["parts"], in_message=True)
                message = Message(one["stamp"], direct, workspace.bot_user_id, "A prompt", blocks)
                workspace.messages.append(message)
                seen = see_message(workspace, user, message)
                await server.presses(user, seen, presses["button"])
                users.append(user)
    return {"users": [user.as_json(now) for user in users], "presses": payloads}
