"""Settings, the composition root, and the commands that an operator types."""
