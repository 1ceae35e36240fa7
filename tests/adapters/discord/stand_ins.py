"""Stand-ins for what is behind the Discord adapter: a core, and what a store holds of servers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Person
from bot.engine.intents import Reply
from bot.engine.manifest import OptionKind, Verb, VerbOption, Words
from bot.engine.work import Work
from bot.ports.store import StoreUnavailable
from tests.adapters import stand_in_core
from tests.clocks import StillClock
from tests.servers.discord.state import Guild, User

ON_MESSAGE = "Hand off as a task"


async def _is_run_elsewhere(_: Work, __: Words) -> Reply:
    raise AssertionError("the stand-in core answers")


def _verb(name: str, summary: str, *options: VerbOption, on_message: str = "") -> Verb:
    return Verb(name, summary, "", "", _is_run_elsewhere, options, on_message=on_message)


VERBS = (
    _verb("inbox", "What is open for you"),
    _verb("me", "Say in which city you are", VerbOption("city", "The city", completes="cities")),
    _verb(
        "ask",
        "Ask somebody for context",
        VerbOption("words", "What about"),
        VerbOption("who", "The person", OptionKind.PERSON, is_required=True),
    ),
    _verb(
        "task",
        "Hand a task to somebody",
        VerbOption("what", "What is to be done", is_required=True),
        on_message=ON_MESSAGE,
    ),
)
"""A verb of each kind: without words, with completed ones, with a person, for a message."""


@dataclass
class StandInCore(stand_in_core.StandInCore):
    """With verbs, of which Discord is told."""

    verbs: Sequence[Verb] = VERBS


@dataclass
class Book:
    """What a store holds of servers and of those in them, in memory: a Servers, an Accounts."""

    clock: StillClock
    names: dict[str, str] = field(default_factory=dict)
    """Of the servers that have Unstuck, by Discord's id."""
    known: dict[tuple[WorkspaceId, str], Person] = field(default_factory=dict)
    """By workspace and account."""
    directs: dict[tuple[WorkspaceId, str], str] = field(default_factory=dict)
    """The channels of direct messages that were opened."""
    brought: dict[str, set[str]] = field(default_factory=dict)
    """The accounts whom a role brought to a team, by the role."""
    is_down: bool = False
    """Whether it keeps nothing, and says so."""

    def knows(self, guild: Guild, *users: User) -> None:
        """They have acted there before."""
        workspace = workspace_of(guild)
        self.names.setdefault(guild.id, guild.name)
        for user in users:
            self.known[workspace, user.id] = Person(workspace, person_of(user), user.shown_name)

    def loses(self, guild: Guild, user: User) -> None:
        """They were found to have left."""
        key = workspace_of(guild), user.id
        self.known[key] = replace(self.known[key], gone_at=self.clock.now())

    def _asked(self) -> None:
        if self.is_down:
            raise StoreUnavailable("The disk is full.")

    def today(self) -> date:
        return self.clock.now().date()

    async def installed(self) -> Mapping[str, WorkspaceId]:
        self._asked()
        return {guild: WorkspaceId(f"w-{guild}") for guild in self.names}

    async def enrol(self, guild: str, name: str) -> WorkspaceId:
        self._asked()
        self.names[guild] = name
        return WorkspaceId(f"w-{guild}")

    async def person(self, workspace: WorkspaceId, account: str) -> Person | None:
        self._asked()
        return self.known.get((workspace, account))

    async def of_account(self, account: str) -> Sequence[tuple[str, str]]:
        self._asked()
        there = [
            (workspace.removeprefix("w-"), person)
            for (workspace, known), person in self.known.items()
            if known == account and person.gone_at is None
        ]
        found = [(guild, self.names[guild]) for guild, _ in there if guild in self.names]
        return sorted(found, key=lambda one: one[1])

    async def people(self, workspace: WorkspaceId) -> Mapping[str, Person]:
        self._asked()
        return {account: who for (where, account), who in self.known.items() if where == workspace}

    async def followed(self, workspace: WorkspaceId) -> Mapping[str, Collection[str]]:
        self._asked()
        return dict(self.brought)

    async def of(
        self, workspace: WorkspaceId, people: Sequence[PersonId]
    ) -> Mapping[PersonId, str]:
        self._asked()
        there = await self.people(workspace)
        return {person.id: account for account, person in there.items() if person.id in people}

    async def direct(self, workspace: WorkspaceId, account: str) -> str:
        self._asked()
        return self.directs.get((workspace, account), "")

    async def keep_direct(self, workspace: WorkspaceId, account: str, channel: str) -> None:
        self._asked()
        self.directs[workspace, account] = channel


def workspace_of(guild: Guild) -> WorkspaceId:
    """In the Book."""
    return WorkspaceId(f"w-{guild.id}")


def person_of(user: User) -> PersonId:
    """In the Book."""
    return PersonId(f"p-{user.id}")
