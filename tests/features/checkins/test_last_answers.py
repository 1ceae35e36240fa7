"""What one answered last time stands beside the question that says so."""

from dataclasses import replace

from bot.domain.questions import DAILY, PLAN, Question, QuestionKind
from bot.messages.forms import Form
from tests.features.research import LONDON, Research, research
from tests.offices import Office
from tests.people import Someone

TRY = Question("try", QuestionKind.TEXT, "What should we try?", shows_last=True)
LIKED = Question("liked", QuestionKind.YES_NO, "Did you like it?", shows_last=True)


async def asks(team: Research, *questions: Question) -> None:
    unit = team.office.store.unit(team.office.workspace)
    unit.save(replace(await team.kept(), questions=questions))
    await unit.commit()


def intro(who: Someone) -> str:
    assert who.dialog is not None
    assert isinstance(who.dialog.handle, Form)
    return who.dialog.handle.intro


async def test_every_question_that_says_so_shows_its_last_answer(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await asks(team, *DAILY, TRY, LIKED)
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    assert intro(ben) == ""
    await ben.fills(done="Read", next="Run the seeds", **{"try": "Pairing"}, liked="yes")
    await team.at("Tue", "09:31")
    prompt = await ben.sees("Tue 24 Nov", "Last time you planned:\n> Run the seeds")
    assert prompt.says("Last time, “What should we try?”:\n> Pairing")
    assert prompt.says("Last time, “Did you like it?”:\n> Yes")
    await ben.clicks("Check in", on="Tue 24 Nov")
    assert intro(ben) == (
        "Last time you planned: Run the seeds\n\n"
        "Last time, “What should we try?”: Pairing\n\n"
        "Last time, “Did you like it?”: Yes"
    )


async def test_what_was_left_out_once_is_remembered_from_before(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await asks(team, *DAILY, replace(TRY, is_required=False))
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    await ben.fills(done="Read", next="Run the seeds", **{"try": "Pairing"})
    await team.at("Tue", "09:31")
    await ben.clicks("Check in", on="Tue 24 Nov")
    await ben.fills(done="Ran them", next="Plot them")
    await team.at("Wed", "09:31")
    await ben.clicks("Check in", on="Wed 25 Nov")
    assert intro(ben) == (
        "Last time you planned: Plot them\n\nLast time, “What should we try?”: Pairing"
    )


async def test_same_plan_is_offered_only_for_a_plan(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await asks(team, TRY)
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    await ben.fills(**{"try": "Pairing"})
    await team.at("Tue", "09:31")
    prompt = await ben.sees("Tue 24 Nov", "Pairing")
    assert "Same plan" not in prompt.buttons


async def test_nothing_is_shown_of_a_question_that_does_not_say_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await asks(team, Question(PLAN, QuestionKind.TEXT, "What is next?"))
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    await ben.fills(next="Run the seeds")
    await team.at("Tue", "09:31")
    prompt = await ben.sees("Tue 24 Nov")
    assert "Run the seeds" not in prompt.text
    await ben.clicks("Check in", on="Tue 24 Nov")
    assert intro(ben) == ""


async def test_a_later_round_is_not_the_last_one(office: Office) -> None:
    """Tuesday's was written on Monday night, and Monday's is put right after it."""
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    await ben.fills(done="Read", next="Run the seeds")
    await ben.clicks("Write Tuesday's")
    assert intro(ben).endswith("Last time you planned: Run the seeds")
    await ben.fills(done="Ran them", next="Plot them")
    await ben.clicks("Change it", on="Mon 23 Nov")
    assert intro(ben) == ""


async def test_a_long_answer_stands_whole_in_the_form(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    plan = "Run *all* the seeds. " * 140
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    await ben.fills(done="Read", next=plan)
    await team.at("Tue", "09:31")
    await ben.clicks("Check in", on="Tue 24 Nov")
    assert intro(ben) == f"Last time you planned: {plan.strip()}"
