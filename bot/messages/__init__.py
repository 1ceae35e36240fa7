"""What Unstuck says, in a form that no platform owns."""
