"""Letters to people and channels through the outbox, as it is measured on each real platform: from
their commit to the arrival of the last one, relative to what the platform's limits alone take.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from adapters.cli.compose import FEATURES, App
from bench.far import Far, Someone, There
from bench.figures import Figure, Rival, Sample, at_most, column
from bench.loading import count, load
from bench.worlds import Crew, crews, direct, everything_of, outer
from bot.domain.letters import Destination, Letter, to_channel, to_person
from bot.domain.workspaces import Platform
from bot.engine.manifest import LetterKind, Manifest
from bot.messages.parts import Message, message, say
from bot.ports.store import Reader

LEAD_SECONDS = 0.2
KIND = "bench.letter"
A_HUNDRED = 100
_LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class Mailing:
    """So many letters to these people, each in their turn, but one of a hundred to each channel."""

    platform: Platform
    people: int
    letters: int
    channels: int

    @cached_property
    def crews(self) -> list[Crew]:
        return crews(self.channels, self.people // self.channels, 1)

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """To whom of ours, and what: the number of its letter."""
        persons = [person.id for crew in self.crews for person in crew.people]
        apart = A_HUNDRED // self.channels
        return [
            (
                persons[n % self.people]
                if n % apart
                else self.crews[n % A_HUNDRED // apart].channel,
                str(n),
            )
            for n in range(self.letters)
        ]

    @property
    def most_to_a_channel(self) -> int:
        """Or to a person."""
        return max(Counter(to for to, _ in self.texts).values())

    def there(self, limits: dict[str, float]) -> There:
        return There(
            outer(self.crews[0].workspace, self.platform),
            tuple(
                Someone(
                    outer(person.id, self.platform),
                    person.name,
                    person.zone or "",
                    direct(person.id, self.platform),
                )
                for crew in self.crews
                for person in crew.people
            ),
            tuple(outer(crew.channel, self.platform) for crew in self.crews),
            limits=limits,
        )

    async def fill(self, url: str) -> None:
        await load(url, everything_of(self.crews, platform=self.platform))

    async def send(self, app: App, url: str) -> None:
        """Until none is left in the outbox."""
        workspace = self.crews[0].workspace
        destinations: dict[str, Destination] = {}
        for crew in self.crews:
            destinations[crew.channel] = to_channel(crew.channel)
            destinations |= {person.id: to_person(person.id) for person in crew.people}
        unit = app.store.unit(workspace)
        for to, text in self.texts:
            unit.post(Letter(workspace, destinations[to], KIND, f"{KIND}:{text}", (text,)))
        await unit.commit()
        while True:
            if not await count(url, "letters", "done_at IS NULL"):
                return
            await asyncio.sleep(_LOOK_SECONDS)

    async def arrived(self, far: Far, begun: float, floor_seconds: float) -> Sample:
        """What has come of them since `begun`, in seconds since 1970."""
        told = await far.ask_in_peace()
        posts = [(place, int(text), at) for place, text, at in told["posts"]]
        seen: dict[str, int] = {}
        late = 0
        for place, number, _ in posts:
            late += number < seen.get(place, -1)
            seen[place] = max(number, seen.get(place, -1))
        arrived = len({number for _, number, _ in posts})
        return {
            "of_floor": (max(at for *_, at in posts) - begun) / floor_seconds,
            "limited": told["limited"],
            "lost": self.letters - arrived,
            "late": late,
            "doubled": len(posts) - arrived,
        }


def features() -> tuple[Manifest, ...]:
    return (*FEATURES, Manifest(name="bench", letters={KIND: LetterKind(_write)}))


async def _write(reader: Reader, letter: Letter, now: datetime) -> Message:
    return message(say(letter.about[0]))


def figures_of(
    mailing: Mailing,
    found: Mapping[str, list[Sample]],
    patient: tuple[str, str],
    hasty: tuple[str, str],
) -> Iterator[Figure]:
    """`patient` and `hasty` are names of rivals, as they are told and in `found`: beside the last
    figure, what was lost, stands the hasty one."""
    where = f"on {mailing.platform.value.capitalize()}"
    for what, name, unit, bound, (rival, key) in (
        ("of_floor", f"{mailing.letters} messages {where}", "× the limits' time", 1.05, patient),
        ("limited", f"refused as too many {where}", "answers", 0, patient),
        ("late", f"out of order {where}", "messages", 0, patient),
        ("lost", f"lost {where}", "messages", 0, hasty),
    ):
        values = column(found["ours"], what)
        # Some of these are 0: each is shown as it is, and not what part it is of the other.
        beside = Rival(rival, unit, column(found[key], what), values, unit)
        yield Figure(name, unit, values, at_most(bound), beside)
