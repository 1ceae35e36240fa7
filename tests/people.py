"""Dialogue with Unstuck, as a test reads it: who types, clicks, fills and sees what.

A scenario is written once against `Someone` and runs on every platform that has a `Driver`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from adapters.playground.people import LAB, Cast


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as one person sees it: when it came (UTC), its words, where it stands."""

    id: str
    at: datetime
    text: str
    buttons: tuple[str, ...]
    is_in_channel: bool
    is_only_for_them: bool
    is_by_bot: bool
    is_in_thread: bool
    is_edited: bool

    def says(self, *fragments: str) -> bool:
        return all(fragment in self.text for fragment in fragments)


@dataclass(frozen=True, slots=True)
class Dialog:
    """A form that is open: what it asks, what stands in it, and what is wrong with it. Of one that
    `has_more` this is the first page."""

    title: str
    values: Mapping[str, Sequence[str]]
    labels: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    handle: object = None
    has_more: bool = False


class Driver(Protocol):
    """A platform's real client, used as a person would."""

    async def say(self, who: str, words: str, *, in_channel: bool) -> Dialog | None: ...
    async def press(self, who: str, message: Seen, label: str) -> Dialog | None: ...
    async def submit(
        self, who: str, dialog: Dialog, values: Mapping[str, Sequence[str]]
    ) -> Dialog | None: ...
    async def messages(self, who: str) -> list[Seen]: ...
    async def settle(self) -> None: ...
    async def travel(self, to: datetime) -> None: ...
    def now(self) -> datetime: ...


class Someone:
    """One person at their screen."""

    def __init__(self, driver: Driver, name: str) -> None:
        self._driver = driver
        self.name = name
        self.dialog: Dialog | None = None

    async def types(self, words: str, *, in_channel: bool = False) -> None:
        self.dialog = await self._driver.say(self.name, words, in_channel=in_channel)
        await self._driver.settle()

    async def clicks(self, label: str, *, on: str = "") -> None:
        """Presses the newest button of that label, on a message that says `on`."""
        seen = [m for m in await self.screen() if label in m.buttons and on in m.text]
        assert seen, f"{self.name} sees no button “{label}”:\n{await self.transcript()}"
        self.dialog = await self._driver.press(self.name, seen[-1], label)
        await self._driver.settle()

    async def fills(self, **values: str | Sequence[str]) -> None:
        """Sends the open dialog with these fields changed; `stuck__what` is field `stuck.what`."""
        assert self.dialog is not None, f"{self.name} has no open dialog"
        given = {
            name.replace("__", "."): [value] if isinstance(value, str) else list(value)
            for name, value in values.items()
        }
        unknown = set(given) - set(self.dialog.values)
        assert not unknown or self.dialog.has_more, (
            f"“{self.dialog.title}” has no {unknown}, but {set(self.dialog.values)}"
        )
        merged = {**self.dialog.values, **given}
        self.dialog = await self._driver.submit(self.name, self.dialog, merged)
        await self._driver.settle()

    async def screen(self) -> list[Seen]:
        return await self._driver.messages(self.name)

    async def sees(self, *fragments: str) -> Seen:
        """The newest message of Unstuck's that says all of these."""
        seen = [m for m in await self.screen() if m.is_by_bot and m.says(*fragments)]
        assert seen, f"{self.name} does not see {fragments}:\n{await self.transcript()}"
        return seen[-1]

    async def got_at(self, *fragments: str) -> list[datetime]:
        """When the messages of Unstuck's that say all of these came."""
        return [m.at for m in await self.screen() if m.is_by_bot and m.says(*fragments)]

    async def counts(self, *fragments: str) -> int:
        """How many messages of Unstuck's say all of these."""
        return sum(m.is_by_bot and m.says(*fragments) for m in await self.screen())

    async def transcript(self) -> str:
        lines = []
        for message in await self.screen():
            place = "#" if message.is_in_channel else "@"
            who = "unstuck" if message.is_by_bot else "somebody"
            buttons = "".join(f" [{label}]" for label in message.buttons)
            lines.append(f"{place} {who}: {message.text}{buttons}")
        return "\n".join(lines)


class World:
    """The people, and the time that they share. `platform` says where: what people can do
    differs in little."""

    def __init__(self, driver: Driver, platform: str, cast: Cast = LAB) -> None:
        self.driver = driver
        self.platform = platform
        self.cast = cast
        self.everybody = {name: Someone(driver, name) for name in cast.people}
        self.jay = self.everybody["jay"]
        self.joseph = self.everybody["joseph"]
        self.maya = self.everybody["maya"]

    @property
    def now(self) -> datetime:
        return self.driver.now()

    async def until(self, to: datetime) -> None:
        """Time passes; whatever falls due on the way happens at its instant."""
        await self.driver.travel(to.astimezone(UTC))

    async def advance(self, **amount: float) -> None:
        await self.until(self.now + timedelta(**amount))
