"""Somebody to whom we cannot write is told so where they read, and nothing more."""

from dataclasses import replace

import pytest

from bot.domain.teams import Team
from bot.ports.chat import ChatError, ClosedDoor, Refused, TryLater
from tests.features.research import LONDON, Research, research
from tests.offices import CHANNEL, Office

CLOSED = ClosedDoor("she closed her direct messages")
KNOCK = "Ben, I cannot write to you: open /unstuck."


def knocks(server: Office) -> list[str]:
    return [f"{m.at:%a}" for m in server.chat.to(CHANNEL) if "I cannot write to you" in m.text]


@pytest.fixture
async def team(server: Office) -> Research:
    team = await research(server, ben=LONDON, cy=LONDON)
    server.chat.breaks("ben", CLOSED)
    return team


async def test_once_a_week_in_the_channel(server: Office, team: Research) -> None:
    await team.at("Mon", "12:00")
    (said,) = [m for m in server.chat.to(CHANNEL) if "cannot write" in m.text]
    assert said.text == KNOCK
    assert said.message.addresses == ((await server.person("ben")).id,)
    assert "Daily" not in said.text
    await team.at("Sun", "12:00")
    assert knocks(server) == ["Mon"]
    await team.at("Mon", "12:00", week=3)
    assert knocks(server) == ["Mon", "Mon", "Mon", "Mon"]
    assert all(m.edits == 0 for m in server.chat.to(CHANNEL) if "cannot write" in m.text)


async def test_it_is_never_said_twice_within_seven_days(server: Office, team: Research) -> None:
    await team.at("Sun", "12:00")
    server.chat.mends("ben")
    await team.at("Wed", "12:00", week=1)
    await team["ben"].clicks("Skip today", on="Wed 2 Dec")
    await team.at("Fri", "08:00", week=1)
    server.chat.breaks("ben", CLOSED)
    await team.at("Fri", "18:00", week=2)
    assert knocks(server) == ["Mon", "Fri", "Fri"]


async def test_organisers_hear_only_that_prompts_do_not_arrive(
    server: Office, team: Research
) -> None:
    await team.at("Mon", "12:00")
    await team["ann"].sees("I could not reach Ben with Daily.")
    assert "closed" not in " ".join(server.chat.texts("ann", "cy", CHANNEL))


async def test_in_their_working_hours(server: Office, team: Research) -> None:
    """Ann tries her check-in out on a Friday night, and does not get it."""
    server.chat.breaks("ann", CLOSED)
    await team.organises("preview")
    assert knocks(server) == []
    await team.at("Mon", "08:59")
    assert knocks(server) == []
    await team.at("Mon", "09:00")
    (said,) = [m for m in server.chat.to(CHANNEL) if "cannot write" in m.text]
    assert said.text == KNOCK.replace("Ben", "Ann")


async def test_without_a_channel_nothing_is_said_elsewhere(server: Office) -> None:
    team = await research(server, place="", ben=LONDON)
    server.chat.breaks("ben", CLOSED)
    await team.at("Fri", "12:00")
    assert server.chat.to(CHANNEL) == []
    await team["ben"].types("inbox")
    await team["ben"].sees("Open for you")


async def test_who_has_left_the_team_meanwhile_is_not_named(server: Office, team: Research) -> None:
    server.chat.breaks(CHANNEL, Refused("I may not write there"))
    await team.at("Mon", "09:30")
    unit = server.store.unit(server.workspace)
    found = await unit.get(Team, team.team)
    assert found is not None
    unit.save(replace(found, channel=None))
    await unit.commit()
    server.chat.mends(CHANNEL)
    await team.at("Mon", "12:00")
    assert knocks(server) == []


@pytest.mark.parametrize(
    "fault", [TryLater("it is down"), Refused("that account is gone"), OSError("no route")]
)
async def test_whatever_else_keeps_a_letter_from_them_is_not_said(
    server: Office, fault: Exception
) -> None:
    team = await research(server, ben=LONDON)
    server.chat.breaks("ben", fault)
    await team.at("Fri", "18:00")
    assert knocks(server) == []
    await team["ann"].sees("I could not reach Ben with Daily.")


@pytest.mark.parametrize("fault", [TryLater("it is down"), CLOSED])
async def test_whoever_invited_them_hears_only_that_it_did_not_arrive(
    server: Office, fault: ChatError
) -> None:
    team = await research(server, ben=LONDON)
    await team["ben"].types("me london")
    await team.at("Mon", "10:00")
    server.chat.breaks("ben", fault)
    await team["ann"].types("pair @ben")
    await team.at("Mon", "10:30")
    told = await team["ann"].sees("My invitation to Ann and Ben did not reach Ben.")
    assert told.says("Ask them to type /unstuck: the invitation waits there.")
    assert str(fault) not in told.text
