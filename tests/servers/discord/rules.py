"""Whether what a bot sends to Discord is as its rules say, beyond its document (`documents`).

Each function says what is wrong, one sentence a fault, with its place; [] is well. Sources:
specs/README.md, "What these documents do not say"; specs/limits.md; docs resources/message and
interactions/receiving-and-responding.
"""

from collections.abc import Collection, Iterator

from tests.servers.discord.command_rules import check_commands
from tests.servers.discord.component_rules import (
    IS_COMPONENTS_V2,
    ROW,
    Json,
    check_components,
    kind,
    listed,
    number,
)
from tests.servers.discord.modal_rules import check_modal

__all__ = [
    "check_commands",
    "check_components",
    "check_interaction_response",
    "check_message",
    "check_modal",
]

MOST_CONTENT = 2_000
MOST_OF_EMBEDS = 6_000
"""Of all texts of all embeds of a message together."""

EPHEMERAL = 1 << 6
_SUPPRESS_EMBEDS, _SUPPRESS_NOTIFICATIONS, _IS_VOICE = 1 << 2, 1 << 12, 1 << 13
_OF_POSTS = _SUPPRESS_EMBEDS | _SUPPRESS_NOTIFICATIONS | _IS_VOICE | IS_COMPONENTS_V2
_OF_EDITS = _SUPPRESS_EMBEDS | IS_COMPONENTS_V2

_WITHOUT_V2 = ("content", "embeds", "poll", "sticker_ids")

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5
PONG, MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9

_RESPONSES = {
    PING: {PONG},
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED},
}


def check_message(
    body: Json,
    *,
    is_edit: bool = False,
    is_interaction: bool = False,
    was_v2: bool | None = None,
    files: Collection[str] | None = None,
) -> list[str]:
    """What Discord would refuse in a message, its edit, or that of an interaction.

    `was_v2`: whether the message that is edited has components V2, if that is known.
    `files`: the names of those that come along; else they are taken from `attachments`.
    """
    faults = []
    flags = number(body, "flags", 0)
    known = _OF_EDITS if is_edit else _OF_POSTS
    known |= EPHEMERAL if is_interaction and not is_edit else 0
    if flags & ~known:
        faults.append(f"flags: {flags & ~known} may not be set")
    components = listed(body.get("components"))
    is_v2 = bool(flags & IS_COMPONENTS_V2)
    if is_edit and not is_v2:
        # The flag stays: only the message tells.
        is_v2 = any(kind(c) != ROW for c in components) if was_v2 is None else was_v2
    if is_v2:
        faults += [f"{key}: none beside components V2" for key in _WITHOUT_V2 if body.get(key)]
    faults += _faults_of_content(body)
    faults += _faults_of_embeds(listed(body.get("embeds")))
    faults += _faults_of_mentions(body.get("allowed_mentions"))
    is_emptied = is_v2 and body.get("components") == []
    if is_emptied if is_edit else _is_empty(body, files):
        faults.append("it: an empty message")
    if body.get("enforce_nonce") and body.get("nonce") is None:
        faults.append("nonce: none, and it is enforced")
    names = files if files is not None else _names_of_files(body, is_edit)
    return faults + check_components(
        components, flags=IS_COMPONENTS_V2 if is_v2 else 0, files=names
    )


def check_interaction_response(
    body: Json,
    interaction_type: int,
    *,
    is_from_modal: bool = False,
    is_component: bool = False,
    is_autocomplete: bool = False,
    was_v2: bool | None = None,
    files: Collection[str] | None = None,
) -> list[str]:
    """What Discord would refuse in the first answer to an interaction.

    `is_component`: there is a message to update, as a modal has that was opened from one. The
    others say again what `interaction_type` says.
    """
    if is_autocomplete:
        interaction_type = AUTOCOMPLETE
    if is_from_modal:
        interaction_type = MODAL_SUBMIT
    allowed = set(_RESPONSES.get(interaction_type, ()))
    if is_component and interaction_type == MODAL_SUBMIT:
        allowed |= {DEFERRED_UPDATE, UPDATE}
    this, data = number(body, "type", 0), body.get("data")
    if this not in allowed:
        known = ", ".join(map(str, sorted(allowed)))
        return [
            f"type: {body.get('type')!r} answers no interaction {interaction_type}, but {known}"
        ]
    if this in {PONG, DEFERRED_UPDATE}:
        return [f"data: none beside type {this}"] if data else []
    if this == DEFERRED:
        return _faults_of_deferral(data)
    if not isinstance(data, dict):
        return [f"data: none, and type {this} needs it"]
    if this == CHOICES:
        return _placed(_faults_of_choices(data))
    if this == MODAL:
        return _placed(check_modal(data))
    return _placed(
        check_message(data, is_edit=this == UPDATE, is_interaction=True, was_v2=was_v2, files=files)
    )


