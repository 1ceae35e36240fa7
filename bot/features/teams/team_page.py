"""What `team` shows: one's teams, who is in them, and what organisers may change."""

from collections.abc import Collection, Sequence

from bot.domain.ids import PersonId, TeamId
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team, TeamGroup
from bot.domain.workspaces import Platform
from bot.features.teams.messages import everybody_of, label_of, listed, names_of
from bot.messages.parts import (
    Button,
    Buttons,
    Divider,
    Heading,
    Message,
    Part,
    Style,
    aside,
    message,
    say,
)
from bot.messages.plain import say_spans
from bot.messages.refs import Ref


def overview(
    teams: Sequence[tuple[Team, Sequence[tuple[Membership, Person]]]],
    opened: Sequence[OpenInvitation],
    followed: Sequence[TeamGroup],
    me: PersonId,
    organised: Collection[TeamId],
    only_admins_start: bool | None,
    platform: Platform,
) -> Message:
    """Teams with those who belong to them. Organisers also see `opened`, the invitations to groups,
    and the groups `followed`. `only_admins_start` is None for who is no admin."""
    parts: list[Part] = []
    for team, members in teams:
        groups = [invitation for invitation in opened if invitation.team == team.id]
        follows = [each for each in followed if each.team == team.id]
        is_organiser = team.id in organised
        parts += _team(team, members, groups, follows, me, platform, is_organiser=is_organiser)
    if not teams:
        parts.append(say(f"You are in no team yet. Type “{platform.typed('setup')}” to start one."))
    if only_admins_start is not None:
        parts.append(Divider())
        parts += who_starts(only_admins=only_admins_start).parts
    return message(*parts)


def _team(
    team: Team,
    members: Sequence[tuple[Membership, Person]],
    opened: Sequence[OpenInvitation],
    followed: Sequence[TeamGroup],
    me: PersonId,
    platform: Platform,
    *,
    is_organiser: bool,
) -> list[Part]:
    inside = [p for m, p in members if m.belonging is Belonging.JOINED]
    organisers = [p for m, p in members if m.is_organiser]
    parts: list[Part] = [Heading(team.name)]
    parts.append(say(f"{names_of(inside)}." if inside else "Nobody has joined yet."))
    if is_organiser:
        waiting = [p for m, p in members if m.belonging is Belonging.INVITED]
        placeless = [p for p in inside if p.zone is None]
        if waiting:
            parts.append(aside(f"Asked, no answer yet: {names_of(waiting)}."))
        if opened:
            groups = listed([everybody_of(each) for each in opened])
            parts.append(aside("Open to everybody of ", *groups, "."))
            parts.append(Buttons(tuple(_close(each) for each in opened)))
        if followed:
            names = [label_of(each.group, each.name, platform) for each in followed]
            parts.append(aside("Follows ", *listed(names), "."))
            parts.append(Buttons(tuple(_stop_following(each, platform) for each in followed)))
        if placeless:
            parts.append(aside(f"No time zone yet: {names_of(placeless)}."))
    if organisers:
        parts.append(aside(f"Organised by {names_of(organisers)}."))
    ids = (team.id,)
    buttons = [Button("Check-ins", Ref("checkins.overview", ids), Style.MAIN)]
    if is_organiser:
        buttons.append(Button("Invite", Ref("teams.invite", ids)))
        buttons.append(Button("Organisers", Ref("teams.organisers", ids)))
        buttons.append(Button("Channel", Ref("teams.channel", ids)))
    if any(p.id == me for p in inside):
        buttons.append(Button("Leave", Ref("teams.leave", ids)))
    return [*parts, Buttons(tuple(buttons))]


def _close(invitation: OpenInvitation) -> Button:
    ids = (invitation.team, invitation.group)
    return Button(f"Close to @{invitation.name}"[:75], Ref("teams.close", ids))


def _stop_following(followed: TeamGroup, platform: Platform) -> Button:
    group = say_spans((label_of(followed.group, followed.name, platform),))
    ids = (followed.team, followed.group)
    return Button(f"Stop following {group}"[:75], Ref("teams.unfollow", ids))


def who_starts(*, only_admins: bool) -> Message:
    if only_admins:
        change = Button("Let anybody start teams", Ref("teams.anybody_starts"))
        return message(aside("Only admins start teams here."), Buttons((change,)))
    change = Button("Let only admins start teams", Ref("teams.admins_start"))
    return message(aside("Anybody may start a team here."), Buttons((change,)))
