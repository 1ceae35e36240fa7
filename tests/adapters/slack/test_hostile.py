"""Whatever somebody types arrives as typed, and pings nobody."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.people import Person
from tests.adapters.slack.desk import Office
from tests.servers.slack.screen import SeenMessage
from tests.servers.slack.state import Channel, User

TUESDAY = datetime(2026, 3, 3, 9, 45, tzinfo=ZoneInfo("Europe/London"))

TEXTS = [
    "<!channel> <!here> <!everyone> @channel @here @everyone",
    "<@U00000001> <@U00000002|ann> <#C00000004> <!subteam^S123|@all> @ann #research",
    "[docs](https://a.example) <https://evil.example|https://bank.example>",
    "https://a.example/?x=1&y=2 a.example mailto:a@b.example javascript:alert(1)",
    "*bold* _it_ ~gone~ `code` ```block``` > quote\n&gt; 1. list\n- item",
    ":tada: :+1::skin-tone-2: :not_one:",
    "a & b &amp; &lt;b&gt; &copy; &#60;",
    "<!date^1392734382^{date}|x> {date} <script>alert(1)</script> </form>",
    "\u202eright to left שלום مرحبا \u200f x",
    "👩🏽‍🔬🏳️‍🌈 é ﷽ \u0301",
    "zwei\nZeilen\n\nund  Lücken\tTab",
    "*" * 400,
    "word " * 599 + "end",
]


def as_shown(text: str) -> str:
    """White space aside, in which a long text is broken."""
    return " ".join(text.split())


def quiet(office: Office, *people: User) -> None:
    """Nobody was pinged, and no word leads elsewhere."""
    for person in people:
        for message in office.seen(person):
            if message.by_bot:
                assert not message.pings, message.text_as_read
                assert not message.mentions, message.text_as_read
                assert all(text in address for text, address in message.links), message.links


async def with_a_round(office: Office, ann: User, ben: User, research: Channel) -> None:
    await office.types(ann, "setup", research)
    await office.submits(ann, name="Research", people=[ben.id])
    await office.presses(ann, "Mon–Fri 09:30, daily")
    await office.settle()
    await office.presses(ben, "Join")
    await office.until(TUESDAY)


def says(messages: list[SeenMessage], text: str) -> bool:
    return any(as_shown(text) in as_shown(m.text_as_read) for m in messages)


@pytest.mark.parametrize("way", ["http"])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_in_a_summary(
    office: Office, ann: User, ben: User, research: Channel, text: str
) -> None:
    await with_a_round(office, ann, ben, research)
    for who in (ann, ben):
        await office.presses(who, "Check in")
        await office.submits(who, done=text, next=text)
    await office.settle()
    in_channel = [m for m in office.seen(ann) if m.channel is research and not m.is_ephemeral]
    assert in_channel, "no summary"
    told = "\n".join(m.text_as_read for m in in_channel)
    assert as_shown(text) in as_shown(told)
    quiet(office, ann, ben)
    # And in the dialog, when it is opened again.
    await office.presses(ann, "Change it")
    assert office.dialog(ann).values["done"] == text


@pytest.mark.parametrize("text", TEXTS[:9], ids=range(9))
async def test_as_a_name(
    office: Office, ann: User, ben: User, research: Channel, text: str
) -> None:
    await office.types(ann, "setup", research)
    name = text[:60].strip()
    await office.submits(ann, name=name, people=[ben.id])
    await office.settle()
    assert says(office.seen(ann), f"{name} is started.")
    assert says(office.seen(ben), f"asks you to join {name} on Unstuck.")
    await office.presses(ben, "Join")
    await office.types(ben, "team")
    assert says([office.last(ben)], name)
    quiet(office, ann, ben)


@pytest.mark.parametrize("way", ["http"])
@pytest.mark.parametrize("text", [*TEXTS, "payload", "payload={}", "ssl_check=1&x", "a;b=c"])
async def test_behind_a_verb(
    office: Office, ann: User, ben: User, research: Channel, text: str
) -> None:
    await office.types(ann, f"help {text}", research)
    shown = office.last(ann)
    assert shown.by_bot, shown.text_as_read
    assert shown.says("I do not know")
    quiet(office, ann, ben)


async def test_what_no_database_keeps(office: Office, ann: User, ben: User) -> None:
    await office.types(ann, "setup")
    await office.submits(ann, name="a\x00b\ud83dc", people=[ben.id])
    await office.settle()
    assert office.last(ben).says("asks you to join a\ufffdb\ufffdc on Unstuck.")


async def test_nothing_and_too_much(office: Office, ann: User, ben: User) -> None:
    await office.types(ann, "setup")
    await office.submits(ann, name="  \n ", people=[ben.id])
    assert office.dialog(ann).errors == {"name": "Please fill this in."}
    view = office.dialog(ann).view
    # A client that does not count: Slack's own would not send it.
    for block in view.blocks:
        block.get("element", {}).pop("max_length", None)
    await office.submits(ann, name="x" * 3_000)
    assert "Nothing was cut." in office.dialog(ann).errors["name"]
    assert office.dialog(ann).values["name"] == "x" * 3_000
    await office.submits(ann, name="x" * 3_001)
    assert "Must be less than 3001" in office.dialog(ann).errors["name"]


async def test_names_of_people(office: Office, ann: User, research: Channel) -> None:
    """A name is somebody's text too."""
    names = ["<!channel>", "*Eve*", "<@U00000001>", "x\x00y\ud83d", "a" * 80, "  ", "&lt;b&gt;"]
    for number, name in enumerate(names):
        eve = office.server.add_user(f"eve{number}", name, "Europe/London")
        await office.types(ann, f"@eve{number}", research, command="/pair")
        await office.settle()
        await office.presses(eve, "Join")
        await office.settle()
    kept = await office.app.store.unit(office.workspace).find(Person)
    assert {p.name for p in kept} >= {"<!channel>", "*Eve*", "x\ufffdy\ufffd", "eve5", "&lt;b&gt;"}
    assert says(office.seen(ann), "<!channel> has joined Ann Lee and <!channel>.")
    assert says(office.seen(ann), "&lt;b&gt; has joined Ann Lee and &lt;b&gt;.")
    quiet(office, ann)
