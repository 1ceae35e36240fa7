"""What people say to being asked to join."""

from collections.abc import Sequence
from dataclasses import replace

from bot.access import own_invitation
from bot.domain.facts import MemberJoined, WantsToJoin
from bot.domain.ids import TeamId
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team
from bot.engine.intents import Reply
from bot.engine.work import Change, Work
from bot.features.teams import invitation_messages, messages
from bot.features.teams.invitations import rewrite
from bot.features.teams.inviting import keep
from bot.features.teams.words import promise_answer
from bot.messages.parts import Part
from bot.messages.refs import Ref


async def join(work: Work, team: str) -> Reply:
    """*Join*: agreed, once and for all; a second press says the same again. Who never said where
    they are is asked first."""
    found, membership = await own_invitation(work.unit, work.me, TeamId(team), work.origin.groups)
    if membership.belonging is not Belonging.JOINED:
        if work.actor.zone is None:
            return Reply(form=await work.build_form(work, Ref("people.joining", (team,))))
        await admit(work, found, membership)
    return Reply(tell=invitation_messages.joined(found))


async def let_in(change: Change, fact: WantsToJoin) -> None:
    """They have said where they are, so they join."""
    found, membership = await own_invitation(change.unit, fact.person, fact.team, fact.groups)
    if membership.belonging is not Belonging.JOINED:
        await admit(change, found, membership)


async def welcome(work: Work, fact: WantsToJoin) -> Sequence[Part]:
    team = await work.unit.get(Team, fact.team)
    return invitation_messages.joined(team).parts if team else ()


async def admit(change: Change, team: Team, membership: Membership) -> None:
    """They are in the team from now on, and whoever asked them hears it."""
    was_named = await _was_named(change, membership)
    joined = await take_in(change, membership)
    if was_named:
        await promise_answer(change, team, joined)
    change.note(MemberJoined(team.id, membership.person))


async def take_in(change: Change, membership: Membership) -> Membership:
    """Keep that they are in the team; what asked them says so."""
    # An admin may fill a team that all have left: its first member organises it.
    organised = await change.unit.find(Membership, team=membership.team, is_organiser=True)
    joined = replace(membership, belonging=Belonging.JOINED, is_organiser=not organised)
    person = await change.unit.get(Person, membership.person)
    if person is not None and person.agreed_at is None:
        change.unit.save(replace(person, agreed_at=change.now))
    await keep(change, joined)
    rewrite(change, joined)
    return joined


async def decline(work: Work, team: str) -> Reply:
    """*Not for me*; somebody who has joined leaves by *Leave* instead."""
    found, membership = await own_invitation(work.unit, work.me, TeamId(team), work.origin.groups)
    if membership.belonging is Belonging.JOINED:
        return Reply(tell=messages.ask_leave(found))
    if membership.belonging is Belonging.INVITED:
        declined = replace(membership, belonging=Belonging.DECLINED)
        was_named = await _was_named(work, membership)
        await keep(work, declined)
        rewrite(work, declined)
        if was_named:
            await promise_answer(work, found, declined)
    return Reply(tell=invitation_messages.declined(found, work.origin.platform))


async def explain(work: Work, team: str) -> Reply:
    found, _ = await own_invitation(work.unit, work.me, TeamId(team), work.origin.groups)
    return Reply(tell=invitation_messages.explanation(found, work.origin.platform))


async def _was_named(change: Change, membership: Membership) -> bool:
    """Whether this person was asked, and not only a group that they are in."""
    return await change.unit.get(Membership, membership.team, membership.person) is not None
