"""`unstuck manifest slack`."""

import json

from adapters.cli.compose import FEATURES
from adapters.cli.telling import DONE, WRONG_SETTINGS, say, warn
from adapters.slack.manifest import CannotMake, make_manifest
from bot.engine.registry import Registry


def print_slack_manifest(short: str, url: str) -> int:
    """Print the app manifest as JSON; the code to end with. `short` are verbs between commas."""
    names = [name.strip().removeprefix("/").casefold() for name in short.split(",")]
    try:
        made = make_manifest(Registry(FEATURES).verbs.values(), [n for n in names if n], url)
    except CannotMake as trouble:
        warn(str(trouble))
        return WRONG_SETTINGS
    say(json.dumps(made, indent=2, ensure_ascii=False))
    return DONE
