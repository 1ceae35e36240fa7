"""What Unstuck promises in figures, measured beside its rivals: `make bench`.

One module a row: `due_prompts`, `follow_ups`, `stalls`, `buttons`, `slack_button`,
`slack_sending`, `discord_button`, `discord_sending`, `discord_memory`, `timer_lag`,
`summaries`, `future_timers`, `start`. Its docstring says what is measured, how, and against
what. Each row is in `results.json` as soon as it is measured.
"""
