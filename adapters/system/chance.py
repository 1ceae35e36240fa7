"""The machine's chance."""

import secrets


class SystemRandom:
    """A Random that nobody can foresee."""

    def bits(self, count: int) -> int:
        return secrets.randbits(count)
