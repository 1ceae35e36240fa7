"""Payloads of Slack as Intents, Queries and Notices, each with the place of its answer."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from adapters.slack.dialogs import GROUP, SEARCH, chosen_in, values_of
from adapters.slack.directory import Directory
from adapters.slack.payloads import Payload, Unreadable
from adapters.slack.scenes import Kept, Scene, Surface
from adapters.slack.words import clean, read_command, read_text
from bot.domain.ids import WorkspaceId
from bot.domain.people import Profile
from bot.domain.workspaces import ChannelProfile, Platform
from bot.engine.intents import (
    ChannelLost,
    Command,
    Group,
    GroupChanged,
    Happening,
    Notice,
    Opened,
    Origin,
    Press,
    ProfileChanged,
    Quoted,
    Removed,
    Search,
    Submit,
)
from bot.messages.refs import Ref, UnreadableRef

VERB = "verb:"
ON_MESSAGE = "message:"
"""What stands before a verb's name in a shortcut's callback_id (manifest.py)."""

PRIVATE = frozenset({"", "privategroup", "directmessage"})
"""What Slack calls channels whose names it does not tell."""

GROUP_MESSAGE = "mpdm-"
"""With what the names of direct messages between several begin."""


class Inbound:
    """Reads what Slack sends. Raises Unreadable, and UnreadableRef for a button or a dialog
    that is none of ours."""

    def __init__(self, directory: Directory, workspace: WorkspaceId, team: str) -> None:
        self._directory = directory
        self._workspace = workspace
        self._team = team

    async def command(self, body: Mapping[str, Any]) -> tuple[Command, Scene]:
        """A slash command."""
        payload = Payload(body)
        user, trigger = payload.needed("user_id"), payload.needed("trigger_id")
        typed = read_command(payload.needed("command"), payload.text("text"))
        scene = Scene(
            user,
            Surface.CONVERSATION,
            trigger,
            payload.text("response_url"),
            channel=_unless_direct(payload.text("channel_id"), payload.text("channel_name")),
        )
        origin, people = await asyncio.gather(
            self._origin(scene, payload.text("team_id"), trigger), self._profiles(typed.people)
        )
        return Command(origin, typed.verb, typed.words, people), scene

    async def press(self, body: Mapping[str, Any]) -> tuple[Press, Scene]:
        """A button pressed, or an option chosen."""
        payload, scene = Payload(body), scene_of(body)
        action = payload.first("actions")
        does = Ref.decode(action.needed("action_id"))
        if action.is_set("selected_option"):
            does = replace(does, ids=(*does.ids, action.needed("selected_option", "value")))
        # Buttons of one message pressed at once come with one trigger each.
        event = payload.needed("trigger_id")
        origin = await self._origin(scene, payload.text("user", "team_id"), event)
        if scene.surface is Surface.CONVERSATION:
            return Press(origin, does, scene.conversation, scene.message), scene
        return Press(origin, does), scene

    async def submit(self, body: Mapping[str, Any]) -> tuple[Submit, Scene]:
        """A dialog sent. Raises NotYet and CannotSee of a channel's members."""
        payload = Payload(body)
        view = payload.object("view")
        does = Ref.decode(view.needed("callback_id"))
        kept = Kept.read(view.text("private_metadata"))
        user = payload.needed("user", "id")
        scene = Scene(
            user,
            kept.surface,
            payload.text("trigger_id"),
            kept.response_url,
            channel=kept.channel,
            thread=kept.thread,
            view=view.needed("id"),
        )
        # A view that was changed, or corrected, and is sent again is another input.
        state = view.json("state", "values")
        values = {
            name: tuple(clean(value) for value in given) for name, given in values_of(state).items()
        }
        event = f"{scene.view}.{view.text('hash')}.{_digest(values)}"
        chosen = chosen_in(state)
        origin, people, channels, groups = await asyncio.gather(
            self._origin(scene, payload.text("user", "team_id"), event),
            self._profiles(chosen.people),
            self._channels(chosen.channels),
            self._groups(chosen.groups),
        )
        return Submit(origin, does, values, people, channels, groups), scene

    async def search(self, body: Mapping[str, Any]) -> Search:
        """Words typed into a search field."""
        payload = Payload(body)
        action = payload.needed("action_id")
        if not action.startswith(SEARCH):
            raise Unreadable("no search field of ours")
        kept = Kept.read(payload.text("view", "private_metadata"))
        scene = Scene(payload.needed("user", "id"), kept.surface, channel=kept.channel)
        origin = await self._origin(scene, payload.text("user", "team_id"), "")
        return Search(origin, action.removeprefix(SEARCH), payload.text("value"))

    async def shortcut(self, body: Mapping[str, Any]) -> tuple[Command, Scene]:
        """A verb chosen in the search bar, or on a message."""
        payload = Payload(body)
        callback, trigger = payload.needed("callback_id"), payload.needed("trigger_id")
        user, team = payload.needed("user", "id"), payload.text("user", "team_id")
        if callback.startswith(VERB):
            scene = Scene(user, Surface.VIEW, trigger)
            origin = await self._origin(scene, team, trigger)
            return Command(origin, callback.removeprefix(VERB)), scene
        if not callback.startswith(ON_MESSAGE):
            raise UnreadableRef(callback)
        scene = Scene(
            user,
            Surface.CONVERSATION,
            trigger,
            payload.text("response_url"),
            channel=_unless_direct(payload.text("channel", "id")),
            thread=payload.text("message", "thread_ts"),
        )
        origin, quoted = await asyncio.gather(
            self._origin(scene, team or payload.text("team", "id"), trigger), self._quoted(payload)
        )
        return Command(origin, callback.removeprefix(ON_MESSAGE), quoted=quoted), scene

    async def home(self, user: str, event: str) -> Opened:
        """What is open for a user, to be shown on their App Home."""
        return Opened(await self._origin(Scene(user, Surface.VIEW), self._team, event))

    def concerns_us(self, body: Mapping[str, Any]) -> bool:
        """Whether an event happened in our workspace: an app may be in several."""
        return Payload(body).text("team_id") in ("", self._team)

    async def notice(self, body: Mapping[str, Any]) -> Notice | None:
        """What an event says has happened; None when it does not concern us."""
        payload = Payload(body)
        event = payload.object("event")
        what = await self._happened(event)
        if what is None:
            return None
        return Notice(self._workspace, Platform.SLACK, payload.needed("event_id"), what)

    async def _happened(self, event: Payload) -> Happening | None:
        channel = event.text("channel")
        match event.text("type"):
            case "user_change":
                return ProfileChanged(self._directory.learn(event.json("user")).profile)
            case "channel_archive" | "group_archive":
                self._directory.lose(channel)
                return ChannelLost(channel, "was archived")
            case "channel_left" | "group_left":
                # Of its own leaving a bot hears in these words (bolt-js#1847).
                self._directory.lose(channel)
                return ChannelLost(channel, "is closed to me: I was taken out of it")
            case "member_joined_channel":
                account = await self._directory.account(event.needed("user"), event.text("team"))
                return GroupChanged(account.profile, channel, is_in=True)
            case "member_left_channel":
                return GroupChanged(Profile(event.needed("user"), ""), channel, is_in=False)
            case "app_uninstalled":
                return Removed()
            case "tokens_revoked" if event.is_set("tokens", "bot"):
                return Removed()
            case _:
                return None

    async def _origin(self, scene: Scene, team: str, event: str) -> Origin:
        account = await self._directory.account(scene.user, team)
        return Origin(
            self._workspace,
            Platform.SLACK,
            account.profile,
            event,
            is_admin=account.is_admin,
            channel=self._directory.last_known(scene.channel) if scene.channel else None,
        )

    # Each look-up may take as long as an answer may: all are made at once.

    async def _profiles(self, users: Iterable[str]) -> tuple[Profile, ...]:
        accounts = await asyncio.gather(*(self._directory.account(user) for user in users))
        return tuple(account.profile for account in accounts)

    async def _channels(self, channels: Iterable[str]) -> tuple[ChannelProfile, ...]:
        return tuple(await asyncio.gather(*map(self._directory.channel, channels)))

    async def _groups(self, channels: Iterable[str]) -> tuple[Group, ...]:
        """Raises NotYet and CannotSee."""
        return tuple(await asyncio.gather(*map(self._group, channels)))

    async def _group(self, channel: str) -> Group:
        """Who comes and goes, Slack tells us only of channels in which we are."""
        members, known = await asyncio.gather(
            self._directory.members(channel), self._directory.channel(channel)
        )
        return Group(channel, members, known.name, is_told=known.is_open)

    async def _quoted(self, payload: Payload) -> Quoted:
        message, channel = payload.object("message"), payload.needed("channel", "id")
        author = message.text("user")
        authors = await self._profiles([author] if author else [])
        stamp = payload.text("message_ts").replace(".", "")
        name = payload.text("channel", "name")
        # Private channels and group messages begin with G, or with C and another name for it.
        is_private = name in PRIVATE or name.startswith(GROUP_MESSAGE) or channel[0] != "C"
        return Quoted(
            read_text(message.text("text")),
            next((profile for profile in authors if not profile.is_bot), None),
            f"https://{payload.text('team', 'domain')}.slack.com/archives/{channel}/p{stamp}",
            is_private,
        )


