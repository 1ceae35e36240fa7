"""Every feature's manifest in one table, checked once when it is built."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from bot.domain.facts import Fact
from bot.engine.manifest import (
    Action,
    Completer,
    FormKind,
    Hearer,
    LetterKind,
    Manifest,
    Offer,
    OpenItems,
    OptionKind,
    TimerKind,
    Verb,
)

Entry = TypeVar("Entry")

LONGEST_EXPLAINED = 100
_OPTION_NAME = re.compile(r"[a-z][a-z_-]{0,31}")


class Registry:
    """What all features give together. Raises ValueError where two claim one name, or
    a verb's options cannot be served."""

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self.manifests = tuple(manifests)
        self.verbs: Mapping[str, Verb] = _merged(
            {verb.name: verb for verb in manifest.verbs} for manifest in self.manifests
        )
        self.actions: Mapping[str, Action] = _merged(m.actions for m in self.manifests)
        self.forms: Mapping[str, FormKind] = _merged(m.forms for m in self.manifests)
        self.letters: Mapping[str, LetterKind] = _merged(m.letters for m in self.manifests)
        self.timers: Mapping[str, TimerKind] = _merged(m.timers for m in self.manifests)
        self.completers: Mapping[str, Completer] = _merged(m.completers for m in self.manifests)
        self.open_items: tuple[OpenItems, ...] = tuple(
            m.open_items for m in self.manifests if m.open_items
        )
        homes = [verb for verb in self.verbs.values() if verb.is_home]
        if len(homes) != 1:
            raise ValueError(f"one verb must be the home, not {len(homes)}")
        self.home = homes[0]
        for verb in self.verbs.values():
            self._check_options(verb)

    def _check_options(self, verb: Verb) -> None:
        """Raises ValueError for options that a platform refuses, or that nobody completes."""
        kinds = [option.kind for option in verb.options]
        if len(set(kinds)) != len(kinds):
            raise ValueError(f"{verb.name!r} has two options of one kind")
        required = [option.is_required for option in verb.options]
        if required != sorted(required, reverse=True):
            raise ValueError(f"{verb.name!r} has a required option after another")
        for option in verb.options:
            if not _OPTION_NAME.fullmatch(option.name):
                raise ValueError(f"no option of {verb.name!r} can be called {option.name!r}")
            if not 0 < len(option.explained) <= LONGEST_EXPLAINED:
                raise ValueError(f"{option.name!r} of {verb.name!r} is explained too long, or not")
            if option.completes and option.completes not in self.completers:
                raise ValueError(f"nobody completes {option.completes!r} of {verb.name!r}")
            if option.completes and option.kind is not OptionKind.WORDS:
                raise ValueError(f"only words are completed, not {option.name!r} of {verb.name!r}")

    def hearers(self, fact: Fact) -> list[Hearer]:
        """Who acts on this fact, in the order of the manifests."""
        return [hear for m in self.manifests for kind, hear in m.hears if isinstance(fact, kind)]

    def offers(self, fact: Fact) -> list[Offer]:
        """Who may add to the Reply on this fact."""
        return [offer for m in self.manifests for kind, offer in m.offers if isinstance(fact, kind)]


def _merged(tables: Iterable[Mapping[str, Entry]]) -> dict[str, Entry]:
    merged: dict[str, Entry] = {}
    for table in tables:
        for name, entry in table.items():
            if name in merged:
                raise ValueError(f"two features claim {name!r}")
            merged[name] = entry
    return merged
