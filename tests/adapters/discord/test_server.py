"""Our Discord speaks Discord's HTTP API to discord.py; what happens there reaches it."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.clocks import StillClock, eventually
from tests.servers.discord import permissions
from tests.servers.discord.bare_app import BareApp, connected, logged_in
from tests.servers.discord.message_shapes import message_json
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, Json, User

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> StillClock:
    return StillClock(START)


@pytest.fixture
async def server(clock: StillClock) -> AsyncIterator[DiscordServer]:
    server = DiscordServer(clock.now)
    await server.start()
    yield server
    await server.stop()
    assert server.violations == []


@pytest.fixture
def lab(server: DiscordServer) -> Guild:
    return server.add_guild("Lab")


@pytest.fixture
def jay(server: DiscordServer, lab: Guild) -> User:
    jay = server.add_user("jay", "Jay Rao")
    server.add_member(lab, jay, "Jay R.")
    return jay


@pytest.fixture
def research(server: DiscordServer, lab: Guild) -> Channel:
    return server.add_channel(lab, "research")


@pytest.fixture
async def app(server: DiscordServer) -> AsyncIterator[BareApp]:
    async with logged_in(server) as app:
        yield app


@pytest.fixture
async def live(server: DiscordServer, jay: User, research: Channel) -> AsyncIterator[BareApp]:
    """With the gateway."""
    async with connected(server) as app:
        yield app


async def post(app: BareApp, channel: Channel, text: str = "hello", **more: object) -> Json:
    """As discord.py posts, below its classes."""
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    posted: Json = await app.http.request(route, json={"content": text, **more})
    return posted


def code_of(refusal: pytest.ExceptionInfo[discord.HTTPException]) -> tuple[int, int]:
    return refusal.value.status, refusal.value.code


# -- logging in ------------------------------------------------------------------------------------


async def test_it_logs_in(server: DiscordServer, live: BareApp) -> None:
    assert live.user is not None
    assert str(live.user.id) == server.bot_user_id
    assert [guild.name for guild in live.guilds] == ["Lab"]
    assert [channel.name for channel in live.guilds[0].text_channels] == ["research"]
    assert server.gateway.identifies == 1
    assert (await live.application_info()).name == "Unstuck"


async def test_a_wrong_token_is_refused(server: DiscordServer, app: BareApp) -> None:
    async with BareApp() as stranger:
        with pytest.raises(discord.LoginFailure):
            await stranger.login("guessed")
    assert server.records.invalid_requests == 1


async def test_an_unknown_route_is_a_violation(server: DiscordServer, app: BareApp) -> None:
    with pytest.raises(discord.NotFound) as refusal:
        await app.http.request(discord.http.Route("GET", "/nonsense"))
    assert code_of(refusal) == (404, 0)
    assert server.violations == ["GET /nonsense: this server knows no such route"]
    server.violations.clear()


async def test_what_is_no_json_is_refused(server: DiscordServer, research: Channel) -> None:
    url = f"{server.base_url}/channels/{research.id}/messages"
    headers = {"Authorization": f"Bot {server.token}", "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data="{", headers=headers) as answer,
    ):
        assert (await answer.json())["code"] == 50109
    assert len(server.violations) == 1
    server.violations.clear()


# -- messages --------------------------------------------------------------------------------------


async def test_a_message_is_seen_by_who_is_there(
    server: DiscordServer, app: BareApp, research: Channel, jay: User
) -> None:
    stranger = server.add_user("stranger")
    await post(app, research, f"**Bold** \\*x\\* for {jay.mention} at <t:1772442000:t>")
    seen = server.screen(jay, "Europe/Berlin")
    assert [each.text_as_read for each in seen] == ["Bold *x* for @Jay R. at 10:00"]
    assert "<t:1772442000:t>" in server.screen(jay)[0].text_as_read
    assert seen[0].by_bot
    assert seen[0].guild is research.guild
    assert seen[0].at == START
    assert server.screen(stranger) == []
    assert server.calls[-1].route == "/channels/{channel_id}/messages"
    assert server.calls[-1].status == 200


async def test_only_chosen_members_see_a_private_channel(
    server: DiscordServer, app: BareApp, lab: Guild, jay: User
) -> None:
    secret = server.add_channel(lab, "secret", seen_by=[])
    await post(app, secret)
    assert server.screen(jay) == []


async def test_an_edit_shows_and_a_deletion_takes_away(
    server: DiscordServer, app: BareApp, research: Channel, jay: User
) -> None:
    channel = await app.fetch_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("one")
    await message.edit(content="two")
    (seen,) = server.screen(jay)
    assert (seen.text_as_read, seen.edited) == ("two", True)
    await message.delete()
    assert server.screen(jay) == []
    for again in (message.delete(), message.edit(content="x"), message.fetch()):
        with pytest.raises(discord.NotFound) as refusal:
            await again
        assert code_of(refusal) == (404, 10008)


async def test_what_the_rules_refuse_is_a_violation_and_has_no_effect(
    server: DiscordServer, app: BareApp, research: Channel, jay: User
) -> None:
    for body in ({"content": "x" * 2001}, {"content": ""}):
        with pytest.raises(discord.HTTPException) as refusal:
            await post(app, research, body["content"])
        assert code_of(refusal) == (400, 50035)
        assert "In " in refusal.value.text
    assert len(server.violations) == 2
    server.violations.clear()
    assert server.screen(jay) == []


async def test_an_edit_may_not_leave_nothing(
    server: DiscordServer, app: BareApp, research: Channel
) -> None:
    channel = await app.fetch_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("one")
    with pytest.raises(discord.HTTPException) as refusal:
        await message.edit(content="")
    assert code_of(refusal) == (400, 50035)
    server.violations.clear()


async def test_components_are_completed_and_seen(
    server: DiscordServer, app: BareApp, research: Channel, jay: User
) -> None:
    view = discord.ui.LayoutView(timeout=None)
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow()
    row.add_item(discord.ui.Button(label="Go", custom_id="go", style=discord.ButtonStyle.success))
    row.add_item(discord.ui.Button(label="Site", url="https://example.org"))
    box = discord.ui.Container(
        discord.ui.TextDisplay("## Title\n-# small"),
        discord.ui.Separator(),
        row,
        accent_colour=0x123456,
    )
    view.add_item(box)
    channel = await app.fetch_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send(view=view)
    (seen,) = server.screen(jay)
    assert seen.text_as_read == "Title\nsmall"
    assert (seen.button("Go").style, seen.button("Go").custom_id) == ("success", "go")
    assert seen.button("Site").url == "https://example.org"
    with pytest.raises(AssertionError):
        seen.button("Stop")
    shown = message_json(server.world, seen.message)["components"]
    assert [shown[0]["id"], *(each["id"] for each in shown[0]["components"])] == [1, 2, 3, 4]
    with pytest.raises(discord.HTTPException) as refusal:
        await message.edit(content="words")
    assert code_of(refusal) == (400, 50035)
    server.violations.clear()


async def test_a_message_becomes_v2_only_without_its_content(
    server: DiscordServer, app: BareApp, research: Channel, jay: User
) -> None:
    channel = await app.fetch_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("old")
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay("new"))
    with pytest.raises(discord.HTTPException) as refusal:
        await message.edit(view=view)
    assert code_of(refusal) == (400, 50035)
    server.violations.clear()
    await message.edit(content=None, view=view)
    assert [each.text_as_read for each in server.screen(jay)] == ["new"]


async def test_files_come_along_and_stay(
    server: DiscordServer, app: BareApp, research: Channel, jay: User
) -> None:
    channel = await app.fetch_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("see", file=discord.File(io.BytesIO(b"rows"), "export.csv"))
    await message.edit(content="look")
    (seen,) = server.screen(jay)
    assert [(file.filename, file.content) for file in seen.files] == [("export.csv", b"rows")]
    assert server.calls[-2].files == {"export.csv": b"rows"}
    await message.edit(attachments=[])
    assert server.screen(jay)[0].files == ()
    with pytest.raises(discord.HTTPException) as refusal:
        await channel.send(file=discord.File(io.BytesIO(b"x" * (10 * 1024 * 1024 + 1)), "big"))
    assert code_of(refusal) == (413, 40005)


async def test_a_nonce_gives_the_first_message_for_some_minutes(
    server: DiscordServer, app: BareApp, clock: StillClock, research: Channel, jay: User
) -> None:
    first = await post(app, research, "once", nonce="n1", enforce_nonce=True)
    clock.advance(minutes=4)
    again = await post(app, research, "once", nonce="n1", enforce_nonce=True)
    assert again["id"] == first["id"]
    clock.advance(minutes=2)
    later = await post(app, research, "once", nonce="n1", enforce_nonce=True)
    assert later["id"] != first["id"]
    await post(app, research, "once", nonce="n1")
    assert len(server.screen(jay)) == 3


async def test_mentions_ping_as_far_as_they_are_allowed(
    server: DiscordServer, app: BareApp, lab: Guild, research: Channel, jay: User
) -> None:
    crew, mods = server.add_role(lab, "crew"), server.add_role(lab, "mods", is_mentionable=False)
    text = f"{jay.mention} <@&{crew.id}> <@&{mods.id}> @everyone"

    async def pings(**more: object) -> frozenset[str]:
        await post(app, research, text, **more)
        return server.screen(jay)[-1].pings

    assert await pings() == {jay.id, crew.id}
    assert await pings(allowed_mentions={"parse": []}) == set()
    assert await pings(allowed_mentions={"parse": [], "users": [jay.id]}) == {jay.id}
    assert await pings(allowed_mentions={"parse": ["roles"]}) == {crew.id}
    server.set_bot_permissions(research, permissions.NEEDED | permissions.MENTION_EVERYONE)
    assert await pings() == {jay.id, crew.id, mods.id, "everyone"}
    text = f"`{jay.mention}`"
    assert await pings() == set()
    assert server.screen(jay)[0].text_as_read == "@Jay R. @crew @mods @everyone"


async def test_history_and_replies(
    server: DiscordServer, live: BareApp, research: Channel, jay: User
) -> None:
    question = await server.writes(jay, research, "why?")
    channel = live.get_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)
    message = await channel.fetch_message(int(question.id))
    reply = await message.reply("because", mention_author=True)
    _, seen = server.screen(jay)
    assert seen.reply_to == question.id
    assert seen.pings == {jay.id}
    assert [each.id async for each in channel.history()] == [reply.id, message.id]
    with pytest.raises(discord.Forbidden) as refusal:
        await message.edit(content="mine now")
    assert code_of(refusal) == (403, 50005)
    with pytest.raises(discord.Forbidden) as refused:
        await message.delete()
    assert code_of(refused) == (403, 50013)


# -- direct messages -------------------------------------------------------------------------------


async def test_direct_messages(server: DiscordServer, app: BareApp, jay: User) -> None:
    user = await app.fetch_user(int(jay.id))
    await user.send("psst")
    assert [(each.text_as_read, each.guild) for each in server.screen(jay)] == [("psst", None)]
    assert server.direct_channel(jay) is server.screen(jay)[0].channel
    server.closes_direct_messages(jay)
    with pytest.raises(discord.Forbidden) as refusal:
        await user.send("psst")
    assert code_of(refusal) == (403, 50007)
    server.opens_direct_messages(jay)
    await user.send("again")


async def test_no_direct_messages_without_a_shared_guild(
    server: DiscordServer, app: BareApp, lab: Guild, jay: User
) -> None:
    user = await app.fetch_user(int(jay.id))
    await server.member_leaves(jay, lab)
    with pytest.raises(discord.Forbidden) as refusal:
        await user.send("psst")
    assert code_of(refusal) == (403, 50278)
    guild = await app.fetch_guild(int(lab.id))
    with pytest.raises(discord.NotFound) as gone:
        await guild.fetch_member(int(jay.id))
    assert code_of(gone) == (404, 10007)
    server.add_member(server.add_guild("Other"), jay)
    await user.send("psst")


# -- what the bot may ------------------------------------------------------------------------------


async def test_permissions_are_looked_at(
    server: DiscordServer, live: BareApp, lab: Guild, research: Channel
) -> None:
    server.set_bot_permissions(research, permissions.VIEW_CHANNEL)
    with pytest.raises(discord.Forbidden) as refusal:
        await post(live, research)
    assert code_of(refusal) == (403, 50013)
    await server.settles()
    channel = live.get_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)

    async def is_told() -> bool:
        return not channel.permissions_for(channel.guild.me).send_messages

    await eventually(is_told)
    assert channel.permissions_for(channel.guild.me).view_channel
    server.set_bot_permissions(research, 0)
    with pytest.raises(discord.Forbidden) as refusal:
        await post(live, research)
    assert code_of(refusal) == (403, 50001)
    await server.deletes_channel(research)
    with pytest.raises(discord.NotFound) as gone:
        await post(live, research)
    assert code_of(gone) == (404, 10003)


async def test_threads(
    server: DiscordServer, live: BareApp, lab: Guild, research: Channel, jay: User
) -> None:
    channel = live.get_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("start")
    thread = await message.create_thread(name="Talk", auto_archive_duration=60)
    reply = await thread.send("inside")
    start, inside = server.screen(jay)
    assert thread.id == message.id
    assert start.thread is inside.channel
    assert (inside.parent, inside.channel.name) == (research, "Talk")
    with pytest.raises(discord.HTTPException) as refusal:
        await message.create_thread(name="Again")
    assert code_of(refusal) == (400, 160004)
    await server.archives_thread(inside.channel)
    with pytest.raises(discord.HTTPException) as refusal:
        await reply.edit(content="other")
    assert code_of(refusal) == (400, 50083)
    await thread.send("wakes it")
    assert not inside.channel.is_archived
    await server.archives_thread(inside.channel, locks=True)
    with pytest.raises(discord.Forbidden) as refused:
        await thread.send("no")
    assert code_of(refused) == (403, 50013)
    await server.deletes_thread(inside.channel)
    with pytest.raises(discord.NotFound) as gone:
        await thread.send("no")
    assert code_of(gone) == (404, 10003)
    assert [each.text_as_read for each in server.screen(jay)] == ["start"]


async def test_the_bot_changes_its_own_thread(
    server: DiscordServer, live: BareApp, research: Channel
) -> None:
    channel = live.get_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="Talk", type=discord.ChannelType.public_thread)
    await thread.edit(name="Walk", archived=True)
    shown = server.world.channels[str(thread.id)]
    assert (shown.name, shown.is_archived) == ("Walk", True)
    await thread.edit(archived=False)
    assert not shown.is_archived
    for forbidden in (channel.edit(name="x"), channel.delete(), thread.delete()):
        with pytest.raises(discord.Forbidden) as refusal:
            await forbidden
        assert code_of(refusal) == (403, 50013)


async def test_guilds_are_shared_out_among_shards(server: DiscordServer) -> None:
    server.directory.shards = 2
    names = {server.add_guild(name).name for name in ("A", "B", "C")}
    async with connected(server) as app:
        assert app.shard_count == 2
        assert {guild.name for guild in app.guilds} == names
        assert {guild.shard_id for guild in app.guilds} == {0, 1}


async def test_guilds_come_and_go(
    server: DiscordServer, live: BareApp, lab: Guild, research: Channel
) -> None:
    heard: list[str] = []
    for name in ("join", "remove", "available", "unavailable"):

        async def hear(guild: discord.Guild, name: str = name) -> None:
            heard.append(f"{name} {guild.name}")

        setattr(live, f"on_guild_{name}", hear)
    clinic = server.add_guild("Clinic")
    ward = server.add_channel(clinic, "ward")
    await server.loses_guild(lab)
    await server.regains_guild(lab)
    await server.leaves_guild(clinic)

    async def all_heard() -> bool:
        return len(heard) == 4

    await eventually(all_heard)
    assert heard == ["join Clinic", "unavailable Lab", "available Lab", "remove Clinic"]
    with pytest.raises(discord.Forbidden) as refusal:
        await post(live, ward)
    assert code_of(refusal) == (403, 50001)
    with pytest.raises(discord.NotFound) as gone:
        await live.fetch_guild(int(clinic.id))
    assert code_of(gone) == (404, 10004)
    await server.joins_guild(clinic)
    await post(live, ward)


async def test_names_change(server: DiscordServer, live: BareApp, research: Channel) -> None:
    await server.renames(research, "archive")
    channel = live.get_channel(int(research.id))
    assert isinstance(channel, discord.TextChannel)

    async def is_told() -> bool:
        return channel.name == "archive"

    await eventually(is_told)


async def test_what_people_write_comes_as_far_as_discord_lets_it(
    server: DiscordServer, live: BareApp, research: Channel, jay: User
) -> None:
    heard: list[tuple[str, bool]] = []

    @live.event
    async def on_message(message: discord.Message) -> None:
        heard.append((message.content, message.guild is None))

    await server.writes(jay, research, "not for the bot: no intent for guild messages")
    await server.writes(jay, server.direct_channel(jay), "hi")

    async def is_heard() -> bool:
        return bool(heard)

    await eventually(is_heard)
    assert heard == [("hi", True)]
    assert [each.by_bot for each in server.screen(jay)] == [False, False]


# -- commands --------------------------------------------------------------------------------------


async def test_commands_are_put_and_keep_their_ids(
    server: DiscordServer, live: BareApp, lab: Guild
) -> None:
    @live.tree.command(name="pause", description="Take a break")
    @app_commands.describe(days="How long")
    async def pause(interaction: discord.Interaction, days: app_commands.Range[int, 1, 9]) -> None:
        raise NotImplementedError

    (first,) = await live.tree.sync()
    (again,) = await live.tree.sync()
    assert first.id == again.id
    assert server.syncs == 2
    (command,) = server.registered_commands()
    assert command["options"][0]["max_value"] == 9
    live.tree.copy_global_to(guild=discord.Object(lab.id))
    await live.tree.sync(guild=discord.Object(lab.id))
    assert server.registered_commands(lab)[0]["guild_id"] == lab.id
    assert [each.name for each in await live.tree.fetch_commands()] == ["pause"]


async def test_bad_commands_are_refused(server: DiscordServer, app: BareApp) -> None:
    assert app.user is not None
    with pytest.raises(discord.HTTPException) as refusal:
        await app.http.bulk_upsert_global_commands(
            app.user.id, [{"name": "Loud", "description": "d", "type": 1}]
        )
    assert code_of(refusal) == (400, 50035)
    assert server.registered_commands() == ()
    server.violations.clear()


def test_ids_tell_the_time(clock: StillClock) -> None:
    server = DiscordServer(clock.now, application_id="77")
    assert server.application_id == "77"
    id = int(server.world.new_id())
    assert abs(discord.utils.snowflake_time(id) - START) < timedelta(milliseconds=1)
    assert int(server.world.new_id()) > id
