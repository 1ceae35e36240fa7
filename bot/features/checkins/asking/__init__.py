"""Rounds in time: who is asked when, where, and who is left in peace."""
