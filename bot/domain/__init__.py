"""Nouns: frozen, slotted dataclasses, enums, and the rules of one noun."""
