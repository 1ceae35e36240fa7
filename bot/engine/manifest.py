"""All that a feature gives, declared once: adapters, `help` and the engine read it here."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.facts import Fact
from bot.domain.ids import PersonId
from bot.domain.letters import Letter
from bot.domain.people import Person
from bot.engine.intents import Found, Quoted, Reply
from bot.engine.work import Batch, Change, OpenItem, VerbText, Work
from bot.messages.forms import Form
from bot.messages.parts import Message, Part
from bot.ports.store import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Words:
    """What stood behind a verb: the text without its mentions, and the people mentioned;
    `quoted` is the message on which a message shortcut was used."""

    text: str
    people: tuple[PersonId, ...] = ()
    quoted: Quoted | None = None


class OptionKind(StrEnum):
    WORDS = "words"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class VerbOption:
    """What may stand behind a verb, where a platform asks for it by name: words, or a person.

    `name` is in small letters, up to 32, `explained` up to 100 characters (Discord). `completes`
    names the completer of the words: what it finds is a value that the verb takes as words.
    """

    name: str
    explained: str
    kind: OptionKind = OptionKind.WORDS
    completes: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Verb(VerbText):
    """A command, and what it does with the words behind it; `options` are those words, at most
    one of a kind.

    `shortcut` is its name, up to 24 characters (Slack), where a platform offers commands
    without typing; `on_message` likewise for those offered on somebody's message.
    """

    run: Callable[[Work, Words], Awaitable[Reply]]
    options: tuple[VerbOption, ...] = ()
    is_home: bool = False
    """The verb that shows what is open: the answer to no verb, to small talk, to a repeat."""
    shortcut: str = ""
    on_message: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does, given the `takes` ids of its reference.

    One that `leads_back` may be pressed by a guest who said no, or is in no team any more: they
    act in no other way.
    """

    takes: int
    run: Callable[..., Awaitable[Reply]]
    version: int = 1
    leads_back: bool = False


@dataclass(frozen=True, slots=True)
class FormKind:
    """A dialog: `build` makes it as of now from its ids, `submit` takes its valid values;
    `leads_back` as of an Action."""

    takes: int
    build: Callable[..., Awaitable[Form]]
    submit: Callable[..., Awaitable[Reply]]
    version: int = 1
    leads_back: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """A letter that can wait is not to be sent before `until`."""

    until: datetime


Written = Message | Wait | None
"""A letter as it reads when it is sent; None: no longer true, and nothing is sent."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """`write` reads the store at the time of sending. `facts` of the letter are not re-read."""

    write: Callable[[Reader, Letter, datetime], Awaitable[Written]]


@dataclass(frozen=True, slots=True)
class TimerKind:
    """`run` handles due timers together and finishes each, or says where it goes on.

    A timer later than `late_after` is finished as "late" and not run; None: a promise, never
    too late. A late one passes through `missed`, which may promise the next. `at_once` is how
    many make one transaction. `promise` says in words, for `unstuck doctor`, what it does.
    """

    run: Callable[[Batch], Awaitable[None]]
    promise: str
    late_after: timedelta | None = None
    missed: Callable[[Batch], Awaitable[None]] | None = None
    at_once: int = 2000


Hearer = Callable[[Change, Any], Awaitable[None]]
Offer = Callable[[Work, Any], Awaitable[Sequence[Part]]]
OpenItems = Callable[[Reader, Person, datetime], Awaitable[Sequence[OpenItem]]]
Undelivered = Callable[[UnitOfWork, Letter, str, datetime], Awaitable[None]]
Completer = Callable[[Work, str], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One feature. Names of actions, forms, timers and letters are `feature.name`.

    `hears` act on a fact in its transaction. `offers` read, and add parts to the actor's Reply;
    one that fails is logged and never loses the answer. `open_items` feed the inbox.
    `undelivered` hears of every letter that was given up, `shut_out` besides of those for whose
    reader it was that their door is closed to us.
    """

    name: str
    verbs: tuple[Verb, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    forms: Mapping[str, FormKind] = field(default_factory=dict)
    letters: Mapping[str, LetterKind] = field(default_factory=dict)
    timers: Mapping[str, TimerKind] = field(default_factory=dict)
    hears: tuple[tuple[type[Fact], Hearer], ...] = ()
    offers: tuple[tuple[type[Fact], Offer], ...] = ()
    open_items: OpenItems | None = None
    undelivered: Undelivered | None = None
    shut_out: Undelivered | None = None
    completers: Mapping[str, Completer] = field(default_factory=dict)
