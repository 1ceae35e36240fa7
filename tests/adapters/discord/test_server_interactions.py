"""What people do in our Discord reaches discord.py, and its answers reach the people."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.clocks import StillClock, eventually
from tests.servers.discord import permissions
from tests.servers.discord.bare_app import BareApp, connected
from tests.servers.discord.documents import faults_of_schema
from tests.servers.discord.faults import Answers, Reset
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Asked = discord.Interaction[BareApp]


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
    server.add_member(lab, jay, "Jay R.", permissions=permissions.MANAGE_GUILD)
    return jay


@pytest.fixture
def kim(server: DiscordServer, lab: Guild) -> User:
    kim = server.add_user("kim")
    server.add_member(lab, kim)
    return kim


@pytest.fixture
def research(server: DiscordServer, lab: Guild) -> Channel:
    return server.add_channel(lab, "research")


class Form(discord.ui.Modal, title="A task"):
    words: discord.ui.Item["Form"] = discord.ui.TextDisplay("Say what **you** do.")
    what = discord.ui.Label["Form"](
        text="What",
        description="In a few words",
        component=discord.ui.TextInput["Form"](custom_id="what", max_length=10, default="old"),
    )
    who = discord.ui.Label["Form"](
        text="Who", component=discord.ui.UserSelect["Form"](custom_id="who", required=False)
    )
    how = discord.ui.Label["Form"](
        text="How",
        component=discord.ui.Select["Form"](
            custom_id="how",
            options=[
                discord.SelectOption(label="Fast", value="f"),
                discord.SelectOption(label="Slow", value="s", default=True),
            ],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.what.component, discord.ui.TextInput)
        assert isinstance(self.who.component, discord.ui.UserSelect)
        assert isinstance(self.how.component, discord.ui.Select)
        names = [each.display_name for each in self.who.component.values]
        text = f"{self.what.component.value} {names} {self.how.component.values}"
        if interaction.message:
            await interaction.response.edit_message(content=text, view=None)
        else:
            await interaction.response.send_message(text)


class Board(discord.ui.View):
    """Classic components; everything in it stays."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Open", custom_id="open")
    async def open(self, interaction: discord.Interaction, button: object) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Done", custom_id="done")
    async def done(self, interaction: discord.Interaction, button: object) -> None:
        await interaction.response.edit_message(content="done", view=None)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, button: object) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="later")

    @discord.ui.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: discord.Interaction, button: object) -> None:
        raise NotImplementedError

    @discord.ui.select(
        cls=discord.ui.UserSelect, custom_id="people", min_values=1, max_values=2, row=1
    )
    async def people(
        self, interaction: discord.Interaction, select: "discord.ui.UserSelect[Board]"
    ) -> None:
        names = [each.display_name for each in select.values]
        await interaction.response.send_message(f"{names}", ephemeral=True)


