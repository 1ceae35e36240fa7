"""What the page sends, as Intents and Queries."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.playground.people import CHANNEL, Cast, Sample
from bot.domain.ids import WorkspaceId
from bot.domain.workspaces import ChannelProfile, Platform
from bot.engine.intents import Command, Group, Intent, Opened, Origin, Press, Search, Submit
from bot.messages.refs import Ref, UnreadableRef

LONGEST_WORDS = 40_000
"""What Slack takes in one message; a form's fields have limits of their own."""

HERE = ChannelProfile(CHANNEL, CHANNEL)

_EVENT = re.compile(r"[A-Za-z0-9_-]{8,64}")
_ADDRESSED = re.compile(r"(/unstuck|@unstuck)(?!\S)\s*", re.IGNORECASE)
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""Neither SQLite nor PostgreSQL keeps these: NUL, and halves of characters."""


class Unreadable(Exception):
    """The page sent something that only a broken or a foreign page would; the text says what."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who did something, where, and the id by which the page knows it."""

    who: Sample
    event: str
    is_direct: bool

    def origin(self, workspace: WorkspaceId) -> Origin:
        """Who acts and where, as we state it."""
        return Origin(
            workspace=workspace,
            platform=Platform.PLAYGROUND,
            profile=self.who.profile,
            event=self.event,
            is_admin=self.who.is_admin,
            channel=None if self.is_direct else HERE,
        )


class Payload:
    """The JSON object of one request, read field by field. Raises Unreadable."""

    def __init__(self, given: Any, cast: Cast) -> None:
        if not isinstance(given, dict):
            raise Unreadable("The request is not a JSON object.")
        self._given: Mapping[str, object] = given
        self.cast = cast

    def act(self) -> Act:
        event = self.text("event")
        if not _EVENT.fullmatch(event):
            raise Unreadable("An event's id is 8 to 64 letters, digits, - or _.")
        place = self.text("place")
        if place not in ("direct", CHANNEL):
            raise Unreadable("The playground has no such place.")
        return Act(self.person(), event, place == "direct")

    def person(self) -> Sample:
        sample = self.cast.people.get(self.text("person"))
        if sample is None:
            raise Unreadable("The playground has no such person.")
        return sample

    def text(self, name: str) -> str:
        return _text(self._given.get(name), name)

    def ref(self) -> Ref:
        try:
            return Ref.decode(self.text("does"))
        except UnreadableRef as unreadable:
            raise Unreadable("I cannot read what this button does.") from unreadable

    def message(self) -> int | None:
        """The message on which something was pressed, if any."""
        number = self._given.get("message")
        if number is not None and type(number) is not int:
            raise Unreadable("A message's id is a number.")
        return number

    def texts(self, name: str) -> tuple[str, ...]:
        return _texts(self._given.get(name), name)

    def values(self) -> dict[str, tuple[str, ...]]:
        given = self._given.get("values")
        if not isinstance(given, dict):
            raise Unreadable("A form's values are an object.")
        return {_text(name, "values"): _texts(value, "values") for name, value in given.items()}


def intent_of_words(
    act: Act, workspace: WorkspaceId, words: str, verbs: Collection[str], cast: Cast
) -> Intent | None:
    """What somebody who typed these words wants; None if they spoke to others in the channel.

    Commands are known by `/unstuck`, `@unstuck` or a verb in front.
    """
    origin = act.origin(workspace)
    words = words.strip()
    addressed = _ADDRESSED.match(words)
    rest = words[addressed.end() :] if addressed else words
    first = rest.split(maxsplit=1)[0] if rest else ""
    verb = first.lower() if addressed else first.lower().removeprefix("/")
    is_command = verb in verbs or (addressed is not None and addressed[1].startswith("/"))
    if is_command and verb:
        text, people = cast.take(rest[len(first) :].strip())
        return Command(origin, verb, text, people)
    if act.is_direct or addressed:
        return Opened(origin)
    return None


def press_of(act: Act, workspace: WorkspaceId, does: Ref, place: str, outer_id: str) -> Press:
    return Press(act.origin(workspace), does, place, outer_id)


def submit_of(act: Act, workspace: WorkspaceId, payload: Payload) -> Submit:
    """The form with the profiles of those chosen in it."""
    chosen, known = payload.texts("people"), payload.cast.people
    if not known.keys() >= set(chosen):
        raise Unreadable("The playground has no such person.")
    profiles = tuple(known[person].profile for person in dict.fromkeys(chosen))
    return Submit(
        act.origin(workspace),
        payload.ref(),
        payload.values(),
        profiles,
        channels=(HERE,),
        # Everybody is in the one channel, and nobody comes or goes.
        groups=(Group(CHANNEL, payload.cast.profiles, HERE.name, is_told=False),),
    )


def search_of(act: Act, workspace: WorkspaceId, payload: Payload) -> Search:
    return Search(act.origin(workspace), payload.text("source"), payload.text("words"))


def _text(given: object, name: str) -> str:
    if not isinstance(given, str):
        raise Unreadable(f"“{name}” is not a text.")
    return _UNKEEPABLE.sub("\ufffd", given)


def _texts(given: object, name: str) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise Unreadable(f"“{name}” is not a list.")
    return tuple(_text(one, name) for one in given)
