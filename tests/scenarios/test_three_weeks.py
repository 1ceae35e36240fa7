"""A sprint team of eight in five time zones, for three weeks: Easter's holidays, the clocks of
London and Berlin and then those of Sydney, somebody late, somebody away, somebody silent."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.playground.people import SPRINT_TEAM
from tests.people import World
from tests.scenarios.conftest import WORLDS

BERLIN, LONDON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
ZONES = {name: ZoneInfo(one.zone) for name, one in SPRINT_TEAM.people.items()}
BEGIN = datetime(2026, 3, 20, 22, 30, tzinfo=BERLIN)
"""A Friday, when the last of them has left. The clocks of Europe change on 29 March, those of
Sydney on 5 April."""
FIRST, LAST = date(2026, 3, 23), date(2026, 4, 10)
GOOD_FRIDAY, EASTER_MONDAY = date(2026, 4, 3), date(2026, 4, 6)
HOLIDAYS = {
    "joseph": "England",
    "priya": "England",
    "lena": "Germany",
    "emil": "Germany",
    "ruby": "Australia",
}
ON_EASTER = {"maya", "tom", "jay"}
"""They said no holidays."""
AWAY = [date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1)]
"""Jay."""
WEEKEND = datetime(2026, 3, 28, 12, tzinfo=LONDON)
TRANSCRIPT = Path("docs/transcripts/week.md")
INTRODUCTION = """# A week of a sprint team

Eight people in five time zones, with one daily check-in: what each of them had before them on the
Saturday after, in their own time. Messages are shown as they stood then: a prompt that was answered
says so. The channel is shown once, with Lena, who organises the team.

Written by `tests/scenarios/test_three_weeks.py`, as it happened there."""
ISO = r"\d{4}-\d\d-\d\dT[\d:.]+(?:\+[\d:]+|Z)?"
SILENT_FROM = date(2026, 3, 25)
BACK = datetime(2026, 4, 7, 14, tzinfo=BERLIN)
"""Emil."""


def workdays() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def expected(who: str) -> list[date]:
    """The dates on which somebody is asked."""
    off = set[date]()
    if who not in ON_EASTER:
        off = {GOOD_FRIDAY, EASTER_MONDAY}
    if who == "jay":
        off = set(AWAY)
    if who == "emil":
        # Three rounds without a sign of life: 25, 26 and 27 March; then a tap on 7 April.
        off = {day for day in workdays() if date(2026, 3, 27) < day <= BACK.date()}
    return [day for day in workdays() if day not in off]


@dataclass(frozen=True)
class Step:
    at: datetime
    who: str
    day: date


def steps() -> list[Step]:
    """Everybody's mornings, a minute after their 09:30, in the order in which they come."""
    found = [
        Step(datetime.combine(day, time(9, 31), ZONES[who]), who, day)
        for who in SPRINT_TEAM.people
        for day in expected(who)
    ]
    return sorted(found, key=lambda step: (step.at, step.who))


async def begin(world: World) -> None:
    """Lena starts the team out of the channel; everybody joins and says their holidays."""
    lena = world.everybody["lena"]
    others = [name for name in world.everybody if name != "lena"]
    await lena.types("setup")
    await lena.fills(name="Apollo", people=others, place="research")
    await lena.clicks("Mon–Fri 09:30, daily")
    for name, someone in world.everybody.items():
        if name != "lena":
            await someone.types("inbox")
            await someone.clicks("Join")
        if name in HOLIDAYS:
            await someone.types("me")
            await someone.clicks("Change")
            await someone.fills(holidays=HOLIDAYS[name])
            await someone.sees(HOLIDAYS[name])


async def act(world: World, step: Step) -> None:
    """What somebody does with a prompt."""
    who, day = world.everybody[step.who], step.day
    prompt = f"{day:%a} {day.day} {day:%b}"
    if step.who == "emil" and SILENT_FROM <= day < date(2026, 4, 1):
        return
    if step.who == "tom" and day == date(2026, 3, 25):
        return  # He answers on the next morning.
    if step.who == "maya" and day == date(2026, 3, 24):
        await who.clicks("Skip today", on=prompt)
        return
    if step.who == "priya" and day < date(2026, 3, 28):
        stuck = "no" if day.weekday() == 4 else "missing context"
        what = "" if stuck == "no" else "Which figures count as revenue?"
        if day.weekday() == 2:
            what = "Which figures count as revenue, and from which month?"
        await who.clicks("Check in", on=prompt)
        await who.fills(done="Read the ledger", next="The report", stuck=stuck, stuck__what=what)
        return
    if step.who == "ruby" and day == date(2026, 3, 26):
        await who.clicks("I'm stuck", on=prompt)
        await who.fills(stuck="too big", stuck__what="The whole importer")
        return
    if day.weekday() == 0 or "Same plan" not in (await who.sees(prompt)).buttons:
        await who.clicks("Check in", on=prompt)
        await who.fills(done=f"What I had planned, {prompt}", next=f"Part {day.isocalendar().week}")
        return
    await who.clicks("Same plan", on=prompt)


async def live(world: World) -> str:
    """The three weeks; what everybody had before them after the first."""
    week = ""
    await begin(world)
    jay, emil, tom = (world.everybody[name] for name in ("jay", "emil", "tom"))
    for step in steps():
        if world.now < BACK <= step.at:
            await world.until(BACK)
            assert await emil.counts("passed without a word from you") == 1
            await emil.clicks("Ask me again")
        if world.now < WEEKEND <= step.at:
            await world.until(WEEKEND)
            week = await transcript(world)
        await world.until(step.at)
        if step.who == "jay" and step.day == date(2026, 3, 27):
            await jay.types("away 2026-03-30 to 2026-04-01")
            await jay.sees("You are away from Mon 30 Mar to Wed 1 Apr")
        if step.who == "tom" and step.day == date(2026, 3, 26):
            await tom.clicks("Check in late", on="Wed 25 Mar")
            await tom.fills(done="The parser, at last", next="Its tests")
        await act(world, step)
    await world.until(datetime.combine(LAST, time(22), ZONES["maya"]))
    return week


