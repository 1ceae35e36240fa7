"""Every sentence of `teams` about the channel of a team."""

from bot.domain.teams import Team
from bot.domain.workspaces import Channel, Platform
from bot.messages.forms import ChannelField, Form
from bot.messages.parts import Message, Part, aside, message, say, strong
from bot.messages.refs import Ref


def undelivered(team: Team, why: str) -> Message:
    """`why` is a platform's, which begins small: it may hold a colon of its own."""
    return message(
        say(
            "I could not write to the channel of ",
            strong(team.name),
            f". {why[:1].upper()}{why[1:].rstrip('.')}.",
        ),
        aside("Until that is mended, I write to each member privately."),
    )


def channel_gone(
    team: Team, channel: Channel, why: str, platform: Platform, *, was_followed: bool = False
) -> Message:
    parts: list[Part] = [
        say(f"{channel.label}, the channel of ", strong(team.name), f", {why}."),
        say("From now on I write to each member privately."),
    ]
    if was_followed:
        parts.append(say(f"{team.name} no longer follows who comes and goes there. Members stay."))
    parts.append(
        aside(f"To have a channel again, type “{platform.typed('team')}” and choose “Channel”.")
    )
    return message(*parts)


def channel_form(does: Ref, team: Team) -> Form:
    return Form(
        does,
        title="Channel",
        submit="Save",
        fields=(
            ChannelField(
                "place",
                f"Where do summaries of {team.name} go?",
                nothing="To each member, privately",
                chosen=(team.channel,) if team.channel else (),
                hint="Check-ins may ask there too. Without one I write to each member privately.",
            ),
        ),
    )


def channel_chosen(
    team: Team, channel: Channel | None, platform: Platform, *, is_closed_said: bool = False
) -> Message:
    """`is_closed_said` if more is said with it, which says whether we may write there."""
    if channel is None:
        each = "Each member of ", strong(team.name), " gets its summaries and check-ins privately."
        return message(say(*each))
    here = f" go to {channel.label}, as do check-ins that ask in its channel."
    parts: list[Part] = [say("Summaries of ", strong(team.name), here)]
    if not channel.is_open and not is_closed_said:
        parts.append(cannot_write(channel, platform))
    return message(*parts)


def cannot_write(channel: Channel, platform: Platform) -> Part:
    return say(f"I cannot write in {channel.label} yet. {platform.lets_in}")
