"""Payloads key by key after those that Slack sent (tests/specs/slack/payloads)."""

from dataclasses import dataclass

from tests.servers.slack.state import Channel, Json, Message, User, Workspace

TOKEN = "verification_token"
"""Of the old way to verify; still in every payload."""


@dataclass
class Payloads:
    """Of a workspace that belongs to no enterprise."""

    workspace: Workspace

    def slash_command(
        self,
        user: User,
        channel: Channel,
        command: str,
        text: str,
        *,
        response_url: str,
        trigger_id: str,
    ) -> Json:
        """payloads/slash_command.json, socket.slash_commands.json."""
        return {
            "token": TOKEN,
            "team_id": self.workspace.team_id,
            "team_domain": self.workspace.domain,
            "channel_id": channel.id,
            "channel_name": channel.name_in_payloads,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self.workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": trigger_id,
        }

    def _interaction(self, kind: str, user: User) -> Json:
        return {
            "type": kind,
            "team": {"id": self.workspace.team_id, "domain": self.workspace.domain},
            "user": {
                "id": user.id,
                "username": user.name,
                "name": user.name,
                "team_id": user.team_id,
            },
            "api_app_id": self.workspace.app_id,
            "token": TOKEN,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def block_actions_on_message(
        self, user: User, message: Message, action: Json, state: Json, *, response_url: str
    ) -> Json:
        """payloads/block_actions.json; of an ephemeral message Slack sends only the container."""
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel.id,
            "is_ephemeral": bool(message.seen_only_by),
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._interaction("block_actions", user) | {
            "container": container,
            "channel": {"id": message.channel.id, "name": message.channel.name_in_payloads},
            "state": {"values": state},
            "response_url": response_url,
            "actions": [action],
        }
        if not message.seen_only_by:
            payload["message"] = self._message(message)
        return payload

    def _message(self, message: Message) -> Json:
        """docs.slack.dev, interactivity: in payloads a message also says whose app's it is."""
        return {**self.workspace.message_json(message), "app_id": self.workspace.app_id}

    def block_actions_on_view(self, user: User, view: Json, action: Json) -> Json:
        return self._interaction("block_actions", user) | {
            "container": {"type": "view", "view_id": view["id"]},
            "view": view,
            "actions": [action],
        }

    def view_submission(self, user: User, view: Json) -> Json:
        return self._interaction("view_submission", user) | {"view": view, "response_urls": []}

    def view_closed(self, user: User, view: Json, *, is_cleared: bool) -> Json:
        """payloads/view_closed.json; `is_cleared` from its reference page."""
        return self._interaction("view_closed", user) | {"view": view, "is_cleared": is_cleared}

    def block_suggestion(self, user: User, view: Json, block: str, action: str, value: str) -> Json:
        return self._interaction("block_suggestion", user) | {
            "container": {"type": "view", "view_id": view["id"]},
            "view": view,
            "block_id": block,
            "action_id": action,
            "value": value,
        }

    def shortcut(self, user: User, callback_id: str) -> Json:
        """payloads/shortcut.json, socket.interactive.json: no app id, and no `name` of the user."""
        payload = self._interaction("shortcut", user) | {
            "action_ts": self.workspace.new_ts(),
            "callback_id": callback_id,
        }
        del payload["api_app_id"], payload["user"]["name"]
        return payload

    def message_action(
        self, user: User, callback_id: str, message: Message, *, response_url: str
    ) -> Json:
        """payloads/message_action.json: no app id, and of the user only id and name."""
        payload = self._interaction("message_action", user) | {
            "action_ts": self.workspace.new_ts(),
            "callback_id": callback_id,
            "channel": {"id": message.channel.id, "name": message.channel.name_in_payloads},
            "message": self._message(message),
            "message_ts": message.ts,
            "response_url": response_url,
        }
        del payload["api_app_id"]
        payload["user"] = {"id": user.id, "name": user.name}
        return payload

    def event_callback(self, event: Json, event_id: str) -> Json:
        """payloads/event.*.json, socket.events_api.json."""
        return {
            "token": TOKEN,
            "team_id": self.workspace.team_id,
            "api_app_id": self.workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self.workspace.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.workspace.team_id,
                    "user_id": self.workspace.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event_id}",
        }
