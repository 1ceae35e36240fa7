"""The addresses of the page's own API: each reads one payload and answers with JSON."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from aiohttp import web

from adapters.playground.chat import RESEARCH, direct
from adapters.playground.clock import TimeMachine
from adapters.playground.inbound import (
    LONGEST_WORDS,
    Act,
    Payload,
    Unreadable,
    intent_of_words,
    press_of,
    search_of,
    submit_of,
)
from adapters.playground.people import CHANNEL, Cast
from adapters.playground.render import Json, entry_json, said
from adapters.playground.replies import can_see, conversation_of, show
from adapters.playground.transcript import Draft, Entry, Transcript
from adapters.playground.travel import Travels
from bot.domain.ids import WorkspaceId
from bot.engine.intents import Command, Found, Intent, Reply, Search

PAGE = 100
"""Messages of one conversation that the page gets at once."""


class Verb(Protocol):
    """What the page completes."""

    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def usage(self) -> str: ...


class Core(Protocol):
    """Unstuck, as every platform sees it."""

    @property
    def verbs(self) -> Sequence[Verb]: ...
    async def handle(self, intent: Intent) -> Reply: ...
    async def search(self, query: Search) -> Found: ...


class Endpoints:
    """Acts of the three people, and what their page shows."""

    def __init__(
        self,
        core: Core,
        clock: TimeMachine,
        transcript: Transcript,
        travels: Travels,
        workspace: WorkspaceId,
        cast: Cast,
    ) -> None:
        self._core = core
        self._clock = clock
        self._transcript = transcript
        self._travels = travels
        self._workspace = workspace
        self._cast = cast

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/state", self.state),
            web.get("/api/earlier", self.earlier),
            web.post("/api/say", self.say),
            web.post("/api/press", self.press),
            web.post("/api/submit", self.submit),
            web.post("/api/search", self.search),
            web.post("/api/travel", self.travel),
            web.post("/api/stop", self.stop),
        ]

    # -- what is shown --------------------------------------------------------------------

    async def state(self, _: web.Request) -> web.Response:
        """All that a page needs to begin; `revision` is where its stream goes on."""
        revision = await self._transcript.revision()
        conversations = [*(direct(person) for person in self._cast.people), RESEARCH]
        return _json(
            {
                "transcript": self._transcript.birth,
                "revision": revision,
                "people": [
                    {
                        "id": sample.id,
                        "name": sample.name,
                        "city": sample.city,
                        "zone": sample.zone,
                        "admin": sample.is_admin,
                    }
                    for sample in self._cast.people.values()
                ],
                "channel": CHANNEL,
                "verbs": [
                    {"name": verb.name, "summary": verb.summary, "usage": verb.usage}
                    for verb in self._core.verbs
                ],
                "clock": self._travels.state(),
                "conversations": {name: await self._page(name) for name in conversations},
            }
        )

    async def earlier(self, request: web.Request) -> web.Response:
        """Messages of a conversation before the id given."""
        before = request.query.get("before", "")
        if not before.isdecimal() or len(before) > 15:
            raise Unreadable("A message's id is a number.")
        return _json(await self._page(request.query.get("conversation", ""), int(before)))

    async def _page(self, conversation: str, before: int | None = None) -> Json:
        entries, has_earlier = await self._transcript.page(conversation, PAGE, before)
        return {"entries": [entry_json(e) for e in entries], "earlier": has_earlier}

    # -- what is done ---------------------------------------------------------------------

    async def say(self, request: web.Request) -> web.Response:
        """Words typed in a direct message or in the channel."""
        payload = await self._payload(request)
        act, words = payload.act(), payload.text("words").strip()
        if not words:
            raise Unreadable("Type something first.")
        if len(words) > LONGEST_WORDS:
            over = len(words) - LONGEST_WORDS
            raise Unreadable(
                f"This is {over:,} characters too long: {LONGEST_WORDS:,} fit. Nothing was sent."
            )
        verbs = {verb.name for verb in self._core.verbs}
        intent = intent_of_words(act, self._workspace, words, verbs, self._cast)
        is_private = not act.is_direct and isinstance(intent, Command)
        draft = Draft(
            conversation=conversation_of(act),
            author=act.who.id,
            body=said(words),
            nonce=f"said:{act.who.id}:{act.event}",
            only_for=act.who.id if is_private else "",
        )
        await self._transcript.add(draft, self._clock.now())
        return await self._answer(
            Reply() if intent is None else await self._core.handle(intent), act
        )

    async def press(self, request: web.Request) -> web.Response:
        """A button pressed, or an option chosen."""
        payload = await self._payload(request)
        act, stood_on = await self._where(payload)
        if stood_on is None:
            raise Unreadable("A button stands on a message.")
        is_kept = not stood_on.only_for
        place, outer_id = (stood_on.conversation, str(stood_on.id)) if is_kept else ("", "")
        press = press_of(act, self._workspace, payload.ref(), place, outer_id)
        return await self._answer(await self._core.handle(press), act, stood_on, is_press=True)

    async def submit(self, request: web.Request) -> web.Response:
        """A dialog sent. With faults in the answer it stays open."""
        payload = await self._payload(request)
        act, opened_from = await self._where(payload)
        submit = submit_of(act, self._workspace, payload)
        return await self._answer(await self._core.handle(submit), act, opened_from)

    async def search(self, request: web.Request) -> web.Response:
        """Completions for the words in a search field."""
        payload = await self._payload(request)
        found = await self._core.search(search_of(payload.act(), self._workspace, payload))
        return _json({"found": [{"value": value, "label": label} for value, label in found]})

    async def travel(self, request: web.Request) -> web.Response:
        """Begin a journey; the stream says how it goes."""
        payload = await self._payload(request)
        act = payload.act()
        await self._travels.begin(act.event, payload.text("to"), act.who)
        return _json({})

    async def stop(self, request: web.Request) -> web.Response:
        """End the journey under way."""
        (await self._payload(request)).act()
        self._travels.stop()
        return _json({})

    # -- between --------------------------------------------------------------------------

    async def _where(self, payload: Payload) -> tuple[Act, Entry | None]:
        """Who acts, and the message on which they did; it says where, whatever the page says."""
        act, number = payload.act(), payload.message()
        if number is None:
            return act, None
        entry = await self._transcript.get(number)
        if entry is None or not can_see(entry, act.who.id):
            raise Unreadable("That message is not here any more.")
        return replace(act, is_direct=entry.conversation != RESEARCH), entry

    async def _answer(
        self, reply: Reply, act: Act, stood_on: Entry | None = None, *, is_press: bool = False
    ) -> web.Response:
        shown = await show(
            self._transcript,
            reply,
            act,
            self._clock.now(),
            stood_on=stood_on,
            is_press=is_press,
        )
        return _json(shown)

    async def _payload(self, request: web.Request) -> Payload:
        try:
            return Payload(json.loads(await request.read()), self._cast)
        except (ValueError, RecursionError) as broken:
            raise Unreadable("The request is not JSON.") from broken


def _json(given: Json) -> web.Response:
    return web.json_response(given)
