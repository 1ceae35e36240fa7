"""What is open for a person, from every feature's open items."""
