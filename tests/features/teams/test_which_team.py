"""`team` of whoever sees more teams than fit one message: the one is chosen, or called."""

import pytest

from bot.domain.teams import Team
from tests.offices import Office
from tests.people import Someone

NAMES = [*(f"Lab {n}" for n in "abcdefg"), "Writing", "Writing group"]


@pytest.fixture
async def ann(server: Office) -> Someone:
    ann = server.hires("ann", "Europe/London")
    server.hires("ben", None)
    for name in NAMES:
        await ann.types("setup")
        await ann.fills(name=name, people=["ben"], place="")
    await ann.types("team")
    return ann


async def test_a_part_of_its_name_is_enough(ann: Someone) -> None:
    await ann.fills(team="AB C")
    assert ann.dialog is None
    shown = await ann.sees("Lab c\n", "Organised by Ann.")
    assert "Lab d" not in shown.text


async def test_its_whole_name_is_no_part_of_another(ann: Someone) -> None:
    await ann.fills(team="writing ")
    shown = await ann.sees("Writing\n", "Organised by Ann.")
    assert "group" not in shown.text


async def test_one_that_was_chosen(server: Office, ann: Someone) -> None:
    (team,) = await server.store.unit(server.workspace).find(Team, name="Lab b")
    await ann.fills(team=team.id)
    await ann.sees("Lab b\n", "Organised by Ann.")


async def test_where_several_are_meant_they_are_named(ann: Someone) -> None:
    await ann.fills(team="lab")
    assert ann.dialog is not None
    assert ann.dialog.faults == {"team": "Which one do you mean? Lab a, Lab b, Lab c, Lab d."}
    await ann.fills(team="no such")
    assert ann.dialog.faults == {"team": "No team that you can see is called “no such”."}


async def test_others_teams_are_not_named(server: Office, ann: Someone) -> None:
    (team,) = await server.store.unit(server.workspace).find(Team, name="Lab b")
    eve = server.hires("eve", "Europe/London")
    eve.dialog = ann.dialog
    for words in ("lab", team.id):
        await eve.fills(team=words)
        assert eve.dialog is not None
        assert eve.dialog.faults["team"].startswith("No team that you can see is called")
