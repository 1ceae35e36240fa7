"""A token that Discord does not take: what is said of it, and how that is mended."""

from dataclasses import dataclass

TOKEN = "DISCORD_TOKEN"  # noqa: S105 - the name of it


@dataclass(frozen=True, slots=True)
class TokenFault:
    """What is wrong with the token, and what mends it."""

    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what} {self.mend}"


REFUSED = TokenFault(
    f"Discord does not take {TOKEN}: it was reset, or is not whole.",
    "Take a new one on Discord's page of the application, under Bot, Reset Token, and set "
    f"{TOKEN} to it.",
)
