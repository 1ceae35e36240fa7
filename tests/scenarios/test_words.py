"""What somebody types: a city, a command, nonsense. A clear sentence comes back, and nothing
is lost."""

import pytest

from bot.domain.errors import quoted
from bot.domain.workspaces import Platform
from tests.people import World


async def test_a_city_sets_the_zone(world: World) -> None:
    joseph = world.joseph
    await joseph.types("me")
    mine = await joseph.sees("Time zone", "London", "Working days", "Mon–Fri")
    assert mine.says("Working hours", "09:00 to 17:00", "I write to you at these times only")
    await joseph.types("me brisbane")
    await joseph.sees("Saved.", "Time zone", "Brisbane")
    await joseph.types("me new york")
    await joseph.sees("Saved.", "Time zone", "New York")
    await joseph.types("/unstuck me Europe/London")
    await joseph.sees("Saved.", "Time zone", "London")


async def test_a_city_that_there_are_several_of(world: World) -> None:
    joseph = world.joseph
    await joseph.types("me san")
    asked = await joseph.sees("Which one do you mean?")
    assert asked.says("(America/")
    await joseph.types("me")
    await joseph.sees("Time zone", "London")


@pytest.mark.parametrize("words", ["atlantis", "x" * 500, "</form>", "<!channel>", "שלום"])
async def test_a_city_that_we_do_not_know(world: World, words: str) -> None:
    joseph = world.joseph
    await joseph.types(f"me {words}")
    refused = await joseph.sees("Try a larger city near you, such as Sydney or Chicago.")
    assert refused.says(f"I do not know {quoted(words)}.")
    await joseph.types("me")
    await joseph.sees("Time zone", "London")


async def test_the_form_has_one_fault_a_field_and_keeps_every_value(world: World) -> None:
    joseph = world.joseph
    await joseph.types("me")
    await joseph.clicks("Change")
    # On Slack a city is chosen of those found, so that one nobody knows cannot be sent.
    is_typed = world.platform == "playground"
    typed = {
        "city": "Atlantis" if is_typed else "London",
        "days": "Funday",
        "starts": "late",
        "ends": "99",
        "holidays": "United Kingdom, Wales",
    }
    await joseph.fills(**typed)
    assert joseph.dialog is not None
    unknown = "I do not know “Atlantis”. Try a larger city near you, such as Sydney or Chicago."
    assert joseph.dialog.faults == ({"city": unknown} if is_typed else {}) | {
        "days": "I cannot read “funday” as weekdays; write them like Mon–Fri or Mon, Wed, Fri.",
        "starts": "I cannot read “late” as a time; write it like 09:30 or 5 pm.",
        "ends": "I cannot read “99” as a time; write it like 09:30 or 5 pm.",
    }
    shown = {name: value[0] for name, value in joseph.dialog.values.items()}
    assert shown | {"city": typed["city"]} == typed
    assert shown["city"].endswith(typed["city"])
    await joseph.fills(city="Brisbane", days="Mon to Thu", starts="9", ends="9 am")
    assert joseph.dialog.faults == {
        "ends": "A working day cannot start and end at 09:00; "
        "give two times, such as 09:00 to 17:00."
    }
    await joseph.fills(ends="5 pm")
    await joseph.sees(
        "Saved.",
        "Time zone",
        "Brisbane",
        "Working days",
        "Mon–Thu",
        "Working hours",
        "09:00 to 17:00",
        "Public holidays",
        "United Kingdom, Wales",
    )


async def test_away_in_words_and_by_form_and_back(world: World) -> None:
    joseph = world.joseph
    await joseph.types("away until monday")
    told = await joseph.sees(
        "You are away from Thu 26 Mar to Sun 29 Mar.", "Monday 30 Mar is your first day back."
    )
    assert told.buttons == ("I am back", "Change")
    await joseph.clicks("Change")
    await joseph.fills(last="when I like")
    assert joseph.dialog is not None
    assert joseph.dialog.faults == {
        "last": "I cannot read “when I like” as a day; write it like monday, 20 dec or 2026-12-20."
    }
    assert joseph.dialog.values["last"] == ["when I like"]
    await joseph.fills(last="tomorrow")
    await joseph.sees("You are away from Thu 26 Mar to Fri 27 Mar.")
    await joseph.types("away")
    await joseph.fills(first="20 dec", last="2 jan")
    await joseph.sees("You are away from Sun 20 Dec to Sat 2 Jan 2027.")
    await joseph.types("back")
    await joseph.sees("You are back.", "You will be away from Sun 20 Dec to Sat 2 Jan 2027.")
    await joseph.types("me")
    await joseph.sees("Away", "from Sun 20 Dec to Sat 2 Jan 2027")


async def test_help(world: World) -> None:
    joseph, typed = world.joseph, Platform(world.platform).typed
    await joseph.types("help")
    everything = await joseph.sees("What I can do")
    assert everything.says("setup", "pair @who", "team", "me [city]", "inbox", "help [command]")
    await joseph.types("help team")
    await joseph.sees("Shows your teams.", "everybody can leave")
    await joseph.types("help /me")
    await joseph.sees(f"“{typed('me brisbane')}” sets your time zone to Brisbane's.")
    await joseph.types("help help")
    await joseph.sees(f"or explains one of them: “{typed('help team')}”.")
    everything_is_in = f"“{typed('help')}” lists all that I can do."
    await joseph.types("help dancing")
    await joseph.sees("I do not know “dancing”.", everything_is_in)
    await joseph.types("/unstuck dancing")
    await joseph.sees("I do not know the command “dancing”.", everything_is_in)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/unstuck tem", "I do not know the command “tem”. Did you mean “team”?"),
        ("/unstuck qwertyuiop", "I do not know the command “qwertyuiop”."),
        ("hello there", "Nothing is open for you."),
        ("/unstuck", "Nothing is open for you."),
        ("👋", "Nothing is open for you."),
        ("<script>alert(1)</script>", "Nothing is open for you."),
    ],
)
async def test_nonsense_is_answered(world: World, words: str, answer: str) -> None:
    await world.joseph.types(words)
    if world.platform == "slack" and not words.startswith("/unstuck"):
        # There the messages tab is read-only.
        return
    answered = await world.joseph.sees(answer)
    assert answered.is_by_bot
    assert "!" not in answered.text


async def test_what_people_say_to_each_other_in_the_channel_is_left_alone(world: World) -> None:
    joseph, jay = world.joseph, world.jay
    await joseph.types("shall we start a team?", in_channel=True)
    assert not [m for m in await joseph.screen() if m.is_by_bot]
    # A command there is between Joseph and Unstuck.
    await joseph.types("/unstuck team", in_channel=True)
    await joseph.sees("You are in no team yet.")
    assert not [m for m in await jay.screen() if m.is_by_bot]
