"""Who may act, by what Slack says of them; and what it says has happened."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.people import Person, Profile
from bot.domain.teams import Membership, Team, TeamGroup
from bot.domain.workspaces import Channel as KnownChannel
from bot.domain.workspaces import Installation
from bot.engine.intents import ChannelLost, GroupChanged, ProfileChanged, Removed, Reply
from bot.messages.forms import Form, TextField
from bot.messages.refs import Ref
from tests.adapters.slack.desk import Desk, Office
from tests.adapters.slack.test_presses import QUESTION
from tests.adapters.stand_in_core import StandInCore
from tests.servers.slack.faults import Answers, BadStatus, HtmlBody, RateLimited, Reset
from tests.servers.slack.state import SLACKBOT, Channel, User

WORDS = Form(Ref("test.words"), "Words", "Send", (TextField("words", "Words"),))


async def kept(office: Office, kind: type[Any]) -> list[Any]:
    return list(await office.app.store.unit(office.workspace).find(kind))


def is_admin(core: StandInCore) -> bool:
    """What the core was told of whoever acted last."""
    return core.intents[-1].origin.is_admin


# -- who may act ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "refusal"),
    [
        ({"team_id": "T0OTHERTEAM"}, "belongs to another workspace, and I work within one only."),
        ({"is_stranger": True}, "belongs to another workspace, and I work within one only."),
        ({"is_restricted": True}, "You are a guest here"),
        ({"is_ultra_restricted": True}, "You are a guest here"),
        ({"is_bot": True}, "I only work with people, not with other apps."),
        ({"deleted": True}, "has left the workspace."),
    ],
)
async def test_whoever_may_not_is_told_why(
    office: Office, research: Channel, flags: dict[str, Any], refusal: str
) -> None:
    who = office.server.add_user("zoe", "Zoe", "Europe/London", **flags)
    research.members.append(who.id)
    for verb in ("", "setup", "me", "team"):
        await office.types(who, verb, research)
        assert office.last(who).says(refusal)
        assert office.server.modal(who) is None
    await office.server.uses_shortcut(who, "verb:setup")
    await office.slack.finish()
    assert office.dialog(who).says(refusal)
    assert [p for p in await kept(office, Person) if p.name == "Zoe"] == []


async def test_slackbot_does_not_act(office: Office, research: Channel) -> None:
    slackbot = office.server.workspace.users[SLACKBOT]
    await office.types(slackbot, "setup", research)
    assert any(m.says("I only work with people") for m in office.server.screen(slackbot))


async def test_a_guest_who_was_invited_may(office: Office, ann: User) -> None:
    guest = office.server.add_user("gil", "Gil Guest", "Europe/London", is_restricted=True)
    await office.types(ann, "@gil", command="/pair")
    await office.settle()
    await office.presses(guest, "Join")
    assert office.last(guest).says("Welcome to Ann Lee and Gil Guest.")
    await office.types(guest, "team")
    assert office.last(guest).says("Ann Lee and Gil Guest")


async def test_admins_are_whom_slack_names_and_not_the_payload(
    desk: Desk, core: StandInCore, ann: User, maya: User, research: Channel
) -> None:
    await desk.types(maya, "team", research)
    assert is_admin(core)
    await desk.types(ann, "team", research)
    assert not is_admin(core)
    # A payload says nothing of it; if one did, it would not count.
    delivery = desk.server.records.deliveries[-1]
    delivery.payload.update(is_admin="true", is_owner="1", trigger_id="1.2.3")
    await desk.server.delivers_again(delivery)
    assert core.command.origin.event == "1.2.3"
    assert not is_admin(core)
    await desk.posts(research, QUESTION)
    await desk.presses(ann, "Go")
    press = desk.server.records.deliveries[-1]
    press.payload["user"].update(is_admin=True, is_owner=True)
    await desk.server.delivers_again(press)
    assert not is_admin(core)
    await desk.slack.finish()


async def test_an_admin_no_longer(
    desk: Desk, core: StandInCore, maya: User, research: Channel
) -> None:
    await desk.types(maya, "team", research)
    assert is_admin(core)
    await desk.server.user_changes(maya, is_admin=False)
    await desk.types(maya, "team", research)
    assert not is_admin(core)


async def test_a_stranger_is_one_also_when_slack_does_not_tell(
    desk: Desk, core: StandInCore, research: Channel
) -> None:
    """The payload names the team of whoever presses."""
    who = desk.server.add_user("zoe", "Zoe", team_id="T0OTHERTEAM")
    research.members.append(who.id)
    desk.server.faults.always("users.info", BadStatus())
    await desk.posts(research, QUESTION)
    await desk.presses(who, "Go")
    assert core.press.origin.profile.is_stranger


# -- trouble with users.info ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Answers("user_not_found"),
        Answers("internal_error"),
        BadStatus(),
        HtmlBody(),
        RateLimited(30),
        Reset(),
        None,
    ],
    ids=lambda fault: type(fault).__name__ + getattr(fault, "error", ""),
)
async def test_a_command_works_while_slack_does_not_tell_who_it_is(
    office: Office, ann: User, ben: User, maya: User, research: Channel, fault: Any
) -> None:
    await office.types(ann, "me", research)
    if fault is None:
        office.server.faults.hangs("users.info")
    else:
        office.server.faults.always("users.info", fault)
    # An hour later the name has to be asked for again.
    office.slack._directory._users._known.clear()  # type: ignore[union-attr]
    answer = await office.types(ann, "@ben @maya", research, command="/pair")
    assert answer.is_ok
    assert answer.seconds < 3
    assert office.last(ann).by_bot
    (person,) = [p for p in await kept(office, Person) if p.name == "Ann Lee"]
    assert person.zone == "Europe/London"
    office.server.faults.opens_doors()


async def test_a_submission_asks_for_everybody_at_once(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    people = [desk.server.add_user(f"u{number}") for number in range(6)]
    core.replies(Reply(form=WORDS))
    await desk.types(ann, "ask", research)
    door = desk.server.faults.hangs("users.info")
    names = " ".join(f"@{user.name}" for user in people)
    answer = await desk.types(ann, f"pair {names}", research)
    assert answer.is_ok
    assert answer.seconds < 2.5
    assert len(core.command.people) == 6
    door.set()


# -- what has happened ----------------------------------------------------------------------------


async def test_a_new_name_and_zone_are_followed(office: Office, ann: User) -> None:
    await office.types(ann, "me")
    await office.server.user_changes(ann, real_name="Ann Lee-Ito", tz="Asia/Tokyo")
    (person,) = await kept(office, Person)
    assert (person.name, person.zone) == ("Ann Lee-Ito", "Asia/Tokyo")
    # What she says herself counts more.
    await office.types(ann, "me london")
    await office.server.user_changes(ann, tz="America/New_York")
    (person,) = await kept(office, Person)
    assert person.zone == "Europe/London"


async def test_of_somebody_unknown_nothing_is_kept(office: Office, ann: User) -> None:
    answer = await office.server.user_changes(ann, real_name="Ann L")
    assert answer is not None
    assert answer.is_ok
    assert await kept(office, Person) == []


async def test_a_leaver_is_out_of_the_team(office: Office, ann: User, ben: User) -> None:
    await office.types(ann, "@ben", command="/pair")
    await office.settle()
    await office.presses(ben, "Join")
    await office.server.user_changes(ben, deleted=True)
    gone = next(p for p in await kept(office, Person) if p.name == "Ben Ito")
    assert gone.gone_at == office.clock.now()
    assert [m.person for m in await kept(office, Membership)] != []
    assert gone.id not in [m.person for m in await kept(office, Membership)]
    before = len(office.seen(ben))
    await office.settle()
    assert len(office.seen(ben)) == before
    # And back again.
    await office.server.user_changes(ben, deleted=False)
    back = next(p for p in await kept(office, Person) if p.name == "Ben Ito")
    assert back.gone_at is None


async def with_a_channel(office: Office, who: User, place: Channel) -> None:
    await office.types(who, "setup", place)
    await office.submits(who, name="Research", people=[office.server.workspace.users[p].id
                         for p in place.members if p not in (who.id, office.server.bot_user_id)],
                         place=place.id)  # fmt: skip


@pytest.mark.parametrize("how", ["archived", "channel_left", "group_left"])
async def test_a_channel_lost(office: Office, ann: User, research: Channel, how: str) -> None:
    await with_a_channel(office, ann, research)
    (team,) = await kept(office, Team)
    assert team.channel is not None
    if how == "archived":
        await office.server.archives(research)
    else:
        event = {"type": how, "channel": research.id, "event_ts": "1772445600.000100"}
        assert (await office.server.sends_event(event)).is_ok
    (team,) = await kept(office, Team)
    assert team.channel is None
    (channel,) = await kept(office, KnownChannel)
    assert channel.is_open is False
    await office.settle()
    told = [m for m in office.seen(ann) if m.says("#research, the channel of Research")]
    assert len(told) == 1
    assert told[0].says("was archived" if how == "archived" else "I was taken out of it")


async def test_who_comes_to_a_channel_and_who_leaves_it(
    desk: Desk, core: StandInCore, ann: User, ben: User, maya: User
) -> None:
    quiet = desk.server.add_channel("quiet", [ann], is_private=True)
    await desk.server.joins(ben, quiet, inviter=ann)
    await desk.server.leaves(ben, quiet)
    stranger = desk.server.add_user("zoe", "Zoe", team_id="T0OTHERTEAM")
    await desk.server.joins(stranger, quiet)
    assert [notice.what for notice in core.notices] == [
        GroupChanged(Profile(ben.id, "Ben Ito", "Europe/Berlin"), quiet.id, is_in=True),
        GroupChanged(Profile(ben.id, ""), quiet.id, is_in=False),
        GroupChanged(Profile(stranger.id, "Zoe", stranger.tz, is_stranger=True), quiet.id, True),
    ]
    # Where it is not, Slack tells it nothing; of its own coming it is told like of anybody's.
    elsewhere = desk.server.add_channel("elsewhere", [ann], bot_is_member=False)
    assert await desk.server.joins(maya, elsewhere) is None
    await desk.server.joins(desk.server.workspace.users[desk.server.bot_user_id], elsewhere)
    own = core.notices[-1].what
    assert isinstance(own, GroupChanged)
    assert own.profile.is_bot


async def test_a_team_is_kept_in_step_with_its_channel(
    office: Office, ann: User, ben: User, maya: User
) -> None:
    crew = office.server.add_channel("crew", [ann, ben])
    await office.types(ann, "setup", crew)
    await office.submits(ann, name="Research", everybody=crew.id)
    assert office.last(ann).says("Who comes to #crew later is asked too")
    await office.settle()
    await office.presses(ben, "Join")
    await office.server.joins(maya, crew)
    await office.server.leaves(ben, crew)
    await office.settle()
    assert office.last(maya).says("Ann Lee asks you to join Research on Unstuck.")
    assert office.last(ben).says("You are no longer in #crew, so you are no longer in Research.")
    await office.until(office.clock.now() + timedelta(minutes=15))
    word = office.last(ann)
    assert word.says("Maya Cole came to #crew, so I asked them to join Research.")
    assert word.says("Ben Ito left #crew, so they are no longer in Research.")
    await office.server.archives(crew)
    await office.settle()
    assert office.last(ann).says("no longer follows who comes and goes there")


async def test_who_is_not_told_of_yet_is_told_of_again(
    office: Office, ann: User, ben: User, maya: User, caplog: pytest.LogCaptureFixture
) -> None:
    crew = office.server.add_channel("crew", [ann, ben])
    await office.types(ann, "setup", crew)
    await office.submits(ann, name="Research", everybody=crew.id)
    office.server.faults.always("users.info", BadStatus())
    answer = await office.server.joins(maya, crew)
    assert answer is not None
    assert not answer.is_ok
    assert "payload failed" not in caplog.text
    office.server.violations[:] = [v for v in office.server.violations if "not ack" not in v]
    office.server.faults.mends()
    assert (await office.server.delivers_again(office.server.records.deliveries[-1])).is_ok
    await office.settle()
    assert office.last(maya).says("Ann Lee asks you to join Research on Unstuck.")


async def test_of_a_channel_where_it_is_not_it_follows_nobody(
    office: Office, ann: User, ben: User
) -> None:
    crew = office.server.add_channel("crew", [ann, ben], bot_is_member=False)
    await office.types(ann, "setup", crew)
    await office.submits(ann, name="Research", everybody=crew.id)
    assert office.last(ann).says(
        "I am not in #crew, so I cannot follow who comes and goes there. Type “/invite @Unstuck” "
        "there. Then choose it again under “Invite”."
    )
    assert await kept(office, TeamGroup) == []
    # A minute later it is.
    await office.server.joins(office.server.workspace.users[office.server.bot_user_id], crew)
    await office.types(ann, "team", crew)
    await office.presses(ann, "Invite")
    await office.submits(ann, everybody=crew.id)
    assert office.last(ann).says("Who comes to #crew later is asked too")
    await office.settle()
    await office.presses(ben, "Join")
    await office.server.leaves(ben, crew)
    await office.settle()
    assert office.last(ben).says("You are no longer in #crew, so you are no longer in Research.")


@pytest.mark.parametrize("tokens_first", [False, True])
async def test_taken_out_of_the_workspace(office: Office, ann: User, tokens_first: bool) -> None:
    await office.types(ann, "me")
    at = office.clock.now()
    await office.server.uninstalls(tokens_first=tokens_first)
    (installation,) = await kept(office, Installation)
    assert installation.removed_at == at
    office.clock.advance(hours=1)
    for delivery in office.server.records.deliveries[-2:]:
        assert (await office.server.delivers_again(delivery)).is_ok
    (installation,) = await kept(office, Installation)
    assert installation.removed_at == at


async def test_what_reaches_the_core(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.server.user_changes(ann, tz="Asia/Tokyo")
    await desk.server.archives(research)
    await desk.server.revokes_tokens()
    await desk.server.sends_event({"type": "tokens_revoked", "tokens": {"oauth": [ann.id]}})
    await desk.server.sends_event({"type": "channel_rename", "channel": {"id": research.id}})
    profile, channel, removed = (notice.what for notice in core.notices)
    assert isinstance(profile, ProfileChanged)
    assert (profile.profile.outer_id, profile.profile.zone) == (ann.id, "Asia/Tokyo")
    assert channel == ChannelLost(research.id, "was archived")
    assert removed == Removed()
    assert len({notice.event for notice in core.notices}) == 3


async def test_what_happens_in_another_workspace_is_none_of_ours(office: Office, ann: User) -> None:
    await office.types(ann, "me")
    payload = {"type": "app_uninstalled"}
    office.server.workspace.team_id, ours = "T0ELSEWHERE", office.server.workspace.team_id
    assert (await office.server.sends_event(payload)).is_ok
    office.server.workspace.team_id = ours
    (installation,) = await kept(office, Installation)
    assert installation.removed_at is None