class Bot:
    """The commands that the tests use, and what they hear of."""

    def __init__(self, app: BareApp) -> None:
        self.app = app
        self.heard: list[Asked] = []
        self.refused: list[tuple[int, int]] = []
        tree = app.tree

        @tree.command(description="Say something")
        async def say(asked: Asked, words: str, to: discord.Member | None = None) -> None:
            self.heard.append(asked)
            name = to.display_name if to else "nobody"
            await asked.response.send_message(f"{words} to {name}", ephemeral=True)

        @tree.command(description="Put up the board")
        async def board(asked: Asked) -> None:
            self.heard.append(asked)
            await asked.response.send_message("board", view=Board())

        @tree.command(description="Fill in a form")
        async def form(asked: Asked) -> None:
            await asked.response.send_modal(Form())

        @tree.command(description="Think first")
        async def think(asked: Asked, hidden: bool = True) -> None:
            self.heard.append(asked)
            await asked.response.defer(thinking=True, ephemeral=hidden)

        @tree.command(description="Say nothing")
        async def silence(asked: Asked) -> None:
            self.heard.append(asked)

        @tree.command(description="For managers, in guilds")
        @app_commands.guild_only()
        @app_commands.default_permissions(manage_guild=True)
        async def manage(asked: Asked) -> None:
            self.heard.append(asked)
            await asked.response.send_message("managed", ephemeral=True)

        task: app_commands.Group = app_commands.Group(name="task", description="Tasks")

        @task.command(description="Add one")
        @app_commands.choices(size=[app_commands.Choice(name="Big", value="b")])
        async def add(
            asked: Asked,
            title: app_commands.Range[str, 1, 5],
            size: app_commands.Choice[str] | None = None,
        ) -> None:
            shown = f"{title} {size.value if size else None}"
            await asked.response.send_message(shown, ephemeral=True)

        @add.autocomplete("title")
        async def titles(asked: Asked, typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{typed}!", value=typed)]

        tree.add_command(task)

        @tree.context_menu(name="Greet")
        async def greet(asked: Asked, member: discord.Member) -> None:
            await asked.response.send_message(f"hi {member.display_name}", ephemeral=True)

        @tree.context_menu(name="Quote")
        async def quote(asked: Asked, message: discord.Message) -> None:
            await asked.response.send_message(f"> {message.content}", ephemeral=True)

        @tree.error
        async def failed(asked: object, error: app_commands.AppCommandError) -> None:
            cause = getattr(error, "original", error)
            assert isinstance(cause, discord.HTTPException), cause
            self.refused.append((cause.status, cause.code))


@pytest.fixture
async def bot(server: DiscordServer, jay: User, research: Channel) -> AsyncIterator[Bot]:
    async with connected(server) as app:
        bot = Bot(app)
        await app.tree.sync()
        yield bot


# -- commands --------------------------------------------------------------------------------------


async def test_a_command_is_answered_for_one_alone(
    server: DiscordServer, bot: Bot, research: Channel, jay: User, kim: User
) -> None:
    answer = await server.types_command(jay, research, "say", {"words": "*hi*", "to": kim})
    assert (answer.is_ok, answer.kind) == (True, "message")
    assert answer.seconds < 3
    (seen,) = server.screen(jay)
    assert (seen.text_as_read, seen.is_ephemeral) == ("hi to kim", True)
    assert server.screen(kim) == []
    (asked,) = bot.heard
    assert asked.permissions == discord.Permissions(permissions.MANAGE_GUILD)
    assert asked.app_permissions == discord.Permissions(permissions.NEEDED)
    assert asked.user.display_name == "Jay R."
    assert asked.context.guild
    assert asked.guild_id == int(research.guild.id if research.guild else 0)
    assert server.answered == [answer]


async def test_a_command_in_a_direct_message(server: DiscordServer, bot: Bot, jay: User) -> None:
    await server.types_command(jay, server.direct_channel(jay), "board")
    assert [(each.guild, each.text_as_read) for each in server.screen(jay)] == [(None, "board")]
    (asked,) = bot.heard
    assert asked.user.display_name == "Jay Rao"
    assert asked.context.dm_channel
    await server.presses(jay, server.screen(jay)[0], "done")
    assert [each.text_as_read for each in server.screen(jay)] == ["done"]


async def test_a_command_in_a_thread(
    server: DiscordServer, bot: Bot, research: Channel, jay: User
) -> None:
    thread = server.add_thread(research, "talk")
    await server.types_command(jay, thread, "say", {"words": "x"})
    assert server.screen(jay)[0].parent is research
    assert isinstance(bot.heard[0].channel, discord.Thread)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("nonsense", {}),
        ("say", {}),
        ("say", {"words": "x", "loud": True}),
        ("say", {"words": 3}),
        ("say", {"words": "x", "to": "kim"}),
        ("say", {"words": " "}),
        ("task", {}),
        ("task remove", {}),
        ("say more", {"words": "x"}),
        ("task add", {"title": "longer"}),
        ("task add", {"title": "x", "size": "Small"}),
    ],
)
async def test_the_client_does_not_send_it(
    server: DiscordServer,
    bot: Bot,
    research: Channel,
    jay: User,
    name: str,
    options: dict[str, object],
) -> None:
    with pytest.raises(AssertionError):
        await server.types_command(jay, research, name, options)
    assert server.records.interactions == []


async def test_commands_are_offered_where_and_to_whom_they_are_for(
    server: DiscordServer, bot: Bot, research: Channel, jay: User, kim: User
) -> None:
    await server.types_command(jay, research, "manage")
    for person, channel in ((kim, research), (jay, server.direct_channel(jay))):
        with pytest.raises(AssertionError):
            await server.types_command(person, channel, "manage")


async def test_subcommands_choices_and_completion(
    server: DiscordServer, bot: Bot, research: Channel, jay: User
) -> None:
    found = await server.completes(jay, research, "task add", "title", "wri")
    assert found == [("wri!", "wri")]
    await server.types_command(jay, research, "task add", {"title": "write", "size": "Big"})
    assert server.screen(jay)[-1].text_as_read == "write b"


async def test_menus(
    server: DiscordServer, bot: Bot, research: Channel, jay: User, kim: User
) -> None:
    await server.uses_menu(jay, research, "Greet", kim)
    message = await server.writes(kim, research, "wise words")
    await server.uses_menu(jay, research, "Quote", message)
    assert [each.text_as_read for each in server.screen(jay)] == [
        "hi kim",
        "wise words",
        "wise words",
    ]


# -- components ------------------------------------------------------------------------------------


