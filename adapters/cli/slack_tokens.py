"""What is set for Slack, checked. No word of what it says holds a token or the secret."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from adapters.cli.trouble import Trouble
from adapters.slack.settings import SLACK_API_URL, SlackSettings

BOT, APP, SECRET, API = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_API_URL",
)
NAMES = (BOT, APP, SECRET, API)

GUIDE = "docs/slack.md shows where Slack has it."

_FORMS = {
    BOT: re.compile(r"xoxb-[A-Za-z0-9_-]+"),
    APP: re.compile(r"xapp-[A-Za-z0-9_-]+"),
    SECRET: re.compile(r"(?!xox|xapp-)[A-Za-z0-9_-]+"),
}
_BEGINS = {BOT: "xoxb-", APP: "xapp-"}
_MENDS = {
    BOT: f"Take the Bot User OAuth Token, which begins with xoxb-; {GUIDE}",
    APP: f"Take the app-level token, which begins with xapp-; {GUIDE}",
    SECRET: f"Take the Signing Secret, letters and digits only; {GUIDE}",
}
_KINDS = {
    "xoxb-": "a bot token (xoxb-…)",
    "xapp-": "an app-level token (xapp-…)",
    "xoxp-": "a user's token (xoxp-…)",
    "xoxe": "a token that Slack renews by itself (xoxe…)",
    "xox": "another kind of token",
}
"""By how they begin, the nearest first."""

_PADDED = re.compile(r"""^[\s"'`“”]|[\s"'`“”]$""")


@dataclass(frozen=True, slots=True)
class Found:
    """`settings` is None where Slack is off; `notes` are on what is set in vain."""

    settings: SlackSettings | None
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[Trouble, ...] = ()


def read_slack(values: Mapping[str, str], sources: Mapping[str, str]) -> Found:
    """What is set for Slack in `values`; `sources` says where each was set."""
    given = {name: values[name] for name in NAMES if name in values}
    troubles = [
        Trouble(f"{name}, set {sources[name]}, {what}.", mend)
        for name, value in given.items()
        for what, mend in [_fault(name, value)]
        if what
    ]
    troubles += _missing(given, sources)
    if troubles:
        return Found(None, tuple(troubles))
    if BOT not in given:
        return Found(None, notes=_unused_base(given, sources))
    settings = SlackSettings(
        given[BOT],
        given.get(APP, ""),
        given.get(SECRET, ""),
        given.get(API, SLACK_API_URL).rstrip("/") + "/",
    )
    return Found(settings, notes=_both(given, sources))


def _fault(name: str, value: str) -> tuple[str, str]:
    """What is wrong with this one by itself, and how it is mended; "" if nothing is."""
    if _PADDED.search(value):
        return "has white space or quotes around it", "Write it bare, as Slack shows it."
    if name == API:
        return _base_fault(value)
    if _FORMS[name].fullmatch(value):
        return "", ""
    if name == SECRET or not value.startswith(_BEGINS[name]):
        for begins, kind in _KINDS.items():
            if value.startswith(begins):
                return f"holds {kind}", _MENDS[name]
    return "is not as Slack writes it, or not whole", _MENDS[name]


def _base_fault(value: str) -> tuple[str, str]:
    mend = (
        f"Leave it away for {SLACK_API_URL}, or write another base, such as "
        "https://slack-gov.com/api/ for GovSlack."
    )
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "is no address", mend
    if not host or re.search(r"[\s@?#]", value):
        # Not shown: what stands around such a sign may be a password.
        return "is no address that Slack's methods could be under", mend
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)):
        return "", ""
    return f"does not begin with https://, as tokens go there: “{value[:80]}”", mend


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _missing(given: Mapping[str, str], sources: Mapping[str, str]) -> list[Trouble]:
    others = [name for name in (APP, SECRET) if name in given]
    if BOT in given and not others:
        return [
            Trouble(
                f"{BOT} is set {sources[BOT]}, and neither {APP} nor {SECRET}: Unstuck could "
                "write to Slack, and would hear nothing.",
                f"Set {APP} (the simplest way, Socket Mode) or {SECRET} as well; {GUIDE}",
            )
        ]
    if others and BOT not in given:
        return [
            Trouble(
                f"{' and '.join(others)}, set {sources[others[0]]}, cannot serve without {BOT}.",
                f"Set {BOT} as well, or take {'it' if len(others) == 1 else 'both'} away; {GUIDE}",
            )
        ]
    return []


def _both(given: Mapping[str, str], sources: Mapping[str, str]) -> tuple[Trouble, ...]:
    if APP not in given or SECRET not in given:
        return ()
    return (
        Trouble(
            f"{APP} and {SECRET} are both set: Unstuck uses Socket Mode, and {SECRET}, set "
            f"{sources[SECRET]}, is not used.",
            f"Take {APP} away if Slack is to call Unstuck over HTTP instead.",
        ),
    )


def _unused_base(given: Mapping[str, str], sources: Mapping[str, str]) -> tuple[Trouble, ...]:
    if API not in given:
        return ()
    return (
        Trouble(
            f"{API}, set {sources[API]}, is not used: no {BOT} is set.",
            f"Set {BOT} to serve Slack.",
        ),
    )
