"""What is wrong and how it is mended, as every command says it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong and where, and how it is mended."""

    what: str
    mend: str


class WrongSettings(Exception):
    """Unstuck cannot work with what is set."""

    def __init__(self, troubles: list[Trouble]) -> None:
        super().__init__(" ".join(trouble.what for trouble in troubles))
        self.troubles = troubles
