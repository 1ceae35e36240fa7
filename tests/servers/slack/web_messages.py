"""Web API methods that write messages and views."""

from dataclasses import dataclass

from tests.servers.slack.messages import Messages
from tests.servers.slack.records import Records
from tests.servers.slack.refusals import Refused
from tests.servers.slack.state import SLACKBOT, Channel, Json, Message, Workspace
from tests.servers.slack.triggers import Triggers
from tests.servers.slack.views import View, Views
from tests.servers.slack.web_api import Method, Tokens


@dataclass
class Writing:
    """What the bot posts and edits."""

    workspace: Workspace
    tokens: Tokens
    messages: Messages

    def methods(self) -> dict[str, Method]:
        return {
            "chat.postMessage": self.post_message,
            "chat.postEphemeral": self.post_ephemeral,
            "chat.update": self.update,
            "chat.delete": self.delete,
        }

    def post_message(self, args: Json) -> Json:
        channel = self.destination(str(args.get("channel")))
        message = self.messages.post(channel, args)
        return {
            "channel": channel.id,
            "ts": message.ts,
            "message": self.workspace.message_json(message),
        }

    def post_ephemeral(self, args: Json) -> Json:
        channel = self._writable(str(args.get("channel")))
        user_id = str(args.get("user"))
        if user_id not in self.workspace.users:
            raise Refused("user_not_found")
        if user_id not in channel.members:
            raise Refused("user_not_in_channel")
        message = self.messages.post(channel, args, seen_only_by=user_id)
        return {"message_ts": message.ts}

    def update(self, args: Json) -> Json:
        message = self._own(args, "cant_update_message")
        if message.channel.is_archived:
            raise Refused("is_inactive")
        self.messages.rewrite(message, args)
        return {
            "channel": message.channel.id,
            "ts": message.ts,
            "text": message.text,
            "message": self.workspace.message_json(message),
        }

    def delete(self, args: Json) -> Json:
        message = self._own(args, "cant_delete_message")
        message.is_deleted = True
        return {"channel": message.channel.id, "ts": message.ts}

    def destination(self, id: str) -> Channel:
        """A channel, a direct message, or a person's id, which means the direct message."""
        user = self.workspace.users.get(id)
        if user is None:
            return self._writable(id)
        if user.deleted or user.is_bot or user.id == SLACKBOT:
            raise Refused("channel_not_found")
        return self.workspace.direct_channel(id)

    def _writable(self, id: str) -> Channel:
        """Private conversations without the bot do not exist for it; public ones refuse it."""
        channel = self.workspace.channels.get(id)
        if channel is None:
            raise Refused("channel_not_found")
        is_member = self.workspace.bot_user_id in channel.members
        if not is_member and (channel.is_private or channel.is_direct):
            raise Refused("channel_not_found")
        if channel.direct_with and self.workspace.users[channel.direct_with].deleted:
            raise Refused("channel_not_found")
        if channel.is_archived:
            raise Refused("is_archived")
        if not is_member and "chat:write.public" not in self.tokens.scopes:
            raise Refused("not_in_channel")
        return channel

    def _own(self, args: Json, error: str) -> Message:
        """The bot's message; ephemeral ones cannot be reached by their ts."""
        channel = self.workspace.channels.get(str(args.get("channel")))
        if channel is None or (channel.is_private and not self._is_in(channel)):
            raise Refused("channel_not_found")
        message = self.workspace.message(channel, str(args.get("ts")))
        if message is None or message.seen_only_by:
            raise Refused("message_not_found")
        if message.user != self.workspace.bot_user_id:
            raise Refused(error)
        return message

    def _is_in(self, channel: Channel) -> bool:
        return self.workspace.bot_user_id in channel.members


@dataclass
class Showing:
    """Modals and the Home."""

    workspace: Workspace
    views: Views
    triggers: Triggers
    records: Records

    def methods(self) -> dict[str, Method]:
        return {
            "views.open": self.open,
            "views.push": self.push,
            "views.update": self.update,
            "views.publish": self.publish,
        }

    def open(self, args: Json) -> Json:
        """From within a modal clients show it by chance only (bolt-js#639, #1072, #1827)."""
        trigger = self.triggers.exchange(args.get("trigger_id"))
        if trigger.view_id and self.views.stack(trigger.user):
            self.records.found(
                f"views.open on the trigger of a {trigger.kind} in a modal: push or update it"
            )
        return self._shown(self.views.open(trigger.user, args["view"]))

    def push(self, args: Json) -> Json:
        trigger = self.triggers.exchange(args.get("trigger_id"))
        if not trigger.view_id:
            raise Refused("not_found")
        return self._shown(self.views.push(trigger.user, args["view"]))

    def update(self, args: Json) -> Json:
        view = self.views.find(str(args.get("view_id") or ""), str(args.get("external_id") or ""))
        return self._shown(self.views.update(view, args["view"], str(args.get("hash") or "")))

    def publish(self, args: Json) -> Json:
        user = self.workspace.users.get(str(args.get("user_id")))
        if user is None or user.is_bot:
            raise Refused("invalid_arguments", messages=["invalid `user_id`"])
        return self._shown(self.views.publish(user, args["view"], str(args.get("hash") or "")))

    def _shown(self, view: View) -> Json:
        return {"view": self.views.as_json(view)}
