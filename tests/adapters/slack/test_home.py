"""App Home: published when it is opened, and after one's own acts."""

import asyncio

from bot.engine.intents import Intent, Opened, Reply
from bot.messages.parts import Button, Buttons, Message, message, say
from bot.messages.refs import Ref
from tests.adapters.slack.desk import Desk, Office, soon
from tests.adapters.stand_in_core import StandInCore
from tests.servers.slack.faults import BadStatus, RateLimited
from tests.servers.slack.state import Channel, User


async def opens(desk: Desk, who: User, tab: str = "home") -> None:
    await desk.server.opens_home(who, tab)
    await desk.slack.finish()


def home_of(desk: Desk, who: User) -> str:
    home = desk.server.home(who)
    return home.text_as_read if home else ""


async def test_it_shows_what_is_open(office: Office, ann: User, ben: User) -> None:
    await opens(office, ben)
    assert "Nothing is open for you." in home_of(office, ben)
    await office.types(ann, "@ben", command="/pair")
    # What others do is seen when it is opened again.
    assert "Nothing is open" in home_of(office, ben)
    await opens(office, ben)
    home = office.server.home(ben)
    assert home is not None
    assert home.says("Ann Lee asks you to join")
    await office.presses(ben, "Join", on=home)
    assert office.dialog(ben).says("Welcome to")
    assert "Nothing is open for you." in home_of(office, ben)


async def test_after_ones_own_act_and_nobody_elses(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    await opens(desk, ann)
    assert isinstance(core.intents[-1], Opened)
    assert core.intents[-1].origin.profile.name == "Ann Lee"
    await desk.types(ben, "me", research)
    assert len(desk.calls("views.publish")) == 1
    await desk.types(ann, "me", research)
    assert [call["user_id"] for call in desk.calls("views.publish")] == [ann.id, ann.id]
    # Ben has never opened his.
    assert desk.server.home(ben) is None


async def test_of_many_acts_at_once_the_last_state_is_shown(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await opens(desk, ann)
    door, published = desk.server.faults.hangs("views.publish"), len(desk.calls("views.publish"))
    state = 0

    async def answer(intent: Intent) -> Reply:
        nonlocal state
        state += not isinstance(intent, Opened)
        return Reply(tell=message(say(f"state {state}")))

    core.answer = answer
    acts = [asyncio.create_task(desk.server.types_command(ann, research, "/unstuck"))]
    await soon(lambda: isinstance(core.intents[-1], Opened))
    for _ in range(8):
        acts.append(asyncio.create_task(desk.server.types_command(ann, research, "/unstuck")))
    await asyncio.gather(*acts)
    desk.server.faults.mends()
    door.set()
    await desk.slack.finish()
    assert home_of(desk, ann) == "state 9"
    assert len(desk.calls("views.publish")) == published + 2


async def test_the_messages_tab_is_nothing(desk: Desk, core: StandInCore, ann: User) -> None:
    await opens(desk, ann, "messages")
    assert core.intents == []
    assert desk.server.home(ann) is None


async def test_a_home_not_published_is_published_when_opened_again(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    for fault in (BadStatus(), RateLimited()):
        desk.server.faults.next("views.publish", fault)
        await opens(desk, ann)
        assert desk.server.home(ann) is None
    await opens(desk, ann)
    assert home_of(desk, ann) == "Noted."


async def test_more_than_it_holds_ends_with_the_way_to_the_rest(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    parts = [Buttons((Button(f"{n}", Ref("test.go", (f"{n}",))),)) for n in range(150)]
    core.replies(Reply(tell=Message(tuple(parts))))
    await opens(desk, ann)
    home = desk.server.home(ann)
    assert home is not None
    assert len(home.blocks) <= 100
    assert home.says("There is more: type /unstuck.")


async def test_a_guest_whom_nobody_invited_reads_why(office: Office) -> None:
    guest = office.server.add_user("gil", "Gil Guest", is_restricted=True)
    await opens(office, guest)
    assert "You are a guest here" in home_of(office, guest)


async def test_an_act_in_a_home_that_another_process_published(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    button = Buttons((Button("Go", Ref("trial.go")),))
    core.replies(Reply(tell=message(say("Open"), button)))
    await opens(desk, ann)
    # As a new process: it has not seen her open it.
    desk.slack._listeners._homes._looking.clear()  # type: ignore[union-attr]
    core.replies(Reply(tell=message(say("Done"))))
    home = desk.server.home(ann)
    assert home is not None
    await desk.presses(ann, "Go", on=home)
    await desk.slack.finish()
    assert "Done" in home_of(desk, ann)
