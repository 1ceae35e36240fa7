"""Cities by the names that people type, from CLDR, the tz database and `cities`."""

import unicodedata
from collections.abc import Sequence
from functools import cached_property
from importlib import resources
from typing import NamedTuple

from adapters.system.cities import CITIES
from bot.ports.places import Place

LONGEST_WORDS = 80
"""Longer words name no city."""

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
"""Letters that Unicode does not take apart."""

_AREAS = {
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
}  # fmt: skip
"""Old names elsewhere, such as US/Eastern, are no cities."""

_EXACT, _NAMESAKE, _ITS_COUNTRY, _PREFIX, _WORD, _INFIX, _COUNTRY_PREFIX = range(7)


class _Known(NamedTuple):
    """A name, folded for the comparison. The chief one of a zone also answers for the zone's own
    names and its country."""

    place: Place
    folded: str
    zone_names: tuple[str, ...] = ()
    country: str = ""


class CityPlaces:
    """Places. Reads its sources on first use (0.2 s), then answers in about a millisecond."""

    def find(self, words: str, most: int = 20) -> Sequence[Place]:
        """Whole names first, then beginnings, then parts; a country stands for its cities."""
        wanted = fold(words[:LONGEST_WORDS])
        if not wanted or len(words) > LONGEST_WORDS:
            return ()
        is_zone = "/" in words
        ranked = [
            (rank, known.folded, known.place)
            for known in self._known
            if (rank := _rank(known, wanted, is_zone)) is not None
        ]
        ranked.sort(key=lambda one: one[:2])
        return list(dict.fromkeys(place for _, _, place in ranked))[:most]

    def warm(self) -> None:
        """Read the sources now; may be called on another thread."""
        _ = self._known

    @cached_property
    def _known(self) -> tuple[_Known, ...]:
        # Imported here, as babel and its data cost time and memory that a process may never need.
        from babel.core import Locale, get_global

        english = Locale("en")
        old_names: dict[str, list[str]] = {}
        for old, present in get_global("zone_aliases").items():
            old_names.setdefault(present, []).append(old)
        known = [_Known(Place("UTC", "UTC"), "utc")]
        for zone, country in zones():
            names = (zone, *old_names.get(zone, ()))
            cities = [english.time_zones.get(name, {}).get("city") for name in names]
            cities += [_last_part(name) for name in names if name.partition("/")[0] in _AREAS]
            cities += CITIES.get(zone, "").split("; ")
            # Of two spellings CLDR's is shown: it comes first.
            spellings: dict[str, str] = {}
            for city in filter(None, cities):
                spellings.setdefault(fold(city), city)
            chief, *others = (_Known(Place(c, zone), folded) for folded, c in spellings.items())
            country_name = fold(english.territories.get(country, ""))
            known.append(chief._replace(zone_names=tuple(map(fold, names)), country=country_name))
            known += others
        return tuple(known)


def _last_part(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def zones() -> list[tuple[str, str]]:
    """Every zone that has a place, with its country, from the tz database's own table."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return [(zone, country) for country, _, zone, *_ in rows]


def _rank(known: _Known, wanted: str, is_zone: bool) -> int | None:
    if known.folded == wanted or wanted in known.zone_names:
        return _EXACT
    if known.folded.startswith(wanted) and fold(known.place.name.partition(",")[0]) == wanted:
        return _NAMESAKE
    if known.country == wanted:
        return _ITS_COUNTRY
    if known.folded.startswith(wanted):
        return _PREFIX
    if is_zone and any(name.startswith(wanted) for name in known.zone_names):
        return _PREFIX
    if f" {wanted}" in known.folded:
        return _WORD
    if len(wanted) > 2 and wanted in known.folded:
        return _INFIX
    if len(wanted) > 3 and known.country.startswith(wanted):
        return _COUNTRY_PREFIX
    return None


def fold(name: str) -> str:
    """Lower case, without accents and punctuation: “São Paulo” and “sao  paulo” are one."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = (
        letter if letter.isalnum() else " "
        for letter in plain
        if not unicodedata.combining(letter) and letter not in "’'."
    )
    words = "".join(letters).split()
    return " ".join("st" if word == "saint" else word for word in words)
