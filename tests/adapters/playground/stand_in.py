"""What stands behind the page in these tests: a core that answers as told, and a due list."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.playground.clock import TimeMachine
from bot.engine.intents import Command, Found, Intent, Opened, Reply, Search
from bot.messages.parts import message, say


@dataclass(frozen=True)
class StandInVerb:
    name: str
    summary: str
    usage: str


class StandInCore:
    """Keeps every Intent, and answers with `answers[verb]`, `answers[ref name]` or "opened"."""

    verbs: Sequence[StandInVerb] = (
        StandInVerb("setup", "Start a pair or a team.", "setup"),
        StandInVerb("pair", "Pair up with somebody.", "pair @who"),
        StandInVerb("me", "Your zone, hours and days.", "me"),
        StandInVerb("team", "Look at a team, or change it.", "team NAME"),
        StandInVerb("help", "What I can do.", "help [verb]"),
    )

    def __init__(self) -> None:
        self.handled: list[Intent] = []
        self.searched: list[Search] = []
        self.answers: dict[str, Reply | Exception | Callable[[Intent], Awaitable[Reply]]] = {}
        self.found: Found = ()

    async def handle(self, intent: Intent) -> Reply:
        self.handled.append(intent)
        match intent:
            case Command(verb=verb):
                key = verb
            case Opened():
                key = "opened"
            case _:
                key = intent.does.name
        answer = self.answers.get(key, Reply(tell=message(say(f"You asked for {key}."))))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Reply) else await answer(intent)

    async def search(self, query: Search) -> Found:
        self.searched.append(query)
        return self.found


class StandInClock:
    """Real time, at a standstill until a test moves it."""

    def __init__(self, at: datetime = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class StandInEngine:
    """Instants at which something is due, and at which of them it was settled."""

    def __init__(self) -> None:
        self.clock: TimeMachine | None = None
        self.due: list[datetime] = []
        self.settled: list[datetime] = []
        self.on_settle: Callable[[datetime], Awaitable[None]] | None = None

    async def next_due(self) -> datetime | None:
        return min(self.due, default=None)

    async def settle(self) -> None:
        assert self.clock is not None
        now = self.clock.now()
        self.settled.append(now)
        if self.on_settle is not None:
            await self.on_settle(now)
        self.due = [at for at in self.due if at > now]
