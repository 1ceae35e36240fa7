"""What people do in Slack, and what their clients make of the answer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.servers.slack.blocks import (
    PRESSED,
    STATE_KEYS,
    TAKES_OPTIONS,
    elements,
    escape,
    initial_values,
    options_of,
    state_with,
)
from tests.servers.slack.deliveries import Deliveries
from tests.servers.slack.forms import client_refuses
from tests.servers.slack.payloads import Payloads
from tests.servers.slack.records import Acknowledged
from tests.servers.slack.refusals import Refused
from tests.servers.slack.response_urls import ResponseUrls
from tests.servers.slack.screen import SeenMessage, SeenView
from tests.servers.slack.state import SLACKBOT, Channel, Json, Message, User, Workspace
from tests.servers.slack.triggers import Triggers
from tests.servers.slack.views import View, Views

Filled = str | Sequence[str] | None
"""What a person gives a field: words, an option's value or label, several, or nothing."""


@dataclass
class People:
    """Each act is a payload; its promise ends when the app has answered or was too late."""

    workspace: Workspace
    views: Views
    triggers: Triggers
    response_urls: ResponseUrls
    deliveries: Deliveries
    _states: dict[tuple[str, str], Json] = field(default_factory=dict)
    """What people chose in messages, by message and person, as block_actions carries it."""

    @property
    def payloads(self) -> Payloads:
        return Payloads(self.workspace)

    async def types_command(
        self, user: User, channel: Channel, command: str, text: str, *, should_escape: bool
    ) -> Acknowledged:
        """`should_escape`: names become ids, as the manifest's setting says."""
        url = self.response_urls.issue("commands", user, channel)
        payload = self.payloads.slash_command(
            user,
            channel,
            command,
            self._with_ids(text) if should_escape else escape(text),
            response_url=url,
            trigger_id=self.triggers.issue(user, "slash_commands"),
        )
        answer = await self.deliveries.deliver("slash_commands", payload)
        if not answer.is_ok or answer.is_refused:
            self._says_that_it_failed(user, channel, command, answer)
        elif answer.body:
            self._shown_or_found(lambda: self.response_urls.respond_to_command(url, answer.body))
        return answer

    def _says_that_it_failed(
        self, user: User, channel: Channel, command: str, answer: Acknowledged
    ) -> None:
        """Slackbot's words: bolt-python#951, Netflix/dispatch#2848."""
        too_late = answer.status == 0 and answer.seconds > 0
        error = "operation_timeout" if too_late else "dispatch_failed"
        text = f'{command} failed with the error "{error}"'
        ts = self.workspace.new_ts()
        failure = Message(ts, channel, SLACKBOT, text, [], seen_only_by=user.id)
        self.workspace.messages.append(failure)

    async def presses(
        self, user: User, on: SeenMessage | SeenView, action_id: str, option: Filled = None
    ) -> Acknowledged:
        """A button, or a choice of `option` in a select, on what the person has before them."""
        block, element = _element(on.blocks, action_id)
        action: Json = {
            "type": element["type"],
            "action_id": action_id,
            "block_id": block["block_id"],
            "action_ts": self.workspace.new_ts(),
        }
        action |= {key: element[key] for key in ("text", "value", "style") if key in element}
        if isinstance(on, SeenView):
            return await self._presses_in_view(user, on.view, element, action, option)
        message = on.message
        assert not message.is_deleted, "this message is deleted"
        shown = message.blocks if _has(message.blocks, action_id) else list(on.blocks)
        state = self._states.setdefault((message.ts, user.id), {})
        values = _joined(initial_values(shown), state)
        chosen = _choose(element, option, [], action)
        if chosen:
            state.setdefault(block["block_id"], {})[action_id] = chosen
            values[block["block_id"]][action_id] = chosen
        url = self.response_urls.issue("actions", user, message.channel, message)
        payload = self.payloads.block_actions_on_message(
            user, message, action, values, response_url=url
        )
        payload["trigger_id"] = self.triggers.issue(user, "block_actions")
        return await self.deliveries.deliver("interactive", payload)

    async def _presses_in_view(
        self, user: User, view: View, element: Json, action: Json, option: Filled
    ) -> Acknowledged:
        self._is_before(user, view)
        found = view.found.get(action["block_id"], [])
        chosen = _choose(element, option, found, action)
        if chosen:
            view.values[action["block_id"]][action["action_id"]] = chosen
        payload = self.payloads.block_actions_on_view(user, self.views.as_json(view), action)
        in_modal = view.id if view.source["type"] == "modal" else ""
        payload["trigger_id"] = self.triggers.issue(user, "block_actions", in_modal)
        return await self.deliveries.deliver("interactive", payload)

    async def submits(
        self, user: User, seen: SeenView, values: Mapping[str, Filled]
    ) -> Acknowledged:
        """Fill fields and press the submit button; the client itself refuses what is not filled."""
        view = seen.view
        self._is_before(user, view)
        assert view.source.get("submit"), "this modal has no submit button"
        self.fills(view, values)
        view.errors = client_refuses(view)
        if view.errors:
            return Acknowledged(0, {"errors": dict(view.errors)}, 0)
        payload = self.payloads.view_submission(user, self.views.as_json(view))
        payload["trigger_id"] = self.triggers.issue(user, "view_submission", view.id)
        answer = await self.deliveries.deliver("interactive", payload)
        self._shown_or_found(lambda: self._after_submission(view, answer))
        return answer

    def fills(self, view: View, values: Mapping[str, Filled]) -> None:
        """Type and choose, without sending anything."""
        for block_id, value in values.items():
            inputs = [
                element
                for block, element in elements(view.blocks)
                if block["block_id"] == block_id and element["type"] in STATE_KEYS
            ]
            shown = [block["block_id"] for block in view.blocks]
            assert inputs, f"no field {block_id!r} in this view, but {shown}"
            state = state_with(inputs[0], value, view.found.get(block_id, []))
            view.values[block_id][inputs[0]["action_id"]] = state

    def _after_submission(self, view: View, answer: Acknowledged) -> None:
        """Source: docs.slack.dev, surfaces/modals#updating_views and #displaying_errors."""
        if not answer.is_ok or answer.is_refused:
            view.errors = {"": "trouble"}
            return
        try:
            self._respond(view, answer.body)
        except Refused:
            view.errors = {"": "trouble"}
            raise

    def _respond(self, view: View, body: Json) -> None:
        match body.get("response_action"):
            case None:
                self.views.close(view)
            case "clear":
                self.views.stack(view.user).clear()
            case "errors":
                inputs = {b["block_id"] for b in view.blocks if b["type"] == "input"}
                unknown = set(body["errors"]) - inputs
                if unknown:
                    raise Refused(f"errors for {sorted(unknown)}, which are no inputs of the view")
                view.errors = dict(body["errors"])
            case "update":
                self.views.update(view, body["view"])
            case "push":
                self.views.push(view.user, body["view"])
            case other:
                raise Refused(f"response_action {other!r}")

    async def closes(self, user: User, seen: SeenView, *, all_of_them: bool) -> Acknowledged:
        """The close button of one view, or the X, which closes the whole stack."""
        view, stack = seen.view, self.views.stack(user)
        self._is_before(user, view)
        is_cleared = all_of_them or bool(view.source.get("clear_on_close"))
        told = [each for each in (reversed(stack) if is_cleared else [view]) if each in stack]
        for each in told:
            self.views.close(each)
        answer = Acknowledged(200, {}, 0)
        for each in told:
            if each.notify_on_close:
                shown = self.views.as_json(each)
                payload = self.payloads.view_closed(user, shown, is_cleared=is_cleared)
                answer = await self.deliveries.deliver("interactive", payload)
        return answer

    async def searches(
        self, user: User, seen: SeenView, block_id: str, words: str
    ) -> list[tuple[str, str]]:
        """Types into an external select; the options that come, as (label, value)."""
        view = seen.view
        self._is_before(user, view)
        element = next(e for b, e in elements(view.blocks) if b["block_id"] == block_id)
        kind = str(element["type"])
        assert kind.endswith("external_select"), f"{block_id} is a {kind}: nothing is searched"
        if len(words) < element.get("min_query_length", 3):
            return []
        payload = self.payloads.block_suggestion(
            user, self.views.as_json(view), block_id, element["action_id"], words
        )
        answer = await self.deliveries.deliver("interactive", payload)
        if not answer.is_ok or answer.is_refused:
            return []
        found = options_of(answer.body)
        view.found.setdefault(block_id, []).extend(found)
        return [(str(each["text"]["text"]), str(each["value"])) for each in found]

    async def uses_shortcut(self, user: User, callback_id: str) -> Acknowledged:
        payload = self.payloads.shortcut(user, callback_id)
        payload["trigger_id"] = self.triggers.issue(user, "shortcut")
        return await self.deliveries.deliver("interactive", payload)

    async def uses_message_shortcut(
        self, user: User, callback_id: str, message: Message
    ) -> Acknowledged:
        url = self.response_urls.issue("app", user, message.channel, message)
        payload = self.payloads.message_action(user, callback_id, message, response_url=url)
        payload["trigger_id"] = self.triggers.issue(user, "message_action")
        return await self.deliveries.deliver("interactive", payload)

    def _is_before(self, user: User, view: View) -> None:
        """Only the top of a stack, and the Home, can be used."""
        usable = [self.views.top(user), self.views.homes.get(user.id)]
        assert view in usable, f"{user.name} does not have {view.id} before them"

    def _with_ids(self, text: str) -> str:
        """Source: docs.slack.dev, interactivity/implementing-slash-commands#escaping."""
        people = {user.name: user for user in self.workspace.users.values()}
        channels = {each.name: each for each in self.workspace.channels.values() if each.name}

        def person(found: re.Match[str]) -> str:
            user = people.get(found[1])
            return f"<@{user.id}|{user.name}>" if user else found[0]

        def channel(found: re.Match[str]) -> str:
            named = channels.get(found[1])
            return f"<#{named.id}|{named.name}>" if named else found[0]

        text = re.sub(r"(?<!\w)@([\w.-]*\w)", person, escape(text))
        text = re.sub(r"(?<!\w)#([\w-]+)", channel, text)
        return re.sub(r"(?<![<|])https?://[^\s<>]+", lambda found: f"<{found[0]}>", text)

    def _shown_or_found(self, show: Callable[[], None]) -> None:
        """What an acknowledgement asks for and Slack does not do is a finding."""
        try:
            show()
        except Refused as refused:
            self.deliveries.records.found(f"acknowledgement: {refused.error}")


