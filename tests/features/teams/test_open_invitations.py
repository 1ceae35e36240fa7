"""A team that is open to everybody with a role, whose holders no platform tells us."""

import pytest

from bot.domain.teams import Membership, OpenInvitation, Team
from bot.engine.intents import Press
from bot.messages.plain import plain
from bot.ports.chat import Refused
from tests.features.research import instant
from tests.offices import CHANNEL, Office, ref
from tests.people import Someone

WRITERS = "123456789012345678"


@pytest.fixture
async def ann(server: Office) -> Someone:
    """She organises Research, which is open to writers: Ben and Cy are, Zoe is not."""
    ann = server.hires("ann", None)
    for name in ("ben", "cy", "zoe"):
        server.hires(name, None)
    server.roles[WRITERS] = "writers"
    server.holders[WRITERS] = {"ben", "cy"}
    return ann


async def starts(ann: Someone, **chosen: str | list[str]) -> None:
    await ann.types("setup")
    await ann.fills(**{"name": "Research", "everybody": WRITERS, "place": CHANNEL, **chosen})


async def test_one_message_asks_them_all(server: Office, ann: Someone) -> None:
    await starts(ann, people=["zoe"])
    await ann.sees("Research is started.", "I ask Zoe and @writers in #general to join.")
    (stands,) = server.chat.to(CHANNEL)
    assert stands.text.startswith("Ann asks Zoe and @writers to join Research on Unstuck.\n")
    assert stands.message.groups == (WRITERS,)
    assert stands.message.addresses == ((await server.person("zoe")).id,)


async def test_who_is_in_it_joins_and_who_is_not_is_refused(server: Office, ann: Someone) -> None:
    await starts(ann)
    ben, zoe = Someone(server, "ben"), Someone(server, "zoe")
    for label in ("Join", "Not for me", "What is this?"):
        await zoe.clicks(label)
        assert zoe.dialog is None
    assert await zoe.counts("I cannot find that invitation, or it is not yours.") == 3
    await ben.clicks("What is this?")
    await ben.sees("Unstuck asks each member of Research")
    await ben.clicks("Join")
    await ben.fills(city="Brisbane")
    await ben.sees("Welcome to Research.")
    (stands,) = server.chat.to(CHANNEL)
    assert stands.text.startswith("Ann asks @writers to join Research on Unstuck.\n")
    # Others of them may still join.
    assert stands.text.endswith("Ben has joined.\n[Join] [Not for me] [What is this?]")
    unit = server.store.unit(server.workspace)
    assert len(await unit.find(Membership)) == 2
    await ben.types("team")
    await ben.sees("Ann and Ben.", "Organised by Ann.")


async def test_the_inviter_is_not_told_of_each(server: Office, ann: Someone) -> None:
    await starts(ann)
    ben = Someone(server, "ben")
    await ben.clicks("Join")
    await ben.fills(city="London")
    await Someone(server, "cy").clicks("Not for me")
    await server.travel(instant("Tue", "18:00"))
    assert await ann.counts("Ben has joined Research.") == 0
    assert await ann.counts("would rather not") == 0
    assert "Cy" not in server.chat.texts(CHANNEL)[0]


async def test_who_said_no_may_think_again(server: Office, ann: Someone) -> None:
    await starts(ann)
    cy = Someone(server, "cy")
    await cy.clicks("Not for me")
    await cy.sees("That is fine.")
    await cy.clicks("Join")
    await cy.fills(city="London")
    await cy.sees("Welcome to Research.")
    assert "Cy has joined." in server.chat.texts(CHANNEL)[0]


async def test_who_lost_the_role_meanwhile_does_not_join(server: Office, ann: Someone) -> None:
    await starts(ann)
    ben = Someone(server, "ben")
    await ben.clicks("Join")
    server.holders[WRITERS].clear()
    await ben.fills(city="London")
    assert len(await server.store.unit(server.workspace).find(Membership)) == 1


async def test_organisers_see_what_is_open(server: Office, ann: Someone) -> None:
    await starts(ann)
    await ann.types("team")
    await ann.sees("Open to everybody of @writers.")
    ben = Someone(server, "ben")
    await ben.clicks("Join")
    await ben.fills(city="London")
    await ben.types("team")
    assert await ben.counts("Open to everybody") == 0


