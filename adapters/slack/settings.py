"""What the operator sets of Slack."""

from dataclasses import dataclass, field

from adapters.slack.patience import PATIENCE, Patience

SLACK_API_URL = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """One workspace by its bot token. With an app token we connect to Slack (Socket Mode), else
    Slack calls us and signs with the signing secret. `api_url` ends with a slash."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = SLACK_API_URL
    patience: Patience = PATIENCE
