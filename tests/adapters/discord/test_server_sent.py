"""What the real discord.py makes of commands, views and modals is taken by the checks."""

import io
import json
from typing import Any

import discord
import pytest
from discord import app_commands, ui
from discord.http import MultipartParameters, handle_message_parameters
from discord.webhook.async_ import interaction_message_response_params

from tests.servers.discord.documents import faults_of_request
from tests.servers.discord.rules import (
    COMMAND,
    COMPONENT,
    check_commands,
    check_interaction_response,
    check_message,
)

MESSAGES = "/channels/{channel_id}/messages"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


def sent(parameters: MultipartParameters) -> Any:
    """The body, which stands in a part of its own where files come along."""
    if parameters.multipart:
        return json.loads(parameters.multipart[0]["value"])
    return parameters.payload


def picture() -> discord.File:
    return discord.File(io.BytesIO(b"x"), "x.png", description="x")


def rows() -> ui.View:
    view = ui.View()
    view.add_item(ui.Button(label="x", custom_id="x"))
    view.add_item(ui.Button(label="x", emoji="🐜", url="https://x.org"))
    view.add_item(ui.Select(options=[discord.SelectOption(label="x")]))
    view.add_item(ui.UserSelect(min_values=0, max_values=3))
    return view


def layout() -> ui.LayoutView:
    view = ui.LayoutView()
    parts: list[ui.Item[Any]] = [
        ui.TextDisplay("x"),
        ui.Section(ui.TextDisplay("x"), accessory=ui.Button(label="x")),
        ui.Section(ui.TextDisplay("x"), accessory=ui.Thumbnail("attachment://x.png")),
        ui.Separator(),
        ui.ActionRow(ui.Button(label="x"), ui.Button(label="y")),
        ui.MediaGallery(discord.MediaGalleryItem("attachment://x.png", description="x")),
        ui.File("attachment://x.png"),
    ]
    view.add_item(ui.Container(*parts, accent_colour=5))
    return view


async def test_messages() -> None:
    everyone = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(5)])
    given: list[dict[str, Any]] = [
        {"content": "x", "nonce": "x", "allowed_mentions": everyone},
        {"content": "x", "view": rows()},
        {"content": "x", "embed": discord.Embed(title="x", colour=5), "file": picture()},
        {"view": layout(), "file": picture()},
    ]
    for keywords in given:
        with handle_message_parameters(**keywords) as parameters:
            body = sent(parameters)
        assert faults_of_request("POST", MESSAGES, body, {}) == []
        assert check_message(body) == []


async def test_edits() -> None:
    given: list[dict[str, Any]] = [
        {"content": "x", "view": None},
        {"content": None, "embeds": [], "view": layout(), "attachments": [picture()]},
    ]
    for keywords in given:
        with handle_message_parameters(**keywords) as parameters:
            body = sent(parameters)
        for route in (
            f"{MESSAGES}/{{message_id}}",
            "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        ):
            assert faults_of_request("PATCH", route, body, {}) == []
        assert check_message(body, is_edit=True) == []


async def test_answers_to_interactions() -> None:
    whispered = discord.MessageFlags(ephemeral=True)
    given: list[dict[str, Any]] = [
        {"type": 4, "content": "x", "view": rows(), "flags": whispered},
        {"type": 4, "view": layout(), "files": [picture()]},
        {"type": 7, "content": "x", "view": None},
    ]
    for keywords in given:
        with interaction_message_response_params(**keywords) as parameters:
            body = sent(parameters)
        assert faults_of_request("POST", CALLBACK, body, {"with_response": "1"}) == []
        assert check_interaction_response(body, COMPONENT) == []


class Asked(ui.Modal, title="x"):
    words: ui.Label[Any] = ui.Label(
        text="x",
        description="x",
        component=ui.TextInput(style=discord.TextStyle.long, max_length=9, default="x"),
    )
    one: ui.Label[Any] = ui.Label(
        text="x", component=ui.Select(options=[discord.SelectOption(label="x", default=True)])
    )
    people: ui.Label[Any] = ui.Label(
        text="x",
        component=ui.UserSelect(
            required=False,
            min_values=0,
            default_values=[discord.SelectDefaultValue.from_user(discord.Object(5))],
        ),
    )
    text: ui.TextDisplay[Any] = ui.TextDisplay("x")
    where: ui.Label[Any] = ui.Label(
        text="x", component=ui.ChannelSelect(channel_types=[discord.ChannelType.text])
    )


class Ticked(ui.Modal, title="x"):
    one: ui.Label[Any] = ui.Label(
        text="x",
        component=ui.RadioGroup(options=[discord.RadioGroupOption(label=x) for x in "xy"]),
    )
    some: ui.Label[Any] = ui.Label(
        text="x",
        component=ui.CheckboxGroup(options=[discord.CheckboxGroupOption(label=x) for x in "xy"]),
    )
    yes: ui.Label[Any] = ui.Label(text="x", component=ui.Checkbox())
    files: ui.Label[Any] = ui.Label(text="x", component=ui.FileUpload())


@pytest.mark.parametrize("modal", [Asked, Ticked])
async def test_modals(modal: type[ui.Modal]) -> None:
    body = {"type": 9, "data": modal().to_dict()}
    assert faults_of_request("POST", CALLBACK, body, {"with_response": "1"}) == []
    assert check_interaction_response(body, COMMAND) == []


async def test_commands() -> None:
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))

    @tree.command(description="x")
    @app_commands.choices(how=[app_commands.Choice(name="x", value="x")])
    async def ask(
        _: discord.Interaction,
        who: discord.User,
        how: str,
        count: app_commands.Range[int, 1, 5] = 1,
        where: discord.TextChannel | None = None,
    ) -> None: ...

    @tree.context_menu(name="Ask about it")
    async def ask_about(_: discord.Interaction, message: discord.Message) -> None: ...

    group = app_commands.Group(
        name="round",
        description="x",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )

    @group.command(description="x")
    async def start(_: discord.Interaction, name: str) -> None: ...

    @start.autocomplete("name")
    async def names(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return []

    tree.add_command(group)
    commands = [one.to_dict(tree) for one in tree.get_commands()]
    assert len(commands) == 3
    route = "/applications/{application_id}/commands"
    assert faults_of_request("PUT", route, commands, {}) == []
    assert check_commands(commands) == []
