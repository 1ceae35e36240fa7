"""Public holidays from the `holidays` library; names from CLDR and `regions`."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from adapters.system.places import fold, zones
from adapters.system.regions import REGIONS
from bot.ports.holidays import UnknownCalendar

MOST_FOUND = 20
LONGEST_WORDS = 80
"""Longer words name no country."""

_NO_COUNTRIES = {
    "AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ",
}  # fmt: skip
"""CLDR names these too, and nobody knows public holidays of theirs."""

_ALSO = {
    "AE": ("uae", "emirates"),
    "CI": ("ivory coast",),
    "CZ": ("czech republic",),
    "GB": ("uk", "britain", "great britain"),
    "NL": ("holland",),
    "TR": ("turkey",),
    "US": ("usa", "america"),
}
"""What people say of a country, and CLDR does not."""

_COUNTRY, _REGION, _COUNTRY_PREFIX, _REGION_PREFIX, _WORD, _ITS_COUNTRY = range(6)


class _Known(NamedTuple):
    """A calendar: how it is shown, by what it is found, folded, and, of a region, where that is,
    likewise."""

    code: str
    name: str
    found_by: tuple[str, ...]
    country: str = ""


class LibraryHolidays:
    """Holidays. The library takes a second to load and 20 MB: when days are first asked for, in
    a thread. Names are found without it."""

    def __init__(self) -> None:
        self._lock = Lock()

    async def days(self, calendar: str, first: date, last: date) -> tuple[date, ...]:
        if self.name(calendar) == calendar:
            raise UnknownCalendar(calendar)
        return await asyncio.to_thread(_days, calendar, first, last)

    async def find(self, words: str) -> Sequence[tuple[str, str]]:
        """Whole names first, then beginnings, then parts, then a country's regions."""
        wanted = fold(words[:LONGEST_WORDS])
        if not wanted or len(words) > LONGEST_WORDS:
            return ()
        return await asyncio.to_thread(self._find, wanted)

    def name(self, calendar: str) -> str:
        country, _, region = calendar.partition("-")
        name = self._countries.get(country)
        if name is None or not region:
            return name or calendar
        names = _regions(country).get(region)
        return f"{name}, {names[0]}" if names else calendar

    def country(self, zone: str) -> str:
        return self._country_of_zone.get(zone, "")

    @cached_property
    def _countries(self) -> Mapping[str, str]:
        # Imported here and below, as it costs time and memory that a process may never need.
        from babel.core import Locale

        named = Locale("en").territories.items()
        return {c: n for c, n in named if len(c) == 2 and c.isalpha() and c not in _NO_COUNTRIES}

    @cached_property
    def _country_of_zone(self) -> Mapping[str, str]:
        from babel.core import get_global

        countries = dict(zones())
        old = get_global("zone_aliases").items()
        return {was: countries[now] for was, now in old if now in countries} | countries

    def _find(self, wanted: str) -> Sequence[tuple[str, str]]:
        with self._lock:
            known = self._known
        ranks = ((_rank(one, wanted), one) for one in known)
        ranked = sorted((rank, one.name, one.code) for rank, one in ranks if rank is not None)
        return [(code, name) for _, name, code in ranked[:MOST_FOUND]]

    @cached_property
    def _known(self) -> tuple[_Known, ...]:
        return tuple(self._every_calendar())

    def _every_calendar(self) -> Iterator[_Known]:
        for country, name in self._countries.items():
            found_by = map(fold, (name, country, *_ALSO.get(country, ())))
            yield _Known(country, name, tuple(found_by))
            for region, names in _regions(country).items():
                code, whole = f"{country}-{region}", f"{name}, {names[0]}"
                # A letter or a number alone is meant to go on.
                short = [region] if len(region) > 1 and region.isalpha() else []
                found_by = map(fold, (whole, code, *names, *short))
                yield _Known(code, whole, tuple(found_by), fold(name))


def _days(calendar: str, first: date, last: date) -> tuple[date, ...]:
    import holidays

    country, _, region = calendar.partition("-")
    years = range(first.year, last.year + 1)
    try:
        known = holidays.country_holidays(country, subdiv=region or None, years=years)
    except NotImplementedError:
        raise UnknownCalendar(calendar) from None
    return tuple(sorted(day for day in known if first <= day <= last))


def _regions(country: str) -> dict[str, list[str]]:
    """The names of its regions, by their codes."""
    found = (region.partition("=") for region in REGIONS.get(country, "").split("; ") if region)
    return {code: names.split("/") for code, _, names in found}


def _rank(known: _Known, wanted: str) -> int | None:
    is_region = bool(known.country)
    if wanted in known.found_by:
        return _REGION if is_region else _COUNTRY
    if is_region:
        # Its first name begins with the country's.
        if any(name.startswith(wanted) for name in known.found_by[1:]):
            return _REGION_PREFIX
    elif known.found_by[0].startswith(wanted):
        return _COUNTRY_PREFIX
    if any(f" {wanted}" in name for name in known.found_by[is_region:]):
        return _WORD
    return _ITS_COUNTRY if is_region and known.country.startswith(wanted) else None