async def test_buttons_and_selects(
    server: DiscordServer, bot: Bot, research: Channel, jay: User, kim: User
) -> None:
    await server.types_command(jay, research, "board")
    board = server.screen(kim)[0]
    assert board.select("people").max_values == 2
    answer = await server.chooses(kim, board, "people", [jay, kim])
    assert answer.kind == "message"
    assert server.screen(kim)[-1].text_as_read == "['Jay R.', 'kim']"
    assert server.records.interactions[-1].payload["message"]["id"] == board.id
    answer = await server.presses(kim, board, "later")
    assert answer.kind == "deferred_update"

    async def is_later() -> bool:
        return server.screen(jay)[0].text_as_read == "later"

    await eventually(is_later)
    for press in ("off", "nonsense", "people"):
        with pytest.raises(AssertionError):
            await server.presses(kim, board, press)
    with pytest.raises(AssertionError):
        await server.chooses(kim, board, "people", [])
    await server.presses(kim, board, "done")
    assert server.screen(jay)[0].buttons == ()
    with pytest.raises(AssertionError):
        await server.presses(kim, board, "done")


async def test_a_modal_from_a_command(
    server: DiscordServer, bot: Bot, research: Channel, jay: User, kim: User
) -> None:
    answer = await server.types_command(jay, research, "form")
    assert answer.kind == "modal"
    assert server.modal(kim) is None
    modal = server.modal(jay)
    assert modal is not None
    assert (modal.title, modal.texts) == ("A task", ("Say what you do.",))
    assert modal.labels == {"what": "What", "who": "Who", "how": "How"}
    assert modal.descriptions["what"] == "In a few words"
    assert modal.values == {"what": "old", "who": (), "how": ("s",)}
    assert modal.options["how"] == (("Fast", "f"), ("Slow", "s"))
    assert (modal.required["what"], modal.required["who"]) == (True, False)
    for words in ("", "much too long"):
        refused = await server.submits(jay, modal, {"what": words})
        assert not refused.is_ok
        assert refused.data["errors"].keys() == {"what"}
    with pytest.raises(AssertionError):
        await server.submits(jay, modal, {"nonsense": "x"})
    answer = await server.submits(jay, modal, {"who": [kim], "how": "Fast"})
    assert answer.is_ok
    assert server.modal(jay) is None
    assert server.screen(kim)[0].text_as_read == "old ['kim'] ['f']"
    with pytest.raises(AssertionError):
        await server.submits(jay, modal, {})


async def test_a_modal_from_a_message_may_change_it(
    server: DiscordServer, bot: Bot, research: Channel, jay: User
) -> None:
    await server.types_command(jay, research, "board")
    await server.presses(jay, server.screen(jay)[0], "open")
    modal = server.modal(jay)
    assert modal is not None
    server.dismisses(jay, modal)
    assert server.modal(jay) is None
    await server.presses(jay, server.screen(jay)[0], "open")
    modal = server.modal(jay)
    assert modal is not None
    answer = await server.submits(jay, modal, {"what": "new"})
    assert answer.kind == "update"
    assert [each.text_as_read for each in server.screen(jay)] == ["new [] ['s']"]


# -- time ------------------------------------------------------------------------------------------


async def test_a_deferred_answer(
    server: DiscordServer, bot: Bot, research: Channel, jay: User, kim: User
) -> None:
    answer = await server.types_command(jay, research, "think")
    assert answer.kind == "deferred"
    assert server.screen(jay)[0].is_thinking
    (asked,) = bot.heard
    message = await asked.followup.send("thought", wait=True)
    (seen,) = server.screen(jay)
    assert (seen.text_as_read, seen.is_thinking, seen.is_ephemeral) == ("thought", False, True)
    assert (await asked.original_response()).id == message.id
    assert server.screen(kim) == []
    file = discord.File(io.BytesIO(b"x"), "x.csv")
    more = await asked.followup.send("more", file=file, ephemeral=True, wait=True)
    assert server.screen(jay)[1].files[0].filename == "x.csv"
    await more.edit(content="less")
    assert server.screen(jay)[1].text_as_read == "less"
    await more.delete()
    await asked.delete_original_response()
    assert server.screen(jay) == []


async def test_a_token_lives_a_quarter_of_an_hour(
    server: DiscordServer, bot: Bot, clock: StillClock, research: Channel, jay: User
) -> None:
    await server.types_command(jay, research, "think", {"hidden": False})
    (asked,) = bot.heard
    clock.advance(minutes=15)
    await asked.edit_original_response(content="just in time")
    assert not server.screen(jay)[0].is_ephemeral
    clock.advance(seconds=1)
    with pytest.raises(discord.HTTPException) as refusal:
        await asked.followup.send("too late", wait=True)
    assert (refusal.value.status, refusal.value.code) == (401, 50027)


