"""Platforms, and all else that touches the world outside the core."""
