"""What completes a command's words can stand behind it, as it is."""

from bot.engine.intents import Search
from tests.features.research import research
from tests.offices import Office


async def complete(office: Office, source: str, words: str) -> list[tuple[str, str]]:
    return list(await office.dispatcher.search(Search(office.origin("ann"), source, words)))


async def test_a_city(office: Office) -> None:
    ann = office.hires("ann", None)
    ((zone, _), *_) = await complete(office, "people.city", "brisb")
    await ann.types(f"me {zone}")
    await ann.sees("Saved.", "Brisbane")


async def test_a_team(office: Office) -> None:
    team = await research(office, ben=None)
    await team["ann"].types("setup")
    await team["ann"].fills(name="Research notes", people=["ben"], place="")
    found = dict(await complete(office, "teams.name", "res"))
    assert set(found.values()) == {"Research", "Research notes"}
    await team["ann"].types(f"team {team.team}")
    shown = await team["ann"].sees("Organised by Ann.")
    assert "notes" not in shown.text


async def test_a_verb(office: Office) -> None:
    ann = office.hires("ann")
    found = [verb for verb, _ in await complete(office, "help.verb", "/TE")]
    assert found[0] == "team"
    assert "setup" in found
    assert [verb for verb, _ in await complete(office, "help.verb", "")] == list(
        office.registry.verbs
    )
    await ann.types(f"help {found[0]}")
    await ann.sees("Shows your teams.")
    assert await complete(office, "help.verb", "no such") == []
