"""What organisers hear of those whom their team asks is one word at a time, and true by then."""

from dataclasses import replace

from bot.domain.teams import Belonging
from bot.engine.intents import GroupLost
from tests.features.research import instant
from tests.features.teams.crew import WRITERS, Crew
from tests.offices import CHANNEL, Office

NAMES = ("cy", "dora", "eve", "finn", "gus", "hal", "ida")


# -- what they say ------------------------------------------------------------------------


async def test_answers_of_a_night_are_one_message_in_the_morning(office: Office) -> None:
    office.clock.set(instant("Mon", "10:00"))
    ann = office.hires("ann")
    people = [office.hires(name) for name in NAMES]
    await ann.types("setup")
    await ann.fills(name="Apollo", people=list(NAMES))
    await office.travel(instant("Mon", "18:00"))
    for someone in people[:-1]:
        await someone.clicks("Join")
    await people[-1].clicks("Not for me")
    await office.travel(instant("Tue", "12:00"))
    word = "Cy, Dora, Eve, Finn, Gus and Hal have joined Apollo."
    assert await ann.got_at(word, "Ida would rather not join Apollo.") == [instant("Tue", "09:00")]
    assert await ann.counts("joined Apollo") == 1


async def test_who_thinks_again_before_the_morning_is_said_once(office: Office) -> None:
    office.clock.set(instant("Mon", "10:00"))
    ann, cy = office.hires("ann"), office.hires("cy")
    await ann.types("pair @cy")
    await office.travel(instant("Mon", "18:00"))
    await cy.clicks("Not for me")
    await cy.clicks("Join after all")
    await office.travel(instant("Tue", "12:00"))
    assert await ann.counts("Cy has joined Ann and Cy.") == 1
    assert await ann.counts("would rather not") == 0


async def test_by_day_an_answer_is_told_at_once(office: Office) -> None:
    office.clock.set(instant("Mon", "10:00"))
    ann, cy = office.hires("ann"), office.hires("cy")
    await ann.types("pair @cy")
    await office.travel(instant("Mon", "11:07"))
    await cy.clicks("Join")
    assert await ann.got_at("Cy has joined Ann and Cy.") == [instant("Mon", "11:07")]


async def test_answers_of_a_channel_are_one_word_with_who_comes_and_goes(crew: Crew) -> None:
    people = [crew.office.hires(name) for name in NAMES]
    for name in NAMES:
        await crew.comes(name)
    await crew.at("Mon", "11:01")
    before = len(await crew.ann.screen())
    for someone in people[:-2]:
        await someone.clicks("Join")
    await people[-2].clicks("Not for me")
    crew.office.hires("jo")
    await crew.comes("jo")
    await crew.leaves("ben")
    await crew.at("Mon", "11:15")
    word = await crew.ann.sees("Cy, Dora, Eve, Finn and Gus have joined Research.")
    assert word.says("Hal would rather not join Research.", "Jo came to #general")
    assert word.says("Ben left #general")
    assert len(await crew.ann.screen()) == before + 1


async def test_of_staying_nothing_is_said(crew: Crew) -> None:
    before = len(await crew.ann.screen())
    await crew.leaves("ben")
    await crew.ben.clicks("Stay in Research")
    await crew.at("Tue", "12:00")
    assert len(await crew.ann.screen()) == before


# -- who came and went --------------------------------------------------------------------


async def test_who_was_only_asked_and_leaves_again_is_not_spoken_of(crew: Crew) -> None:
    crew.office.hires("kim")
    await crew.comes("kim")
    await crew.leaves("kim")
    assert (await crew.belonging())["Kim"] is Belonging.PARTED
    await crew.at("Tue", "12:00")
    assert await crew.ann.counts("Kim") == 0


async def test_who_joins_again_by_themselves_is_not_said_to_be_asked(writers: Crew) -> None:
    await writers.at("Mon", "18:00")
    holders = writers.office.holders[WRITERS]
    holders.clear()
    await writers.ben.types("help")
    holders.add("ben")
    await writers.ben.clicks("Join", on="asks @writers")
    assert (await writers.belonging())["Ben"] is Belonging.JOINED
    before = len(await writers.ann.screen())
    await writers.at("Tue", "12:00")
    assert len(await writers.ann.screen()) == before


async def test_who_left_is_told_of_though_the_group_is_followed_no_longer(crew: Crew) -> None:
    await crew.at("Mon", "19:00")
    await crew.leaves("ben")
    await crew.office.says(GroupLost(CHANNEL, "was deleted"))
    await crew.at("Tue", "09:00")
    await crew.ann.sees("Ben left #general, so they are no longer in Research.")


async def test_who_came_by_two_channels_is_told_of_once(crew: Crew) -> None:
    office = crew.office
    office.channels["lab"] = replace(office.channels[CHANNEL], outer_id="lab", name="lab")
    office.readers["lab"] = ["ann", "ben"]
    await crew.ann.types("team")
    await crew.ann.clicks("Invite")
    await crew.ann.fills(everybody=["lab"])
    kim = office.hires("kim")
    await crew.comes("kim")
    await crew.comes("kim", "lab")
    await kim.clicks("Join")
    await crew.at("Mon", "12:00")
    assert await crew.ann.counts("Kim came to") == 1
    assert await crew.ann.counts("Kim have joined Research.") == 1
