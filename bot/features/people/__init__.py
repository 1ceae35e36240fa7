"""A person's own settings: where they are and when they work."""
