"""A real PostgreSQL for the commands."""

from tests.postgres import postgres

__all__ = ["postgres"]
