"""Who lives in the playground, and who is meant by an @name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

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


_NAMED = re.compile(r"(?<!\S)@(\w+)(?![\w-]),?[ \t]?")


@dataclass(frozen=True, slots=True)
class Cast:
    """The sample people, by their ids."""

    people: Mapping[str, Sample]

    @classmethod
    def of(cls, samples: Iterable[Sample]) -> Self:
        return cls({sample.id: sample for sample in samples})

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return tuple(sample.profile for sample in self.people.values())

    def take(self, words: str) -> tuple[str, tuple[Profile, ...]]:
        """The words without the @names of our people, and these people, each once, as named.

        An @name that nobody has stays in the words.
        """
        named: dict[str, Profile] = {}

        def take(found: re.Match[str]) -> str:
            sample = self.people.get(found[1].lower())
            if sample is None:
                return found[0]
            named[sample.id] = sample.profile
            return ""

        rest = _NAMED.sub(take, words)
        return rest.strip(), tuple(named.values())


_JOSEPH = Sample("joseph", "Joseph Hale", "London", "Europe/London")
_JAY = Sample("jay", "Jay Rao", "Brisbane", "Australia/Brisbane")
_MAYA = Sample("maya", "Maya Cole", "New York", "America/New_York", is_admin=True)

LAB = Cast.of((_JOSEPH, _JAY, _MAYA))
SPRINT_TEAM = Cast.of(
    (
        _JOSEPH,
        Sample("priya", "Priya Shah", "London", "Europe/London"),
        Sample("lena", "Lena Vogt", "Berlin", "Europe/Berlin"),
        Sample("emil", "Emil Brandt", "Berlin", "Europe/Berlin"),
        _MAYA,
        Sample("tom", "Tom Reed", "New York", "America/New_York"),
        _JAY,
        Sample("ruby", "Ruby Chen", "Sydney", "Australia/Sydney"),
    )
)
CASTS = {len(cast.people): cast for cast in (LAB, SPRINT_TEAM)}
"""By how many they are."""

CHANNEL = "research"
"""The one channel; everybody reads it."""
