"""Who lives in the playground, and who is meant by an @name."""

import re
from dataclasses import dataclass

from bot.domain.people import Profile


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample person, as a platform would state them; `zone` is where they live."""

    id: str
    name: str
    city: str
    zone: str
    is_admin: bool = False

    @property
    def profile(self) -> Profile:
        return Profile(self.id, self.name, self.zone)


_SAMPLES = (
    Sample("joseph", "Joseph Hale", "London", "Europe/London"),
    Sample("jay", "Jay Rao", "Brisbane", "Australia/Brisbane"),
    Sample("maya", "Maya Cole", "New York", "America/New_York", is_admin=True),
)

PEOPLE = {sample.id: sample for sample in _SAMPLES}

CHANNEL = "research"
"""The one channel; all three read it."""

_NAMED = re.compile(r"(?<!\S)@(\w+)(?![\w-]),?[ \t]?")


def take_people(words: str) -> tuple[str, tuple[Profile, ...]]:
    """The words without the @names of our people, and these people, each once, as named.

    An @name that nobody has stays in the words.
    """
    named: dict[str, Profile] = {}

    def take(found: re.Match[str]) -> str:
        sample = PEOPLE.get(found[1].lower())
        if sample is None:
            return found[0]
        named[sample.id] = sample.profile
        return ""

    rest = _NAMED.sub(take, words)
    return rest.strip(), tuple(named.values())
