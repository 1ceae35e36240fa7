"""A whole Unstuck whose people act through the dispatcher and read on a ScriptedChat.

It is composed of the real parts; only the clock and the platform are a test's. Nothing happens
by itself: `settle` does what is due, `travel` lets time pass.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from adapters.cli.compose import FEATURES
from adapters.system.chance import SystemRandom
from adapters.system.dates import SpokenDates
from adapters.system.holidays import LibraryHolidays
from adapters.system.places import CityPlaces
from bot.domain.ids import ChannelId, WorkspaceId, new_id
from bot.domain.people import Account, Person, Profile
from bot.domain.workspaces import Channel, ChannelProfile, Installation, Platform, Workspace
from bot.engine.dispatcher import Dispatcher
from bot.engine.engine import Engine
from bot.engine.intents import (
    Command,
    Group,
    Happening,
    Intent,
    Notice,
    Opened,
    Origin,
    Press,
    ProfileChanged,
    Reply,
    Submit,
)
from bot.engine.manifest import Manifest
from bot.engine.outbox import Outbox
from bot.engine.putting import SEND_SECONDS
from bot.engine.registry import Registry
from bot.engine.timers import Timers
from bot.messages.forms import Form, PeopleField, Values
from bot.messages.parts import Message
from bot.messages.refs import Ref
from bot.ports.chat import Posted
from storage.store import Store, open_store
from tests.chats import ScriptedChat
from tests.clocks import SilentAlarm, StillClock
from tests.people import Dialog, Seen, Someone
from tests.screens import Told, buttons_of, dialog_of, kept, told

CHANNEL = "general"
PLACES, HOLIDAYS, DATES = CityPlaces(), LibraryHolidays(), SpokenDates()
"""Their sources are read once a test run."""


@dataclass
class Office:
    """One workspace on one database. It is a Driver for those whom it `hires`."""

    workspace: WorkspaceId
    store: Store
    clock: StillClock
    chat: ScriptedChat
    registry: Registry
    dispatcher: Dispatcher
    timers: Timers
    outbox: Outbox
    engine: Engine
    platform: Platform = Platform.PLAYGROUND
    people: dict[str, Profile] = field(default_factory=dict)
    admins: set[str] = field(default_factory=set)
    channels: dict[str, ChannelProfile] = field(default_factory=dict)
    """What the platform states of them, by outer id."""
    readers: dict[str, list[str]] = field(default_factory=dict)
    """Who reads a channel, by its outer id; everybody, of one that is not named."""
    roles: dict[str, str] = field(default_factory=dict)
    """Open groups: what they are called, by outer id."""
    holders: dict[str, set[str]] = field(default_factory=dict)
    """Who is in an open group, by its outer id."""
    silent: set[str] = field(default_factory=set)
    """Open groups of which nobody is notified."""
    untold: set[str] = field(default_factory=set)
    """Open groups that nobody can lose."""
    told: list[Told] = field(default_factory=list)
    last: Intent | None = None
    is_running: bool = True
    """Whether what somebody's act brings about happens before their next one."""
    _events: Iterator[int] = field(default_factory=count)
    _in_channel: set[str] = field(default_factory=set)
    """Who typed there last: their dialog was opened there."""

    def hires(
        self, who: str, zone: str | None = "Europe/London", *, is_admin: bool = False
    ) -> Someone:
        """Somebody with an account whom Unstuck has not met yet."""
        self.people[who] = Profile(who, who.capitalize(), zone)
        if is_admin:
            self.admins.add(who)
        return Someone(self, who)

    def origin(self, who: str, event: str = "", *, in_channel: bool = False) -> Origin:
        return Origin(
            self.workspace,
            self.platform,
            self.people[who],
            event or f"event-{next(self._events)}",
            is_admin=who in self.admins,
            channel=self.channels[CHANNEL] if in_channel else None,
            groups=frozenset(id for id, holders in self.holders.items() if who in holders),
        )

    async def handle(self, intent: Intent) -> Reply:
        self.last = intent
        return await self.dispatcher.handle(intent)

    async def again(self) -> Reply:
        """The platform delivers the last input once more."""
        assert self.last is not None
        return await self.dispatcher.handle(self.last)

    async def says(self, what: Happening, event: str = "") -> None:
        """The platform says that something has happened; what follows from it happens."""
        event = event or f"event-{next(self._events)}"
        await self.dispatcher.notice(Notice(self.workspace, self.platform, event, what))
        await self.settle()

    async def states(self, who: str, **changes: Any) -> None:
        """Somebody's account changes, and the platform says so."""
        self.people[who] = replace(self.people[who], **changes)
        await self.says(ProfileChanged(self.people[who]))

    async def settle(self) -> None:
        """Do what is due."""
        if self.is_running:
            await self.engine.settle()

    async def person(self, who: str) -> Person:
        unit = self.store.unit(self.workspace)
        account = await unit.get(Account, self.platform, who)
        person = await unit.get(Person, account.person) if account else None
        assert person is not None, f"nobody knows {who}"
        return person

    # -- a Driver -----------------------------------------------------------------------------

    async def say(self, who: str, words: str, *, in_channel: bool = False) -> Dialog | None:
        addressed, _, rest = words.partition(" ")
        words = rest if addressed == "/unstuck" else words
        verb, _, rest = words.strip().partition(" ")
        (self._in_channel.add if in_channel else self._in_channel.discard)(who)
        origin = self.origin(who, in_channel=in_channel)
        if addressed != "/unstuck" and verb not in self.registry.verbs:
            return self.shows(who, await self.handle(Opened(origin)))
        named = tuple(p for name, p in self.people.items() if f"@{name}" in rest.split())
        text = " ".join(word for word in rest.split(" ") if word[1:] not in self.people)
        return self.shows(who, await self.handle(Command(origin, verb, text, named)))

    async def press(self, who: str, message: Seen, label: str) -> Dialog | None:
        stood_on = self._message(message.id)
        button = next(b for b in buttons_of(stood_on) if b.label == label)
        kept = message.id.startswith("kept:")
        number = message.id.removeprefix("kept:")
        place = next((m.to for m in self.chat.messages if kept and m.id == number), "")
        origin = self.origin(who, in_channel=message.is_in_channel)
        press = Press(origin, button.does, place, number if kept else "")
        return self.shows(who, await self.handle(press), message)

    async def submit(
        self, who: str, dialog: Dialog, values: Mapping[str, Sequence[str]]
    ) -> Dialog | None:
        form = dialog.handle
        assert isinstance(form, Form)
        reply = await self.submits(who, form, values)
        if reply.faults and reply.form is None:
            return replace(dialog, values=values, faults=reply.faults)
        return self.shows(who, reply)

    async def submits(self, who: str, form: Form, values: Values) -> Reply:
        chosen = {f.name for f in form.fields if isinstance(f, PeopleField)}
        people = {v: self.people[v] for name in chosen for v in values[name]}
        return await self.handle(
            Submit(
                self.origin(who, in_channel=who in self._in_channel),
                form.does,
                values,
                tuple(people.values()),
                channels=tuple(self.channels.values()),
                groups=tuple(self._groups()),
            )
        )

    def _groups(self) -> Iterator[Group]:
        for channel, profile in self.channels.items():
            yield Group(channel, self._readers(channel), profile.name, is_told=profile.is_open)
        for id, name in self.roles.items():
            is_told, is_notified = id not in self.untold, id not in self.silent
            yield Group(id, name=name, is_open=True, is_notified=is_notified, is_told=is_told)

    def _readers(self, channel: str) -> tuple[Profile, ...]:
        readers = self.readers.get(channel, self.people)
        return tuple(profile for who, profile in self.people.items() if who in readers)

    async def messages(self, who: str) -> list[Seen]:
        stays = [(m.order, kept(m.id, m.message, m.at, m.to == CHANNEL, m.under, m.edits))
                for m in self.chat.to(who, CHANNEL)]  # fmt: skip
        passing = [(t.order, told(t)) for t in self.told if t.to == who]
        return [seen for _, seen in sorted(stays + passing, key=lambda one: one[0])]

    async def travel(self, to: datetime) -> None:
        await self.settle()
        while (due := await self.engine.next_due()) is not None and due <= to:
            self.clock.set(max(due, self.clock.now()))
            await self.settle()
        self.clock.set(max(to, self.clock.now()))
        await self.settle()

    def now(self) -> datetime:
        return self.clock.now()

    # -- between ------------------------------------------------------------------------------

    def _message(self, id: str) -> Message:
        kind, _, number = id.partition(":")
        if kind == "kept":
            return next(m.message for m in self.chat.messages if m.id == number)
        return next(t.message for t in self.told if t.order == int(number))

    def shows(self, who: str, reply: Reply, pressed: Seen | None = None) -> Dialog | None:
        """What an adapter does with a Reply."""
        is_private = pressed is not None and pressed.is_only_for_them
        if reply.tell is not None:
            if pressed is not None and is_private:
                self.told = [t for t in self.told if f"told:{t.order}" != pressed.id]
            self.told.append(Told(next(self.chat.order), who, reply.tell, self.now()))
        if reply.edit is not None and pressed is not None:
            self.chat.shows(Posted("", pressed.id.removeprefix("kept:")), reply.edit)
        return dialog_of(reply)