def _element(blocks: Sequence[Json], action_id: str) -> tuple[Json, Json]:
    for block, element in elements(blocks):
        if element["action_id"] == action_id:
            return block, element
    shown = [element["action_id"] for _, element in elements(blocks)]
    raise AssertionError(f"nothing here has the action_id {action_id!r}, but {shown}")


def _has(blocks: Sequence[Json], action_id: str) -> bool:
    return any(element["action_id"] == action_id for _, element in elements(blocks))


def _joined(values: Json, chosen: Json) -> Json:
    for block_id in values.keys() & chosen.keys():
        values[block_id] |= chosen[block_id]
    return values


def _choose(element: Json, option: Filled, found: Sequence[Json], action: Json) -> Json | None:
    """Put the choice into the action; what the element keeps of it, if it keeps anything."""
    if element["type"] == "overflow":
        kept = state_with({**element, "type": "static_select"}, option, found)
        action["selected_option"] = kept["selected_option"]
        return None
    if element["type"] in PRESSED:
        assert option is None, f"{action['action_id']} is a button: it has no options"
        return None
    kept = state_with(element, option, found)
    key, initial = STATE_KEYS[element["type"]]
    action[key] = kept[key]
    if element["type"] in TAKES_OPTIONS and initial in element:
        action[initial] = element[initial]
    return kept
