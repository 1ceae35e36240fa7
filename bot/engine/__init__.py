"""Machinery that knows no feature by name: intents, dispatcher, timers, outbox."""
