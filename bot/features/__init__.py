"""What Unstuck can do: a folder each, which import no other."""
