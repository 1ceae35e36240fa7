"""Unstuck's core: nouns, verbs and promises. Standard library only."""
