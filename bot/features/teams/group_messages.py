"""Every sentence of `teams` about the groups that a team follows."""

from collections.abc import Sequence

from bot.domain.teams import Team, TeamGroup
from bot.domain.workspaces import Platform
from bot.engine.intents import Group
from bot.features.teams.messages import label_of, listed
from bot.messages.parts import (
    Button,
    Buttons,
    Message,
    Part,
    Span,
    Style,
    aside,
    message,
    say,
    strong,
)
from bot.messages.refs import Ref

# -- to organisers ------------------------------------------------------------------------


def following(
    team: Team, followed: Sequence[TeamGroup], untold: Sequence[Group], platform: Platform
) -> list[Part]:
    """In the reply to whoever chose groups: which are followed from now on, and which cannot be."""
    parts: list[Part] = []
    if followed:
        groups = listed([label_of(each.group, each.name, platform) for each in followed])
        if platform is Platform.DISCORD:
            parts.append(aside("Who no longer has ", *groups, f" leaves {team.name}."))
        else:
            later = f" later is asked too, and who leaves leaves {team.name}."
            parts.append(aside("Who comes to ", *groups, later))
    if untold and platform is Platform.SLACK:
        # There one can let me in; elsewhere nobody can lose the group, or nobody come to it.
        groups = listed([label_of(each.outer_id, each.name, platform) for each in untold])
        what = ", so I cannot follow who comes and goes there. "
        again = " Then choose it again under “Invite”."
        parts.append(say("I am not in ", *groups, what, platform.lets_in, again))
    return parts


def gone(team: Team, group: Span, why: str) -> Message:
    """`why` continues the group's name."""
    return message(
        say(group, f" {why}."),
        say(strong(team.name), " no longer follows who comes and goes there. Members stay."),
    )


def stopped(team: Team, followed: TeamGroup, platform: Platform) -> Message:
    group = label_of(followed.group, followed.name, platform)
    return message(
        say(strong(team.name), " no longer follows ", group, "."), aside("Members stay.")
    )


def not_followed(team: Team) -> Message:
    return message(say(strong(team.name), " does not follow it any more."))


# -- to those who go ----------------------------------------------------------------------


def parted(team: Team, group: Span, platform: Platform) -> Message:
    stays = Button(f"Stay in {team.name}", Ref("teams.stay", (team.id,)), Style.MAIN)
    right = Button("That is right", Ref("teams.part", (team.id,)))
    so = ", so you are no longer in "
    return message(
        say(_you_left(platform), group, so, strong(team.name), "."), Buttons((stays, right))
    )


def organiser_stays(team: Team, group: Span, platform: Platform) -> Message:
    so = f", which {team.name} follows. You organise {team.name}, so you stay in it."
    leave = Button("Leave", Ref("teams.leave", (team.id,)))
    return message(say(_you_left(platform), group, so), Buttons((leave,)))


def stays(team: Team) -> Message:
    return message(say("You stay in ", strong(team.name), "."))


def _you_left(platform: Platform) -> str:
    return "You no longer have " if platform is Platform.DISCORD else "You are no longer in "
