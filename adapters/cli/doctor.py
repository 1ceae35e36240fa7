"""`unstuck doctor`: what is set, what happens next and why, what did not and why not.

Reads only. Every section is looked at, however broken the one before: what is wrong becomes a
trouble in the list at the end, with its mend.
"""

import asyncio
import sys
from importlib.metadata import version

from adapters.cli.compose import FEATURES
from adapters.cli.doctor_database import look_into_database
from adapters.cli.doctor_happenings import show_happenings
from adapters.cli.doctor_page import Page
from adapters.cli.doctor_place import look_at_place, present
from adapters.cli.doctor_platforms import ask_discord, ask_slack
from adapters.cli.doctor_settings import show_settings
from adapters.cli.telling import DONE, FAILED
from bot.engine.registry import Registry


def examine() -> int:
    """Look at everything and say it; the code to end with."""
    return asyncio.run(_examined())


async def _examined() -> int:
    page, registry = Page(), Registry(FEATURES)
    python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    page.section(f"Unstuck {version('unstuck')} on Python {python}")
    settings = show_settings(page)
    if settings is not None:
        is_running = look_at_place(page, settings)
        now = await present(page, settings)
        team = await ask_slack(page, settings.slack)
        await ask_discord(page, settings.discord, tuple(registry.verbs.values()))
        evidence = await look_into_database(page, settings, now, team)
        if evidence is not None:
            show_happenings(page, registry, evidence, now, is_running)
    page.end()
    return FAILED if page.troubles else DONE
