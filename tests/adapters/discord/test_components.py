"""Buttons, menus, pictures and pings in Discord's messages."""

from adapters.discord.render import rendered
from bot.domain.ids import PersonId
from bot.messages.parts import (
    Button,
    Buttons,
    GroupMention,
    Image,
    Mention,
    Option,
    Select,
    Style,
    message,
    say,
)
from bot.messages.refs import Ref
from tests.adapters.discord.drawn import (
    ACCOUNTS,
    ANN,
    BEN,
    WRITERS,
    allowed,
    components,
    contents,
    draw,
    faults,
    given,
)

# --- buttons, menus, pictures -------------------------------------------------------------------


def test_buttons_stand_in_rows_of_five() -> None:
    named = [Ref("asks.answer", (str(number),)) for number in range(7)]
    styles = [Style.PLAIN, Style.MAIN, Style.GRAVE, *[Style.PLAIN] * 4]
    both = zip(named, styles, strict=True)
    said = message(Buttons(tuple(Button("*Join*", does, style) for does, style in both)))
    assert faults(draw(said)) == []
    first, second = components(said)
    assert [b["custom_id"] for b in first["components"]] == [does.encode() for does in named[:5]]
    assert [b["style"] for b in first["components"]] == [2, 1, 4, 2, 2]
    assert len(second["components"]) == 2
    assert {b["label"] for b in first["components"]} == {"*Join*"}
    assert {b["disabled"] for b in first["components"]} == {False}


def test_a_menu_acts_at_once() -> None:
    options = (Option("1", "One\ntwo"), Option("2", "\u200b"))
    (row,) = components(message(Select("Which?", Ref("asks.pick"), options)))
    (menu,) = row["components"]
    assert menu["custom_id"] == Ref("asks.pick").encode()
    assert (menu["min_values"], menu["max_values"]) == (1, 1)
    assert menu["placeholder"] == "Which?"
    shown = [(option["label"], option["value"]) for option in menu["options"]]
    assert shown == [("One two", "1"), ("…", "2")]


def test_references_are_written_as_asked() -> None:
    pressed = Ref("asks.answer", ("1",))
    said = message(Buttons((Button("x", pressed),)), Select("", Ref("a.b"), (Option("1", "x"),)))
    drawn = rendered(said, ACCOUNTS.get, lambda ref: f"w1~{ref.encode()}")
    row, menu = (c["components"][0]["custom_id"] for c in given(drawn))
    assert (row, menu) == (f"w1~{pressed.encode()}", f"w1~{Ref('a.b').encode()}")


def test_pictures_go_along() -> None:
    drawn = draw(message(Image(b"one", "A chart\x00"), say("x"), Image(b"two", " ")))
    assert faults(drawn) == []
    names = ["picture-1.png", "picture-2.png"]
    assert [file.filename for file in drawn.files] == names
    assert [file.fp.read() for file in drawn.files] == [b"one", b"two"]
    assert [file.description for file in drawn.files] == ["A chart", None]
    first, _, second = (c.get("items", []) for c in given(drawn))
    assert [first[0]["media"]["url"], second[0]["media"]["url"]] == [
        f"attachment://{name}" for name in names
    ]
    assert (first[0]["description"], second[0].get("description")) == ("A chart", None)


# --- whom it pings ------------------------------------------------------------------------------


def test_only_whom_it_addresses_is_pinged() -> None:
    writers, readers = GroupMention(WRITERS, "writers"), GroupMention("300000000000000001", "all")
    cleo = Mention(PersonId("p3"), "Cleo")
    said = message(
        say(ANN, BEN, cleo, writers, readers),
        addresses=(ANN.person, cleo.person, ANN.person),
        groups=(WRITERS, WRITERS),
    )
    assert contents(said) == [f"<@{ACCOUNTS[ANN.person]}>BenCleo<@&{WRITERS}>\\@all"]
    assert allowed(draw(said)) == {
        "parse": [],
        "users": [int(ACCOUNTS[ANN.person])],
        "roles": [int(WRITERS)],
    }
    assert faults(draw(said)) == []


def test_nobody_is_pinged_unasked() -> None:
    assert allowed(draw(message(say(ANN)))) == {"parse": [], "users": [], "roles": []}


def test_more_people_than_discord_pings_at_once() -> None:
    many = [PersonId(f"p{number}") for number in range(120)]
    said = message(say("x"), addresses=tuple(many))
    drawn = rendered(said, lambda person: f"{10**17 + int(person[1:])}", Ref.encode)
    assert faults(drawn) == []
    assert len(allowed(drawn)["users"]) == 100
