"""What happened: said by one feature, heard by others, in the same transaction."""

from dataclasses import dataclass

from bot.domain.blockers import Blocker
from bot.domain.checkins import Response
from bot.domain.ids import ChannelId, CheckinId, PersonId, TeamId
from bot.domain.worktime import Away


@dataclass(frozen=True, slots=True)
class HoursChanged:
    """A person's zone, days or hours are no longer what they were."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class AwayChanged:
    """A person goes away, or is back, or later than they said; `before` is what they said."""

    person: PersonId
    before: tuple[Away, ...]


@dataclass(frozen=True, slots=True)
class TeamStarted:
    """A team was made by `organiser`."""

    team: TeamId
    organiser: PersonId


@dataclass(frozen=True, slots=True)
class TeamPlaced:
    """A team whose starter had no time zone has theirs from now on."""

    team: TeamId


@dataclass(frozen=True, slots=True)
class CheckinStarted:
    """An organiser has given the team a check-in."""

    team: TeamId


@dataclass(frozen=True, slots=True)
class WantsToJoin:
    """A person who was invited has said when they work, and joins; `groups` are those that they
    are in, by outer id."""

    team: TeamId
    person: PersonId
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """A person said *Join*, or started the team."""

    team: TeamId
    person: PersonId


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """A person is no longer in the team."""

    team: TeamId
    person: PersonId


@dataclass(frozen=True, slots=True)
class MemberBack:
    """A person who was no longer in the team stays in it after all."""

    team: TeamId
    person: PersonId


@dataclass(frozen=True, slots=True)
class PersonGone:
    """A person has left the workspace."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class ChannelGone:
    """A channel cannot be written to any more; `why` continues its name."""

    channel: ChannelId
    why: str


@dataclass(frozen=True, slots=True)
class GroupJoined:
    """A person is in a group of the platform's from now on, by its outer id."""

    person: PersonId
    group: str


@dataclass(frozen=True, slots=True)
class GroupLeft:
    """A person is no longer in a group of the platform's."""

    person: PersonId
    group: str


@dataclass(frozen=True, slots=True)
class GroupGone:
    """A group is there no more, or we are not told of it any more; `why` continues its name."""

    group: str
    why: str


@dataclass(frozen=True, slots=True)
class Responded:
    """A person answered a round; `blocker` is what holds them up, if anything."""

    team: TeamId
    response: Response
    blocker: Blocker | None


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A check-in that had left a person in peace asks them again."""

    checkin: CheckinId
    person: PersonId


Fact = (
    HoursChanged
    | AwayChanged
    | TeamStarted
    | TeamPlaced
    | CheckinStarted
    | WantsToJoin
    | MemberJoined
    | MemberLeft
    | MemberBack
    | PersonGone
    | ChannelGone
    | GroupJoined
    | GroupLeft
    | GroupGone
    | Responded
    | AskedAgain
)
