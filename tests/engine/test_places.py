"""The zone that somebody means."""

import pytest

from adapters.system.places import CityPlaces
from bot.engine.places import UnclearCity, zone_meant

PLACES = CityPlaces()


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/London", "Europe/London"),
        ("america/new_york", "America/New_York"),
        ("US/Eastern", "US/Eastern"),
        ("UTC", "UTC"),
        ("utc", "UTC"),
        ("Singapore", "Asia/Singapore"),
        ("brisbane", "Australia/Brisbane"),
    ],
)
def test_a_place_by_its_zone_or_its_name(words: str, zone: str) -> None:
    assert zone_meant(PLACES, words) == zone


@pytest.mark.parametrize("words", ["EST", "MST", "GMT", "GMT0", "CET", "Etc/GMT+5", "Etc/UTC"])
def test_one_offset_for_the_whole_year_is_no_place(words: str) -> None:
    with pytest.raises(UnclearCity):
        zone_meant(PLACES, words)
