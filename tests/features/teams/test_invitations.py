"""Invitations: one message, at a decent hour, and whoever invited hears what came of it."""

from bot.domain.teams import Belonging, Membership, Team
from bot.engine.intents import Press
from bot.messages.plain import plain
from bot.ports.chat import Refused
from tests.clocks import StillClock
from tests.features.research import BRISBANE, LONDON, instant
from tests.offices import Office, ref


async def test_it_waits_for_the_day_of_the_invited(office: Office, clock: StillClock) -> None:
    clock.set(instant("Mon", "10:00"))
    ann, ben = office.hires("ann"), office.hires("ben", BRISBANE)
    await ann.types("pair @ben")
    # 23:00 on Monday in London is 09:00 on Tuesday in Brisbane; Ann reads it on her clock.
    await ann.sees("I will ask Ben when their day begins: Mon 23 Nov 23:00.")
    await office.travel(instant("Mon", "22:59"))
    assert office.chat.texts("ben") == []
    await office.travel(instant("Mon", "23:00"))
    assert await ben.counts("Ann asks you to join Ann and Ben on Unstuck.") == 1
    # Nobody has asked whether Ann minds a message at midnight.
    await ben.clicks("Join")
    await office.travel(instant("Tue", "08:59"))
    assert await ann.counts("Ben has joined") == 0
    await office.travel(instant("Tue", "09:00"))
    assert await ann.counts("Ben has joined Ann and Ben.") == 1


async def test_whoever_joined_from_the_inbox_meanwhile_is_not_asked(office: Office) -> None:
    ann, ben = office.hires("ann"), office.hires("ben")
    await ann.types("pair @ben")
    await ben.types("inbox")
    await ben.clicks("Join")
    await office.travel(instant("Tue", "12:00"))
    assert await ben.counts("asks you to join Ann and Ben on Unstuck") == 0


async def test_pressed_twice_one_joins_once(office: Office) -> None:
    ann, ben = office.hires("ann"), office.hires("ben")
    await ann.types("pair @ben")
    await office.travel(instant("Mon", "10:00"))
    (team,) = {m.team for m in await office.store.unit(office.workspace).find(Membership)}
    for _ in range(2):
        reply = await office.handle(Press(office.origin("ben"), ref("teams.join", team)))
        assert reply.tell is not None
        assert plain(reply.tell).startswith("Welcome to Ann and Ben.")
    # *Not for me* on an old copy of the message leaves nobody out by mistake.
    reply = await office.handle(Press(office.origin("ben"), ref("teams.decline", team)))
    assert reply.tell is not None
    assert plain(reply.tell).startswith("Leave Ann and Ben?")
    await office.settle()
    await ben.sees("You are in Ann and Ben.")
    assert await ann.counts("Ben has joined") == 1


async def test_whoever_has_no_zone_is_asked_for_it(office: Office, clock: StillClock) -> None:
    clock.set(instant("Mon", "10:00"))
    ann, di = office.hires("ann"), office.hires("di", None)
    await ann.types("pair @di")
    await di.clicks("Join")
    assert di.dialog is not None
    assert di.dialog.title == "Join"
    assert set(di.dialog.values) == {"city", "days", "starts", "ends", "holidays"}
    await di.fills(city="Atlantis")
    assert di.dialog is not None
    assert set(di.dialog.faults) == {"city"}
    # Left half-way, the invitation stands.
    await ann.types("team")
    await ann.sees("Asked, no answer yet: Di.")
    await di.clicks("Join")
    await di.fills(city="New York", days="Mon–Thu")
    await di.sees("Your working time: Mon–Thu, 09:00 to 17:00, New York.", "Welcome to Ann and Di.")
    await office.travel(instant("Mon", "14:30"))
    await di.sees("You are in Ann and Di.")
    await ann.sees("Di has joined Ann and Di.")
    await ann.types("team")
    assert "no answer yet" not in (await ann.screen())[-1].text


async def test_whoever_starts_without_a_zone_is_asked_for_it(office: Office) -> None:
    ann = office.hires("ann", None)
    office.hires("ben")
    await ann.types("pair @ben")
    asked = await ann.sees("One thing is missing: where are you?")
    assert "Mon–Fri 09:30, daily" in asked.buttons
    await ann.clicks("Set my time zone")
    await ann.fills(city="New York")
    (team,) = await office.store.unit(office.workspace).find(Team)
    assert team.zone == "America/New_York"
    # The answer stands where the first check-in was offered: it is offered still.
    await ann.sees("Saved.", "When shall I ask how it goes?")
    await ann.clicks("Mon–Fri 09:30, daily")
    await ann.types("me london")
    assert "When shall I ask" not in (await ann.screen())[-1].text
    # Who has one is not asked.
    cy = office.hires("cy")
    await cy.types("pair @ben")
    assert await cy.counts("One thing is missing") == 0


async def test_whoever_takes_the_check_in_first_is_asked_for_their_zone_still(
    office: Office,
) -> None:
    ann = office.hires("ann", None)
    office.hires("ben")
    await ann.types("pair @ben")
    await ann.clicks("Mon–Fri 09:30, daily")
    asked = await ann.sees("Daily for Ann and Ben: Mon–Fri", "One thing is missing")
    assert asked.buttons[-1] == "Set my time zone"


async def test_an_invitation_that_does_not_arrive_is_told_and_waits(
    office: Office, clock: StillClock
) -> None:
    clock.set(instant("Mon", "10:00"))
    ann, ben = office.hires("ann"), office.hires("ben")
    office.chat.breaks("ben", Refused("he closed his direct messages"))
    await ann.types("pair @ben")
    told = await ann.sees("My invitation to Ann and Ben did not reach Ben.")
    assert "closed" not in told.text
    await ben.types("inbox")
    await ben.clicks("Join")
    await ben.sees("Welcome to Ann and Ben.")
    await office.settle()
    assert await ann.counts("did not reach Ben") == 1


async def test_nobody_is_written_to_before_they_agreed(office: Office) -> None:
    """But for the invitation, whatever the team does."""
    ann, ben = office.hires("ann"), office.hires("ben")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place="")
    await ann.clicks("Mon–Fri 09:30, daily")
    await office.travel(instant("Fri", "18:00"))
    assert len(office.chat.to("ben")) == 1
    # A command is a yes to being written to, but not to the team.
    await ben.types("me")
    await office.travel(instant("Fri", "18:00", week=1))
    assert len(office.chat.to("ben")) == 1
    unit = office.store.unit(office.workspace)
    belonging = {m.belonging for m in await unit.find(Membership, invited_by=None)}
    assert belonging == {Belonging.JOINED}


async def test_what_is_open_stands_oldest_first(office: Office, clock: StillClock) -> None:
    clock.set(instant("Mon", "10:00"))
    ann, ben = office.hires("ann", LONDON), office.hires("ben")
    await ben.types("me")
    await ben.clicks("Change")
    await ben.fills(city="Atlantis, under the sea")
    clock.advance(minutes=1)
    for name in ("First", "Second"):
        await ann.types("setup")
        await ann.fills(name=name, people=["ben"])
        clock.advance(minutes=1)
    await ben.types("inbox")
    inbox = (await ben.sees("Open for you")).text
    places = [inbox.index(words) for words in ("“Your working time”", "join First", "join Second")]
    assert places == sorted(places)
