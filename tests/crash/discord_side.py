"""Discord as the far side: the protocol server in a thread, to which the processes connect.

People press and fill in there. What a process did not answer before it died Discord delivers to
nobody again: it says that the application did not respond, and whoever acted does it once more.
"""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from typing import Any

from aiohttp import web

from adapters.discord.custom_ids import CustomId
from adapters.discord.listeners import RESTARTING
from bot.domain.workspaces import Platform
from bot.messages.refs import Ref, UnreadableRef
from tests.clocks import StillClock
from tests.crash.far_side import Json, Message
from tests.crash.nursery import PATIENCE_SECONDS
from tests.crash.on_discord import PROCESS, TOKEN
from tests.crash.server_side import LOOK_SECONDS, OPENS, ServerSide, typed
from tests.crash.town import DAWN, DISCORD_CHANNEL, DISCORD_GUILD, PEOPLE, discord_id
from tests.crash.transcript_side import read_nonce
from tests.servers.discord import state
from tests.servers.discord.records import Answered
from tests.servers.discord.screen import SeenButton, see_message
from tests.servers.discord.server import DiscordServer

MENDS = "Fix it"
WAYS_ON = {"Continue", "Open the form", MENDS}
"""Buttons of private answers that lead to a dialog."""

STANDS_THERE = Answered(True, "update", {}, 0)
"""The message on which they wanted to do it again says that it is done."""


class DiscordSide(ServerSide):
    """One server of Discord's, with the town's people. `server` belongs to the thread."""

    platform = Platform.DISCORD

    def __init__(self) -> None:
        clock = StillClock(DAWN)
        self.server = DiscordServer(now=clock.now, token=TOKEN)
        # Who stands still at a point, or waits for a core, is not late.
        self.server.interactions.first_seconds = PATIENCE_SECONDS
        self._people: dict[str, state.User] = {}
        self._settle()
        self.unanswered = 0
        """How often Discord said that the application did not respond, or let somebody wait."""
        self.mended = 0
        """How often somebody was told that what they had sent is not whole, or wrong."""
        self._messages: dict[str, tuple[state.Message, list[Json], Message]] = {}
        self._read_messages = 0
        self._senders: dict[str, int] = {}
        self._listen_for_senders()
        super().__init__(clock, self.server)

    def _settle(self) -> None:
        world = self.server.world
        guild = self.server.add_guild("Town")
        # The town's database knows it by this.
        world.guilds = {DISCORD_GUILD: guild}
        guild.roles[DISCORD_GUILD] = guild.roles.pop(guild.id)
        guild.id = guild.roles[DISCORD_GUILD].id = DISCORD_GUILD
        for name, sample in PEOPLE.items():
            user = state.User(discord_id(name), name, sample.name)
            world.users[user.id] = self._people[name] = user
            self.server.add_member(guild, user)
        channel = self.server.add_channel(guild, "lab")
        del world.channels[channel.id]
        channel.id = DISCORD_CHANNEL
        world.channels[channel.id] = channel

    def _listen_for_senders(self) -> None:
        """Which process sent a message first: Discord gives the same to whoever sends it again."""
        rest: Any = self.server.rest
        serve = rest.serve

        async def listening(request: web.Request) -> web.StreamResponse:
            response: web.StreamResponse = await serve(request)
            is_sent = request.method == "POST" and request.path.endswith("/messages")
            if is_sent and response.status == 200 and isinstance(response, web.Response):
                sent = json.loads(response.text or "")
                _, _, process = request.headers["User-Agent"].partition(PROCESS)
                self._senders.setdefault(sent["id"], int(process or 0))
            return response

        rest.serve = listening

    def connections(self) -> Sequence[object]:
        return [each for each in self.server.gateway.connections if each.is_live]

    # -- what arrived ---------------------------------------------------------------------

    async def read(self) -> list[Message]:
        sent = self.server.world.messages
        for message in sent[self._read_messages :]:
            if message.nonce:
                self._messages[message.id] = (message, message.components, self._seen(message))
        self._read_messages = len(sent)
        for id, (message, components, _) in self._messages.items():
            if message.components is not components:
                self._messages[id] = (message, message.components, self._seen(message))
        return [seen for *_, seen in self._messages.values()]

    def _seen(self, message: state.Message) -> Message:
        channel = message.channel
        shown = see_message(self.server.world, message, None)
        letter, _ = read_nonce(message.nonce)
        refs = [_ref(button) for button in shown.buttons]
        return Message(
            message.id,
            letter,
            self._senders[message.id],
            channel.id,
            next((n for n, user in self._people.items() if user is channel.recipient), None),
            channel.parent.id if channel.parent else None,
            shown.text_as_read,
            tuple(button.label for button in shown.buttons),
            refs[0].ids[0] if refs and refs[0] else None,
        )

    # -- what people do -------------------------------------------------------------------

    async def press(self, act: Json) -> Json:
        return await Doing(self, act).press()

    async def fill_in(self, act: Json) -> Json:
        return await Doing(self, act).fill_in()

    def pressed(self, act: Json) -> state.Message:
        """The message on which somebody acts."""
        return self._messages[act["message"]][0]

    def person(self, act: Json) -> state.User:
        return self._people[act["who"]]


