"""Check-ins: from a schedule to a summary."""
