"""Slack's driver: people in the protocol server, to which the real adapter is connected."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from adapters.playground.people import LAB, Cast
from adapters.slack.app import Slack
from bot.engine.engine import Engine
from tests.clocks import StillClock
from tests.people import Dialog, Seen
from tests.servers.slack.blocks import elements
from tests.servers.slack.screen import SeenMessage, SeenView
from tests.servers.slack.server import SlackServer

PACING = timedelta(seconds=5)
"""What a letter waits at most for its turn, when nothing else is to be waited for."""


class SlackDriver:
    """Speaks for all of the cast. The messages tab is read-only: one types commands only."""

    def __init__(
        self,
        server: SlackServer,
        slack: Slack,
        clock: StillClock,
        engine: Engine,
        verbs: Collection[str],
        cast: Cast = LAB,
    ) -> None:
        self._verbs = verbs
        self._server = server
        self._slack = slack
        self._clock = clock
        self._engine = engine
        self._people = {
            name: server.add_user(name, one.name, one.zone, is_admin=one.is_admin)
            for name, one in cast.people.items()
        }
        self._channel = server.add_channel("research", list(self._people.values()))
        self._ids = {name: user.id for name, user in self._people.items()}
        self._ids["research"] = self._channel.id

    async def say(self, who: str, words: str, *, in_channel: bool) -> Dialog | None:
        verb = words.split(" ")[0]
        if verb != "/unstuck" and verb not in self._verbs:
            # The messages tab is read-only, and what is said in channels we do not hear.
            return None
        user = self._people[who]
        place = self._channel if in_channel else self._server.direct_channel(user)
        rest = words.removeprefix("/unstuck").strip()
        await self._server.types_command(user, place, "/unstuck", rest)
        return await self._dialog(who)

    async def press(self, who: str, message: Seen, label: str) -> Dialog | None:
        user = self._people[who]
        on = next(m for m in self._server.screen(user) if _id(m) == message.id)
        await self._server.presses(user, on, on.button(label).action_id)
        return await self._dialog(who)

    async def submit(
        self, who: str, dialog: Dialog, values: Mapping[str, Sequence[str]]
    ) -> Dialog | None:
        user = self._people[who]
        view = self._server.modal(user)
        assert view is not None, "the dialog was closed meanwhile"
        given: dict[str, str | list[str] | None] = {}
        for block, element in elements(view.blocks):
            name, kind = block["block_id"], element["type"]
            chosen = [self._ids.get(v, v) for v in values[name]] if _names(kind) else values[name]
            if kind == "external_select":
                # One chooses of what is found; of nothing found, nothing.
                found = [option for w in chosen for option in await self._find(who, view, name, w)]
                chosen = [label for label, _ in found[:1]]
            is_many = kind.startswith("multi_") or kind == "checkboxes"
            if is_many or any(chosen):
                given[name] = list(chosen) if is_many else chosen[0]
            elif kind in {"plain_text_input", "conversations_select"}:
                given[name] = None
        await self._server.submits(user, view, given)
        return await self._dialog(who)

    async def _find(
        self, who: str, view: SeenView, name: str, words: str
    ) -> Sequence[tuple[str, str]]:
        return await self._server.searches(self._people[who], view, name, words)

    async def messages(self, who: str) -> list[Seen]:
        return [_seen(m) for m in self._server.screen(self._people[who])]

    async def settle(self) -> None:
        """Do what is due; what waits for its turn only is given the time."""
        await self._slack.finish()
        await self._engine.settle()
        while (due := await self._engine.next_due()) is not None:
            if due > self._clock.now() + PACING:
                break
            self._clock.set(max(due, self._clock.now()))
            await self._engine.settle()

    async def travel(self, to: datetime) -> None:
        await self.settle()
        while (due := await self._engine.next_due()) is not None and due <= to:
            self._clock.set(max(due, self._clock.now()))
            await self._engine.settle()
        self._clock.set(max(to, self._clock.now()))
        await self._engine.settle()

    def now(self) -> datetime:
        return self._clock.now()

    async def _dialog(self, who: str) -> Dialog | None:
        await self._slack.finish()
        view = self._server.modal(self._people[who])
        if view is None or not view.submit:
            return None
        names = {id: name for name, id in self._ids.items()}
        values = {
            name: [names.get(v, v) for v in (value if isinstance(value, list) else [value or ""])]
            for name, value in view.values.items()
        }
        return Dialog(view.title, values, view.labels, view.errors, view)


def _names(kind: str) -> bool:
    """Whether people or channels are chosen there."""
    return "users_select" in kind or kind == "conversations_select"


def _id(message: SeenMessage) -> str:
    return f"{message.channel.id}:{message.ts}"


def _seen(message: SeenMessage) -> Seen:
    return Seen(
        id=_id(message),
        at=message.at,
        text=message.text_as_read,
        buttons=tuple(button.label for button in message.buttons),
        is_in_channel=not message.channel.id.startswith("D"),
        is_only_for_them=message.is_ephemeral,
        is_by_bot=message.by_bot,
        is_in_thread=bool(message.thread_ts) and message.thread_ts != message.ts,
        is_edited=message.edited,
    )
