"""Slack: the real one, through slack-bolt and slack_sdk."""