# -- making one -------------------------------------------------------------------------------


@asynccontextmanager
async def open_office(
    url: str,
    clock: StillClock,
    *,
    manifests: Sequence[Manifest] = FEATURES,
    chat: ScriptedChat | None = None,
    send_seconds: float = SEND_SECONDS,
    workspace: WorkspaceId | None = None,
    platform: Platform = Platform.PLAYGROUND,
) -> AsyncIterator[Office]:
    """Everything put together on the database of `url`, which has its tables. With `workspace`
    it is another process at work for that one."""
    random = SystemRandom()

    def fresh_id() -> str:
        return new_id(clock.now(), random.bits)

    store = await open_store(url, clock)
    chat = chat or ScriptedChat(clock)
    registry = Registry(manifests)
    chats = {platform: chat}
    outbox = Outbox(registry, store, store.outbox, chats, clock, fresh_id(), send_seconds)
    timers = Timers(registry, store, clock, fresh_id, HOLIDAYS)
    engine = Engine(timers, outbox, store.outbox, store, clock, SilentAlarm())
    store.on_change = engine.expect
    await store.listen()
    workspace = workspace or await new_workspace(store, fresh_id(), platform)
    dispatcher = Dispatcher(registry, store, clock, random, PLACES, HOLIDAYS, DATES)
    office = Office(workspace, store, clock, chat, registry, dispatcher, timers, outbox, engine)
    office.platform = platform
    office.channels[CHANNEL] = ChannelProfile(CHANNEL, CHANNEL)
    yield office
    await engine.stop()
    await store.close()


async def new_workspace(
    store: Store, name: str, platform: Platform = Platform.PLAYGROUND
) -> WorkspaceId:
    """A workspace with a channel, on a platform that knows it by `name`."""
    workspace = WorkspaceId(f"w-{name}")
    unit = store.unit(workspace)
    unit.add(Workspace(workspace, name))
    unit.add(Installation(workspace, platform, name))
    unit.add(Channel(workspace, ChannelId(f"c-{name}"), CHANNEL, CHANNEL))
    await unit.commit()
    return workspace


def ref(name: str, *ids: str, version: int = 1) -> Ref:
    return Ref(name, ids, version)
