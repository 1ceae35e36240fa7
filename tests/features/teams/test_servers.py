"""What is a workspace elsewhere is a server on Discord."""

from bot.engine.intents import Press
from bot.messages.plain import plain
from tests.features.research import LONDON, research
from tests.offices import Office, ref


async def test_what_is_for_admins(server: Office) -> None:
    ann, eve = server.hires("ann"), server.hires("eve", is_admin=True)
    refused = await server.handle(Press(server.origin("ann"), ref("teams.admins_start")))
    assert refused.tell is not None
    assert plain(refused.tell) == "Only an admin of this server can change that."
    await eve.types("team")
    await eve.clicks("Let only admins start teams")
    await ann.types("setup")
    await ann.sees("In this server only its admins start teams.")


async def test_an_organiser_who_left(server: Office) -> None:
    team = await research(server, ben=LONDON)
    await server.states("ann", is_gone=True)
    await team.at("Mon", "10:00")
    await team["ben"].sees("Ann has left the server and nobody else organised Research.")


async def test_an_admin_sees_the_teams_in_which_somebody_is(server: Office) -> None:
    team = await research(server, ben=LONDON)
    eve = server.hires("eve", is_admin=True)
    await eve.types("team")
    await eve.sees("Ann and Ben.", "Organised by Ann.")
    for who in ("ben", "ann"):
        await server.handle(Press(server.origin(who), ref("teams.leave_now", team.team)))
    await eve.types("team")
    assert "Research" not in (await eve.screen())[-1].text
    # An admin may fill it again: nobody organises it until somebody joins.
    await eve.clicks("Invite", on="Ann and Ben.")
    await eve.fills(people=["ben"])
    await eve.types("team")
    shown = (await eve.screen())[-1].text
    assert "Nobody has joined yet." in shown
    assert "Organised by" not in shown
