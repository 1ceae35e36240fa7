"""What Slack says of somebody, whatever it leaves out, is a profile."""

from collections.abc import Mapping
from typing import Any

import pytest

from adapters.slack.profiles import SlackAccount, account_of
from bot.domain.people import Profile
from tests.adapters.slack.desk import START
from tests.servers.slack.state import User

US = "T0UNSTUCK"


def seen(user: Mapping[str, Any]) -> SlackAccount:
    return account_of(user, US, "U0UNSTUCK")


@pytest.mark.parametrize(
    ("flags", "changes", "is_admin"),
    [
        ({"is_admin": True}, {}, True),
        ({"is_owner": True}, {}, True),
        ({"is_restricted": True}, {"is_guest": True}, False),
        ({"is_ultra_restricted": True}, {"is_guest": True}, False),
        ({"is_bot": True}, {"is_bot": True}, False),
        ({"is_stranger": True}, {"is_stranger": True}, False),
        ({"team_id": "T0ELSEWHERE"}, {"is_stranger": True}, False),
        ({"team_id": "T0ELSEWHERE", "is_admin": True}, {"is_stranger": True}, False),
        ({"deleted": True}, {"is_gone": True, "zone": None}, False),
        ({"deleted": True, "is_admin": True}, {"is_gone": True, "zone": None}, False),
        ({"tz": "Moon/Base"}, {"zone": None}, False),
    ],
)
def test_what_somebody_is(
    flags: dict[str, Any],
    changes: dict[str, Any],
    is_admin: bool,
) -> None:
    zone = flags.pop("tz", "Europe/London")
    ann = User("U0ANN0000", "ann", "Ann", "Europe/London", **{"team_id": US, **flags})
    said = {**ann.as_json(START), **({} if ann.deleted else {"tz": zone})}
    account = seen(said)
    assert account.profile == Profile(
        **{"outer_id": ann.id, "name": "Ann", "zone": "Europe/London", **changes}
    )
    assert account.is_admin is is_admin


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ({"display_name": "  Annie\t\n Lee "}, "Annie Lee"),
        ({"display_name": " ", "real_name": "Ann Lee"}, "Ann Lee"),
        ({"display_name": "", "real_name": ""}, "Ann Real"),
        ({"display_name": "a\x00b\ud800c"}, "a\ufffdb\ufffdc"),
        ({"display_name": None, "real_name": 7}, "Ann Real"),
    ],
)
def test_a_name_is_as_others_see_it(shown: dict[str, Any], name: str) -> None:
    said = {"id": "U1", "name": "ann", "real_name": "Ann Real", "profile": shown}
    assert seen(said).profile.name == name


@pytest.mark.parametrize("said", [{}, {"profile": None, "tz": None}, {"enterprise_user": []}])
def test_what_slack_leaves_out_is_nothing(said: dict[str, Any]) -> None:
    assert seen({"id": "U1", "name": "ann", **said}).profile == Profile("U1", "ann")


def test_an_organisation_has_several_teams() -> None:
    """Enterprise Grid: `team_id` may be another of theirs."""
    said = {"id": "U1", "name": "ann", "team_id": "T0HOMEOFTHEM", "is_admin": True}
    grid = {"enterprise_id": "E1", "teams": ["T0HOMEOFTHEM", US]}
    account = seen({**said, "enterprise_user": grid})
    assert not account.profile.is_stranger
    assert account.is_admin
    grid["teams"] = ["T0HOMEOFTHEM"]
    assert seen({**said, "enterprise_user": grid}).profile.is_stranger
