"""The end of a round: its summary, and where that goes."""
