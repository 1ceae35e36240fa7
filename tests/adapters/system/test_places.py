"""Cities as people type them."""

from zoneinfo import ZoneInfo

import pytest

from adapters.system.cities import CITIES
from adapters.system.places import CityPlaces

PLACES = CityPlaces()


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("brisbane", "Australia/Brisbane"),
        ("  London ", "Europe/London"),
        ("NEW YORK", "America/New_York"),
        ("nyc", "America/New_York"),
        ("la", "America/Los_Angeles"),
        ("san francisco", "America/Los_Angeles"),
        ("Boston", "America/New_York"),
        ("sao paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("brasilia", "America/Sao_Paulo"),
        ("Calcutta", "Asia/Kolkata"),
        ("Kolkata", "Asia/Kolkata"),
        ("new delhi", "Asia/Kolkata"),
        ("bangalore", "Asia/Kolkata"),
        ("beijing", "Asia/Shanghai"),
        ("xian", "Asia/Shanghai"),
        ("Saigon", "Asia/Ho_Chi_Minh"),
        ("kiev", "Europe/Kyiv"),
        ("munich", "Europe/Berlin"),
        ("münchen", "Europe/Berlin"),
        ("lodz", "Europe/Warsaw"),
        ("Łódź", "Europe/Warsaw"),
        ("İSTANBUL", "Europe/Istanbul"),
        ("saint johns", "America/St_Johns"),
        ("st louis", "America/Chicago"),
        ("Montréal", "America/Toronto"),
        ("canberra", "Australia/Sydney"),
        ("UTC", "UTC"),
    ],
)
def test_the_first_place_is_the_one_meant(words: str, zone: str) -> None:
    assert PLACES.find(words)[0].zone == zone


@pytest.mark.parametrize("words", ["Asia/Kolkata", "asia/kolkata", "Asia/Calcutta"])
def test_a_zones_own_name_is_its_city(words: str) -> None:
    assert [(place.name, place.zone) for place in PLACES.find(words)] == [
        ("Kolkata", "Asia/Kolkata")
    ]


def test_beginnings_come_before_parts() -> None:
    names = [place.name for place in PLACES.find("york", 50)]
    assert names == ["New York", "New York City"]
    names = [place.name for place in PLACES.find("mar", 50)]
    assert names.index("Martinique") < names.index("Samara")


def test_a_whole_name_comes_first_of_all() -> None:
    assert [place.name for place in PLACES.find("delhi")] == ["Delhi", "New Delhi"]
    assert PLACES.find("la")[0].name == "LA"


@pytest.mark.parametrize(
    ("words", "zones"),
    [
        ("cambridge", {"Europe/London", "America/New_York", "America/Cambridge_Bay"}),
        ("newcastle", {"Europe/London", "Australia/Sydney"}),
        ("san jose", {"America/Los_Angeles", "America/Costa_Rica"}),
    ],
)
def test_namesakes_are_told_apart_by_more_words(words: str, zones: set[str]) -> None:
    found = PLACES.find(words)
    assert {place.zone for place in found} == zones
    assert "," in found[0].name
    for place in found:
        assert PLACES.find(place.name)[0] == place


def test_a_country_stands_for_its_cities() -> None:
    assert PLACES.find("japan")[0].name == "Tokyo"
    assert PLACES.find("india")[0].name == "Kolkata"
    assert "Australia/Perth" in {place.zone for place in PLACES.find("australia")}


@pytest.mark.parametrize(
    "words", ["", "   ", "🙂", "!!!", "../etc/passwd", "Atlantis", "x" * 10_000]
)
def test_what_names_no_city_finds_nothing(words: str) -> None:
    assert not PLACES.find(words)


def test_no_more_than_asked_for() -> None:
    assert len(PLACES.find("a", 7)) == 7


def test_every_place_has_a_zone_that_exists() -> None:
    for zone in CITIES:
        ZoneInfo(zone)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for place in PLACES.find(letter, 1000):
            ZoneInfo(place.zone)


def test_every_city_of_ours_is_found_in_its_zone() -> None:
    for zone, names in CITIES.items():
        for name in names.split("; "):
            assert PLACES.find(name)[0].zone == zone, name


def test_cldr_has_not_come_to_know_a_city_of_ours() -> None:
    """One that it names as well would be listed twice for nothing."""
    for zone, names in CITIES.items():
        own = zone.rsplit("/", 1)[-1].replace("_", " ")
        assert own not in names.split("; ")
