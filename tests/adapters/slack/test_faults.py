"""When Slack, the network or our store fails: said in words, tried again, ended in time."""

import asyncio
import logging
import sqlite3
import time
from typing import Any

import pytest

from adapters.slack.app import CannotConnect, Slack
from adapters.slack.patience import Patience
from adapters.slack.settings import SlackSettings
from bot.engine.intents import Intent, Reply
from bot.messages.parts import message, say
from bot.ports.store import StoreUnavailable
from tests.adapters.slack.desk import Desk, Office, nobody, settings_for
from tests.adapters.slack.test_presses import FORM, QUESTION
from tests.adapters.stand_in_core import StandInCore
from tests.servers.slack.faults import Answers, BadStatus, HtmlBody, RateLimited, Reset
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User

FAULTS = [BadStatus(), HtmlBody(), HtmlBody(502), RateLimited(), Reset(), Answers("fatal_error")]


def name_of(fault: object) -> str:
    return f"{type(fault).__name__}{getattr(fault, 'status', '')}"


# -- connecting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
async def test_it_waits_for_slack(server: SlackServer, fault: Any, method: str) -> None:
    server.faults.next(method, fault, fault)
    quick = Patience(first_ask=0.01)
    slack = Slack(settings_for(server, "socket", quick), "127.0.0.1", 0, nobody)
    team = await slack.connect()
    assert (team.outer_id, team.bot_user) == (server.team_id, server.bot_user_id)
    await slack.close()


@pytest.mark.parametrize(
    ("bot", "app", "why"),
    [
        ("xoxb-9-9-nine", "", "SLACK_BOT_TOKEN"),
        ("xapp-1-A0UNSTUCK-2-three", "", "SLACK_BOT_TOKEN"),
        ("", "xapp-9", "SLACK_APP_TOKEN"),
        ("", "xoxb-1-2-three", "SLACK_APP_TOKEN"),
    ],
)
async def test_wrong_tokens_are_named(server: SlackServer, bot: str, app: str, why: str) -> None:
    settings = SlackSettings(bot or server.tokens.bot, app, "s", server.base_url)
    slack = Slack(settings, "127.0.0.1", 0, nobody)
    with pytest.raises(CannotConnect) as caught:
        await slack.connect()
    assert why in str(caught.value)
    for token in (bot, app):
        assert not token or token not in str(caught.value)
    await slack.close()


async def test_an_app_taken_out_is_named(server: SlackServer) -> None:
    server.tokens.bot_error = "account_inactive"
    slack = Slack(settings_for(server, "http"), "127.0.0.1", 0, nobody)
    with pytest.raises(CannotConnect, match="taken out of"):
        await slack.connect()
    await slack.close()


async def test_without_connecting_it_cannot_serve(server: SlackServer, core: StandInCore) -> None:
    slack = Slack(settings_for(server, "http"), "127.0.0.1", 0, nobody)
    with pytest.raises(RuntimeError):
        await slack.serve(core, "w")  # type: ignore[arg-type]
    await slack.stop()
    await slack.close()


# -- answering ------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
async def test_what_slack_does_not_take_is_said_another_way(
    desk: Desk, core: StandInCore, ann: User, research: Channel, fault: Any
) -> None:
    await desk.posts(research, QUESTION)
    core.replies(Reply(form=FORM))
    desk.server.faults.next("views.open", fault)
    await desk.presses(ann, "Go")
    assert desk.last(ann).says("Please try again.")
    core.replies(Reply(tell=message(say("Told.")), edit=message(say("Done."))))
    desk.server.faults.always("response_url", fault)
    await desk.presses(ann, "Go")
    # A page in place of its answer is none, though its status says that all is well.
    if not isinstance(fault, HtmlBody | Answers) or getattr(fault, "status", 0) == 502:
        assert desk.last(ann).text_as_read == "Told."
        assert desk.last(ann).channel is desk.server.direct_channel(ann)


