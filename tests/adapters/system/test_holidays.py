"""Public holidays as the library has them, found by the names that people type."""

import subprocess
import sys
from datetime import date

import holidays
import pytest

from adapters.system.holidays import LibraryHolidays
from adapters.system.places import zones
from adapters.system.regions import REGIONS
from bot.ports.holidays import UnknownCalendar

HOLIDAYS = LibraryHolidays()


@pytest.mark.parametrize(
    ("words", "calendar", "name"),
    [
        ("bav", "DE-BY", "Germany, Bavaria"),
        ("Bayern", "DE-BY", "Germany, Bavaria"),
        ("germany", "DE", "Germany"),
        ("Germany, Bavaria", "DE-BY", "Germany, Bavaria"),
        ("de-by", "DE-BY", "Germany, Bavaria"),
        ("zurich", "CH-ZH", "Switzerland, Zürich"),
        ("São Paulo", "BR-SP", "Brazil, São Paulo"),
        ("sao  paulo", "BR-SP", "Brazil, São Paulo"),
        ("cote divoire", "CI", "Côte d’Ivoire"),
        ("uk", "GB", "United Kingdom"),
        ("england", "GB-ENG", "United Kingdom, England"),
        ("usa", "US", "United States"),
        ("new york", "US-NY", "United States, New York"),
        ("turkey", "TR", "Türkiye"),
        ("karnataka", "IN-KA", "India, Karnataka"),
        ("queens", "AU-QLD", "Australia, Queensland"),
        ("Georgia", "GE", "Georgia"),
    ],
)
async def test_the_first_one_is_the_one_meant(words: str, calendar: str, name: str) -> None:
    (found, *_) = await HOLIDAYS.find(words)
    assert found == (calendar, name)
    assert HOLIDAYS.name(calendar) == name


async def test_a_country_brings_its_regions() -> None:
    found = [code for code, _ in await HOLIDAYS.find("germ")]
    assert found[0] == "DE"
    assert {"DE-BY", "DE-SN", "DE-BE"} <= set(found)


@pytest.mark.parametrize("words", ["", "  ", "🙂", "!!!", "Atlantis", "x" * 10_000])
async def test_what_names_no_country_finds_nothing(words: str) -> None:
    assert not await HOLIDAYS.find(words)


async def test_a_region_has_its_countrys_and_its_own() -> None:
    first, last = date(2026, 11, 1), date(2027, 1, 6)
    assert await HOLIDAYS.days("DE", first, last) == (
        date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1),
    )  # fmt: skip
    assert await HOLIDAYS.days("DE-BY", first, last) == (
        date(2026, 11, 1), date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1),
        date(2027, 1, 6),
    )  # fmt: skip


@pytest.mark.parametrize("calendar", ["", "XX", "DE-XX", "Germany", "HolidayBase", "-BY"])
async def test_what_is_no_calendar_is_refused(calendar: str) -> None:
    with pytest.raises(UnknownCalendar):
        await HOLIDAYS.days(calendar, date(2026, 1, 1), date(2026, 12, 31))
    assert HOLIDAYS.name(calendar) == calendar


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Asia/Calcutta", "IN"),
        ("Asia/Kolkata", "IN"),
        ("Europe/Kiev", "UA"),
        ("US/Eastern", "US"),
        ("UTC", ""),
        ("Etc/GMT+5", ""),
        ("", ""),
    ],
)
def test_a_zone_lies_in_a_country(zone: str, country: str) -> None:
    assert HOLIDAYS.country(zone) == country


def test_the_country_of_every_zone_is_known() -> None:
    for zone, country in zones():
        assert HOLIDAYS.name(HOLIDAYS.country(zone)) != country, zone


def test_every_calendar_of_the_library_has_a_name_and_no_other() -> None:
    library = holidays.list_supported_countries(include_aliases=False)
    theirs = set(library) | {f"{code}-{one}" for code in library for one in library[code]}
    ours = {one.code: one.name for one in HOLIDAYS._known}
    assert ours.keys() == theirs
    # Of two that are shown alike nobody could choose one; an option holds so much (Slack).
    assert len(set(ours.values())) == len(ours)
    assert max(map(len, ours.values())) <= 75
    assert not REGIONS.keys() - set(library)


def test_nothing_of_it_is_loaded_before_it_is_wanted() -> None:
    """It takes a second and 30 MB, and dateparser half as much."""
    asks = (
        "import sys, adapters.cli.main, adapters.cli.compose;"
        "from adapters.system.holidays import LibraryHolidays;"
        "from adapters.system.dates import SpokenDates;"
        "LibraryHolidays().country('Europe/Berlin'); SpokenDates();"
        "print([m for m in ('holidays', 'dateparser', 'dateutil') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
