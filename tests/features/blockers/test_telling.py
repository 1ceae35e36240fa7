"""*Tell an organiser*: what exactly is sent is shown before, and it is sent once."""

import pytest

from bot.engine.intents import Press
from bot.messages.plain import plain
from tests.features.blockers.saying import answers, blockers
from tests.features.research import LONDON, Research, research
from tests.offices import CHANNEL, Office, ref

HELP = "Ben would like your help."
DAYS = ("Mon", "Tue", "Wed", "Thu")


async def restated(office: Office, organiser: str = LONDON, **zones: str) -> Research:
    """Ben names the same private thing from Monday to Thursday."""
    team = await research(office, organiser=organiser, ben=LONDON, **zones)
    for day in DAYS:
        await answers(team, day, stuck="not motivated", stuck__what="whom does it serve?")
    return team


async def test_what_is_sent_is_shown_first_and_asked_once(office: Office) -> None:
    team = await restated(office, cy=LONDON)
    await team["ben"].clicks("Tell an organiser")
    shown = await team["ben"].sees("This is what Ann would get, in their working hours:")
    assert shown.says("Nothing is sent unless you press.")
    assert shown.buttons == ("Send it",)
    await office.settle()
    assert await team["ann"].counts(HELP) == 0
    await team["ben"].clicks("Send it")
    await team["ben"].sees("Ann will have it in their working hours.")
    got = await team["ann"].sees(HELP, "Stuck in Research since Mon 23 Nov: not motivated.")
    assert got.says("> whom does it serve?", "Ben has read these words and chose to send them")
    assert got.buttons == ()
    # Word for word.
    assert got.text in shown.text
    for other in ("cy", CHANNEL):
        assert not [t for t in office.chat.texts(other) if "whom does it serve" in t]


async def test_each_organiser_in_their_own_hours(office: Office) -> None:
    team = await restated(office, cy="Asia/Tokyo")
    await team["ann"].types("team")
    await team["ann"].clicks("Organisers")
    await team["ann"].fills(organisers=["ann", "cy", "ben"])
    await team["ben"].clicks("Tell an organiser")
    await team["ben"].sees("This is what Ann and Cy would get")
    await team["ben"].clicks("Send it")
    assert await team["ann"].counts(HELP) == 1
    assert await team["cy"].counts(HELP) == 0
    await team.at("Fri", "00:00")
    assert await team["cy"].counts(HELP) == 1
    assert not [t for t in office.chat.texts("ben") if HELP in t]


async def test_once_a_blocker(office: Office) -> None:
    team = await restated(office)
    await team["ben"].clicks("Tell an organiser")
    await team["ben"].clicks("Send it")
    (blocker,) = await blockers(team)
    for does in (
        ref("blockers.tell", blocker.id),
        ref("blockers.tell_now", blocker.id, str(blocker.version)),
    ):
        reply = await office.handle(Press(office.origin("ben"), does))
        assert reply.tell is not None
        assert plain(reply.tell).startswith("I told them once")
    await office.settle()
    assert await team["ann"].counts(HELP) == 1
    await answers(team, "Fri", stuck="not motivated")
    said = await team["ben"].sees("It has come up in 5 check-ins now.")
    assert "Drop it" in said.buttons
    assert "Tell an organiser" not in said.buttons


async def test_changed_since_it_was_shown_it_is_shown_again(office: Office) -> None:
    team = await restated(office)
    await team["ben"].clicks("Tell an organiser")
    (blocker,) = await blockers(team)
    await team["ben"].clicks("Change it", on="Thu")
    await team["ben"].fills(stuck__what="something that is nobody's business")
    does = ref("blockers.tell_now", blocker.id, str(blocker.version))
    reply = await office.handle(Press(office.origin("ben"), does))
    await office.settle()
    assert reply.tell is not None
    assert "something that is nobody's business" in plain(reply.tell)
    assert await team["ann"].counts(HELP) == 0


async def test_what_is_sent_is_what_was_shown_though_it_changes_meanwhile(office: Office) -> None:
    team = await restated(office, organiser="America/Los_Angeles")
    await team["ben"].clicks("Tell an organiser")
    await team["ben"].clicks("Send it")
    await team["ben"].clicks("Change it", on="Thu")
    await team["ben"].fills(stuck__what="something that is nobody's business")
    await team.at("Thu", "17:00")
    await team["ann"].sees(HELP, "whom does it serve?")
    assert await team["ann"].counts("nobody's business") == 0


@pytest.mark.parametrize("press", ["Drop it", "Not stuck any more"])
async def test_over_before_it_is_sent_it_is_not_sent(office: Office, press: str) -> None:
    team = await restated(office, organiser="America/Los_Angeles")
    await team["ben"].clicks("Tell an organiser")
    await team["ben"].clicks("Send it")
    await team["ben"].types("inbox")
    await team["ben"].clicks(press, on="Open for you")
    await team.at("Thu", "17:00")
    assert await team["ann"].counts(HELP) == 0
