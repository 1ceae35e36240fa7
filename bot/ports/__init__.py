"""Promises that the core needs somebody else to keep."""
