"""Where somebody types: channels, and what is beside them."""

import pytest

from bot.engine.intents import Reply
from bot.messages.forms import ChannelField, Form
from bot.messages.parts import message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk, Office, labels_of
from tests.adapters.discord.stand_ins import StandInCore
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.shapes import channel_json
from tests.servers.discord.state import PRIVATE_THREAD, PUBLIC_THREAD, THREADS, Channel, User

TEXT, VOICE, NEWS = 0, 2, 5
FORM = Form(Ref("test.form"), "A form", "Send", (ChannelField("place", "Where?", "Nowhere"),))


def added(server: DiscordServer, beside: Channel, kind: int) -> Channel:
    """A channel or a thread, of which the gateway has not told yet."""
    parent = beside if kind in THREADS else None
    place = Channel(server.world.new_id(), kind, "place", beside.guild, parent=parent)
    place.owner_id = server.bot_user_id
    server.world.channels[place.id] = place
    return place


@pytest.mark.parametrize(
    ("kind", "is_offered"), [(TEXT, True), (NEWS, True), (VOICE, False), (PUBLIC_THREAD, False)]
)
@pytest.mark.parametrize("is_here", [True, False])
async def test_only_a_channel_that_is_offered_is_chosen_already(
    desk: Desk,
    core: StandInCore,
    server: DiscordServer,
    ann: User,
    research: Channel,
    kind: int,
    is_offered: bool,
    is_here: bool,
) -> None:
    """Whoever types in a thread or beside a voice channel starts with none."""
    place = added(server, research, kind)
    shown = {**channel_json(server.world, place), "bitrate": 64_000, "user_limit": 0}
    if not place.is_thread:
        server.happenings.tell("CHANNEL_CREATE", shown)
    elif not is_here:
        server.happenings.tell("THREAD_CREATE", shown)
    await server.settles()
    core.replies(Reply(form=FORM.filled({"place": (place.id,)})))
    await desk.types(ann, "inbox", place if is_here else research)
    core.replies(Reply(tell=message(say("Thanks."))))
    await desk.submits(ann)
    assert core.submission.values["place"] == ((place.id,) if is_offered else ())


# -- with all of Unstuck ---------------------------------------------------------------------------


async def test_a_thread_is_where_its_invitation_stands(
    office: Office, ann: User, ben: User, research: Channel
) -> None:
    await office.types(ann, "me", city="london")
    thread = office.server.add_thread(research, "aside")
    await office.types(ann, "pair", thread, who=ben)
    await office.settle()
    (invitation,) = [m for m in office.seen(ben) if "Join" in labels_of(m)]
    assert invitation.channel is thread


async def test_but_no_private_one(office: Office, ann: User, ben: User, research: Channel) -> None:
    """Ben may not be in it, and its channel is not where Ann asked."""
    await office.types(ann, "me", city="london")
    thread = added(office.server, research, PRIVATE_THREAD)
    await office.types(ann, "pair", thread, who=ben)
    await office.settle()
    assert not any("Join" in labels_of(m) for m in office.seen(ben))
    assert any(m.says("know no channel in which to ask") for m in office.seen(ann))
