"""Asking people to join, and what they say to it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.access import own_invitation
from bot.domain.facts import MemberJoined, WantsToJoin
from bot.domain.ids import ChannelId, PersonId, TeamId, WorkspaceId
from bot.domain.letters import Letter, Sent, to_channel, to_person
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team
from bot.domain.workspaces import Channel
from bot.engine import actors
from bot.engine.intents import Group, Reply
from bot.engine.work import Change, OpenItem, Work
from bot.features.teams import invitation_messages, messages
from bot.features.teams.asking_messages import Asked
from bot.features.teams.choosing import Chosen
from bot.features.teams.groups import follow
from bot.messages.parts import Part
from bot.messages.refs import Ref
from bot.ports.store import Reader

# -- asking -------------------------------------------------------------------------------


async def ask_to_join(work: Work, team: Team, chosen: Chosen) -> Asked:
    """Ask each to join, once: who has an answer or a question of ours already is left in peace.

    Where people who have not agreed may not be written to, one message in a channel asks them.
    """
    memberships = await work.unit.find(Membership, team=team.id)
    known = {m.person: m for m in memberships if not _may_be_asked_anew(m, chosen)}
    found = {p.id: p for p in await work.unit.find(Person, id=list(chosen.people))}
    wanted = [found[p] for p in dict.fromkeys(chosen.people)]
    unheard = await _unheard(work, known.values(), found)
    new = [p for p in wanted if p.id not in known or p.id in unheard]
    goes_directly = work.origin.platform.invites_directly
    directly = [p for p in new if goes_directly or p.agreed_at is not None]
    here = [p for p in new if p not in directly]
    groups = await _new_groups(work, team, chosen.groups)
    place = await _place(work, team) if here or groups else None
    asked_in = place.id if place and place.is_open else None
    for person in new:
        before = known[person.id].through if person.id in known else ()
        asked = Membership(
            work.workspace,
            team.id,
            person.id,
            Belonging.INVITED,
            is_organiser=False,
            since=work.now,
            invited_by=work.me,
            through=chosen.through.get(person.id, before),
        )
        if person in directly:
            work.post(invitation_letter(asked))
        else:
            asked = replace(asked, asked_in=asked_in)
        await keep(work, asked)
    opened = [await _open(work, team, group, asked_in) for group in groups]
    if asked_in is not None:
        notified = " ".join(group.outer_id for group in groups if group.is_notified)
        letter = letter_here(work.workspace, team.id, work.now, asked_in)
        work.post(replace(letter, facts={"notified": notified}))
    silent = [o for o, group in zip(opened, groups, strict=True) if not group.is_notified]
    declined = [p for p in wanted if p.id in known and _has_declined(known[p.id])]
    followed = await follow(work, team, chosen.followed, chosen.through)
    untold = [group for group in chosen.followed if not group.is_told]
    return Asked(directly, here, opened, place, declined, silent, followed, untold)


async def ask_waiting(work: Work, team: Team) -> Asked:
    """Whom no message has reached, now that the team has another channel."""
    if team.channel is None or work.origin.platform.invites_directly:
        return Asked()
    waiting = await work.unit.find(Membership, team=team.id, belonging=Belonging.INVITED)
    opened = await work.unit.find(OpenInvitation, team=team.id)
    groups = [Group(each.group, name=each.name, is_open=True) for each in opened]
    return await ask_to_join(work, team, Chosen([m.person for m in waiting], groups))


async def _unheard(
    work: Work, memberships: Iterable[Membership], people: Collection[PersonId]
) -> set[PersonId]:
    """Who was to be asked in a channel, of which there was none, or which did not take it. They
    have not agreed to be written to since."""
    asked = [m for m in memberships if m.belonging is Belonging.INVITED and m.person in people]
    if work.origin.platform.invites_directly or not asked:
        return set()
    letters = {m.person: _letter_of(m) for m in asked}
    keys = [letter.key for letter in letters.values()]
    sent = {s.key for s in await work.unit.find(Sent, key=keys, piece=0)}
    agreed = {p.id for p in await work.unit.find(Person, id=list(letters)) if p.agreed_at}
    return {p for p, letter in letters.items() if letter.key not in sent and p not in agreed}


async def _new_groups(work: Work, team: Team, groups: Sequence[Group]) -> list[Group]:
    """Those to whom the team is not open yet, or who could not be told."""
    known = (
        {o.group: o for o in await work.unit.find(OpenInvitation, team=team.id)} if groups else {}
    )
    keys = {g: _key_here(team.id, known[g].since) for g in known}
    sent = {s.key for s in await work.unit.find(Sent, key=list(keys.values()), piece=0)}
    return [g for g in groups if keys.get(g.outer_id) not in sent]


async def _open(work: Work, team: Team, group: Group, asked_in: ChannelId | None) -> OpenInvitation:
    """The team is open to everybody of the group from now on."""
    known = await work.unit.get(OpenInvitation, team.id, group.outer_id)
    name = group.name or (known.name if known else "")
    opened = OpenInvitation(
        work.workspace, team.id, group.outer_id, name, work.now, work.me, asked_in
    )
    if known is None:
        work.unit.add(opened)
    else:
        opened = replace(opened, version=known.version)
        work.unit.save(opened)
    return opened


async def _place(work: Work, team: Team) -> Channel | None:
    """The team's channel, or else the one in which the actor is: of that we hear here and now
    whether it is open."""
    here = work.origin.channel
    own = await work.unit.get(Channel, team.channel) if team.channel else None
    if here is None or (own is not None and own.outer_id != here.outer_id):
        return own
    (channel,) = (await actors.channels_met(work, [here])).values()
    return await work.unit.get(Channel, channel)


def _may_be_asked_anew(membership: Membership, chosen: Chosen) -> bool:
    """Whoever left by themselves is asked again by their name only."""
    is_by_name = membership.person not in chosen.through
    return membership.belonging.is_past and (is_by_name or membership.belonging is Belonging.PARTED)


def _has_declined(membership: Membership) -> bool:
    return membership.belonging is Belonging.DECLINED


async def keep(change: Change, membership: Membership) -> None:
    """In place of what is kept of this person in this team, if anything."""
    known = await change.unit.get(Membership, membership.team, membership.person)
    if known is None:
        change.unit.add(membership)
    else:
        change.unit.save(replace(membership, version=known.version))


# -- their answers ------------------------------------------------------------------------


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
    """They are in the team from now on."""
    # An admin may fill a team that all have left: its first member organises it.
    organised = await change.unit.find(Membership, team=team.id, is_organiser=True)
    joined = replace(membership, belonging=Belonging.JOINED, is_organiser=not organised)
    person = await change.unit.get(Person, membership.person)
    if person is not None and person.agreed_at is None:
        change.unit.save(replace(person, agreed_at=change.now))
    await _answer(change, team, joined)
    change.note(MemberJoined(team.id, membership.person))


async def decline(work: Work, team: str) -> Reply:
    """*Not for me*; somebody who has joined leaves by *Leave* instead."""
    found, membership = await own_invitation(work.unit, work.me, TeamId(team), work.origin.groups)
    if membership.belonging is Belonging.JOINED:
        return Reply(tell=messages.ask_leave(found))
    if membership.belonging is Belonging.INVITED:
        await _answer(work, found, replace(membership, belonging=Belonging.DECLINED))
    return Reply(tell=invitation_messages.declined(found, work.origin.platform))


async def explain(work: Work, team: str) -> Reply:
    found, _ = await own_invitation(work.unit, work.me, TeamId(team), work.origin.groups)
    return Reply(tell=invitation_messages.explanation(found, work.origin.platform))


async def _answer(change: Change, team: Team, answered: Membership) -> None:
    """Keep it; the invitation says so, and whoever invited this person by name is told."""
    was_named = await change.unit.get(Membership, answered.team, answered.person)
    await keep(change, answered)
    rewrite(change, answered)
    if was_named and answered.invited_by is not None:
        change.post(
            Letter(
                team.workspace,
                to_person(answered.invited_by),
                "teams.answered",
                f"teams.answered:{team.id}:{answered.person}:{change.new_id()}",
                (team.id, answered.person, answered.invited_by),
                {"belonging": answered.belonging},
            )
        )


async def open_invitations(reader: Reader, person: Person, _: datetime) -> Sequence[OpenItem]:
    asked = await reader.find(Membership, person=person.id, belonging=Belonging.INVITED)
    teams = {t.id: t for t in await reader.find(Team, id=[m.team for m in asked])}
    inviters = {p.id: p for p in await reader.find(Person, id=[m.invited_by for m in asked])}
    return [
        OpenItem(
            m.since,
            invitation_messages.invitation_item(
                teams[m.team],
                inviters[m.invited_by].name if m.invited_by in inviters else "Somebody",
            ),
        )
        for m in asked
        if m.team in teams
    ]


# -- the messages that ask ----------------------------------------------------------------


def rewrite(change: Change, membership: Membership) -> None:
    """What asked this person says how they belong now."""
    change.post(_letter_of(membership))


def _letter_of(membership: Membership) -> Letter:
    if membership.asked_in is None:
        return invitation_letter(membership)
    team, since = membership.team, membership.since
    return letter_here(membership.workspace, team, since, membership.asked_in)


def invitation_letter(membership: Membership) -> Letter:
    """Each asking is a message of its own; joining and declining edit it."""
    asked = int(membership.since.timestamp())
    key = f"teams.invitation:{membership.team}:{membership.person}:{asked}"
    about = (membership.team, membership.person)
    return Letter(
        membership.workspace, to_person(membership.person), "teams.invitation", key, about
    )


def letter_here(
    workspace: WorkspaceId, team: TeamId, since: datetime, channel: ChannelId
) -> Letter:
    """One message asks all who were asked at one time."""
    kind, about = "teams.invitation_here", (team, since.isoformat())
    return Letter(workspace, to_channel(channel), kind, _key_here(team, since), about)


def _key_here(team: TeamId, since: datetime) -> str:
    return f"teams.invitation_here:{team}:{since.isoformat()}"
