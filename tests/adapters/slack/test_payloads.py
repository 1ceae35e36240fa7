"""Every payload that Slack was seen to send: it reaches its place, and nobody gets silence.

Ids are replaced where they must be of our workspace, and urls, which would lead to the real one.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.engine.intents import GroupChanged, Removed
from tests.adapters.slack.desk import Desk, channel_of
from tests.adapters.stand_in_core import StandInCore
from tests.servers.slack.records import Acknowledged
from tests.servers.slack.state import Channel, Message, User

PAYLOADS = Path("tests/specs/slack/payloads")
ALL = sorted(path.name.removesuffix(".json") for path in PAYLOADS.glob("*.json"))

TOLD = {"block_actions", "dialog_submission", "interactive_message", "message_action"}
"""Told in words beside what they used: it is none of ours."""
SHOWN = {"shortcut", "socket.interactive"}
"""Told in a dialog."""
COMMANDS = {
    "slash_command": ("hello-world", "Hi"),
    "socket.slash_commands": ("hello-socket-mode", ""),
}
MOVED = {"event.member_joined_channel": True, "event.member_left_channel": False}
REMOVED = {"event.app_uninstalled", "event.tokens_revoked"}
ANSWERED: dict[str, dict[str, Any]] = {
    "block_suggestion": {"options": []},
    "view_closed": {},
}
UNKNOWN = "This button is from another version of me"


def recorded(name: str, desk: Desk, who: User, place: Channel) -> tuple[str, dict[str, Any]]:
    """Its kind, and what was sent, by somebody of ours."""
    payload = json.loads((PAYLOADS / f"{name}.json").read_text())
    payload = payload.get("payload", payload)
    if "command" in payload:
        kind = "slash_commands"
    else:
        kind = "events_api" if payload["type"] == "event_callback" else "interactive"
    server = desk.server
    workspace = server.workspace
    pressed = Message(workspace.new_ts(), place, server.bot_user_id, "old", [], seen_only_by=who.id)
    workspace.messages.append(pressed)
    url = server._response_urls.issue("actions", who, place, pressed)
    ours = {
        "user_id": who.id,
        "channel_id": place.id,
        "team_id": server.team_id,
        "response_url": url,
        "trigger_id": server._triggers.issue(who, payload.get("type", "")),
    }
    payload |= {key: value for key, value in ours.items() if key in payload}
    if kind == "interactive":
        payload["user"] |= {"id": who.id}
        payload["team"] |= {"id": server.team_id}
        if "channel" in payload:
            payload["channel"] |= {"id": place.id}
        if "container" in payload:
            payload["container"] |= {"channel_id": place.id}
            payload["container"] |= {"message_ts": pressed.ts}
        for part in (payload["user"], payload.get("view", {})):
            part |= {"team_id": server.team_id} if "team_id" in part else {}
    return kind, payload


async def sends(desk: Desk, kind: str, payload: dict[str, Any]) -> Acknowledged:
    answer = await desk.server.deliveries.deliver(kind, payload)
    await desk.slack.finish()
    return answer


@pytest.mark.parametrize("name", ALL)
async def test_each_is_acknowledged_and_answered(
    desk: Desk, core: StandInCore, ann: User, research: Channel, name: str
) -> None:
    kind, payload = recorded(name, desk, ann, research)
    answer = await sends(desk, kind, payload)
    assert answer.status == 200, answer
    seen = "\n".join(m.text_as_read for m in desk.seen(ann))
    if name in TOLD:
        assert UNKNOWN in seen
        assert core.intents == []
    elif name in SHOWN:
        assert desk.dialog(ann).says(UNKNOWN)
    elif name in COMMANDS:
        assert (core.command.verb, core.command.words) == COMMANDS[name]
        assert "Noted." in json.dumps(answer.body)
    elif name == "view_submission":
        assert answer.body["response_action"] == "update"
        assert UNKNOWN in json.dumps(answer.body)
    elif name in REMOVED:
        assert [notice.what for notice in core.notices] == [Removed()]
        assert core.notices[0].event == payload["event_id"]
    elif name in MOVED:
        (notice,) = core.notices
        assert isinstance(notice.what, GroupChanged)
        assert notice.what.is_in == MOVED[name]
    else:
        assert answer.body == ANSWERED.get(name, {})
        assert name in ANSWERED or name.split(".")[0] in ("event", "socket")
        assert (core.intents, core.searches, core.notices, seen) == ([], [], [], "old")


async def test_one_of_a_kind_with_ours_in_it(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """As recorded, but for our names in place of the other app's."""
    kind, press = recorded("block_actions", desk, ann, research)
    press["actions"][0]["action_id"] = "1~teams.join~t1"
    await sends(desk, kind, press)
    assert core.press.does.name == "teams.join"
    # It stood on a message that only she saw: nothing of it is kept.
    assert (core.press.place, channel_of(core.press.origin)) == ("", research.id)
    kind, submission = recorded("view_submission", desk, ann, research)
    submission["view"]["callback_id"] = "1~teams.pair"
    await sends(desk, kind, submission)
    assert core.submission.values == {"hspI": ("test",)}
    kind, suggestion = recorded("block_suggestion", desk, ann, research)
    suggestion["action_id"] = "search~people.city"
    await sends(desk, kind, suggestion)
    assert (core.searches[-1].source, core.searches[-1].words) == ("people.city", "search word")
    kind, on_message = recorded("message_action", desk, ann, research)
    on_message |= {"callback_id": "message:ask", "trigger_id": "9.9"}
    await sends(desk, kind, on_message)
    assert core.command.quoted is not None
    assert core.command.quoted.text == "@W222 test"
    assert core.command.quoted.link == (
        f"https://test-test.slack.com/archives/{research.id}/p1583636382000300"
    )
    kind, opened = recorded("event.app_home_opened", desk, ann, research)
    opened["event"] |= {"tab": "home", "user": ann.id}
    await sends(desk, kind, opened)
    assert desk.server.home(ann) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "dialog_cancellation"},
        {"type": "workflow_step_edit", "workflow_step": {}},
        {"type": "something_new"},
        {"type": "block_actions", "actions": [{"action_id": "1~a.b"}], "trigger_id": ""},
        {"type": "block_actions", "actions": [{"action_id": ""}]},
        {"type": "view_submission", "view": {"callback_id": "1~a.b", "type": "modal"}},
        {"type": "view_submission"},
        {"type": "message_action", "callback_id": "message:ask", "channel": {}},
    ],
)
async def test_kinds_that_nobody_has_seen_yet(
    desk: Desk, ann: User, research: Channel, changes: dict[str, Any]
) -> None:
    """Whoever acted is told, and Slack does not send it again."""
    kind, payload = recorded("dialog_submission", desk, ann, research)
    answer = await sends(desk, kind, payload | changes)
    told = json.dumps(answer.body) + "".join(m.text_as_read for m in desk.seen(ann))
    view = desk.server.modal(ann)
    assert answer.status == 200
    assert UNKNOWN in told + (view.text_as_read if view else "")


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_home_opened", "tab": "home"},
        {"type": "user_change"},
        {"type": "user_change", "user": "U1"},
        {"type": "channel_archive"},
        {"type": "tokens_revoked"},
        {"type": "tokens_revoked", "tokens": []},
        {},
    ],
)
async def test_events_without_what_they_should_have(
    desk: Desk, core: StandInCore, event: dict[str, Any]
) -> None:
    assert (await desk.server.sends_event(event)).is_ok
    await desk.slack.finish()
    assert not [n for n in core.notices if isinstance(n.what, Removed)]
