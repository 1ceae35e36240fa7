"""The machine's own clock, chance and alarm, and what it knows of places."""
