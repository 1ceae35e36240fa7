"""Settings from environment variables, or from lines of a `.env` file where we are started.

The environment goes before the file. A wrong setting is said by name, with where it was set
and how to mend it; what a secret holds is never shown.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    SettingsConfigDict,
)

from adapters.cli import discord_tokens, slack_tokens
from adapters.cli.settings import (
    DEFAULT_DATABASE,
    DEFAULT_HOST,
    DEFAULT_PORT,
    PLAYGROUND_DATABASE,
    Settings,
)
from adapters.cli.trouble import Trouble, WrongSettings

ENV_FILE = Path(".env")

_WRONG = {
    "DATABASE_URL": (
        "names no database that Unstuck knows",
        "Write it like sqlite:///data/unstuck.db or postgresql://user:password@host/database.",
    ),
    "UNSTUCK_HOST": (
        "is no address of a machine",
        f"Name an address of this machine, such as {DEFAULT_HOST}.",
    ),
    "UNSTUCK_PORT": (
        "is no port",
        f"Write a whole number from 0 to 65535, such as {DEFAULT_PORT}; 0 takes a free one.",
    ),
    "UNSTUCK_PLAYGROUND_PEOPLE": (
        "is no number of people that the playground has",
        "Write 3, or 8 for a sprint team in five time zones.",
    ),
}
"""What is wrong with a setting that is wrong, and how it is mended."""


class _Environment(BaseSettings):
    """Fields are named as the variables are, exactly."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, case_sensitive=True, env_ignore_empty=True, extra="ignore"
    )

    DATABASE_URL: SecretStr | None = None
    UNSTUCK_HOST: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:_-]+$")] = DEFAULT_HOST
    UNSTUCK_PORT: Annotated[int, Field(ge=0, le=65535)] = DEFAULT_PORT
    UNSTUCK_PLAYGROUND_PEOPLE: Literal["3", "8"] = "3"


_KNOWN = (*_Environment.model_fields, *slack_tokens.NAMES, *discord_tokens.NAMES)


@dataclass(frozen=True, slots=True)
class Given:
    """The settings and where each was set. `notes` are on what is set in vain, `slips` on what
    is set under a name that is none."""

    settings: Settings
    sources: Mapping[str, str]
    notes: tuple[Trouble, ...]
    slips: tuple[Trouble, ...]


def read_settings() -> Given:
    """Raises WrongSettings, with all that is wrong at once."""
    try:
        in_file = DotEnvSettingsSource(_Environment).env_vars
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        trouble = Trouble(
            f"The file {ENV_FILE.absolute()} cannot be read: {why}.",
            "Make it readable for the user that runs Unstuck, or move it away.",
        )
        raise WrongSettings([trouble]) from None
    in_environment = EnvSettingsSource(_Environment).env_vars
    sources = {name: f"in {ENV_FILE.absolute()}" for name, value in in_file.items() if value}
    sources |= {name: "in the environment" for name, value in in_environment.items() if value}
    values = {name: in_environment.get(name) or in_file[name] or "" for name in sources}
    slack = slack_tokens.read_slack(values, sources)
    discord = discord_tokens.read_discord(values, sources)
    found, troubles = _read(sources)
    troubles += [*slack.troubles, *discord.troubles]
    if found is None or troubles:
        raise WrongSettings(troubles)
    default = DEFAULT_DATABASE if slack.settings or discord.settings else PLAYGROUND_DATABASE
    url = found.DATABASE_URL.get_secret_value() if found.DATABASE_URL else default
    return Given(
        Settings(
            url,
            found.UNSTUCK_HOST,
            found.UNSTUCK_PORT,
            slack.settings,
            discord.settings,
            int(found.UNSTUCK_PLAYGROUND_PEOPLE),
        ),
        {name: sources.get(name, "default") for name in _KNOWN},
        (*slack.notes, *discord.notes),
        tuple(_slips(sources)),
    )


def _read(sources: Mapping[str, str]) -> tuple[_Environment | None, list[Trouble]]:
    """What is no platform's, and what is wrong with it."""
    try:
        found = _Environment()
    except ValidationError as error:
        wrong = {str(fault["loc"][0]): str(fault["input"])[:80] for fault in error.errors()}
        return None, [_wrong(*each, sources) for each in wrong.items()]
    if found.DATABASE_URL and not _is_database(found.DATABASE_URL.get_secret_value()):
        return found, [_wrong("DATABASE_URL", "", sources)]
    return found, []


def _is_database(url: str) -> bool:
    """Whether it may be one: the store knows better, but not where the setting came from."""
    is_file = url.startswith("sqlite:///") and url not in ("sqlite:///", "sqlite:///:memory:")
    return is_file or url.startswith(("postgresql://", "postgres://"))


def _wrong(name: str, value: str, sources: Mapping[str, str]) -> Trouble:
    """`value` is "" where it may be a secret."""
    what, mend = _WRONG[name]
    shown = f": “{value}”" if value else ""
    return Trouble(f"{name}, set {sources[name]}, {what}{shown}.", mend)


def _slips(sources: Mapping[str, str]) -> Iterator[Trouble]:
    for name in sources:
        if name.startswith("UNSTUCK_") and name not in _KNOWN:
            near = difflib.get_close_matches(name, _KNOWN, 1)
            yield Trouble(
                f"{name}, set {sources[name]}, is no setting of this version.",
                f"Did you mean {near[0]}?" if near else "Take it away.",
            )
