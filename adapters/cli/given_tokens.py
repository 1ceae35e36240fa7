"""What checking the settings of one chat platform has in common with those of any other. No word
of what it says holds a token or a secret."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from adapters.cli.trouble import Trouble

Platform = TypeVar("Platform")

_PADDED = re.compile(r"""^[\s"'`“”]|[\s"'`“”]$""")


@dataclass(frozen=True, slots=True)
class Found(Generic[Platform]):
    """`settings` is None where the platform is off; `notes` are on what is set in vain."""

    settings: Platform | None
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value by itself, and how it is mended."""

    what: str
    mend: str

    def of(self, name: str, sources: Mapping[str, str]) -> Trouble:
        return Trouble(f"{name}, set {sources[name]}, {self.what}.", self.mend)


def padding_fault(value: str, platform: str) -> Fault | None:
    if not _PADDED.search(value):
        return None
    return Fault("has white space or quotes around it", f"Write it bare, as {platform} shows it.")


def base_fault(value: str, default: str, example: str) -> Fault | None:
    """What is wrong with a base of a platform's methods. `example` says another one, and for
    what."""
    mend = f"Leave it away for {default}, or write another base, such as {example}."
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return Fault("is no address", mend)
    if not host or re.search(r"[\s@?#]", value):
        # Not shown: what stands around such a sign may be a password.
        return Fault("is no address that a platform's methods could be under", mend)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)):
        return None
    return Fault(f"does not begin with https://, as tokens go there: “{value[:80]}”", mend)


def unused_base(name: str, token: str, platform: str, sources: Mapping[str, str]) -> Trouble:
    """A base is set, and the platform is off."""
    return Trouble(
        f"{name}, set {sources[name]}, is not used: no {token} is set.",
        f"Set {token} to serve {platform}.",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
