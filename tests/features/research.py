"""A team that exists already, and the week in which it checks in."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.checkins import Checkin, Response, Round
from bot.domain.ids import CheckinId, TeamId
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.timers import Timer
from bot.engine.intents import Press
from tests.offices import CHANNEL, Office, ref
from tests.people import Someone

LONDON = "Europe/London"
BRISBANE = "Australia/Brisbane"
NEW_YORK = "America/New_York"

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def instant(day: str, time: str, week: int = 0) -> datetime:
    monday = datetime(2026, 11, 23, tzinfo=ZoneInfo(LONDON))
    hour, minute = map(int, time.split(":"))
    date = monday + timedelta(days=DAYS.index(day) + 7 * week)
    return date.replace(hour=hour, minute=minute)


@dataclass
class Research:
    """Ann organises; the others have joined. `checkin` is its daily one, Mon–Fri 09:30–16:00."""

    office: Office
    team: TeamId
    checkin: CheckinId
    people: dict[str, Someone]

    def __getitem__(self, who: str) -> Someone:
        return self.people[who]

    async def at(self, day: str, time: str, week: int = 0) -> None:
        """Time passes in London until this day of the week that begins on 23 November."""
        await self.office.travel(instant(day, time, week))

    async def after_a_downtime(self, day: str, time: str) -> None:
        """The machine stood still until then."""
        self.office.clock.set(instant(day, time))
        await self.office.settle()

    async def organises(self, action: str, *more: str) -> None:
        """Ann presses a button of the check-in."""
        does = ref(f"checkins.{action}", self.checkin, *more)
        reply = await self.office.handle(Press(self.office.origin("ann"), does))
        self.people["ann"].dialog = self.office.shows("ann", reply)
        await self.office.settle()

    async def opens(self, action: str) -> None:
        """Ann presses a button of the team."""
        reply = await self.office.handle(Press(self.office.origin("ann"), ref(action, self.team)))
        self.people["ann"].dialog = self.office.shows("ann", reply)

    async def changes(self, **schedule: str) -> None:
        await self.organises("change")
        await self.people["ann"].fills(**schedule)
        assert not self.people["ann"].dialog
        await self.office.settle()

    async def prompts(self, who: str, name: str = "Daily") -> list[str]:
        """When prompts came, as London's clocks showed it: "Mon 09:30"."""
        found = await self.people[who].got_at(f"{name} for Research, ")
        return [f"{at.astimezone(ZoneInfo(LONDON)):%a %H:%M}" for at in found]

    async def kept(self) -> Checkin:
        found = await self.office.store.unit(self.office.workspace).get(Checkin, self.checkin)
        assert found is not None
        return found

    async def checkins(self) -> list[Checkin]:
        return await self.office.store.unit(self.office.workspace).find(Checkin, deleted_at=None)

    async def responses(self) -> dict[tuple[str, str], Response]:
        """By weekday of the round and name."""
        unit = self.office.store.unit(self.office.workspace)
        rounds = {r.id: r for r in await unit.find(Round, checkin=self.checkin)}
        names = {(await self.office.person(who)).id: who for who in self.people}
        return {
            (f"{rounds[r.round].local_date:%a}", names[r.person]): r
            for r in await unit.find(Response, checkin=self.checkin)
        }

    async def timers(self, kind: str) -> list[Timer]:
        unit = self.office.store.unit(self.office.workspace)
        found = await unit.find(Timer, kind=f"checkins.{kind}")
        return sorted(found, key=lambda t: t.due_at)


async def joins(team: Research, who: str, zone: str | None = LONDON) -> Someone:
    """Ann invites somebody, who joins."""
    someone = team.people[who] = team.office.hires(who, zone)
    await team["ann"].types("team")
    await team["ann"].clicks("Invite")
    await team["ann"].fills(people=[who])
    join = Press(team.office.origin(who), ref("teams.join", team.team))
    someone.dialog = team.office.shows(who, await team.office.handle(join))
    await team.office.settle()
    return someone


async def _joined_before_we_asked_where(office: Office, team: TeamId, who: str) -> None:
    person = await office.person(who)
    unit = office.store.unit(office.workspace)
    (membership,) = await unit.find(Membership, team=team, person=person.id)
    unit.save(replace(membership, belonging=Belonging.JOINED))
    unit.save(replace(person, agreed_at=office.now()))
    await unit.commit()


async def research(
    office: Office, *, place: str = CHANNEL, organiser: str | None = LONDON, **zones: str | None
) -> Research:
    """The team, with its daily check-in. `place` is "" for summaries to each member;
    `organiser` is Ann's zone."""
    ann = office.hires("ann", organiser)
    people = {"ann": ann} | {who: office.hires(who, zone) for who, zone in zones.items()}
    await ann.types("setup")
    assert ann.dialog is not None
    await ann.fills(name="Research", people=list(zones), place=place)
    unit = office.store.unit(office.workspace)
    (team,) = await unit.find(Team)
    for who, zone in zones.items():
        await office.handle(Press(office.origin(who), ref("teams.join", team.id)))
        if zone is None:
            await _joined_before_we_asked_where(office, team.id, who)
    await ann.clicks("Mon–Fri 09:30, daily")
    (checkin,) = await office.store.unit(office.workspace).find(Checkin)
    await office.settle()
    return Research(office, team.id, checkin.id, people)