async def test_opened_twice_it_is_asked_once(server: Office, ann: Someone) -> None:
    await starts(ann)
    await ann.types("team")
    await ann.clicks("Invite")
    await ann.fills(everybody=WRITERS)
    await ann.sees("They are all in Research already, or asked.")
    assert len(server.chat.to(CHANNEL)) == 1


async def test_a_pair_of_nobody_is_not_asked(server: Office, ann: Someone) -> None:
    await starts(ann, everybody=[])
    assert ann.dialog is not None
    assert ann.dialog.faults == {"people": "Choose somebody here or in the next field."}


async def test_without_a_channel_they_hear_of_it_when_there_is_one(
    server: Office, ann: Someone
) -> None:
    await starts(ann, place=[])
    told = await ann.sees("I have not asked @writers yet")
    assert "waits" not in told.text
    server.chat.breaks(CHANNEL, Refused("I may not write there"))
    for _ in range(2):
        server.clock.advance(minutes=1)
        await ann.types("team")
        await ann.clicks("Channel")
        await ann.fills(place=CHANNEL)
        await ann.sees("I ask @writers in #general to join.")
        server.chat.mends(CHANNEL)
    assert len(server.chat.to(CHANNEL)) == 1
    unit = server.store.unit(server.workspace)
    assert [opened.name for opened in await unit.find(OpenInvitation)] == ["writers"]


async def test_when_all_have_left_it_is_closed(server: Office, ann: Someone) -> None:
    await starts(ann)
    await ann.types("team")
    await ann.clicks("Leave")
    await ann.clicks("Yes, leave")
    assert await server.store.unit(server.workspace).find(OpenInvitation) == []
    assert server.chat.texts(CHANNEL) == ["This invitation to Research is no longer open."]


async def test_an_organiser_closes_it_and_who_has_joined_stays(
    server: Office, ann: Someone
) -> None:
    await starts(ann)
    ben, cy = Someone(server, "ben"), Someone(server, "cy")
    await ben.clicks("Join")
    await ben.fills(city="London")
    (team,) = await server.store.unit(server.workspace).find(Team)
    refused = await server.handle(Press(server.origin("ben"), ref("teams.close", team.id, WRITERS)))
    assert refused.tell is not None
    assert plain(refused.tell).startswith("Only an organiser of Research can do that.")
    await ann.types("team")
    await ann.clicks("Close to @writers")
    await ann.sees("Research is no longer open to everybody of @writers.", "Who has joined stays.")
    (stands,) = server.chat.to(CHANNEL)
    assert "[Join]" not in stands.text
    again = await server.handle(Press(server.origin("cy"), ref("teams.join", team.id)))
    assert again.tell is not None
    assert plain(again.tell).startswith("I cannot find that invitation")
    await ben.types("team")
    await ben.sees("Ann and Ben.")
    await cy.types("team")
    await cy.sees("You are in no team yet.")


async def test_closed_it_is_so_on_the_screen_though_somebody_declined(
    server: Office, ann: Someone
) -> None:
    await starts(ann)
    cy = Someone(server, "cy")
    await cy.clicks("Not for me")
    await ann.types("team")
    await ann.clicks("Close to @writers")
    assert server.chat.texts(CHANNEL) == ["This invitation to Research is no longer open."]


async def test_a_role_that_is_not_notified_is_said_and_not_mentioned(
    server: Office, ann: Someone
) -> None:
    server.roles["7"] = "editors"
    server.silent.add(WRITERS)
    await starts(ann, everybody=[WRITERS, "7"])
    await ann.sees(
        "I ask @writers and @editors in #general to join.",
        "Nobody of @writers is notified, as you may not mention them all. "
        "Please tell them of #general.",
    )
    (stands,) = server.chat.to(CHANNEL)
    assert stands.text.startswith("Ann asks @writers and @editors to join Research")
    assert stands.message.groups == ("7",)


async def test_another_team_is_not_open_to_them(server: Office, ann: Someone) -> None:
    await starts(ann)
    await ann.types("setup")
    await ann.fills(name="Other", people=["zoe"])
    (other,) = await server.store.unit(server.workspace).find(Team, name="Other")
    for name in ("teams.join", "teams.decline", "teams.explain"):
        reply = await server.handle(Press(server.origin("ben"), ref(name, other.id)))
        assert reply.tell is not None
        assert plain(reply.tell).startswith("I cannot find that invitation")
