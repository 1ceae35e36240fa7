"""A web page of our own on which three sample people use the same core as Slack and Discord."""
