"""The app manifest: within Slack's limits, and no more than we need."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.compose import FEATURES
from adapters.slack.manifest import EVENTS, SCOPES, TAKEN, CannotMake, make_manifest
from bot.engine.manifest import Verb
from bot.engine.registry import Registry
from tests.servers.slack.events import SUBSCRIBED
from tests.servers.slack.server import BOT_SCOPES

VERBS: tuple[Verb, ...] = tuple(Registry(FEATURES).verbs.values())
GUIDE = Path(__file__).parents[3] / "docs" / "slack.md"
URL = "https://unstuck.example.org"

# docs.slack.dev/reference/app-manifest; @slack/web-api 8.2.0, types/request/manifest
LONGEST = {
    "display_information": {"name": 35, "description": 140, "long_description": 4000},
    "bot_user": {"display_name": 80},
    "shortcuts": {"name": 24, "callback_id": 255, "description": 150},
    "slash_commands": {"command": 32, "description": 2000, "usage_hint": 1000},
}
MOST_SHORTCUTS, MOST_COMMANDS = 10, 50
SHORTEST_LONG_DESCRIPTION = 174


def everything() -> dict[str, Any]:
    """With every short command that can be had."""
    return make_manifest(VERBS, [verb.name for verb in VERBS if verb.name not in TAKEN])


def commands_of(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {command["command"]: command for command in manifest["features"]["slash_commands"]}


def test_it_asks_for_what_we_need_and_for_no_more() -> None:
    manifest = make_manifest(VERBS)
    assert manifest["oauth_config"] == {"scopes": {"bot": list(SCOPES)}}
    assert set(SCOPES) == set(BOT_SCOPES)
    assert not [scope for scope in SCOPES if "history" in scope or scope.startswith("admin")]
    assert manifest["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS)}
    assert set(EVENTS) == SUBSCRIBED
    assert all({**SCOPES, **EVENTS}.values())


def test_the_guide_says_what_each_is_for() -> None:
    guide = GUIDE.read_text()
    for scope, what_for in SCOPES.items():
        assert f"| `{scope}` | to {what_for} |" in guide


def test_socket_mode_needs_no_address() -> None:
    manifest = make_manifest(VERBS)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}
    assert "https://" not in str(manifest)
    assert manifest["settings"]["org_deploy_enabled"] is False
    assert manifest["settings"]["token_rotation_enabled"] is False


def test_nobody_can_write_to_the_messages_tab() -> None:
    features = make_manifest(VERBS)["features"]
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }
    assert features["bot_user"] == {"display_name": "Unstuck", "always_online": True}


@pytest.mark.parametrize("url", [URL, f"{URL}/", f"{URL}/slack/events"])
def test_over_http_every_request_goes_to_one_address(url: str) -> None:
    manifest = make_manifest(VERBS, ["pair"], url)
    address = f"{URL}/slack/events"
    settings = manifest["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"]["request_url"] == address
    # Search fields: block_suggestion goes nowhere without it.
    assert settings["interactivity"]["message_menu_options_url"] == address
    assert {command["url"] for command in commands_of(manifest).values()} == {address}


@pytest.mark.parametrize("url", ["http://here", "here.example.org", "https://", "https://a b"])
def test_slack_calls_https_only(url: str) -> None:
    with pytest.raises(CannotMake, match=r"https://unstuck\.example\.org"):
        make_manifest(VERBS, url=url)


def test_commands_take_mentions_as_such() -> None:
    commands = commands_of(everything())
    assert "pair" in commands["/unstuck"]["usage_hint"]
    assert commands["/pair"]["usage_hint"] == "@who"
    assert "usage_hint" not in commands["/setup"]
    assert all(command["should_escape"] is True for command in commands.values())


def test_short_ones_only_where_they_are_wanted_and_once() -> None:
    assert set(commands_of(make_manifest(VERBS))) == {"/unstuck"}
    manifest = make_manifest(VERBS, ["pair", "team", "pair"])
    assert list(commands_of(manifest)) == ["/unstuck", "/pair", "/team"]


def test_a_short_one_that_nobody_knows() -> None:
    with pytest.raises(CannotMake) as raised:
        make_manifest(VERBS, ["pear"])
    assert str(raised.value).startswith("There is no command “pear”. Did you mean “pair”? There")
    assert all(verb.name in str(raised.value) for verb in VERBS)


def test_a_short_one_that_slack_has() -> None:
    with pytest.raises(CannotMake, match="/me is a command of Slack's own"):
        make_manifest(VERBS, ["me"])


def test_shortcuts_come_from_the_verbs() -> None:
    pair = next(verb for verb in VERBS if verb.name == "pair")
    asking = replace(pair, name="ask", shortcut="Ask somebody", on_message="Ask about this")
    shortcuts = make_manifest([*VERBS, asking])["features"]["shortcuts"]
    kinds = {(each["type"], each["callback_id"], each["name"]) for each in shortcuts}
    assert ("global", "verb:inbox", "What is open for me") in kinds
    assert ("global", "verb:ask", "Ask somebody") in kinds
    assert ("message", "message:ask", "Ask about this") in kinds
    assert not any("pair" in callback for _, callback, _ in kinds)


def test_it_is_within_slacks_limits() -> None:
    manifest = everything()
    features = manifest["features"]
    for text, most in LONGEST["display_information"].items():
        assert 0 < len(manifest["display_information"][text]) <= most
    assert len(manifest["display_information"]["long_description"]) >= SHORTEST_LONG_DESCRIPTION
    for kind in ("shortcuts", "slash_commands"):
        for each in features[kind]:
            for text, most in LONGEST[kind].items():
                assert text not in each or 0 < len(each[text]) <= most, each
    assert len(features["bot_user"]["display_name"]) <= LONGEST["bot_user"]["display_name"]
    assert len(features["shortcuts"]) <= MOST_SHORTCUTS
    assert len(features["slash_commands"]) <= MOST_COMMANDS
