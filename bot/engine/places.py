"""The time zone that somebody means by the city they typed, for every feature that asks for one."""

from collections.abc import Sequence
from contextlib import suppress

from bot.domain.errors import Refusal, quoted
from bot.domain.recurrence import zone
from bot.engine.intents import Found
from bot.engine.work import Work
from bot.ports.places import Place, Places


class UnclearCity(Refusal):
    """A city that we do not know, or of which there are several."""

    kind = "unclear_city"


def zone_meant(places: Places, words: str) -> str:
    """The zone that these words mean: a zone's own name or a city. Raises UnclearCity."""
    if words == "UTC" or _is_of_a_place(words):
        with suppress(Refusal):
            return zone(words).key
    found = places.find(words)
    exact = [place for place in found if place.name.casefold() == words.casefold()]
    candidates = exact or list(found)
    if not candidates:
        raise UnclearCity(
            f"I do not know {quoted(words)}. Try a larger city near you, such as Sydney or Chicago."
        )
    if len({place.zone for place in candidates}) > 1:
        raise UnclearCity(_several(candidates))
    return candidates[0].zone


def _is_of_a_place(name: str) -> bool:
    """“Europe/London” is. EST and Etc/GMT+5 keep one offset, which is an hour wrong for half the
    year where the clocks change."""
    area, _, city = name.partition("/")
    return city != "" and area != "Etc"


async def complete_city(work: Work, words: str) -> Found:
    """The cities that begin like what somebody types."""
    return [(place.zone, place.name) for place in work.places.find(words)]


def _several(candidates: Sequence[Place]) -> str:
    names = ", ".join(f"{place.name} ({place.zone})" for place in candidates[:4])
    return f"Which one do you mean? {names}."
