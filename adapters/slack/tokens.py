"""Tokens that Slack does not take: what is wrong with them, and how that is mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

BOT = "SLACK_BOT_TOKEN"
APP = "SLACK_APP_TOKEN"

# The last three are slack_sdk's, where the body is no JSON object.
FAILURES = (
    SlackApiError, aiohttp.ClientError, TimeoutError, AttributeError, TypeError, ValueError,
)  # fmt: skip
"""What a call raises."""

_MENDS = {
    BOT: "Copy the Bot User OAuth Token again, from OAuth & Permissions.",
    APP: (
        "Make an app-level token with the scope connections:write, under Basic Information of "
        "the same app, and set SLACK_APP_TOKEN to it."
    ),
}
_INSTALL = "Install the app into the workspace again, and set SLACK_BOT_TOKEN to its new token."

_WRONG = {
    "invalid_auth": "Slack knows no such token",
    "not_authed": "Slack knows no such token",
    "account_inactive": "the app was taken out of its workspace",
    "token_revoked": "it was withdrawn",
    "token_expired": "it has expired",
    "not_allowed_token_type": "it is of another kind",
    "missing_scope": "it lacks the scope connections:write",
}
_GONE = {"account_inactive", "token_revoked", "token_expired"}


@dataclass(frozen=True, slots=True)
class TokenFault:
    """What is wrong with the token in a setting, and what mends it."""

    what: str
    mend: str


def fault_of(setting: str, why: str) -> TokenFault | None:
    """What Slack's word for its refusal says of the token; None if it says nothing of it."""
    if why not in _WRONG:
        return None
    mend = _INSTALL if setting == BOT and why in _GONE else _MENDS[setting]
    return TokenFault(f"Slack does not take {setting}: {_WRONG[why]}.", mend)


def why_of(error: Exception) -> str:
    """Slack's own word for what a call raised, or what happened on the way."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, aiohttp.ClientError):
        return str(error) or type(error).__name__
    response: Any = getattr(error, "response", None)
    # Where the body is no JSON the response is aiohttp's, or holds a text.
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    return str(code or "something else than Slack answers there")
