"""A button on a real platform, as it is measured on each: 50 presses a second for p50 and p99;
then 300 a second for five seconds. Every press is of another person, and changes rows. The first
20 are not counted.
"""

import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from adapters.cli.compose import App
from bench.far import Far, Json, Presses, Someone, There
from bench.figures import Figure, Rival, Sample, at_least, at_most, column, percentile
from bench.loading import count
from bench.presses import Payload, Presser, press_steadily
from bench.trials import Size, Trial, Trials
from bench.unstuck import all_handled
from bench.worlds import NINE, Crew, crews, direct, fill_asked, outer, stamp
from bot.domain.workspaces import Platform

STEADILY = 50
OFFERED = 300
WARM_UP = 20

Measure = Callable[..., Coroutine[Any, Any, Sample]]


def figures_of(
    trials: Trials,
    platform: Platform,
    ours: Measure,
    bare: Measure,
    names: tuple[str, str],
) -> Iterator[Figure]:
    """`names` are of the two that only answer: as it is usually written, which ours is to be
    faster than, and the floor. `bare` is told which by `is_floor`."""
    steady, offered = trials.size(300, 10), trials.size(5 * OFFERED, 30)
    shape: dict[str, Size] = {
        "teams": (WARM_UP + steady + offered) // 50 + 1,
        "people": 50,
        "workspaces": 1,
        "due": 0,
        "future": 0,
        "bystanders": 0,
        "platform": platform.value,
    }
    given = {"lead": trials.lead_seconds, "steady": steady, "offered": offered}
    for database in (each for each in trials.databases if each.name == "SQLite"):
        options = shape | {"steady": steady}
        found = trials.run(
            ours=Trial(database, ours, fill_asked, shape, given | {"verbs": 0}),
            many=Trial(database, ours, fill_asked, shape, given | {"verbs": 300}),
            bare=Trial(database, bare, options=options | {"is_floor": 0}),
            floor=Trial(database, bare, options=options | {"is_floor": 1}),
        )
        yield from _figures(f"on {platform.value.capitalize()}", found, names)


def _figures(
    where: str, found: Mapping[str, list[Sample]], names: tuple[str, str]
) -> Iterator[Figure]:
    ours, many, bare, floor = (found[name] for name in ("ours", "many", "bare", "floor"))
    for share, bound in (("p50", 4), ("p99", 15)):
        name, pressed = f"a press {where}: {share}", column(ours, f"{share}_ms")
        least, most = _beside(pressed, floor, share), _beside(pressed, bare, share)
        plain = Rival(names[0], "ms", *most, "× as long", at_most(1))
        yield Figure(name, "ms", pressed, at_most(bound), plain)
        at_best = Rival(names[1], "ms", *least, "× as long")
        yield Figure(f"{name}, beside the floor", "ms", pressed, None, at_best)
    ratios = _beside(column(many, "p50_ms"), ours, "p50")[1]
    # A tenth is what two medians of the same thing differ by on a quiet machine.
    yield Figure(f"a press {where}: p50 with 300 verbs more", "× none", ratios, at_most(1.1))
    # The last of them is answered a moment after the last second.
    answered = column(ours, "a_second")
    yield Figure(f"presses {where}, of {OFFERED}/s", "/s", answered, at_least(0.98 * OFFERED))
    busy = column(ours, "busy_p99_ms")
    yield Figure(f"a press {where}, at {OFFERED}/s: p99", "ms", busy)


def _beside(
    ours: tuple[float, ...], theirs: list[Sample], share: str
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    values = column(theirs, f"{share}_ms")
    return values, tuple(our / their for our, their in zip(ours, values, strict=True))


async def measured(
    app: App, press: Presser, pressing: Iterator[Payload], steady: int, offered: int
) -> Sample:
    await all_handled(app, NINE)
    await press_steadily(press, islice(pressing, WARM_UP), STEADILY)
    pressed = await press_steadily(press, islice(pressing, steady), STEADILY)
    await all_handled(app, NINE)
    begun = time.perf_counter()
    busy = await press_steadily(press, islice(pressing, offered), OFFERED)
    seconds = time.perf_counter() - begun
    await all_handled(app, NINE)
    found = _shares(pressed)
    return found | {"busy_p99_ms": percentile(busy, 0.99) * 1000, "a_second": offered / seconds}


async def measured_bare(press: Presser, pressing: Iterator[Payload], steady: int) -> Sample:
    await press_steadily(press, islice(pressing, WARM_UP), STEADILY)
    return _shares(await press_steadily(press, islice(pressing, steady), STEADILY))


def _shares(pressed: Sequence[float]) -> Sample:
    return {
        "p50_ms": percentile(pressed, 0.5) * 1000,
        "p99_ms": percentile(pressed, 0.99) * 1000,
    }


async def demand_kept(url: str, presses: int) -> None:
    kept = await count(url, "responses", "progress = 'skipped'")
    if kept != presses:
        raise AssertionError(f"{kept} presses are kept, of {presses}")


def crews_of(shape: Mapping[str, int]) -> list[Crew]:
    return crews(shape["teams"], shape["people"], shape["workspaces"])


def there(
    made: Sequence[Crew],
    platform: Platform,
    parts_of: Callable[[Crew], Sequence[Json]],
    button_of: Callable[[Crew], str],
) -> There:
    """Everybody with their prompt before them: its parts, and the button, are the crew's."""
    presses = []
    for crew in made:
        people = tuple(
            Someone(
                outer(person.id, platform),
                person.name,
                person.zone or "",
                direct(person.id, platform),
                stamp(person.id, platform),
            )
            for person in crew.people
        )
        presses.append(Presses(people, parts_of(crew), button_of(crew)))
    channels = tuple(outer(crew.channel, platform) for crew in made)
    return There(outer(made[0].workspace, platform), channels=channels, presses=tuple(presses))


def in_turn(far: Far, button_in: Callable[[Payload], str]) -> Iterator[Payload]:
    """One of each team after the other."""
    rounds: dict[str, list[Payload]] = {}
    for payload in far.presses:
        rounds.setdefault(button_in(payload), []).append(payload)
    for together in zip(*rounds.values(), strict=True):
        yield from together
