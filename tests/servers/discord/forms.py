"""Filling in modals and selects, and what Discord's own client refuses to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.servers.discord.components import (
    CHANNEL_SELECT,
    CHECKBOX,
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    LABEL,
    RADIO_GROUP,
    SELECTS,
    TEXT_INPUT,
    numbered,
)
from tests.servers.discord.screen import options_of, prefilled
from tests.servers.discord.state import Channel, Json, Role, UploadedFile, User, World

Thing = str | bool | User | Role | Channel | UploadedFile
Filled = Thing | Sequence[Thing] | None
"""What a person gives a field: words, an option's value or label, somebody, several, or nothing."""


@dataclass
class Form:
    """A modal being filled in."""

    world: World
    data: Json
    given: Mapping[str, Filled]
    things: list[object] = field(default_factory=list)
    """Whoever and whatever was chosen, for `resolved`."""
    refusals: dict[str, str] = field(default_factory=dict)
    """By custom_id: why the client does not send it."""

    def components(self) -> list[Json]:
        """As a MODAL_SUBMIT carries them. Source: docs components/reference, responses."""
        known = [
            each["component"]["custom_id"]
            for each in self.data["components"]
            if each["type"] == LABEL
        ]
        strange = [id for id in self.given if id not in known]
        assert not strange, f"no field {strange[0]!r} in this modal, but {known}"
        return [self._sent(each) for each in numbered(self.data["components"])]

    def _sent(self, component: Json) -> Json:
        sent = {"type": component["type"], "id": component["id"]}
        if component["type"] != LABEL:
            return sent
        source = component["component"]
        inner = {key: source[key] for key in ("type", "id", "custom_id")}
        return sent | {"component": inner | self._filled(source)}

    def _filled(self, source: Json) -> Json:
        id, kind = source["custom_id"], source["type"]
        given = self.given.get(id, prefilled(source))
        if kind == TEXT_INPUT:
            return {"value": self._text(source, str(given or ""))}
        if kind == CHECKBOX:
            return {"value": bool(given)}
        several = [given] if isinstance(given, Thing) else list(given or ())  # type: ignore[call-overload]
        if kind == RADIO_GROUP:
            chosen = choose(self.world, source, [each for each in several if each], self.things)
            if not chosen and source.get("required") is not False:
                self.refusals[id] = "This field is required"
            return {"value": chosen[0] if chosen else None}
        values = choose(self.world, source, [each for each in several if each], self.things)
        is_required = source.get("required") is not False
        if values or is_required:
            self._amount(source, values)
        return {"values": values}

    def _text(self, source: Json, text: str) -> str:
        id = source["custom_id"]
        length = len(text)
        if not text.strip():
            if source.get("required") is not False:
                self.refusals[id] = "This field is required"
            return text
        least, most = source.get("min_length") or 0, source.get("max_length") or 4000
        if length < least:
            self.refusals[id] = f"Must be at least {least} in length"
        if length > most:
            self.refusals[id] = f"Must be {most} or fewer in length"
        return text

    def _amount(self, source: Json, values: Sequence[str]) -> None:
        wrong = amount_refusal(source, len(values))
        if wrong:
            self.refusals[source["custom_id"]] = wrong


def amount_refusal(source: Json, amount: int) -> str:
    """Why so many cannot be chosen, or ""."""
    least, most = source.get("min_values"), source.get("max_values")
    default = len(source.get("options") or ()) if source["type"] == CHECKBOX_GROUP else 1
    if amount < (1 if least is None else least):
        return f"Make at least {1 if least is None else least} choice(s)"
    if amount > (most or default):
        return f"Make at most {most or default} choice(s)"
    return ""


def choose(world: World, source: Json, given: Sequence[object], things: list[object]) -> list[str]:
    """Values, or ids of what is chosen; what is chosen goes to `things`."""
    if source["type"] in SELECTS[1:] or source["type"] == FILE_UPLOAD:
        found = [_thing(world, source, each) for each in given]
        things += found
        return [each.id for each in found]
    options = options_of(source)
    values = []
    for each in given:
        value = next((v for label, v in options if each in (v, label)), None)
        assert value is not None, f"no option {each!r}, but {options}"
        values.append(value)
    return values


def _thing(world: World, source: Json, given: object) -> User | Role | Channel | UploadedFile:
    if isinstance(given, User | Role | Channel | UploadedFile):
        found = given
    else:
        roles = {id: role for guild in world.guilds.values() for id, role in guild.roles.items()}
        known: dict[str, User | Role | Channel] = {**world.users, **roles, **world.channels}
        found = known[str(given)]
    types = source.get("channel_types")
    if source["type"] == CHANNEL_SELECT and types and isinstance(found, Channel):
        assert found.type in types, f"#{found.name} cannot be chosen here"
    return found
