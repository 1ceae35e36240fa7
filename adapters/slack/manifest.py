"""The app as Slack is told of it: made from the verbs, pasted by whoever sets Unstuck up.

Its limits are those of docs.slack.dev/reference/app-manifest.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from adapters.slack.http_requests import PATH
from adapters.slack.inbound import ON_MESSAGE, VERB
from bot.engine.manifest import Verb

SCOPES: Mapping[str, str] = {
    "commands": "be called by /unstuck and by shortcuts",
    "chat:write": "send what it has to say, and bring it up to date",
    "im:write": "open a direct message with somebody",
    "users:read": "know people's names and time zones, and who has left",
    "files:write": "send charts, and what is too long for a message",
    "channels:read": "know the names and the members of public channels",
    "groups:read": "know those of private channels that it was invited to",
}
"""What the bot token may do, and what for: “to …”. Nothing in it reads what people write."""

EVENTS: Mapping[str, str] = {
    "app_home_opened": "shows what is open to whoever opens its Home",
    "app_uninstalled": "notes that it was taken out of the workspace",
    "tokens_revoked": "notes that its token was withdrawn",
    "user_change": "follows a new name or time zone, and sees who has left",
    "channel_archive": "tells organisers that their channel is closed",
    "group_archive": "the same of a private channel",
    "channel_left": "tells organisers that it was taken out of their channel",
    "group_left": "the same of a private channel",
    "member_joined_channel": "asks who comes to a channel that a team follows to join the team",
    "member_left_channel": "lets go who leaves a channel that a team follows",
}
"""What Slack tells the app by itself, and what it does then."""

TAKEN = {
    "away", "collapse", "dnd", "expand", "feed", "join", "leave", "me", "msg", "mute", "open",
    "pro", "remind", "search", "shortcuts", "shrug", "status", "topic", "who",
}  # fmt: skip
"""Slack's own commands, which no app can have (slack.com/help/articles/201259356)."""

NAME = "Unstuck"
COMMAND = "/unstuck"
DESCRIPTION = "Check-ins in everybody's own time zone that get people to ask for context early."
LONG_DESCRIPTION = (
    "People get stuck for want of a little context and blame themselves instead of asking. "
    "Unstuck asks everybody in a team, in their own working time, what they did, what is next "
    "and what is in the way, notices who is stuck, and brings it to the team in one kind "
    "summary. It writes to nobody who has not agreed, pings and shames nobody, and has no right "
    "to read your channels."
)


class CannotMake(Exception):
    """There is no such manifest; the text says why, and what there is."""


def make_manifest(
    verbs: Iterable[Verb], short: Sequence[str] = (), url: str = ""
) -> dict[str, Any]:
    """The manifest as JSON has it. `short` are the verbs that get a command of their own. With
    `url`, an https address without its path, Slack calls us there; else we connect to Slack.

    Raises CannotMake.
    """
    known = {verb.name: verb for verb in verbs}
    commands = [_main_command(known.values())]
    commands += [_short_command(known, name) for name in dict.fromkeys(short)]
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if url:
        address = _request_url(url)
        for command in commands:
            command["url"] = address
        events["request_url"] = address
        interactivity |= {"request_url": address, "message_menu_options_url": address}
    return {
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                # Without a scope to read them, nobody should write messages to it.
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [*_shortcuts(known.values())],
            "slash_commands": commands,
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _main_command(verbs: Iterable[Verb]) -> dict[str, Any]:
    return {
        "command": COMMAND,
        "description": "What is open for you, or one of the commands",
        "usage_hint": f"[{' | '.join(verb.name for verb in verbs)}]",
        # Else @who arrives as plain text.
        "should_escape": True,
    }


def _short_command(verbs: Mapping[str, Verb], name: str) -> dict[str, Any]:
    if name not in verbs:
        near = difflib.get_close_matches(name, verbs, 1)
        hint = f"Did you mean “{near[0]}”? " if near else ""
        raise CannotMake(f"There is no command “{name}”. {hint}There are: {', '.join(verbs)}.")
    if name in TAKEN:
        raise CannotMake(f"/{name} is a command of Slack's own. {COMMAND} {name} works as it is.")
    verb = verbs[name]
    command = {"command": f"/{name}", "description": verb.summary, "should_escape": True}
    words = verb.usage.removeprefix(name).strip()
    return command | ({"usage_hint": words} if words else {})


def _shortcuts(verbs: Iterable[Verb]) -> Iterable[dict[str, str]]:
    for verb in verbs:
        for kind, prefix, name in (
            ("global", VERB, verb.shortcut),
            ("message", ON_MESSAGE, verb.on_message),
        ):
            if name:
                yield {
                    "type": kind,
                    "name": name,
                    "callback_id": f"{prefix}{verb.name}",
                    "description": verb.summary,
                }


def _request_url(url: str) -> str:
    base = url.rstrip("/").removesuffix(PATH).rstrip("/")
    host = base.removeprefix("https://")
    if host == base or not host or any(sign in host for sign in " \t?#@"):
        raise CannotMake(
            f"“{url}” is no address for Slack to call: write it like https://unstuck.example.org."
        )
    return base + PATH
