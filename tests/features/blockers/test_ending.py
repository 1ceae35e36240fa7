"""How a blocker ends by a press: it is open in one's inbox until then, and never comes back."""

from bot.domain.blockers import BlockerEnd
from bot.engine.intents import Press
from bot.messages.plain import plain
from tests.features.blockers.saying import WAITING, answers, blockers
from tests.features.research import LONDON, NEW_YORK, research
from tests.offices import Office, ref


async def test_it_is_open_in_ones_inbox_and_in_nobody_elses(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="too big", stuck__what="the whole plan")
    await team.at("Wed", "20:00")
    await team["ben"].types("inbox")
    item = await team["ben"].sees("Stuck in Research: too big, for 2 days.", "> the whole plan")
    assert {"Not stuck any more", "Drop it"} <= set(item.buttons)
    assert "Remind them" not in item.buttons
    await team["ann"].types("inbox")
    assert await team["ann"].counts("the whole plan") == 0


async def test_its_age_is_counted_in_its_owners_days(office: Office) -> None:
    """23:31 in New York on Monday is Tuesday in UTC."""
    team = await research(office, ben=NEW_YORK)
    await team.at("Mon", "14:31")
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="x", next="y", stuck="missing context")
    await team.at("Tue", "04:30")
    await team["ben"].types("inbox")
    await team["ben"].sees("Stuck in Research: missing context, since today.")
    await team.at("Tue", "05:30")
    await team["ben"].types("inbox")
    await team["ben"].sees("Stuck in Research: missing context, since yesterday.")


async def test_dropped_it_is_over_and_stays_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await answers(team, "Mon", **WAITING)
    await ben.types("inbox")
    await ben.clicks("Drop it")
    await ben.sees("Dropped. If it comes back, name it")
    (blocker,) = await blockers(team)
    assert (blocker.end, blocker.ended_in) == (BlockerEnd.DROPPED, None)
    await ben.types("inbox")
    assert await ben.counts("Stuck in Research") == 0
    # Something else is put right in the same response: it names nothing anew.
    await ben.clicks("Change it")
    await ben.fills(done="Other work")
    assert await blockers(team) == [blocker]


async def test_not_stuck_any_more(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", **WAITING)
    await team["ben"].types("inbox")
    await team["ben"].clicks("Not stuck any more")
    await team["ben"].sees("it does not hold you up any more")
    (blocker,) = await blockers(team)
    assert (blocker.end, blocker.ended_in) == (BlockerEnd.NOT_STUCK, None)


async def test_pressed_twice_or_a_year_later_it_says_that_it_is_over(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", **WAITING)
    (blocker,) = await blockers(team)
    presses = [ref(f"blockers.{name}", blocker.id) for name in ("over", "drop", "remind", "tell")]
    presses.append(ref("blockers.tell_now", blocker.id, str(blocker.version)))
    await office.handle(Press(office.origin("ben"), presses[0]))
    (ended,) = await blockers(team)
    for does in presses:
        reply = await office.handle(Press(office.origin("ben"), does))
        assert reply.tell is not None
        assert plain(reply.tell) == "That one is over already."
    assert await blockers(team) == [ended]


async def test_named_again_it_is_another_one(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", **WAITING)
    await team["ben"].types("inbox")
    await team["ben"].clicks("Drop it")
    await answers(team, "Tue", **WAITING)
    dropped, again = sorted(await blockers(team), key=lambda b: b.id)
    assert dropped.end is BlockerEnd.DROPPED
    assert (again.ended_at, again.restated) == (None, 0)
    assert again.since > dropped.since


async def test_who_leaves_the_team_leaves_it_behind(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", **WAITING)
    await team["ben"].types("team")
    await team["ben"].clicks("Leave")
    await team["ben"].clicks("Yes, leave")
    (blocker,) = await blockers(team)
    assert blocker.end is BlockerEnd.LEFT
    await team["ben"].types("inbox")
    assert await team["ben"].counts("Stuck in Research") == 0