def _placed(faults: Collection[str]) -> list[str]:
    return [f"data.{fault}" for fault in faults]


def _faults_of_deferral(data: object) -> list[str]:
    if data is None:
        return []
    if not isinstance(data, dict) or data.keys() - {"flags"}:
        return ["data: of a deferral only flags may be said"]
    flags = number(data, "flags", 0)
    return [f"data.flags: {flags}, only EPHEMERAL may be set"] if flags & ~EPHEMERAL else []


def _faults_of_choices(data: Json) -> list[str]:
    """Source: docs interactions/application-commands, "Autocomplete"; a value is up to 100."""
    given = data.get("choices")
    if not isinstance(given, list):
        return ["choices: none"]
    faults = [f"choices: {len(given)}, at most 25"] if len(given) > 25 else []
    for place, choice in enumerate(listed(given)):
        name, value = str(choice.get("name") or ""), choice.get("value")
        if not name.strip() or len(name) > 100:
            faults.append(f"choices[{place}]: {len(name)} characters of name, 1 to 100 may be")
        if isinstance(value, str) and not 1 <= len(value) <= 100:
            faults.append(f"choices[{place}]: {len(value)} characters of value, at most 100")
    return faults


# --- messages ---------------------------------------------------------------------------------


def _is_empty(body: Json, files: Collection[str] | None) -> bool:
    content = body.get("content")
    if isinstance(content, str) and content.strip():
        return False
    shown = ("embeds", "components", "sticker_ids", "attachments", "poll")
    return not files and not any(body.get(key) for key in shown)


def _names_of_files(body: Json, is_edit: bool) -> Collection[str] | None:
    """Those that come along; None if an edit keeps some that it does not name."""
    given = body.get("attachments")
    if given is None:
        return None if is_edit else ()
    names = [attachment.get("filename") for attachment in listed(given)]
    return None if None in names else [str(name) for name in names]


def _faults_of_content(body: Json) -> list[str]:
    content = body.get("content")
    if isinstance(content, str) and len(content) > MOST_CONTENT:
        return [f"content: {len(content)} characters, at most {MOST_CONTENT}"]
    return []


def _faults_of_embeds(embeds: Collection[Json]) -> Iterator[str]:
    """Source: docs resources/message, "Embed Limits"."""
    size = 0
    for index, embed in enumerate(embeds):
        texts = [embed.get("title"), embed.get("description")]
        texts += [_of(embed, "footer", "text"), _of(embed, "author", "name")]
        for place, field in enumerate(listed(embed.get("fields"))):
            for key in ("name", "value"):
                texts.append(field.get(key))
                if not str(field.get(key) or "").strip():
                    yield f"embeds[{index}].fields[{place}]: a blank {key}"
        size += sum(len(text) for text in texts if isinstance(text, str))
        if not any(texts) and not embed.get("image") and not embed.get("thumbnail"):
            yield f"embeds[{index}]: empty"
    if size > MOST_OF_EMBEDS:
        yield f"embeds: {size} characters in all, at most {MOST_OF_EMBEDS}"


def _of(thing: Json, part: str, key: str) -> object:
    inner = thing.get(part)
    return inner.get(key) if isinstance(inner, dict) else None


def _faults_of_mentions(mentions: object) -> Iterator[str]:
    """Source: docs resources/message, "Allowed Mentions Object"."""
    if not isinstance(mentions, dict):
        return
    for key in ("users", "roles"):
        parsed = mentions.get("parse")
        if isinstance(parsed, list) and key in parsed and mentions.get(key):
            yield f"allowed_mentions: either all {key} or some"
