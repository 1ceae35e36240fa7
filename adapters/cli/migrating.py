"""`unstuck migrate`."""

import asyncio
import os

from adapters.cli.telling import DONE, FAILED, WRONG_SETTINGS, say, settings_or_sentence, warn
from bot.ports.store import StoreUnavailable


def migrate_database() -> int:
    """Bring the database's tables up to this version; the code to end with."""
    given = settings_or_sentence()
    if given is None:
        return WRONG_SETTINGS
    from adapters.cli.compose import make_folder
    from storage.store import migrate

    os.umask(0o077)
    settings = given.settings
    try:
        if settings.sqlite_file:
            make_folder(settings.sqlite_file)
        was_behind = asyncio.run(migrate(settings.database_url))
    except StoreUnavailable as trouble:
        warn(str(trouble))
        return FAILED
    say(
        "The database has the tables of this version now."
        if was_behind
        else "The database has the tables of this version already."
    )
    return DONE
