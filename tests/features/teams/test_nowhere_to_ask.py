"""People are to be asked in a channel, and there is none, or it does not take the invitation."""

from dataclasses import replace

from bot.domain.letters import Sent
from bot.domain.teams import Team
from bot.ports.chat import Refused
from tests.features.teams.asking import hire, invitation, invites_again
from tests.offices import CHANNEL, Office


async def test_without_a_channel_it_waits_and_says_how_to_ask(server: Office) -> None:
    ann, ben = await hire(server, "ann", "ben")
    await ann.types("pair @ben")
    told = await ann.sees(
        "I have not asked Ben yet: I write to nobody who has not agreed, and know no channel in "
        "which to ask.",
        "The invitation waits for Ben under /unstuck.",
        "Type “/team” in a channel where I may ask, and press “Invite”.",
    )
    # Channels cannot be chosen in direct messages.
    assert "Choose a channel" not in told.buttons
    assert not told.says("I will tell you")
    assert server.chat.messages == []
    for answer in ("I ask Ben in #general to join.", "They are all in Ann and Ben already"):
        await invites_again(ann)
        await ann.sees(answer)
        assert len(server.chat.to(CHANNEL)) == 1
    (team,) = await server.store.unit(server.workspace).find(Team)
    assert team.channel is None
    await ben.clicks("Join")
    await ben.fills(city="London")
    await ben.sees("Welcome to Ann and Ben.")


async def test_from_the_inbox_they_join_as_well(server: Office) -> None:
    ann, ben = await hire(server, "ann", "ben")
    await ann.types("pair @ben")
    await ben.types("inbox")
    await ben.clicks("Join")
    await ben.fills(city="London")
    await ben.sees("Welcome to Ann and Ben.")
    await ann.types("team")
    await ann.clicks("Channel")
    await ann.fills(place=CHANNEL)
    assert server.chat.to(CHANNEL) == []


async def test_a_channel_that_refuses_it(server: Office) -> None:
    ann, _ = await hire(server, "ann", "ben")
    server.chat.breaks(CHANNEL, Refused("I may not write there: let me send messages"))
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place=CHANNEL)
    told = await ann.sees(
        "I could not ask in #general who joins Research. I may not write there: let me send "
        "messages.",
        "The invitation waits for Ben under /unstuck.",
        "Type “/team” in the server: once that is mended, press “Invite” again; or choose "
        "“Channel”.",
    )
    assert told.buttons == ()
    assert await ann.counts("I could not") == 1
    server.chat.mends(CHANNEL)
    await invites_again(ann)
    assert len(server.chat.to(CHANNEL)) == 1
    assert await server.store.unit(server.workspace).find(Sent, kind="teams.refused_here")


async def test_a_channel_that_refuses_a_pair(server: Office) -> None:
    """Their summaries go to no channel, so another one is where Ann types."""
    ann, _ = await hire(server, "ann", "ben")
    server.chat.breaks(CHANNEL, Refused("I may not write there"))
    await ann.types("pair @ben", in_channel=True)
    await ann.sees(
        "I could not ask in #general who joins Ann and Ben. I may not write there.",
        "Type “/team” in a channel where I may ask, and press “Invite”.",
    )


async def test_a_channel_that_is_closed_to_us_is_not_said_to_be_asked_in(server: Office) -> None:
    ann, ben = await hire(server, "ann", "ben")
    server.channels[CHANNEL] = replace(server.channels[CHANNEL], is_open=False)
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place=CHANNEL)
    told = await ann.sees(
        "I cannot ask Ben yet: I may not write in #general.\n"
        "The invitation waits for Ben under /unstuck.\n"
        "Let me see it and write in it. Then type “/team” there and press “Invite”."
    )
    for contradiction in ("I ask Ben", "I will tell you", "I cannot write in #general"):
        assert contradiction not in told.text
    assert server.chat.messages == []
    server.channels[CHANNEL] = replace(server.channels[CHANNEL], is_open=True)
    await invites_again(ann)
    await ann.sees("I ask Ben in #general to join.")
    assert len(server.chat.to(CHANNEL)) == 1
    await ben.clicks("Join")
    await ben.fills(city="London")
    assert invitation(server) == "Ann asks who joins Research on Unstuck.\nBen has joined."


async def test_chosen_for_a_team_it_is_said_once_that_it_is_closed(server: Office) -> None:
    ann, _ = await hire(server, "ann", "ben")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place="")
    server.channels[CHANNEL] = replace(server.channels[CHANNEL], is_open=False)
    await ann.types("team")
    await ann.clicks("Channel")
    await ann.fills(place=CHANNEL)
    told = await ann.sees("Summaries of Research go to #general, as do", "I cannot ask Ben yet")
    assert told.text.count("Let me see it") == 1
    # Nobody is asked any more, so it is said of the summaries.
    await server.states("ben", is_gone=True)
    await ann.types("team")
    await ann.clicks("Channel")
    await ann.fills(place=CHANNEL)
    await ann.sees("I cannot write in #general yet. Let me see it and write in it.")
