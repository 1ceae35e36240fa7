"""A private kind and its sentence reach nobody but their person: all that is sent is looked at."""

import logging
from itertools import product

import pytest

from bot.domain.blockers import BlockerKind
from bot.engine.intents import Press
from bot.messages.plain import plain
from tests.chats import Arrived
from tests.features.blockers.saying import answers, blockers, reminders
from tests.features.research import LONDON, Research, research
from tests.offices import CHANNEL, Office, ref

PRIVATE = [kind for kind in BlockerKind if kind.is_private]
SECRET = "between me and myself"


def to_others(office: Office) -> list[Arrived]:
    """Every message that somebody else than Ben can see."""
    return [m for m in office.chat.messages if m.to != "ben"]


def leaks(office: Office, kind: BlockerKind) -> list[str]:
    seen = [m.text for m in to_others(office)]
    seen += [str(t.message) for t in office.told if t.to != "ben"]
    return [text for text in seen if SECRET in text or kind in text.lower()]


async def a_week(team: Research, kind: BlockerKind) -> None:
    """Ben names it from Monday to Thursday, looks at it, and looks at what would be sent."""
    for day in ("Mon", "Tue", "Wed", "Thu"):
        await answers(team, day, stuck=kind, stuck__what=SECRET)
        await team["ben"].types("inbox")
        await team["ann"].types("inbox")
        await team.at(day, "18:00")
    await team["ben"].clicks("Tell an organiser")
    await team["ben"].sees("Nothing is sent unless you press.", SECRET)


@pytest.mark.parametrize("kind", PRIVATE)
async def test_nobody_learns_of_it(
    office: Office, kind: BlockerKind, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    team = await research(office, ben=LONDON, cy=LONDON)
    await a_week(team, kind)
    await team["ben"].types("inbox")
    await team["ben"].clicks("Drop it")
    await team.at("Fri", "18:00")
    assert any("Ben is stuck." in m.text for m in to_others(office) if m.to == CHANNEL)
    assert leaks(office, kind) == []
    assert SECRET not in caplog.text


async def test_but_those_whom_they_tell(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await a_week(team, PRIVATE[0])
    await team["ben"].clicks("Send it")
    await team.at("Fri", "09:00")
    told = [m for m in to_others(office) if SECRET in m.text]
    assert [m.to for m in told] == ["ann"]
    assert await team["ann"].counts("Ben would like your help.") == 1


async def test_a_colleague_who_has_its_id_learns_and_changes_nothing(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await answers(team, "Mon", stuck="waiting for someone", stuck__what=SECRET)
    await team["ben"].clicks("Remind them")
    await team["ben"].fills(who="cy")
    (blocker,), (asked,) = await blockers(team), await reminders(team)
    own = [ref(f"blockers.{name}", blocker.id) for name in ("over", "drop", "remind", "tell")]
    own.append(ref("blockers.tell_now", blocker.id, str(blocker.version)))
    theirs = [ref(f"blockers.{name}", asked.id) for name in ("on_it", "not_mine")]
    for who, does in product(("ann", "cy", "ben"), (*own, *theirs)):
        if (who, does in own) not in {("ben", True), ("cy", False)}:
            reply = await office.handle(Press(office.origin(who), does))
            assert reply.tell is not None
            assert plain(reply.tell).startswith("I cannot find that ")
            assert reply.form is None
    assert (await blockers(team), await reminders(team)) == ([blocker], [asked])


async def test_a_reminder_says_its_own_words_alone(office: Office) -> None:
    """What was waited for may turn out to be something else."""
    team = await research(office, ben=LONDON, cy=LONDON)
    await answers(team, "Mon", stuck="waiting for someone", stuck__what=SECRET)
    await team["ben"].clicks("Remind them")
    assert team["ben"].dialog is not None
    form = team["ben"].dialog
    await team["ben"].clicks("Change it")
    await team["ben"].fills(stuck="too big")
    team["ben"].dialog = form
    await team["ben"].fills(who="cy", words="Could you look at page 3?")
    reminded = [m.text for m in to_others(office) if m.to == "cy" and "page 3" in m.text]
    assert len(reminded) == 1
    assert SECRET not in reminded[0]
    assert "too big" not in reminded[0]