async def test_an_unanswered_interaction_is_a_violation_and_then_unknown(
    server: DiscordServer, bot: Bot, research: Channel, jay: User
) -> None:
    server.interactions.first_seconds = 0.05
    answer = await server.types_command(jay, research, "silence")
    assert (answer.is_ok, answer.kind) == (False, "")
    assert server.violations == ["no answer to command 'silence' in time"]
    server.violations.clear()
    (asked,) = bot.heard
    with pytest.raises(discord.NotFound) as refusal:
        await asked.response.send_message("late")
    assert refusal.value.code == 10062
    with pytest.raises(discord.NotFound) as unknown:
        await asked.followup.send("late", wait=True)
    assert unknown.value.code == 10015


async def test_a_second_answer_is_refused(
    server: DiscordServer, bot: Bot, research: Channel, jay: User
) -> None:
    answer = await server.types_command(jay, research, "say", {"words": "x"})
    assert answer.interaction is not None
    await server.repeats(answer.interaction)

    async def is_refused() -> bool:
        return bool(bot.refused)

    await eventually(is_refused)
    assert bot.refused == [(400, 40060)]
    assert bot.heard[0].id == bot.heard[1].id
    assert len(server.screen(jay)) == 1


async def test_trouble_with_the_first_answer_is_nobodys_violation(
    server: DiscordServer, bot: Bot, research: Channel, jay: User
) -> None:
    server.interactions.first_seconds = 0.1
    server.faults.next("callback", Answers(500, 0))
    answer = await server.types_command(jay, research, "say", {"words": "x"})
    assert not answer.is_ok
    server.faults.next("webhook", Reset(after_effect=True))
    await server.types_command(jay, research, "think")
    with pytest.raises(aiohttp.ClientError):
        await bot.heard[-1].edit_original_response(content="x")
    assert server.screen(jay)[-1].text_as_read == "x"


async def test_an_answer_that_does_not_fit_is_refused(
    server: DiscordServer, bot: Bot, research: Channel, jay: User
) -> None:
    server.interactions.first_seconds = 0.1
    running = asyncio.create_task(server.types_command(jay, research, "silence"))

    async def is_heard() -> bool:
        return bool(bot.heard)

    await eventually(is_heard)
    with pytest.raises(discord.HTTPException) as refusal:
        await bot.heard[0].response.send_message("x" * 2001)
    assert refusal.value.code == 50035
    assert not (await running).is_ok
    assert len(server.violations) == 2
    server.violations.clear()


async def test_a_guild_without_the_app_offers_nothing(
    server: DiscordServer, bot: Bot, lab: Guild, research: Channel, jay: User
) -> None:
    await server.types_command(jay, research, "board")
    board = server.screen(jay)[0]
    await server.leaves_guild(lab)
    with pytest.raises(AssertionError):
        await server.types_command(jay, research, "board")
    with pytest.raises(AssertionError):
        await server.presses(jay, board, "done")


# -- as Discord sends them -------------------------------------------------------------------------

PAYLOADS = Path(__file__).parents[2] / "specs" / "discord" / "payloads"


def missing(example: object, ours: object, place: str = "") -> list[str]:
    """Keys that Discord's example has and ours has not; ids as keys stand for each other."""
    if isinstance(example, list) and isinstance(ours, list):
        return missing(example[0], ours[0], f"{place}[]") if example and ours else []
    if not isinstance(example, dict) or not isinstance(ours, dict):
        return [] if type(example) is type(ours) or None in (example, ours) else [place]
    found = []
    for key, value in example.items():
        if key.isdigit():
            found += missing(value, next(iter(ours.values())), f"{place}.id")
        elif key != "is_pending":
            found += (
                missing(value, ours[key], f"{place}.{key}") if key in ours else [f"{place}.{key}"]
            )
    return found


@pytest.mark.parametrize("number", ["", "-2", "-3"])
async def test_interactions_have_what_the_examples_have(
    server: DiscordServer, bot: Bot, research: Channel, jay: User, number: str
) -> None:
    name = f"application-commands-example-interaction{number}.json"
    example = json.loads((PAYLOADS / name).read_text())
    match example["data"]["type"]:
        case 1:
            await server.types_command(jay, research, "say", {"words": "x"})
        case 2:
            robot = server.add_user("robot", is_bot=True)
            assert research.guild
            server.add_member(research.guild, robot)
            await server.uses_menu(jay, research, "Greet", robot)
        case 3:
            message = await server.writes(jay, research, "x")
            await server.uses_menu(jay, research, "Quote", message)
    payload = server.records.interactions[0].payload
    assert missing(example, payload) == []
    for user in payload["data"].get("resolved", {}).get("users", {}).values():
        assert faults_of_schema("UserResponse", user) == []
    for each in payload["data"].get("resolved", {}).get("messages", {}).values():
        assert faults_of_schema("MessageResponse", each) == []
