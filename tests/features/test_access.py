"""Every verb, button and form of the registry, tried by those who may not.

Whoever adds one finds it here: it must be refused with every id that there is, to strangers, to
members of other teams, from other workspaces and to the invited; to a mere member unless it is
listed. And somebody must be able to use it with one of the ids, or this test knows too few.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import pytest

from adapters.cli.compose import FEATURES
from bot.domain.blockers import Blocker, Reminder
from bot.domain.checkins import Response
from bot.domain.drafts import Draft
from bot.domain.workspaces import ChannelProfile
from bot.engine.intents import Command, Intent, Press, Reply, Resume, Search, Submit
from bot.engine.registry import Registry
from bot.messages.forms import (
    ChannelField,
    ChoiceField,
    Form,
    GroupField,
    PeopleField,
    SearchField,
    TextField,
)
from bot.messages.plain import plain
from bot.messages.refs import Ref
from tests.databases import rows_in
from tests.features.research import LONDON, research
from tests.offices import CHANNEL, Office, new_workspace

REGISTRY = Registry(FEATURES)
NAMES = sorted({**REGISTRY.actions, **REGISTRY.forms})

FOR_ALL = {
    "people.away",
    "people.back",
    "people.change",
    "people.change_away",
    "people.going",
    "people.going_instead",
    "people.settings",
    "people.stay",
    "teams.pair",
    "teams.setup",
}
"""They act on whoever presses alone, or start something new."""

FOR_THE_INVITED = {
    "people.joining",
    "teams.decline",
    "teams.explain",
    "teams.join",
    "teams.part",
    "teams.stay",
}

FOR_ALL_TO_OPEN = {"teams.which"}
"""They ask for one of one's own, and refuse what is chosen."""

FOR_MEMBERS = FOR_THE_INVITED | FOR_ALL_TO_OPEN
FOR_MEMBERS |= {
    "blockers.drop",
    "blockers.not_mine",
    "blockers.on_it",
    "blockers.over",
    "blockers.remind",
    "blockers.reminded",
    "blockers.tell",
    "blockers.tell_now",
    "checkins.ahead",
    "checkins.ask_me_again",
    "checkins.check_in",
    "checkins.later",
    "checkins.overview",
    "checkins.respond",
    "checkins.same_plan",
    "checkins.say_stuck",
    "checkins.skip",
    "checkins.stuck",
    "checkins.write_ahead",
    "inbox.discard",
    "inbox.resume",
    "teams.leave",
    "teams.leave_now",
}

NOT_FOR_ADMINS = FOR_MEMBERS - {"checkins.overview", "teams.which"}
"""An admin changes any team, but answers for nobody and reads nobody's drafts."""

TAKEN_EMPTY = {"teams.channelled": {"place": [CHANNEL]}}
"""Forms that may be sent empty, so that they never come back, and what fills them."""

WITH_A_MEMBER = {"blockers.reminded": {"who": ["ann"], "words": ["secret"]}}
"""Forms that take nobody but members, and what fills them."""

OF_A_FREE_NAME = {"checkins.create": {"asks": ["weekly"]}}
"""Forms whose first choice is taken, and what fills them."""

UNCHECKED = ("people", "accounts", "repeats", "drafts")
"""Meeting somebody, knowing a repeat and keeping what was typed gives no access."""

SECRETS = ("Research", "Daily", "Ann", "Ben", "secret")