def scene_of(body: Mapping[str, Any]) -> Scene:
    """The place of a button, of a dialog, or of anything else that somebody used."""
    payload = Payload(body)
    user, trigger = payload.needed("user", "id"), payload.text("trigger_id")
    container, view = payload.object("container"), payload.object("view")
    if container.text("type") == "message":
        conversation = container.needed("channel_id")
        return Scene(
            user,
            Surface.PRIVATE if container.is_set("is_ephemeral") else Surface.CONVERSATION,
            trigger,
            payload.text("response_url"),
            channel=_unless_direct(conversation),
            conversation=conversation,
            message=container.needed("message_ts"),
            thread=container.text("thread_ts"),
        )
    if view.is_set("id"):
        kept = Kept.read(view.text("private_metadata"))
        dialog = view.text("id") if view.text("type") == "modal" else ""
        return Scene(user, Surface.VIEW, trigger, channel=kept.channel, view=dialog)
    url = payload.text("response_url")
    return Scene(user, Surface.CONVERSATION if url else Surface.VIEW, trigger, url)


def fields_of(body: Mapping[str, Any]) -> set[str]:
    """The names of the fields of the dialog that was sent."""
    return set(Payload(body).json("view", "state", "values"))


def group_fields_of(body: Mapping[str, Any]) -> list[str]:
    """The names of those in which everybody of a channel was chosen."""
    state = Payload(body).json("view", "state", "values")
    return [name for name, elements in state.items() if GROUP in elements]


def _unless_direct(channel: str, name: str = "") -> str:
    """Ids of direct messages begin with D, names of those of a group with mpdm-: in neither can
    we be, nor post a summary."""
    return "" if channel.startswith("D") or name.startswith(GROUP_MESSAGE) else channel


def _digest(values: Mapping[str, Sequence[str]]) -> str:
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
