"""What Slack answers when it does not do what we ask, in words for whoever can mend it.

None of these words come from Slack's answer but its code, a scope and places within blocks: an
answer may quote what somebody wrote.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any, assert_never

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from adapters.slack.payloads import Unreadable
from bot.ports.chat import ChatError, Gone, Refused, TryLater

log = logging.getLogger(__name__)

LIMIT_SECONDS = 10
"""When Slack limits us without saying for how long."""
LONGEST_LIMIT_SECONDS = 3600
LOCKED_OUT_SECONDS = 60.0
"""Between two tries of a token that Slack does not take."""


class Way(Enum):
    """What becomes of what Slack did not take."""

    LATER = auto()
    LIMIT = auto()
    """Later, and nothing is said against it."""
    LOCKED_OUT = auto()
    """The same, for all that we ask, until somebody mends it."""
    GONE = auto()
    REFUSED = auto()
    OUR_FAULT = auto()
    """Refused, and we should not have asked like this."""


_NOT_IN = "I am not in that channel: type “/invite @Unstuck” there"
_NOT_FOUND = (
    "that channel does not exist any more, or I cannot see it: if it is a private one, type "
    "“/invite @Unstuck” there"
)
_NOBODY = "Slack does not know that account any more"
_ARCHIVED = "that channel is archived: unarchive it, or choose another one"
_POSTING = "only some people may post in that channel: let Unstuck post there, or choose another"
_TOO_LONG = "what I wrote is too long for Slack"
_UNREADABLE = "what I wrote is not as Slack wants it"
_MOVING = "Slack is moving this workspace to another organisation"
_UNINSTALLED = "this workspace has taken Unstuck out, or the bot token is no longer good"
_WRONG_TOKEN = "Slack does not take the bot token"  # noqa: S105
_ADMINS = "the admins of this workspace do not let apps do that now"

# Sources: docs.slack.dev/reference/methods, the errors of each method named; the same lists as
# files are in slack-ruby/slack-api-ref, methods/. `~`: in no list, seen by others.
CODES: Mapping[str, tuple[Way, str]] = {
    # every method
    "ratelimited": (Way.LIMIT, "Slack asks me to wait"),
    "rate_limited": (Way.LIMIT, "Slack asks me to wait"),  # chat.postMessage
    "message_limit_exceeded": (Way.LIMIT, "Slack asks me to wait"),  # chat.postMessage
    "fatal_error": (Way.LATER, "Slack has trouble of its own"),
    "internal_error": (Way.LATER, "Slack has trouble of its own"),
    "service_unavailable": (Way.LATER, "Slack has trouble of its own"),
    "request_timeout": (Way.LATER, "Slack has trouble of its own"),
    "team_added_to_org": (Way.LOCKED_OUT, _MOVING),
    "org_login_required": (Way.LOCKED_OUT, _MOVING),
    "account_inactive": (Way.LOCKED_OUT, _UNINSTALLED),
    "token_revoked": (Way.LOCKED_OUT, _UNINSTALLED),
    "token_expired": (Way.LOCKED_OUT, _WRONG_TOKEN),
    "invalid_auth": (Way.LOCKED_OUT, _WRONG_TOKEN),
    "not_authed": (Way.LOCKED_OUT, _WRONG_TOKEN),
    "not_allowed_token_type": (Way.LOCKED_OUT, _WRONG_TOKEN),
    "team_access_not_granted": (Way.LOCKED_OUT, _WRONG_TOKEN),
    "accesslimited": (Way.LOCKED_OUT, "this workspace takes no calls from where I run"),
    "ekm_access_denied": (Way.LOCKED_OUT, _ADMINS),
    "access_denied": (Way.REFUSED, _ADMINS),
    "missing_scope": (Way.REFUSED, "whoever runs me must reinstall the app with more rights"),
    "no_permission": (Way.REFUSED, _NOT_IN),
    "invalid_arguments": (Way.OUR_FAULT, _UNREADABLE),
    "missing_argument": (Way.OUR_FAULT, _UNREADABLE),
    # chat.postMessage, chat.update
    "channel_not_found": (Way.REFUSED, _NOT_FOUND),
    "not_in_channel": (Way.REFUSED, _NOT_IN),
    "is_archived": (Way.REFUSED, _ARCHIVED),
    "is_inactive": (Way.REFUSED, _ARCHIVED),
    "restricted_action": (Way.REFUSED, _POSTING),
    "restricted_action_read_only_channel": (Way.REFUSED, _POSTING),
    "restricted_action_thread_only_channel": (Way.REFUSED, _POSTING),
    "restricted_action_non_threadable_channel": (Way.REFUSED, "that channel takes no replies"),
    "external_channel_migrating": (Way.LATER, "Slack is moving that channel"),
    "messages_tab_disabled": (
        Way.REFUSED,
        "whoever runs me must turn on the Messages tab in the app’s settings, under App Home",
    ),
    "msg_too_long": (Way.OUR_FAULT, _TOO_LONG),
    "msg_blocks_too_long": (Way.OUR_FAULT, _TOO_LONG),  # ~ bolt-js#2509
    "no_text": (Way.OUR_FAULT, _UNREADABLE),
    "invalid_blocks": (Way.OUR_FAULT, _UNREADABLE),
    "invalid_blocks_format": (Way.OUR_FAULT, _UNREADABLE),
    "cannot_reply_to_message": (Way.REFUSED, "that message takes no replies"),
    "message_not_found": (Way.GONE, "that message was deleted"),
    # A message that cannot be edited is said anew: chat.update.
    "cant_update_message": (Way.GONE, "that message is not mine to edit"),
    "edit_window_closed": (Way.GONE, "that message can no longer be edited"),
    "block_mismatch": (Way.GONE, "that message can no longer be edited"),
    # chat.delete
    "cant_delete_message": (Way.REFUSED, "that message is not mine to delete"),
    "compliance_exports_prevent_deletion": (Way.REFUSED, "this workspace keeps all messages"),
    # conversations.open, users.info
    "user_not_found": (Way.REFUSED, _NOBODY),
    "user_not_visible": (Way.REFUSED, "Slack does not let me see that account"),
    "user_disabled": (Way.REFUSED, "that account is deactivated"),
    "cannot_dm_bot": (Way.REFUSED, "that account is an app’s"),  # ~ errbot-backend-slackv3
    # conversations.members
    "fetch_members_failed": (Way.LATER, "Slack cannot tell who is in that channel now"),
    "method_not_supported_for_channel_type": (Way.REFUSED, "that is not a channel"),
    # files.getUploadURLExternal, files.completeUploadExternal
    "file_uploads_disabled": (Way.REFUSED, "this workspace takes no files"),
    "file_uploads_except_images_disabled": (Way.REFUSED, "this workspace takes no files"),
    "file_type_not_allowed": (Way.REFUSED, "this workspace takes no files of that kind"),
    "file_upload_size_restricted": (Way.REFUSED, "this workspace takes no files of that size"),
    "storage_limit_reached": (Way.REFUSED, "this workspace has no room for more files"),
    "posting_to_channel_denied": (Way.REFUSED, _POSTING),
    "invalid_channel": (Way.REFUSED, _NOT_FOUND),
    "file_not_found": (Way.LATER, "Slack lost the file on its way"),
    "file_update_failed": (Way.LATER, "Slack lost the file on its way"),
}

# What codes of conversations mean when the conversation is a person's.
_OF_PEOPLE = dict.fromkeys(("channel_not_found", "is_archived", "not_in_channel"), _NOBODY)

_CODE = re.compile(r"[a-z0-9_]{1,60}")
_SCOPE = re.compile(r"[a-z0-9:._,-]{1,200}")
_POINTER = re.compile(r"json-pointer:([/\w]{1,100})")


class Calls:
    """Calls to Slack: whatever they raise comes out as a ChatError. One for all of a token.

    What only the operator can mend is logged once; of a token that Slack does not take once
    each time that it begins.
    """

    def __init__(self) -> None:
        self._told: set[str] = set()
        self._is_locked_out = False

    @contextmanager
    def call(self, *, to_person: bool = False) -> Iterator[None]:
        """Around one call. Raises TryLater, Refused or Gone."""
        try:
            yield
        except SlackApiError as error:
            # Not chained: Slack's answer is in the error's text.
            raise self._read(error.response, to_person=to_person) from None
        except TimeoutError:
            raise TryLater("Slack did not answer in time") from None
        except (ClientError, OSError):
            raise TryLater("Slack cannot be reached") from None
        except (AttributeError, TypeError, ValueError, Unreadable):
            # The first three are slack_sdk's, when a body is JSON or text but no object.
            raise TryLater("something that is not Slack answered in its place") from None
        self._is_locked_out = False

    def _read(self, response: Any, *, to_person: bool) -> ChatError:
        """`response` is slack_sdk's, or aiohttp's when the body could not be read."""
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
        data = getattr(response, "data", None)
        answer: Mapping[str, Any] = data if isinstance(data, dict) else {}
        if status == 429:
            return _limited(response.headers)
        if "error" not in answer:
            who = "Slack has trouble of its own" if status >= 500 else "Slack did not answer me"
            return TryLater(f"{who} (HTTP {status})")
        code = str(answer["error"])
        if not _CODE.fullmatch(code):
            code = "unknown"
        way, why = CODES.get(code, (Way.LATER, f"Slack said no, and only “{code}”"))
        if to_person:
            why = _OF_PEOPLE.get(code, why)
        if code == "missing_scope" and _SCOPE.fullmatch(str(answer.get("needed"))):
            why = f"whoever runs me must reinstall the app with the right “{answer['needed']}”"
        match way:
            case Way.LIMIT:
                return _limited(response.headers)
            case Way.LATER:
                return TryLater(why)
            case Way.LOCKED_OUT:
                if not self._is_locked_out:
                    self._is_locked_out = True
                    log.error("Slack: %s. Everything waits until that is mended.", why)
                return TryLater(why, LOCKED_OUT_SECONDS, is_limit=True)
            case Way.GONE:
                return Gone(why)
            case Way.REFUSED:
                if code == "missing_scope" and why not in self._told:
                    self._told.add(why)
                    log.error("Slack: %s.", why)
                return Refused(why)
            case Way.OUR_FAULT:
                log.error("Slack refused a call", extra={"code": code, "at": _places(answer)})
                return Refused(f"{why} ({code}): that is a fault of mine")
            case _:
                assert_never(way)


def _limited(headers: Mapping[str, str]) -> TryLater:
    return TryLater("Slack asks me to wait", limit_in(headers), is_limit=True)


def limit_in(headers: Mapping[str, str]) -> float:
    """How long Slack wants us to wait: its Retry-After is in whole seconds."""
    told = str(headers.get("Retry-After") or "")
    seconds = int(told) if told.isascii() and told.isdecimal() else LIMIT_SECONDS
    return float(min(max(seconds, 1), LONGEST_LIMIT_SECONDS))


def _places(answer: Mapping[str, Any]) -> list[str]:
    """Where in the blocks something is wrong: the rest of these messages may quote them."""
    return _POINTER.findall(str(answer.get("response_metadata")))