@dataclass
class Ring:
    """A team with one of everything, and every id in it."""

    office: Office
    elsewhere: Office
    url: str
    log: pytest.LogCaptureFixture
    draft: Draft
    ids: tuple[str, ...]

    def references(self, name: str) -> Iterator[Ref]:
        kind = REGISTRY.actions.get(name) or REGISTRY.forms[name]
        for ids in product(self.ids, repeat=kind.takes):
            yield Ref(name, ids, kind.version)

    def intents(
        self, office: Office, who: str, name: str, values: Mapping[str, list[str]]
    ) -> Iterator[Intent]:
        """What they could send, with each of the ids."""
        for does in self.references(name):
            origin = office.origin(who)
            if name in REGISTRY.forms:
                if name not in FOR_ALL_TO_OPEN:
                    yield Resume(origin, does)
                chosen = [v for given in values.values() for v in given]
                profiles = tuple(office.people[v] for v in chosen if v in office.people)
                channels = (ChannelProfile(CHANNEL, CHANNEL),)
                yield Submit(origin, does, values, profiles, channels)
            else:
                yield Press(origin, does)

    async def tries(self, intent: Intent) -> tuple[Reply, bool]:
        """The answer, and whether it was a refusal."""
        self.log.clear()
        reply = await self.office.dispatcher.handle(intent)
        return reply, any(r.message == "refused" for r in self.log.records)

    async def refuses(
        self,
        office: Office,
        who: str,
        name: str,
        values: Mapping[str, list[str]],
        *,
        may_know_the_team: bool = False,
    ) -> None:
        before = rows_in(self.url, UNCHECKED)
        for intent in self.intents(office, who, name, values):
            reply, is_refused = await self.tries(intent)
            assert is_refused, f"{who} was not refused: {intent}"
            said = self._said(reply, opens=name in FOR_ALL_TO_OPEN)
            if not may_know_the_team:
                assert not [secret for secret in SECRETS if secret in said], said
        assert rows_in(self.url, UNCHECKED) == before, f"{who} changed something by {name}"
        unit = self.office.store.unit(self.office.workspace)
        assert await unit.get(Draft, self.draft.id) == self.draft

    @staticmethod
    def _said(reply: Reply, *, opens: bool) -> str:
        """The words of a refusal: a message, or what is wrong in a form that anybody opens."""
        if opens:
            assert reply.faults
            assert reply.form is not None
            return f"{dict(reply.faults)} {reply.form}"
        assert reply.tell is not None
        assert reply.form is None
        return plain(reply.tell)

    async def lets_somebody(self, name: str, values: Mapping[str, list[str]]) -> bool:
        for who in ("ben", "dora", "ann", "maya"):
            for intent in self.intents(self.office, who, name, values):
                if isinstance(intent, Resume):
                    continue
                reply, is_refused = await self.tries(intent)
                if not is_refused and not reply.faults:
                    return "Something went wrong" not in (plain(reply.tell) if reply.tell else "")
        return False

    async def values_for(self, name: str) -> dict[str, list[str]]:
        """What fills the form, which somebody who may use it can open."""
        if name not in REGISTRY.forms:
            return {}
        known = TAKEN_EMPTY | WITH_A_MEMBER | OF_A_FREE_NAME
        if name in known:
            return known[name]
        for who in ("ann", "ben"):
            for does in self.references(name):
                reply, _ = await self.tries(Resume(self.office.origin(who), does))
                if reply.form:
                    return self._filled(reply.form)
        pytest.fail(f"no id of the ring opens the form {name}: add one to the ring")

    def _filled(self, form: Form) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for field in form.fields:
            match field:
                case TextField():
                    values[field.name] = [field.value or ("words" if field.is_required else "")]
                case ChoiceField():
                    values[field.name] = list(field.chosen) or [field.options[0].value]
                case PeopleField():
                    values[field.name] = list(field.chosen) or ["zoe"]
                case ChannelField() | GroupField():
                    values[field.name] = []
                case SearchField(source="teams.name"):
                    values[field.name] = [self.ids[0]]
                case SearchField(source="people.holidays"):
                    values[field.name] = [field.value]
                case SearchField():
                    values[field.name] = ["London"]
        return values


@pytest.fixture
async def ring(office: Office, url: str, caplog: pytest.LogCaptureFixture) -> Ring:
    """Ann organises, Ben is a member with a draft, Dora is invited; Otto has another team."""
    caplog.set_level(logging.INFO, "bot.engine.dispatcher")
    team = await research(office, ben=LONDON)
    for who in ("dora", "zoe"):
        office.hires(who)
    office.hires("maya", is_admin=True)
    await team["ann"].types("team")
    await team["ann"].clicks("Invite")
    await team["ann"].fills(people=["dora"])
    otto = office.hires("otto")
    await otto.types("setup")
    await otto.fills(name="Other", people=["zoe"])
    for day, plan in (("Mon", "secret plan"), ("Tue", "")):
        await team.at(day, "09:31")
        await team["ben"].clicks("Check in", on=day)
        await team["ben"].fills(done="secret", next=plan, stuck="waiting for someone")
        if plan:
            await team["ben"].clicks("Remind them")
            await team["ben"].fills(who="ann", words="secret")
    unit = office.store.unit(office.workspace)
    (draft,) = await unit.find(Draft)
    rounds = sorted({r.round for r in (await team.responses()).values()})
    question = (await team.kept()).questions[0].key
    other = replace(office, workspace=await new_workspace(office.store, "elsewhere"))
    (blocker,), (reminder,) = await unit.find(Blocker), await unit.find(Reminder)
    more = (draft.id, question, "2026-11-26", blocker.id, reminder.id, "weekly")
    ids = (team.team, team.checkin, *rounds, *more)
    return Ring(office, other, url, caplog, draft, ids)


