"""What those who are asked to join read."""

from collections.abc import Sequence

from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team
from bot.domain.workspaces import Platform
from bot.features.teams.messages import everybody_of, listed
from bot.messages.parts import (
    Button,
    Buttons,
    Mention,
    Message,
    Paragraph,
    Part,
    Span,
    Style,
    code,
    message,
    say,
    spans,
    strong,
)
from bot.messages.refs import Ref

MOST_NAMED = 10
"""People who are named one by one; of more the number says enough."""

WHAT_I_DO = (
    "I ask short check-in questions at a time that suits you, and help whoever is stuck to ask."
)


# -- to the invited -----------------------------------------------------------------------


def invitation(team: Team, inviter: str, membership: Membership) -> Message:
    """What the invited person sees: the question, later what they answered."""
    match membership.belonging:
        case Belonging.JOINED:
            return message(say("You are in ", strong(team.name), "."))
        case Belonging.DECLINED:
            return message(say(f"You said no to {team.name}."), _join_after_all(team))
        case Belonging.LEFT | Belonging.PARTED:
            return no_longer_open(team)
        case Belonging.INVITED:
            return message(
                say(f"{inviter} asks you to join ", strong(team.name), " on Unstuck."),
                say(f"{WHAT_I_DO} You hear nothing more from me unless you join."),
                _answers(team),
            )


def invitation_here(
    team: Team,
    inviter: str,
    waiting: Sequence[Person],
    groups: Sequence[OpenInvitation],
    joined: Sequence[Person],
    notified: Sequence[str],
) -> Message:
    """What all of them see in a channel, with buttons while somebody is asked still. Of the groups
    those `notified` are, by their outer ids."""
    is_open = bool(waiting or groups)
    named = listed([*map(_mention, waiting), *map(everybody_of, groups)])
    asks = (f"{inviter} asks ", *named, " to join ") if named else (f"{inviter} asks who joins ",)
    parts: list[Part] = [say(*asks, strong(team.name), " on Unstuck.")]
    if is_open:
        parts.append(say(f"{WHAT_I_DO} I write to nobody who has not joined."))
    if joined:
        parts.append(_joined(joined))
    if is_open:
        parts.append(_answers(team))
    return message(
        *parts,
        addresses=tuple(person.id for person in waiting),
        groups=tuple(each.group for each in groups if each.group in notified),
    )


def _joined(people: Sequence[Person]) -> Paragraph:
    if len(people) > MOST_NAMED:
        return say(f"{len(people)} people have joined.")
    verb = "has" if len(people) == 1 else "have"
    return Paragraph(spans(*listed([_mention(p) for p in people]), f" {verb} joined."))


def _mention(person: Person) -> Span:
    return Mention(person.id, person.name)


def no_longer_open(team: Team) -> Message:
    return message(say(f"This invitation to {team.name} is no longer open."))


def _answers(team: Team) -> Buttons:
    return Buttons(
        (
            Button("Join", Ref("teams.join", (team.id,)), Style.MAIN),
            Button("Not for me", Ref("teams.decline", (team.id,))),
            Button("What is this?", Ref("teams.explain", (team.id,))),
        )
    )


def explanation(team: Team, platform: Platform) -> Message:
    return message(
        say(
            "Unstuck asks each member of ",
            strong(team.name),
            " a few questions on working days, in their own time zone: what got done, what is "
            "next, and whether they are stuck.",
        ),
        say(
            "The team sees the answers in one summary. Whether you answer, and when, is not "
            "shown with your name. You can leave at any time with "
            f"“{platform.typed('team')}”."
        ),
    )


def joined(team: Team) -> Message:
    return message(say("Welcome to ", strong(team.name), "."))


def declined(team: Team, platform: Platform) -> Message:
    """Where all were asked by one message, that one offers it to nobody who said no."""
    parts: list[Part] = [say(f"That is fine. You hear nothing more about {team.name}.")]
    if not platform.invites_directly:
        parts.append(_join_after_all(team))
    return message(*parts)


def _join_after_all(team: Team) -> Buttons:
    return Buttons((Button("Join after all", Ref("teams.join", (team.id,))),))


def invitation_item(team: Team, inviter: str) -> tuple[Part, ...]:
    return (
        say(f"{inviter} asks you to join ", strong(team.name), "."),
        Buttons(
            (
                Button("Join", Ref("teams.join", (team.id,)), Style.MAIN),
                Button("Not for me", Ref("teams.decline", (team.id,))),
            )
        ),
    )


# -- a closed door ------------------------------------------------------------------------


def closed_door(person: Person) -> Message:
    """To somebody in a channel: what waits for them is theirs alone to see."""
    waits = say(_mention(person), ", I cannot write to you: open ", code("/unstuck"), ".")
    return message(waits, addresses=(person.id,))
