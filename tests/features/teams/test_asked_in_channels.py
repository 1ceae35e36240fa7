"""Where nobody may be written to who has not agreed: one message in a channel asks them all."""

import pytest

from bot.domain.teams import Belonging, Team
from bot.domain.workspaces import ChannelProfile
from bot.engine.intents import Press
from bot.messages.plain import plain
from tests.features.research import instant
from tests.features.teams.asking import buttons, hire, invitation, invites_again, memberships
from tests.offices import CHANNEL, Office, ref

WHAT_IT_IS = (
    "I ask short check-in questions at a time that suits you, and help whoever is stuck to ask. "
    "I write to nobody who has not joined."
)
BUTTONS = ("Join", "Not for me", "What is this?")


async def test_at_once_and_nothing_else_reaches_them(server: Office) -> None:
    ann, _, _ = await hire(server, "ann", "ben", "cy")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben", "cy"], place=CHANNEL)
    started = await ann.sees("Research is started.")
    assert started.says("I ask Ben and Cy in #general to join.", "I will tell you what they say.")
    (stands,) = server.chat.to(CHANNEL)
    assert stands.text.split("\n") == [
        "Ann asks Ben and Cy to join Research on Unstuck.",
        WHAT_IT_IS,
        "[Join] [Not for me] [What is this?]",
    ]
    # It is Friday night, and Ann asks it now.
    assert stands.at == server.now()
    invited = [(await server.person(who)).id for who in ("ben", "cy")]
    assert sorted(stands.message.addresses) == sorted(invited)
    await server.travel(instant("Fri", "18:00"))
    assert server.chat.texts("ben", "cy") == []
    assert len(server.chat.to(CHANNEL)) == 1


async def test_join_asks_for_the_zone_and_only_then_joins(server: Office) -> None:
    ann, ben, _ = await hire(server, "ann", "ben", "cy")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben", "cy"], place=CHANNEL)
    await ben.clicks("Join")
    assert (ben.dialog.title if ben.dialog else "") == "Join"
    # They leave it half-way: nothing has happened, but for what is said of them all.
    assert await memberships(server) == {"ben": Belonging.INVITED, "cy": Belonging.INVITED}
    assert (await server.person("ben")).agreed_at is None
    await ben.clicks("Join")
    await ben.fills(city="Brisbane")
    await ben.sees("Brisbane.", "Welcome to Research.")
    assert invitation(server) == (
        f"Ann asks Cy to join Research on Unstuck.\n{WHAT_IT_IS}\nBen has joined."
    )
    assert (await server.person("ben")).agreed_at is not None
    stands = server.chat.to(CHANNEL)[-1]
    assert stands.message.addresses == ((await server.person("cy")).id,)
    # A second press says the same, and asks nothing.
    await ben.clicks("Join")
    assert ben.dialog is None
    assert await ben.counts("Welcome to Research.") == 2


async def test_when_all_have_joined_its_buttons_go(server: Office) -> None:
    ann, ben, cy = await hire(server, "ann", "ben", "cy")
    await ann.types("me london")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben", "cy"], place=CHANNEL)
    for one, city in ((ben, "Brisbane"), (cy, "London")):
        await one.clicks("Join")
        await one.fills(city=city)
    assert server.chat.texts(CHANNEL) == [
        "Ann asks who joins Research on Unstuck.\nBen and Cy have joined."
    ]
    await server.travel(instant("Mon", "09:00"))
    await ann.sees("Ben and Cy have joined Research.")


async def test_who_says_no_is_silently_no_longer_named(server: Office) -> None:
    ann, ben, _ = await hire(server, "ann", "ben", "cy")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben", "cy"], place=CHANNEL)
    await ben.clicks("Not for me")
    await ben.sees("That is fine. You hear nothing more about Research.")
    assert invitation(server) == f"Ann asks Cy to join Research on Unstuck.\n{WHAT_IT_IS}"
    assert buttons(server) == "[Join] [Not for me] [What is this?]"
    assert (await server.person("ben")).agreed_at is None
    # They may think again, as the message stands.
    await ben.clicks("Join")
    await ben.fills(city="Brisbane")
    assert "Ben has joined." in invitation(server)


async def test_whoever_was_not_invited_is_refused_kindly(server: Office) -> None:
    ann, _, zoe = await hire(server, "ann", "ben", "zoe")
    await ann.types("pair @ben", in_channel=True)
    for label in BUTTONS:
        await zoe.clicks(label)
        assert zoe.dialog is None
    assert await zoe.counts(
        "I cannot find that invitation, or it is not yours.",
        "Whoever organises the team can invite you.",
    ) == len(BUTTONS)
    assert await memberships(server) == {"ben": Belonging.INVITED}