@pytest.mark.parametrize("name", NAMES)
async def test_only_who_may(ring: Ring, name: str) -> None:
    office, values = ring.office, await ring.values_for(name)
    if name not in FOR_ALL:
        await ring.refuses(office, "zoe", name, values)
        await ring.refuses(office, "otto", name, values)
        for who in ("ann", "ben"):
            await ring.refuses(ring.elsewhere, who, name, values)
    if name not in FOR_ALL | FOR_THE_INVITED:
        await ring.refuses(office, "dora", name, values)
    if name not in FOR_ALL | FOR_MEMBERS:
        await ring.refuses(office, "ben", name, values, may_know_the_team=True)
    if name in NOT_FOR_ADMINS:
        await ring.refuses(office, "maya", name, values)
    assert await ring.lets_somebody(name, values), f"nobody may use {name}: add an id to the ring"


@pytest.mark.parametrize("verb", sorted(REGISTRY.verbs))
async def test_a_command_tells_a_stranger_nothing(ring: Ring, verb: str) -> None:
    before = rows_in(ring.url, UNCHECKED)
    for words in ("", *ring.ids, "Research", "Daily"):
        for office, who in ((ring.office, "zoe"), (ring.elsewhere, "ann")):
            reply = await office.dispatcher.handle(Command(office.origin(who), verb, words))
            said = plain(reply.tell) if reply.tell else ""
            told = said.replace(words, "") if words else said
            assert not [s for s in ("Research", "Daily", "Ben", "secret") if s in told], said
    assert rows_in(ring.url, UNCHECKED) == before


@pytest.mark.parametrize("who", ["zoe", "otto", "dora"])
@pytest.mark.parametrize("source", sorted(REGISTRY.completers))
async def test_a_search_finds_nothing_of_another_team(ring: Ring, source: str, who: str) -> None:
    for words in ("", "res", "Research", *ring.ids):
        origin = ring.office.origin(who)
        found = str(await ring.office.dispatcher.search(Search(origin, source, words)))
        assert not [s for s in (*SECRETS, *ring.ids[:-1]) if s in found], found


async def test_in_a_shared_round_one_has_only_ones_own_part(ring: Ring) -> None:
    """All members press with the same id: what they open, skip and send is theirs."""
    office, secret = ring.office, ring.draft
    (round_,) = Ref.decode(secret.form).ids
    reply, _ = await ring.tries(Press(office.origin("ann"), Ref("checkins.check_in", (round_,))))
    assert reply.form is not None
    assert "secret" not in str(reply.form)
    unit = office.store.unit(office.workspace)
    bens = await unit.get(Response, round_, secret.person)
    for action in ("checkins.skip", "checkins.later"):
        await ring.tries(Press(office.origin("ann"), Ref(action, (round_,))))
    anns = Ref("checkins.respond", (round_,))
    await ring.tries(Submit(office.origin("ann"), anns, {"done": ["x"], "next": ["y"]}))
    unit = office.store.unit(office.workspace)
    assert await unit.get(Response, round_, secret.person) == bens


async def test_a_mere_member_is_told_who_may(ring: Ring) -> None:
    does = next(ring.references("teams.invite"))
    reply, _ = await ring.tries(Press(ring.office.origin("ben"), does))
    assert reply.tell is not None
    assert plain(reply.tell) == "Only an organiser of Research can do that."


async def test_being_an_admin_is_what_the_platform_says_now(ring: Ring) -> None:
    does = Ref("teams.admins_start")
    ring.office.admins.clear()
    _, is_refused = await ring.tries(Press(ring.office.origin("maya"), does))
    assert is_refused
