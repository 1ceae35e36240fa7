"""The gateway's opcodes and close codes, and what each payload looks like.

Source: discord-api-docs, topics/opcodes-and-status-codes#gateway, events/gateway#sending-events.
"""

import json
from typing import Any

HEARTBEAT, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 1, 7, 9, 10, 11
NOT_FOR_US = {
    4: "voice",
    8: "the members of a guild",
    31: "soundboard sounds",
    43: "voice channels",
}
"""Known to Discord; of no use to an app that lives on interactions and direct messages."""
MOST_BYTES = 4096
ENDS_SESSION = {1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014}
"""After these, from whichever side, the session cannot be resumed."""
TRACE = ["gateway-prd-us-east1-b-tr3c"]
"""In HELLO, READY and RESUMED."""


class Refused(Exception):
    """The connection is closed with this code."""

    def __init__(self, code: int, reason: str, *, is_violation: bool = True) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.is_violation = is_violation


def read_payload(text: str | bytes) -> tuple[Any, Any]:
    """`op` and `d` of what the client sent."""
    size = len(text.encode() if isinstance(text, str) else text)
    if size > MOST_BYTES:
        raise Refused(4002, f"a payload of {size} bytes")
    try:
        payload: Any = json.loads(text)
        return payload["op"], payload.get("d")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(4002, f"no payload: {text!r}") from None


def write_payload(op: int, data: object, s: int | None = None, t: str | None = None) -> str:
    """Discord names all four keys, whatever the opcode."""
    return json.dumps({"t": t, "s": s, "op": op, "d": data}, separators=(",", ":"))