async def test_a_team_without_a_channel_asks_where_the_inviter_is(server: Office) -> None:
    ann, ben = await hire(server, "ann", "ben")
    server.channels["lab"] = ChannelProfile("lab", "lab")
    await ann.types("pair @ben", in_channel=True)
    await ann.sees("I ask Ben in #general to join.")
    assert invitation(server).startswith("Ann asks Ben to join Ann and Ben on Unstuck.")
    (team,) = await server.store.unit(server.workspace).find(Team)
    assert team.channel is None
    await ben.clicks("What is this?")
    await ben.sees("Unstuck asks each member of Ann and Ben", "“/team”")


async def test_the_teams_own_channel_comes_first(server: Office) -> None:
    ann, _ = await hire(server, "ann", "ben")
    server.channels["lab"] = ChannelProfile("lab", "lab")
    await ann.types("setup", in_channel=True)
    await ann.fills(name="Research", people=["ben"], place="lab")
    await ann.sees("I ask Ben in #lab to join.")
    assert (len(server.chat.to("lab")), server.chat.to(CHANNEL)) == (1, [])


async def test_who_agreed_before_is_asked_by_themselves(server: Office) -> None:
    ann, ben, cy = await hire(server, "ann", "ben", "cy")
    await ben.types("me london")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben", "cy"], place=CHANNEL)
    told = await ann.sees("I ask Cy in #general to join.")
    assert told.says("I will ask Ben when their day begins: Mon 23 Nov 09:00.")
    assert "Ben" not in server.chat.texts(CHANNEL)[0]
    await server.travel(instant("Mon", "09:00"))
    await ben.clicks("Join", on="Ann asks you to join Research")
    assert ben.dialog is None
    await ben.sees("You are in Research.")
    assert "Ben" not in server.chat.texts(CHANNEL)[0]
    assert cy.dialog is None


async def test_asked_in_a_channel_they_may_join_from_the_inbox(server: Office) -> None:
    ann, ben = await hire(server, "ann", "ben")
    await ann.types("pair @ben", in_channel=True)
    await ben.types("inbox")
    await ben.clicks("Join", on="Open for you")
    await ben.fills(city="London")
    assert invitation(server) == "Ann asks who joins Ann and Ben on Unstuck.\nBen has joined."


async def test_invited_again_nobody_is_asked_twice(server: Office) -> None:
    ann, _, _ = await hire(server, "ann", "ben", "cy")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place=CHANNEL)
    await ann.types("team")
    await ann.clicks("Invite")
    await ann.fills(people=["ben"])
    await ann.sees("They are all in Research already, or asked.")
    server.clock.advance(minutes=1)
    await ann.types("team")
    await ann.clicks("Invite")
    await ann.fills(people=["ben", "cy"])
    assert [t.split("\n")[0] for t in server.chat.texts(CHANNEL)] == [
        "Ann asks Ben to join Research on Unstuck.",
        "Ann asks Cy to join Research on Unstuck.",
    ]


async def test_a_team_that_all_have_left_is_closed(server: Office) -> None:
    ann, ben = await hire(server, "ann", "ben")
    await ann.types("pair @ben", in_channel=True)
    await ann.types("team")
    await ann.clicks("Leave")
    await ann.clicks("Yes, leave")
    assert server.chat.texts(CHANNEL) == ["This invitation to Ann and Ben is no longer open."]
    assert ben.dialog is None


async def test_who_alone_was_asked_and_says_no_may_think_again(server: Office) -> None:
    ann, ben = await hire(server, "ann", "ben")
    await ann.types("pair @ben", in_channel=True)
    await ben.clicks("Not for me")
    assert server.chat.texts(CHANNEL) == ["This invitation to Ann and Ben is no longer open."]
    await invites_again(ann)
    told = await ann.sees("Ben said no before, so I do not ask again.")
    assert "button" not in told.text
    await ben.clicks("Join after all", on="That is fine.")
    await ben.fills(city="London")
    await ben.sees("Welcome to Ann and Ben.")
    assert await memberships(server) == {"ben": Belonging.JOINED}


@pytest.mark.parametrize("who", ["ann", "ben", "both"])
async def test_who_leaves_the_server_is_asked_no_more(server: Office, who: str) -> None:
    ann, _, _ = await hire(server, "ann", "ben", "cy")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben", "cy"], place=CHANNEL)
    for one in ("ben", "ann") if who == "both" else (who,):
        await server.states(one, is_gone=True)
    (stands,) = server.chat.texts(CHANNEL)
    if who == "ben":
        assert stands.startswith("Ann asks Cy to join Research on Unstuck.\n")
    else:
        assert stands == "This invitation to Research is no longer open."


async def test_a_press_by_whom_the_zone_is_known_joins_at_once(server: Office) -> None:
    ann, ben = await hire(server, "ann", "ben")
    await ann.types("pair @ben", in_channel=True)
    await ben.types("me london")
    (team,) = await server.store.unit(server.workspace).find(Team)
    reply = await server.handle(Press(server.origin("ben"), ref("teams.join", team.id)))
    assert reply.form is None
    assert reply.tell is not None
    assert plain(reply.tell).startswith("Welcome to Ann and Ben.")
    await server.settle()
    assert "Ben has joined." in invitation(server)
