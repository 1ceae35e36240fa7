"""What somebody wants, in words that no platform owns: the only way into the core."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.ids import WorkspaceId
from bot.domain.people import Profile
from bot.domain.workspaces import ChannelProfile, Platform
from bot.messages.forms import Form, Values
from bot.messages.parts import Message, Part
from bot.messages.refs import Ref


@dataclass(frozen=True, slots=True)
class Origin:
    """Who acts and where, as the platform states it; nothing in it comes from a button.

    `event` is the platform's own id of this input: the same one again is a repeat.
    `channel` is where it came from, None in direct messages; `groups` are the outer ids of
    those that the actor is in, of which the platform tells us no other members.
    """

    workspace: WorkspaceId
    platform: Platform
    profile: Profile
    event: str
    is_admin: bool = False
    channel: ChannelProfile | None = None
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that somebody points at: its words as plain text, who wrote them if that is a
    person, and its address. A private one stands where not all of the workspace can read."""

    text: str
    author: Profile | None
    link: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A verb with its words, as typed: `/unstuck me` is Command(…, "me", "").

    `people` are those named in the words, by their profiles; `quoted` is the message on which
    a shortcut was used.
    """

    origin: Origin
    verb: str
    words: str = ""
    people: tuple[Profile, ...] = ()
    quoted: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed or an option chosen. `place` and `outer_id` name the message it stood
    on, "" when it was a private reply of which nothing is kept."""

    origin: Origin
    does: Ref
    place: str = ""
    outer_id: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A channel or a role, and who is in it; of an open one we are not told, but each who acts
    says whether they are (`Origin.groups`). `is_notified` is whether the actor may have the
    platform notify all of it, `is_told` whether it tells us who comes to it and who goes."""

    outer_id: str
    members: tuple[Profile, ...] = ()
    name: str = ""
    is_open: bool = False
    is_notified: bool = True
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Submit:
    """A form sent: `people`, `channels` and `groups` are those chosen in its fields, whose
    values are outer ids.

    Of a form in pages these are one page's: what was kept of the others is added. Unless it
    `is_whole` more pages follow, and it is only kept.
    """

    origin: Origin
    does: Ref
    values: Values
    people: tuple[Profile, ...] = ()
    channels: tuple[ChannelProfile, ...] = ()
    groups: tuple[Group, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Resume:
    """Open a form again, with what its writer typed into it and did not send."""

    origin: Origin
    does: Ref


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened the bot's home, or wrote to it in words: show what is open for them."""

    origin: Origin


Intent = Command | Press | Submit | Resume | Opened


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """An account is no longer what it was, or has left."""

    profile: Profile


@dataclass(frozen=True, slots=True)
class ChannelLost:
    """We cannot write to a channel any more; `why` continues “#research …”."""

    outer_id: str
    why: str


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """An account is in a group from now on, or no longer."""

    profile: Profile
    group: str
    is_in: bool


@dataclass(frozen=True, slots=True)
class GroupLost:
    """A group is there no more; `why` continues its name. A lost channel is one too."""

    outer_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Unstuck was taken out of the workspace."""


Happening = ProfileChanged | ChannelLost | GroupChanged | GroupLost | Removed
"""What a platform may say of."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a platform says has happened, with nobody acting; `event` is its id of it."""

    workspace: WorkspaceId
    platform: Platform
    event: str
    what: Happening


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the one who acted; an adapter shows what it has of these, in this order.

    `tell` is a private message (where the press was on a private reply, it replaces that one),
    `last` what a use case has stand at its end, below what other features offer;
    `form` is a dialog to open; `faults` are the fields of the submitted form to mend, by name,
    with what is wrong, and then `form` is that form with what was typed; `edit` is the
    message on which the button stood, as it is now, `piece` which of its pieces carried it; a
    press that opens a dialog has none.
    """

    tell: Message | None = None
    form: Form | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    edit: Message | None = None
    piece: int = 0
    last: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """A Query: what may complete the words typed into a search field."""

    origin: Origin
    source: str
    words: str


Found = Sequence[tuple[str, str]]
"""Completions: the value and how it reads."""
