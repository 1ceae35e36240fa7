"""Teams and pairs: starting them, belonging to them, organising them."""
