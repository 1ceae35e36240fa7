"""Every feature's manifest in one table, checked once when it is built."""

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
    TimerKind,
    Verb,
)

Entry = TypeVar("Entry")


class Registry:
    """What all features give together. Raises ValueError where two claim one name."""

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
