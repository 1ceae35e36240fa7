"""What a command says to the operator, and the code with which it ends."""

import sys
from collections.abc import Iterable

from adapters.cli.environment import Given, read_settings
from adapters.cli.trouble import Trouble, WrongSettings

DONE = 0
FAILED = 1
WRONG_SETTINGS = 2


def settings_or_sentence() -> Given | None:
    """The settings; None once it has said what is wrong with them."""
    try:
        return read_settings()
    except WrongSettings as wrong:
        complain(wrong.troubles)
        return None


def complain(troubles: Iterable[Trouble]) -> None:
    for trouble in troubles:
        warn(f"{trouble.what}\n  {trouble.mend}")


def warn(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def say(sentence: str) -> None:
    print(sentence, flush=True)
