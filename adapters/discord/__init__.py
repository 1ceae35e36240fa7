"""Discord: its gateway in, its REST out."""
