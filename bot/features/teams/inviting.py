"""Asking people to join."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot.domain.ids import ChannelId, PersonId
from bot.domain.letters import Sent
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team
from bot.domain.workspaces import Channel
from bot.engine import actors
from bot.engine.intents import Group
from bot.engine.work import Change, Work
from bot.features.teams.asking_messages import Asked
from bot.features.teams.choosing import Chosen
from bot.features.teams.groups import follow
from bot.features.teams.invitations import invitation_letter, key_here, letter_here, letter_of


async def ask_to_join(work: Work, team: Team, chosen: Chosen) -> Asked:
    """Ask each to join, once: who has an answer or a question of ours already is left in peace.

    Where people who have not agreed may not be written to, one message in a channel asks them.
    Who is chosen by name belongs from now on whatever groups they are in.
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
    for membership in known.values():
        if membership.through and membership.person in found.keys() - chosen.through.keys():
            work.unit.save(replace(membership, through=()))
    for person in new:
        asked = Membership(
            work.workspace,
            team.id,
            person.id,
            Belonging.INVITED,
            is_organiser=False,
            since=work.now,
            invited_by=work.me,
            through=chosen.through.get(person.id, ()),
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
    through = {m.person: m.through for m in waiting if m.through}
    return await ask_to_join(work, team, Chosen([m.person for m in waiting], groups, (), through))


async def _unheard(
    work: Work, memberships: Iterable[Membership], people: Collection[PersonId]
) -> set[PersonId]:
    """Who was to be asked in a channel, of which there was none, or which did not take it. They
    have not agreed to be written to since."""
    asked = [m for m in memberships if m.belonging is Belonging.INVITED and m.person in people]
    if work.origin.platform.invites_directly or not asked:
        return set()
    letters = {m.person: letter_of(m) for m in asked}
    keys = [letter.key for letter in letters.values()]
    sent = {s.key for s in await work.unit.find(Sent, key=keys, piece=0)}
    agreed = {p.id for p in await work.unit.find(Person, id=list(letters)) if p.agreed_at}
    return {p for p, letter in letters.items() if letter.key not in sent and p not in agreed}


async def _new_groups(work: Work, team: Team, groups: Sequence[Group]) -> list[Group]:
    """Those to whom the team is not open yet, or who could not be told."""
    known = (
        {o.group: o for o in await work.unit.find(OpenInvitation, team=team.id)} if groups else {}
    )
    keys = {g: key_here(team.id, known[g].since) for g in known}
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
