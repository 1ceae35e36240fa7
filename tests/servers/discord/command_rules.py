"""What Discord asks of application commands that its document does not say in a form to check.

Sources: docs interactions/application-commands; specs/README.md, "What these documents do not
say"; specs/limits.md for the numbers.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.servers.discord.component_rules import Json, listed, twice

SLASH, USER, MESSAGE, ENTRY_POINT = 1, 2, 3, 4
MOST_COMMANDS = {SLASH: 100, USER: 15, MESSAGE: 15, ENTRY_POINT: 1}
MOST_CHARACTERS = 8_000
"""Of names, descriptions and values in a slash command, the longest translation of each."""
MOST_OPTIONS = 25
MOST_DESCRIPTION = 100

_SUBCOMMAND, _GROUP = 1, 2
_NESTS = {_SUBCOMMAND, _GROUP}


def check_commands(commands: Sequence[Json]) -> list[str]:
    """What Discord would refuse in the whole list of commands, of an application or a guild."""
    faults = []
    given = [(_type(command), command) for command in listed(commands)]
    for kind, count in Counter(kind for kind, _ in given).items():
        if count > MOST_COMMANDS.get(kind, 0):
            faults.append(f"it: {count} commands of type {kind}")
    faults += twice("it: command", [f"{c.get('name')} ({kind})" for kind, c in given])
    for kind, command in given:
        place = f"/{command.get('name')}" if kind == SLASH else str(command.get("name"))
        faults += (
            _faults_of_slash(place, command) if kind == SLASH else _faults_of_menu(place, command)
        )
    return faults


def _type(thing: Json, default: int = SLASH) -> int:
    given = thing.get("type")
    return given if isinstance(given, int) else default


def _faults_of_menu(place: str, command: Json) -> Iterator[str]:
    name = str(command.get("name") or "")
    if not name.strip() or len(name) > 32:
        yield f"{place}: a name of {len(name)} characters, 1 to 32 may be"
    if command.get("description"):
        yield f"{place}: a description, which only slash commands have"
    if command.get("options"):
        yield f"{place}: options, which only slash commands have"


def _faults_of_slash(place: str, command: Json) -> Iterator[str]:
    yield from _faults_of_words(place, command)
    options = listed(command.get("options"))
    if any(_type(option) in _NESTS for option in options):
        yield from _faults_of_nested(place, options)
    else:
        yield from _faults_of_options(place, options)
    if (size := _size(command)) > MOST_CHARACTERS:
        yield f"{place}: {size} characters in all, at most {MOST_CHARACTERS}"


def _faults_of_nested(
    place: str, options: Sequence[Json], *, is_group: bool = False
) -> Iterator[str]:
    """Subcommands, and groups of them, one level deep."""
    yield from _faults_of_number(place, options)
    for option in options:
        at = f"{place} {option.get('name')}"
        kind = _type(option, 0)
        yield from _faults_of_words(at, option)
        if kind not in _NESTS:
            yield f"{at}: an option beside subcommands"
        elif kind == _GROUP and is_group:
            yield f"{at}: a group in a group"
        elif kind == _GROUP:
            inner = listed(option.get("options"))
            if not inner:
                yield f"{at}: a group without subcommands"
            yield from _faults_of_nested(at, inner, is_group=True)
        else:
            yield from _faults_of_options(at, listed(option.get("options")))


def _faults_of_options(place: str, options: Sequence[Json]) -> Iterator[str]:
    yield from _faults_of_number(place, options)
    were_required = True
    for option in options:
        at = f"{place} {option.get('name')}"
        yield from _faults_of_words(at, option)
        if _type(option, 0) in _NESTS:
            yield f"{at}: a subcommand in a subcommand"
        is_required = option.get("required") is True
        if is_required and not were_required:
            yield f"{at}: required, after one that is not"
        were_required = is_required
        yield from _faults_of_values(at, option)


def _faults_of_number(place: str, options: Sequence[Json]) -> Iterator[str]:
    if len(options) > MOST_OPTIONS:
        yield f"{place}: {len(options)} options, at most {MOST_OPTIONS}"
    yield from twice(f"{place}: option", [option.get("name") for option in options])


def _faults_of_values(place: str, option: Json) -> Iterator[str]:
    choices = listed(option.get("choices"))
    if choices and option.get("autocomplete"):
        yield f"{place}: autocomplete beside choices"
    if len(choices) > MOST_OPTIONS:
        yield f"{place}: {len(choices)} choices, at most {MOST_OPTIONS}"
    for choice in choices:
        name, value = str(choice.get("name") or ""), choice.get("value")
        if not name.strip() or len(name) > 100:
            yield f"{place}: a choice's name of {len(name)} characters, 1 to 100 may be"
        if isinstance(value, str) and not 1 <= len(value) <= 100:
            yield f"{place}: a choice's value of {len(value)} characters, 1 to 100 may be"
    yield from twice(f"{place}: choice", [choice.get("name") for choice in choices])
    yield from twice(f"{place}: choice's value", [choice.get("value") for choice in choices])
    for what in ("value", "length"):
        least, most = option.get(f"min_{what}"), option.get(f"max_{what}")
        if least is not None and most is not None and least > most:
            yield f"{place}: min_{what} {least} is over max_{what} {most}"


# --- words ------------------------------------------------------------------------------------


def _faults_of_words(place: str, thing: Json) -> Iterator[str]:
    """The name and description of a command or an option, in all their languages."""
    for name in (thing.get("name"), *_translations(thing, "name")):
        if not _is_name(str(name or "")):
            yield f"{place}: {str(name)[:40]!r} is no name in lower case of 1 to 32 characters"
    for words in (thing.get("description"), *_translations(thing, "description")):
        if not str(words or "").strip() or len(str(words)) > MOST_DESCRIPTION:
            yield f"{place}: a description of {len(str(words or ''))} characters, 1 to 100 may be"


def _translations(thing: Json, key: str) -> list[object]:
    given = thing.get(f"{key}_localizations")
    return list(given.values()) if isinstance(given, dict) else []


def _is_name(name: str) -> bool:
    """Whether it fits `^[-_'\\p{L}\\p{N}\\p{sc=Deva}\\p{sc=Thai}]{1,32}$` and is lower case."""
    return 1 <= len(name) <= 32 and name == name.lower() and all(map(_is_of_name, name))


def _is_of_name(letter: str) -> bool:
    if letter in "-_'" or unicodedata.category(letter)[0] in "LN":
        return True
    return unicodedata.name(letter, "").startswith(("DEVANAGARI", "THAI"))


def _size(thing: Json) -> int:
    size = sum(
        max(len(str(words or "")) for words in (thing.get(key), *_translations(thing, key)))
        for key in ("name", "description")
    )
    size += len(str(thing.get("value", "")))
    for key in ("options", "choices"):
        size += sum(_size(inner) for inner in listed(thing.get(key)))
    return size