async def transcript(world: World) -> str:
    """What each of them sees, in their own time, as a page to read."""
    lines = [INTRODUCTION]
    for name, someone in world.everybody.items():
        person = SPRINT_TEAM.people[name]
        lines.append(f"## {person.name}, {person.city}")
        for message in await someone.screen():
            if message.is_in_channel and name != "lena":
                continue
            at = message.at.astimezone(ZONES[name])
            place = " in #research" if message.is_in_channel else ""
            thread = ", in the thread" if message.is_in_thread else ""
            who = "Unstuck" if message.is_by_bot else person.name
            lines.append(f"**{at:%a} {at.day} {at:%b}, {at:%H:%M}**{place}{thread}, {who}:")
            text = in_zone(message.text, ZONES[name])
            said = [f"> {line}" if line else ">" for line in text.splitlines()]
            if message.buttons:
                said += [">", "> " + " ".join(f"[{label}]" for label in message.buttons)]
            lines.append("  \n".join(said))
    return "\n\n".join(lines) + "\n"


def in_zone(text: str, zone: ZoneInfo) -> str:
    """With its instants as the page in the browser says them."""

    def said(found: re.Match[str]) -> str:
        at = datetime.fromisoformat(found[0]).astimezone(zone)
        return f"{at:%a} {at.day} {at:%b} {at:%H:%M}"

    return re.sub(ISO, said, text)


async def record(world: World) -> list[tuple[str, ...]]:
    """All that everybody sees, in the order in which it came."""
    lines = []
    for name, someone in world.everybody.items():
        for message in await someone.screen():
            place = "channel" if message.is_in_channel else "direct"
            if message.is_by_bot and (place == "direct" or name == "lena"):
                lines.append((name, place, message.at.isoformat(), message.text, *message.buttons))
    return lines


async def prompts(world: World, who: str) -> list[datetime]:
    found = await world.everybody[who].got_at("Daily for Apollo, ")
    return [at.astimezone(ZONES[who]).replace(second=0, microsecond=0) for at in found]


async def check(world: World) -> None:
    for who in world.everybody:
        wanted = [datetime.combine(day, time(9, 30), ZONES[who]) for day in expected(who)]
        assert await prompts(world, who) == wanted, who
    lena, emil = world.everybody["lena"], world.everybody["emil"]

    # A summary a round, at the last deadline of those asked; nobody is named for being off.
    for day in workdays():
        title = f"Daily, {day:%a} {day.day} {day:%b}\n"
        assert await lena.counts(title) == 1, title
    everybody = "|".join(one.name for one in SPRINT_TEAM.people.values())
    good_friday = await lena.sees("Daily, Fri 3 Apr\n", "3 of 3 checked in.")
    assert not re.search(everybody, good_friday.text)
    easter = await lena.sees("Daily, Mon 6 Apr\n", "3 of 3 checked in.")
    assert not re.search(everybody, easter.text)

    # What Priya is stuck in grows older, what changed is said, and it ends.
    assert (await lena.sees("Daily, Mon 23 Mar\n")).says("Priya Shah is stuck: missing context.")
    await lena.sees("Daily, Tue 24 Mar\n", "Priya Shah is stuck: missing context, since yesterday")
    wednesday = await lena.sees("Daily, Wed 25 Mar\n", "Priya Shah", "for 2 days")
    assert wednesday.says("and from which month?", "Before: ")
    await lena.sees("Daily, Thu 26 Mar\n", "Priya Shah", "for 3 days")
    await lena.sees("Daily, Fri 27 Mar\n", "No longer stuck: Priya Shah")
    # Nobody learns what Ruby finds too big.
    for message in await lena.screen():
        assert "importer" not in message.text
    await lena.sees("Daily, Thu 26 Mar\n", "Ruby Chen is stuck.")

    # Tom's late answer is there, and marked.
    assert (await lena.sees("The parser, at last")).says("Tom Reed (late)")
    assert await lena.counts("The parser, at last") == 1

    # Emil is told once, is asked no more, and comes back with one tap.
    await emil.sees("I ask you again: ", "next comes")


async def once(platform: str, folder: Path) -> tuple[str, Sequence[tuple[str, ...]]]:
    async with WORLDS[platform](folder, BEGIN, SPRINT_TEAM) as (world, _):
        week = await live(world)
        await check(world)
        return week, await record(world)


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_a_sprint_team_for_three_weeks(platform: str, tmp_path: Path) -> None:
    await once(platform, tmp_path)


async def test_the_same_three_weeks_twice_are_the_same_messages(tmp_path: Path) -> None:
    """And the first of them is the transcript in the docs."""
    runs = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        runs.append(await once("playground", tmp_path / name))
    assert runs[0] == runs[1]
    assert written(runs[0][0]) == runs[0][0], "UNSTUCK_WRITE_DOCS=1 writes it anew"


def written(week: str) -> str:
    """What the docs hold, or from now on hold."""
    if os.environ.get("UNSTUCK_WRITE_DOCS"):
        TRANSCRIPT.parent.mkdir(exist_ok=True)
        TRANSCRIPT.write_text(week)
    return TRANSCRIPT.read_text()
