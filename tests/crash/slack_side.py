"""Slack as the far side: the protocol server in a thread, to which the processes connect.

People press and fill in there. What is not acknowledged is delivered again, with the same ids,
to whichever process lives next; and so is what was acknowledged by a process that died before it
answered: a repeat is answered with what is true now.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from bot.domain.workspaces import Platform
from bot.messages.refs import Ref
from tests.clocks import StillClock
from tests.crash.far_side import Json, Message
from tests.crash.nursery import PATIENCE_SECONDS
from tests.crash.server_side import LOOK_SECONDS, OPENS, ServerSide, typed
from tests.crash.town import DAWN, PEOPLE, SLACK_CHANNEL, slack_id
from tests.crash.transcript_side import read_nonce
from tests.servers.slack import state
from tests.servers.slack.records import Acknowledged, Delivery
from tests.servers.slack.screen import SeenView, see_message
from tests.servers.slack.server import SlackServer


class SlackSide(ServerSide):
    """One workspace, with the town's people. `server` belongs to the thread."""

    platform = Platform.SLACK

    def __init__(self) -> None:
        clock = StillClock(DAWN)
        self.server = SlackServer(now=clock.now)
        # Who stands still at a point, or waits for a core, is not late.
        self.server.sockets.ack_seconds = PATIENCE_SECONDS
        self._people: dict[str, state.User] = {}
        self._settle()
        self.lost_answers = 0
        """How often a process died between acknowledging and answering."""
        self._messages: dict[str, tuple[state.Message, list[Json], str, Message]] = {}
        self._read_calls = 0
        super().__init__(clock, self.server)

    def _settle(self) -> None:
        workspace = self.server.workspace
        for name, sample in PEOPLE.items():
            user = state.User(slack_id(name), name, sample.name, sample.zone, workspace.team_id)
            workspace.users[user.id] = self._people[name] = user
        members = [workspace.bot_user_id, *(user.id for user in self._people.values())]
        workspace.channels[SLACK_CHANNEL] = state.Channel(SLACK_CHANNEL, "lab", 0, members)

    def connections(self) -> Sequence[object]:
        return self.server.sockets.connections

    # -- what arrived ---------------------------------------------------------------------

    async def read(self) -> list[Message]:
        calls = self.server.calls
        for call in calls[self._read_calls :]:
            marked = call.args.get("metadata")
            if call.method == "chat.postMessage" and marked and call.answer and call.answer["ok"]:
                place, ts = call.answer["channel"], call.answer["ts"]
                channel = self.server.workspace.channels[place]
                message = self.server.workspace.message(channel, ts)
                assert message is not None
                nonce = marked["event_payload"]["nonce"]
                self._messages[ts] = (message, message.blocks, nonce, self._seen(message, nonce))
        self._read_calls = len(calls)
        for ts, (message, blocks, nonce, _) in self._messages.items():
            if message.blocks is not blocks:
                seen = self._seen(message, nonce)
                self._messages[ts] = (message, message.blocks, nonce, seen)
        return [seen for *_, seen in self._messages.values()]

    def _seen(self, message: state.Message, nonce: str) -> Message:
        reader = next(
            (n for n, user in self._people.items() if user.id == message.channel.direct_with), None
        )
        shown = see_message(self.server.workspace, self._people[reader or "ann"], message)
        buttons = shown.buttons
        return Message(
            message.ts,
            *read_nonce(nonce),
            message.channel.id,
            reader,
            message.thread_ts or None,
            shown.text_as_read,
            tuple(button.label for button in buttons),
            Ref.decode(buttons[0].action_id).ids[0] if buttons else None,
        )

    # -- what people do -------------------------------------------------------------------

    async def press(self, act: Json) -> Json:
        user = self._people[act["who"]]
        shown = see_message(self.server.workspace, user, self._messages[act["message"]][0])
        before = len(self.server.calls)
        told = Told(self, shown.channel.id, before)
        await self._until_answered(
            lambda: self.server.presses(user, shown, act["does"]),
            lambda payload: _pressed(payload) == (user.id, shown.ts, act["does"]),
            lambda: bool(told.bodies()),
        )
        return told.as_json()

    async def fill_in(self, act: Json) -> Json:
        """Open the form, fill it in, send it."""
        user = self._people[act["who"]]
        message = self._messages[act["message"]][0]
        does = Ref.decode(act["does"])
        view = await self._opened(user, message, act["does"], Ref(OPENS[does.name], does.ids))
        told = Told(self, message.channel.id, len(self.server.calls))
        values = {name: typed(given) for name, given in act["values"].items()}
        await self._until_answered(
            lambda: self.server.submits(user, view, values),
            lambda payload: payload.get("view", {}).get("id") == view.id,
            lambda: bool(told.bodies() or view.view.errors),
            stays_open=True,
        )
        return {**told.as_json(), "faults": dict(view.view.errors)}

    async def _opened(
        self, user: state.User, message: state.Message, form: str, button: Ref
    ) -> SeenView:
        """Who sees no dialog, also not late, presses again: nothing is changed by it."""
        while True:
            connection = await self.connected()
            shown = see_message(self.server.workspace, user, message)
            view = self.server.modal(user)
            if view is None or view.callback_id != form:
                await self.server.presses(user, shown, button.encode())
            while self._is_connected(connection):
                view = self.server.modal(user)
                if view is not None and view.callback_id == form:
                    return view
                await asyncio.sleep(LOOK_SECONDS)

    async def _until_answered(
        self,
        act: Callable[[], Coroutine[Any, Any, Acknowledged]],
        is_it: Callable[[Json], bool],
        is_answered: Callable[[], bool],
        *,
        stays_open: bool = False,
    ) -> None:
        """Act, and deliver it again for as long as nobody says what came of it. A dialog
        `stays_open` until it is acknowledged: there they press *Send* again."""
        begun = len(self.server.records.deliveries)
        connection = await self.connected()
        acknowledged = await act()
        while True:
            if acknowledged.is_ok:
                stays_open = False
                while self._is_connected(connection) and not is_answered():
                    await asyncio.sleep(LOOK_SECONDS)
                # Who ends in order leaves the socket first, and then says its last words.
                connection = await self.connected()
                if is_answered():
                    return
                self.lost_answers += 1
            connection = await self.connected()
            if stays_open:
                acknowledged = await act()
            else:
                since: list[Delivery] = self.server.records.deliveries[begun:]
                delivery = next(each for each in since if is_it(each.payload))
                acknowledged = await self.server.delivers_again(delivery)

    def _is_connected(self, connection: object) -> bool:
        return connection in self.connections()


class Told:
    """What somebody has been told, since they began, at what they did in a conversation."""

    def __init__(self, side: SlackSide, place: str, since: int) -> None:
        self._calls = side.server.calls
        self._place = place
        self._since = since

    def bodies(self) -> list[Json]:
        return [
            call.args
            for call in self._calls[self._since :]
            if call.method == "response_url"
            and call.channel == self._place
            and call.answer
            and call.answer["ok"]
        ]

    def as_json(self) -> Json:
        bodies = self.bodies()
        replaced = [body for body in bodies if body.get("replace_original")]
        told = [json.dumps(body) for body in bodies if not body.get("replace_original")]
        return {"told": "\n".join(told), "faults": {}, "is_edited": bool(replaced)}


def _pressed(payload: Json) -> tuple[str, str, str]:
    """By whom, on which message, what."""
    actions = payload.get("actions") or [{}]
    return (
        payload["user"]["id"],
        payload.get("container", {}).get("message_ts", ""),
        actions[0].get("action_id", ""),
    )
