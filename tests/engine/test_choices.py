"""Whom and what somebody chose in a form: with the platform's profiles, or on an earlier page."""

from typing import Any

from bot.domain.people import Account, Person, Profile
from bot.domain.workspaces import Channel, ChannelProfile
from bot.engine.intents import Group, ProfileChanged, Reply, Submit
from bot.messages.plain import plain
from tests.offices import Office, ref

BEN = Profile("ben", "Ben")
CY = Profile("cy", "Cy")
LAB = ChannelProfile("C1", "lab")
EMPTY: dict[str, list[str]] = {"people": [], "place": [], "everybody": []}


async def sends(office: Office, values: dict[str, list[str]], **chosen: Any) -> Reply:
    origin = office.origin("ann")
    return await office.handle(Submit(origin, ref("trial.choose"), values, **chosen))


async def answer(office: Office, values: dict[str, list[str]], **chosen: Any) -> str:
    """Who was chosen, where, who more, and the open groups, by their names."""
    reply = await sends(office, values, **chosen)
    return plain(reply.tell) if reply.tell else f"faults: {dict(reply.faults)}"


async def test_a_form_on_one_page(office: Office) -> None:
    office.hires("ann")
    values = {"people": ["ben"], "place": ["C1"], "everybody": ["G1", "G2"]}
    said = await answer(
        office,
        values,
        people=(BEN,),
        channels=(LAB,),
        groups=(Group("G1", (CY,), "crew"), Group("G2", name="writers", is_open=True)),
    )
    assert said == "Ben | lab | Cy | @writers(G2)"


async def test_what_was_chosen_on_an_earlier_page_comes_as_ids_alone(office: Office) -> None:
    office.hires("ann")
    first = {"people": ["ben"], "place": ["C1"]}
    kept = await sends(office, first, people=(BEN,), channels=(LAB,), is_whole=False)
    assert kept.form is not None
    assert not kept.faults
    unit = office.store.unit(office.workspace)
    assert {p.name for p in await unit.find(Person)} == {"Ann", "Ben"}
    assert [c.name for c in await unit.find(Channel, outer_id="C1")] == ["lab"]
    group = Group("G2", name="writers", is_open=True)
    assert await answer(office, {"everybody": ["G2"]}, groups=(group,)) == (
        "Ben | lab |  | @writers(G2)"
    )


async def test_a_group_on_an_earlier_page_is_to_be_chosen_again(office: Office) -> None:
    """Slack's channels are groups too: an id alone does not say that one is open."""
    office.hires("ann")
    group = Group("G2", name="writers", is_open=True)
    await sends(office, {"everybody": ["G2"]}, groups=(group,), is_whole=False)
    reply = await sends(office, {"people": ["ben"], "place": []}, people=(BEN,))
    assert dict(reply.faults) == {
        "everybody": "I no longer know who was chosen here. Please choose them again."
    }


async def test_whether_a_group_is_notified_is_kept(office: Office) -> None:
    office.hires("ann")
    groups = [Group(g, name=f"a:{g}", is_open=True, is_notified=g == "G1") for g in ("G1", "G2")]
    said = await answer(office, {**EMPTY, "everybody": ["G1", "G2"]}, groups=tuple(groups))
    assert said == " |  |  | @a:G1(G1),@a:G2(G2, silent)"


async def test_whom_we_never_met_is_to_be_chosen_again(office: Office) -> None:
    office.hires("ann")
    reply = await sends(office, {"people": ["ben"], "place": ["C1"], "everybody": []})
    assert dict(reply.faults) == {
        "people": "I no longer know who was chosen here. Please choose them again.",
        "place": "I no longer know which channel was chosen here. Please choose it again.",
    }
    unit = office.store.unit(office.workspace)
    assert [a.outer_id for a in await unit.find(Account)] == ["ann"]


async def test_who_has_left_since_is_not_chosen(office: Office) -> None:
    office.hires("ann")
    await sends(office, {"people": ["ben"]}, people=(BEN,), is_whole=False)
    await office.says(ProfileChanged(Profile("ben", "Ben", is_gone=True)))
    reply = await sends(office, {"place": [], "everybody": []})
    assert dict(reply.faults) == {"people": "Ben has left the workspace."}


async def test_chosen_twice_is_once(office: Office) -> None:
    office.hires("ann")
    values = {**EMPTY, "people": ["ben", "ben", ""]}
    assert await answer(office, values, people=(BEN, BEN)) == "Ben |  |  | "
