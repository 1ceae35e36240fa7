"""What Unstuck can do, from the same table that the adapters serve."""
