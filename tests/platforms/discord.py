"""Discord's driver: people in the protocol server, to which the real adapter is connected."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.discord.app import Discord
from adapters.playground.people import LAB, Cast
from bot.engine.engine import Engine
from bot.engine.manifest import OptionKind, Verb
from tests.clocks import StillClock
from tests.people import Dialog, Seen
from tests.servers.discord.components import (
    CHANNEL_SELECT,
    CHECKBOX_GROUP,
    ROLE_SELECT,
    STRING_SELECT,
    TEXT_INPUT,
    USER_SELECT,
)
from tests.servers.discord.permissions import MANAGE_GUILD
from tests.servers.discord.screen import SeenMessage, SeenModal
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel

PACING = timedelta(seconds=5)
"""What a letter waits at most for its turn, when nothing else is to be waited for."""
A_TURN = timedelta(seconds=1)
"""Of which what is due at one instant takes several: 50 a second go."""


@dataclass
class Page:
    """What is known of a form of which one page is open: `labels` of all that were seen."""

    modal: SeenModal
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, Sequence[str]] = field(default_factory=dict)


class DiscordDriver:
    """Speaks for all of the cast, who type commands in the channel: they work nowhere else."""

    def __init__(
        self,
        server: DiscordServer,
        discord: Discord,
        clock: StillClock,
        engine: Engine,
        verbs: Mapping[str, Verb],
        cast: Cast = LAB,
    ) -> None:
        self._server = server
        self._discord = discord
        self._clock = clock
        self._engine = engine
        self._verbs = verbs
        self.guild = server.add_guild("Lab")
        self._cast = cast
        self._people = {name: server.add_user(name, one.name) for name, one in cast.people.items()}
        for name, user in self._people.items():
            is_admin = cast.people[name].is_admin
            server.add_member(self.guild, user, permissions=MANAGE_GUILD * is_admin)
        self.channel = server.add_channel(self.guild, "research")
        self._ids = {name: user.id for name, user in self._people.items()}
        self._ids["research"] = self.channel.id
        self._before: set[str] = set()

    async def enter(self, *, is_known: bool = True) -> None:
        """Everybody says where they are, if they are to be known as on other platforms (Discord
        tells nobody's time zone); private replies are gone when one comes back."""
        async with asyncio.timeout(10):
            while not self._server.syncs:
                await asyncio.sleep(0.01)
        for who, one in self._cast.people.items() if is_known else ():
            await self.say(who, f"me {one.city}", in_channel=True)
        self._before = {m.id for name in self._people for m in await self.messages(name)}

    async def say(self, who: str, words: str, *, in_channel: bool) -> Dialog | None:
        user = self._people[who]
        name, _, rest = words.partition(" ")
        if name == "/unstuck":
            verb, _, more = rest.partition(" ")
            given = {"verb": verb, "words": self._with_mentions(more)}
            options = {option: value for option, value in given.items() if value.strip()}
            await self._server.types_command(user, self.channel, "unstuck", options)
        elif name in self._verbs:
            await self._server.types_command(user, self.channel, name, self._options(name, rest))
        else:
            place = self.channel if in_channel else self._server.direct_channel(user)
            await self._server.writes(user, place, words)
            await self._answered(user.id, place)
        return await self._dialog(who)

    async def press(self, who: str, message: Seen, label: str) -> Dialog | None:
        user = self._people[who]
        on = next(m for m in self._server.screen(user) if m.id == message.id)
        await self._server.presses(user, on, on.button(label).custom_id)
        return await self._dialog(who)

    async def submit(
        self, who: str, dialog: Dialog, values: Mapping[str, Sequence[str]]
    ) -> Dialog | None:
        user = self._people[who]
        page = dialog.handle
        assert isinstance(page, Page)
        left = dict(values)
        while True:
            modal = page.modal
            page.values |= {name: left[name] for name in _names(modal) if name in left}
            given = {id: self._given(modal, id, left) for id in modal.labels}
            before = {m.id for m in self._server.screen(user)}
            answered = await self._server.submits(user, modal, given)
            if answered.interaction is None:
                # Discord's own client does not send it.
                refusals = answered.data["errors"].items()
                wrong = {_name(id): words for id, words in refusals}
                typed = {name: values[name] for name in _names(modal) if name in values}
                return self._shown(page, wrong, typed)
            await self._discord.finish()
            answer = self._newest(who, before)
            label = _way_on(answer, left) if answer is not None else ""
            if answer is None or not label:
                return await self._dialog(who)
            await self._server.presses(user, answer, answer.button(label).custom_id)
            await self._discord.finish()
            opened = self._server.modal(user)
            assert opened is not None
            page = Page(opened, page.labels | _labels_of(opened), page.values)
            if label == "Fix it":
                return self._shown(page, _faults(answer, page))

    async def messages(self, who: str) -> list[Seen]:
        found = self._server.screen(self._people[who])
        return [_seen(m) for m in found if m.id not in self._before]

    async def settle(self, patience: timedelta = PACING) -> None:
        """Do what is due; what waits for its turn only is given the time."""
        await self._discord.finish()
        await self._engine.settle()
        while (due := await self._engine.next_due()) is not None:
            if due > self._clock.now() + patience:
                break
            self._clock.set(max(due, self._clock.now()))
            await self._engine.settle()

    async def travel(self, to: datetime) -> None:
        await self.settle()
        while (due := await self._engine.next_due()) is not None and due <= to:
            self._clock.set(max(due, self._clock.now()))
            await self._engine.settle()
        self._clock.set(max(to, self._clock.now()))
        await self.settle(A_TURN)

    def now(self) -> datetime:
        return self._clock.now()

    # -- what only Discord has ----------------------------------------------------------------

    def gives_role(self, name: str, *people: str) -> None:
        role = self._server.add_role(self.guild, name)
        self._ids[name] = role.id
        for who in people:
            self.guild.members[self._people[who].id].roles.append(role)

    def takes_role(self, name: str, who: str) -> None:
        member = self.guild.members[self._people[who].id]
        member.roles = [role for role in member.roles if role.id != self._ids[name]]

    def closes_door(self, who: str) -> None:
        self._server.closes_direct_messages(self._people[who])

    def pinged(self, message: Seen) -> set[str]:
        """Whom a message notified, people and roles."""
        users = self._server.screen(self._people["joseph"])
        pings = next(m.pings for m in users if m.id == message.id)
        return {name for name, id in self._ids.items() if id in pings}

    # -- commands -----------------------------------------------------------------------------

    def _options(self, name: str, rest: str) -> dict[str, object]:
        """The words behind a verb as the options that it has."""
        given: dict[str, object] = {}
        for option in self._verbs[name].options:
            if option.kind is OptionKind.PERSON and rest.startswith("@"):
                given[option.name] = self._people[rest.removeprefix("@")]
            elif option.kind is OptionKind.WORDS and rest.strip():
                given[option.name] = rest
        assert given or not rest.strip(), f"/{name} takes no {rest!r}"
        return given

    def _with_mentions(self, words: str) -> str:
        for name, user in self._people.items():
            words = words.replace(f"@{name}", f"<@{user.id}>")
        return words

    async def _answered(self, user: str, place: Channel) -> None:
        """Until an answer to what was written stands below it, in direct messages."""
        if not place.is_direct:
            return
        async with asyncio.timeout(5):
            while self._server.world.messages[-1].author is not self._server.world.bot:
                await asyncio.sleep(0.005)

    # -- dialogs ------------------------------------------------------------------------------

    async def _dialog(self, who: str) -> Dialog | None:
        await self._discord.finish()
        modal = self._server.modal(self._people[who])
        if modal is None:
            return None
        return self._shown(Page(modal, _labels_of(modal)), {})

    def _shown(
        self,
        page: Page,
        faults: Mapping[str, str],
        typed: Mapping[str, Sequence[str]] | None = None,
    ) -> Dialog:
        """`typed` stands in a dialog that was not sent."""
        names = {id: name for name, id in self._ids.items()}
        values: dict[str, Sequence[str]] = {}
        for id, value in page.modal.values.items():
            given = [value] if isinstance(value, str) or value is None else value
            assert isinstance(given, Sequence)
            values[_name(id)] = [names.get(str(v), str(v)) for v in given if v]
            if page.modal.kinds[id] == TEXT_INPUT:
                values[_name(id)] = [str(value or "")]
        has_more = any(step in page.modal.custom_id for step in ("!p", "!o"))
        shown = {**page.values, **values, **(typed or {})}
        return Dialog(page.modal.title, shown, page.labels, faults, page, has_more=has_more)

    def _given(
        self, modal: SeenModal, id: str, left: dict[str, Sequence[str]]
    ) -> str | list[str] | None:
        """What is to be filled in, or what stands there already."""
        if _name(id) in left:
            return self._filled(modal, id, left.pop(_name(id)))
        standing = modal.values[id]
        words = [standing] if isinstance(standing, str) else standing
        return self._filled(modal, id, list(words) if isinstance(words, Sequence) else [])

    def _filled(self, modal: SeenModal, id: str, given: Sequence[str]) -> str | list[str] | None:
        chosen = [self._ids.get(v, v) for v in given if v]
        if modal.kinds[id] in {USER_SELECT, CHANNEL_SELECT, ROLE_SELECT, CHECKBOX_GROUP}:
            return chosen
        if modal.kinds[id] == STRING_SELECT:
            return chosen
        if modal.kinds[id] == TEXT_INPUT:
            return given[0] if given else ""
        return chosen[0] if chosen else None

    def _newest(self, who: str, before: set[str]) -> SeenMessage | None:
        """The private reply that came, or was changed, last."""
        found = [m for m in self._server.screen(self._people[who]) if m.is_ephemeral]
        new = [m for m in found if m.id not in before]
        edited = [m for m in found if {"Continue", "Fix it", "More"} & _labels(m)]
        return next(reversed(new or edited), None)


def _name(id: str) -> str:
    """A search has its source in its id too."""
    return id.partition("!")[0]


def _names(modal: SeenModal) -> list[str]:
    return [_name(id) for id in modal.labels]


def _labels_of(modal: SeenModal) -> dict[str, str]:
    return {_name(id): label for id, label in modal.labels.items()}


def _labels(message: SeenMessage) -> set[str]:
    return {button.label for button in message.buttons}


def _way_on(answer: SeenMessage, left: Mapping[str, Sequence[str]]) -> str:
    """The button by which the form goes on; what need not be said is said by who has it to say."""
    labels = _labels(answer)
    if "More" in labels and any(any(given) for given in left.values()):
        return "More"
    return next((label for label in ("Continue", "Fix it") if label in labels), "")


def _faults(answer: SeenMessage, page: Page) -> dict[str, str]:
    """What is wrong stands after the label of its field."""
    found = {}
    for name, label in page.labels.items():
        for line in answer.text_as_read.splitlines():
            if line.startswith(f"{label}: "):
                found[name] = line.removeprefix(f"{label}: ")
    return found


def _seen(message: SeenMessage) -> Seen:
    return Seen(
        id=message.id,
        at=message.at,
        text=message.text_as_read,
        buttons=tuple(button.label for button in message.buttons),
        is_in_channel=message.guild is not None and not message.is_ephemeral,
        is_only_for_them=message.is_ephemeral,
        is_by_bot=message.by_bot,
        is_in_thread=message.parent is not None,
        is_edited=message.edited,
    )