async def test_when_slack_takes_nothing_at_all(
    desk: Desk, core: StandInCore, ann: User, research: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    """The state is kept and the payload acknowledged; what is lost is in the log, not its words."""
    await desk.posts(research, QUESTION)
    core.replies(Reply(tell=message(say("A secret.")), edit=message(say("A secret."))))
    desk.server.faults.always("*", BadStatus())
    with caplog.at_level(logging.DEBUG):
        answer = await desk.presses(ann, "Go")
    assert answer.is_ok
    ours = [r for r in caplog.records if r.name.startswith("adapters.slack")]
    assert {r.getMessage() for r in ours if r.levelno >= logging.WARNING} >= {
        "message not rewritten",
        "private reply lost",
    }
    assert "A secret" not in "".join(f"{r.getMessage()} {r.__dict__}" for r in ours)
    desk.server.faults.mends()


async def test_nothing_typed_is_in_the_log(
    desk: Desk, core: StandInCore, ann: User, research: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    """As it runs: on INFO."""
    caplog.set_level(logging.INFO)
    await desk.types(ann, "a secret thing", research)
    await desk.types(ann, "a secret thing", research, command="/unheard-of")
    await desk.server.deliveries.deliver(
        "interactive", {"type": "secret", "user": {"id": ann.id}, "secret": "a secret thing"}
    )
    await desk.slack.finish()
    assert "a secret thing" not in caplog.text


async def test_a_bug_of_ours_is_logged_and_not_acknowledged(
    server: SlackServer,
    desk: Desk,
    core: StandInCore,
    ann: User,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def breaks(_: Intent) -> Reply:
        raise RuntimeError("a bug")

    core.answer, server.sockets.ack_seconds = breaks, 0.2
    answer = await desk.types(ann, "me", research)
    assert not answer.is_ok
    assert "payload failed" in caplog.text
    # Slack tells her that it failed.
    assert desk.last(ann).says("/unstuck failed with the error")
    server.violations[:] = [v for v in server.violations if "not acknowledged" not in v]


# -- the store ------------------------------------------------------------------------------------


async def test_while_the_store_is_away(
    office: Office, ann: User, research: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said in words, and a dialog stays open with what was typed."""
    await office.types(ann, "me", research)
    await office.presses(ann, "Change")

    async def is_away(*_: object, **__: object) -> None:
        raise StoreUnavailable("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(office.app.dispatcher._transactions, "begin", is_away)
        await office.submits(ann, days="Mon–Thu")
        (fault,) = office.dialog(ann).errors.values()
        assert "I cannot save anything at the moment" in fault
        assert office.dialog(ann).values["days"] == "Mon–Thu"
        await office.types(ann, "me", research)
        assert office.last(ann).says("I cannot save anything at the moment")
        assert await office.server.searches(ann, office.dialog(ann), "city", "par") == []
    await office.submits(ann)
    assert office.server.modal(ann) is None
    assert any(m.says("Mon–Thu") for m in office.seen(ann))


async def test_while_another_holds_the_database(
    office: Office, url: str, ann: User, research: Channel
) -> None:
    """A backup that takes two seconds: everybody is answered in time."""
    await office.types(ann, "me", research)
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    typing = asyncio.create_task(office.types(ann, "me brisbane", research))
    await asyncio.sleep(1)
    assert not typing.done()
    holder.execute("ROLLBACK")
    holder.close()
    answer = await typing
    assert answer.is_ok
    assert office.last(ann).says("Brisbane")


# -- the end --------------------------------------------------------------------------------------


@pytest.mark.parametrize("patience", [Patience(last_words=0.1)], ids=["short"])
async def test_it_stops_though_slack_hangs(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    desk.server.faults.hangs("response_url")
    core.replies(Reply(tell=message(say("Lost.")), edit=message(say("Done."))))
    on = desk.last(ann)
    answer = await desk.server.presses(ann, on, on.button("Go").action_id)
    assert answer.is_ok
    began = time.monotonic()
    await desk.slack.stop()
    assert time.monotonic() - began < 2
