"""Rows: keeps the promises of `bot.ports.store` and `bot.ports.outbox` on SQLite and PostgreSQL."""