class Doing:
    """Something that somebody does, until they are answered."""

    def __init__(self, side: DiscordSide, act: Json) -> None:
        self._side = side
        self._server = side.server
        self._act = act
        self._user = side.person(act)
        self._message = side.pressed(act)
        self._since = len(self._server.world.messages)
        self._again = 0

    async def press(self) -> Json:
        does = Ref.decode(self._act["does"])
        while True:
            answered = await self._until_answered(self._presses(self._message, does))
            if answered:
                return self._answer(answered)

    async def fill_in(self) -> Json:
        """Open the form, fill it in, send it: what stands before them says how it goes on."""
        does = Ref.decode(self._act["does"])
        opens = Ref(OPENS[does.name], does.ids)
        while True:
            modal = self._server.modal(self._user)
            if modal:
                given = self._act["values"]
                values = {id: typed(given[id]) for id in modal.labels if id in given}
                sent = self._server.submits(self._user, modal, values)
                answered = await self._until_answered(sent)
                if answered and self._way_on() is None:
                    return self._answer(answered)
            elif way_on := self._way_on():
                message, ref, label = way_on
                self._side.mended += label == MENDS
                await self._until_answered(self._presses(message, ref))
            else:
                answered = await self._until_answered(self._presses(self._message, opens))
                if answered is STANDS_THERE:
                    return self._answer(answered)

    async def _presses(self, message: state.Message, does: Ref) -> Answered:
        """At the sight of it, if it has the button."""
        shown = see_message(self._server.world, message, None)
        for button in shown.buttons:
            if _ref(button) == does:
                return await self._server.presses(self._user, shown, button.custom_id)
        assert self._again, f"no such button: {self._act}"
        return STANDS_THERE

    def _answer(self, answered: Answered) -> Json:
        """What came of it."""
        is_edited = answered.kind in {"update", "deferred_update"}
        told = "" if is_edited else json.dumps(answered.data)
        return {"told": told, "faults": {}, "is_edited": is_edited, "again": self._again}

    def _way_on(self) -> tuple[state.Message, Ref, str] | None:
        """The button of the last private answer, if that asks for more."""
        told = self._private()
        for button in see_message(self._server.world, told[-1], None).buttons if told else ():
            ref = _ref(button)
            if ref and button.label in WAYS_ON:
                return told[-1], ref, button.label
        return None

    def _private(self) -> list[state.Message]:
        since = self._server.world.messages[self._since :]
        return [message for message in since if message.seen_only_by is self._user]

    async def _until_answered(self, act: Coroutine[Any, Any, Answered]) -> Answered | None:
        """How it was answered; None if the process died before, or is about to end and said so."""
        connection = await self._side.connected()
        before = self._what_they_see()
        acting = asyncio.create_task(act)
        while not acting.done() and connection in self._side.connections():
            await asyncio.sleep(LOOK_SECONDS)
        if acting.done():
            answered = acting.result()
            while answered.is_ok and self._still_waits(answered, before):
                if connection not in self._side.connections():
                    self._goes_unanswered()
                    return None
                await asyncio.sleep(LOOK_SECONDS)
            if RESTARTING in json.dumps(answered.data).replace("\\", ""):
                while connection in self._side.connections():
                    await asyncio.sleep(LOOK_SECONDS)
                return None
            if answered.is_ok:
                return answered
        acting.cancel()
        await asyncio.gather(acting, return_exceptions=True)
        self._goes_unanswered()
        return None

    def _still_waits(self, answered: Answered, before: object) -> bool:
        """Whether they were only told that an answer comes, and it has not come."""
        if answered.kind == "deferred":
            assert answered.interaction
            loading = answered.interaction.response
            return loading is not None and bool(loading.flags & state.LOADING)
        return answered.kind == "deferred_update" and self._what_they_see() == before

    def _goes_unanswered(self) -> None:
        """Discord shows that the application did not respond, and takes no answer any more."""
        interactions = self._server.records.interactions
        interaction = next(i for i in reversed(interactions) if i.user is self._user)
        interaction.is_late = True
        self._side.unanswered += 1
        self._again += 1

    def _what_they_see(self) -> object:
        told = [(m.id, m.components) for m in self._private() if m.components]
        return self._message.components, told


def _ref(button: SeenButton) -> Ref | None:
    try:
        return CustomId.decode(button.custom_id).ref
    except UnreadableRef:
        return None
