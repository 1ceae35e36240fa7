"""What is set for Slack, checked. No word of what it says holds a token or the secret."""

import re
from collections.abc import Mapping

from adapters.cli.given_tokens import Fault, Found, base_fault, padding_fault, unused_base
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

_BASE = "https://slack-gov.com/api/ for GovSlack"


def read_slack(values: Mapping[str, str], sources: Mapping[str, str]) -> Found[SlackSettings]:
    """What is set for Slack in `values`; `sources` says where each was set."""
    given = {name: values[name] for name in NAMES if name in values}
    faults = {name: _fault(name, value) for name, value in given.items()}
    troubles = [fault.of(name, sources) for name, fault in faults.items() if fault]
    troubles += _missing(given, sources)
    if troubles:
        return Found(None, tuple(troubles))
    if BOT not in given:
        notes = (unused_base(API, BOT, "Slack", sources),) if API in given else ()
        return Found(None, notes=notes)
    settings = SlackSettings(
        given[BOT],
        given.get(APP, ""),
        given.get(SECRET, ""),
        given.get(API, SLACK_API_URL).rstrip("/") + "/",
    )
    return Found(settings, notes=_both(given, sources))


def _fault(name: str, value: str) -> Fault | None:
    padding = padding_fault(value, "Slack")
    if padding is not None:
        return padding
    if name == API:
        return base_fault(value, SLACK_API_URL, _BASE)
    if _FORMS[name].fullmatch(value):
        return None
    if name == SECRET or not value.startswith(_BEGINS[name]):
        for begins, kind in _KINDS.items():
            if value.startswith(begins):
                return Fault(f"holds {kind}", _MENDS[name])
    return Fault("is not as Slack writes it, or not whole", _MENDS[name])


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
