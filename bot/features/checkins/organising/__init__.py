"""What an organiser does: start, look, change, pause, delete."""
