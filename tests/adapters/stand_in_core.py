"""A core behind an adapter: writes down what it is given, and answers what a test says."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.engine.intents import Command, Found, Intent, Notice, Opened, Press, Reply, Search, Submit
from bot.engine.manifest import Verb
from bot.messages.parts import message, say

Answer = Callable[[Intent], Awaitable[Reply]]


async def notes(_: Intent) -> Reply:
    return Reply(tell=message(say("Noted.")))


@dataclass
class StandInCore:
    """What an adapter sees of the core."""

    verbs: Sequence[Verb] = ()
    intents: list[Intent] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    answer: Answer = notes
    found: Found = ()
    trouble: Exception | None = None
    """What a search or a notice raises."""

    async def handle(self, intent: Intent) -> Reply:
        self.intents.append(intent)
        return await self.answer(intent)

    async def search(self, query: Search) -> Found:
        self.searches.append(query)
        if self.trouble is not None:
            raise self.trouble
        return self.found

    async def notice(self, notice: Notice) -> None:
        self.notices.append(notice)
        if self.trouble is not None:
            raise self.trouble

    def replies(self, *replies: Reply) -> None:
        """One each; the last of them from then on."""
        left = list(replies)

        async def answer(_: Intent) -> Reply:
            return left.pop(0) if len(left) > 1 else left[0]

        self.answer = answer

    @property
    def act(self) -> Intent:
        """The last intent that was not a look at what is open: Slack's Home has its own."""
        return next(i for i in reversed(self.intents) if not isinstance(i, Opened))

    @property
    def command(self) -> Command:
        assert isinstance(self.act, Command), self.act
        return self.act

    @property
    def press(self) -> Press:
        assert isinstance(self.act, Press), self.act
        return self.act

    @property
    def submission(self) -> Submit:
        assert isinstance(self.act, Submit), self.act
        return self.act

    @property
    def opened(self) -> Opened:
        last = self.intents[-1]
        assert isinstance(last, Opened), last
        return last
