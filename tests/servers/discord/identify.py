"""How a session may be begun and resumed.

Source: discord-api-docs, events/gateway-events#identify, #resume;
payloads/discord/gateway-events-example-identify.json, -resume.json.
"""

from typing import Any, TypeGuard

from tests.servers.discord.intents import KNOWN, PRIVILEGED
from tests.servers.discord.opcodes import Refused

IDENTIFY_KEYS = {
    "token", "properties", "compress", "large_threshold", "shard", "presence", "intents",
}  # fmt: skip


def check_identify(data: Any, token: str, enabled_intents: int) -> tuple[int, tuple[int, int]]:
    """The intents and the shard."""
    if not isinstance(data, dict) or set(data) - IDENTIFY_KEYS:
        raise Refused(4002, f"IDENTIFY with {data}")
    _check_token(data, token)
    properties = data.get("properties")
    if not isinstance(properties, dict) or not {"os", "browser", "device"} <= set(properties):
        raise Refused(4002, f"IDENTIFY with properties {properties}")
    threshold = data.get("large_threshold", 50)
    if not _is_number(threshold) or not 50 <= threshold <= 250:
        raise Refused(4002, f"IDENTIFY with large_threshold {threshold}")
    intents = data.get("intents")
    if not _is_number(intents) or intents & ~KNOWN:
        raise Refused(4013, f"IDENTIFY with intents {intents}")
    if intents & PRIVILEGED & ~enabled_intents:
        raise Refused(4014, f"IDENTIFY with privileged intents: {intents}")
    match data.get("shard", [0, 1]):
        case [int(id), int(count)] if 0 <= id < count:
            return intents, (id, count)
        case shard:
            raise Refused(4010, f"IDENTIFY with shard {shard}")


def check_resume(data: Any, token: str) -> tuple[str, int]:
    """The session and the last `s` that the client has; -1 where it has none.

    discord.py sends null twice when a connection broke before READY.
    """
    if not isinstance(data, dict) or set(data) != {"token", "session_id", "seq"}:
        raise Refused(4002, f"RESUME with {data}")
    _check_token(data, token)
    return str(data["session_id"]), data["seq"] if _is_number(data["seq"]) else -1


def _check_token(data: dict[str, Any], token: str) -> None:
    """A wrong token is no mistake of the app's code."""
    if data.get("token") != token:
        raise Refused(4004, "the token is not known", is_violation=False)


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
