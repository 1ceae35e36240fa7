"""What holds people up: the next step of each kind, and how it ends."""
