"""A form in pages: what was typed on one is there when the others are sent."""

from bot.domain.drafts import Draft
from bot.domain.people import Profile
from bot.engine.intents import Resume, Submit
from bot.messages.forms import Form, PeopleField, TextField, Values
from tests.engine.trial import written
from tests.offices import Office, ref

NOTE = ref("trial.note", "1")


async def drafts(office: Office) -> list[Draft]:
    return await office.store.unit(office.workspace).find(Draft)


def page(office: Office, values: Values, *, is_whole: bool, named: tuple[str, ...] = ()) -> Submit:
    people = tuple(office.people[who] for who in named)
    return Submit(office.origin("ann"), NOTE, values, people, is_whole=is_whole)


def shown(form: Form | None) -> dict[str, object]:
    assert form is not None
    return {
        field.name: field.value if isinstance(field, TextField) else field.chosen
        for field in form.fields
        if isinstance(field, TextField | PeopleField)
    }


async def test_a_page_is_kept_and_nothing_is_done_yet(office: Office) -> None:
    office.hires("ann")
    reply = await office.handle(page(office, {"text": ("all well",)}, is_whole=False))
    assert shown(reply.form) == {"text": "all well", "people": ()}
    assert not reply.faults
    assert await written(office) == ""
    (kept,) = await drafts(office)
    assert kept.values == {"text": ("all well",)}


async def test_the_last_page_sends_them_all(office: Office) -> None:
    office.hires("ann")
    office.hires("ben")
    await office.handle(page(office, {"people": ("ben",)}, is_whole=False, named=("ben",)))
    reply = await office.handle(page(office, {"text": ("all well",)}, is_whole=True))
    assert reply.form is None
    assert await written(office) == "all well"
    assert await drafts(office) == []


async def test_a_page_is_refused_for_what_is_wrong_on_it_only(office: Office) -> None:
    office.hires("ann")
    # The text is required, and on the other page.
    reply = await office.handle(page(office, {"people": ()}, is_whole=False))
    assert not reply.faults
    reply = await office.handle(page(office, {"text": (" ",)}, is_whole=False))
    assert reply.faults == {"text": "Please fill this in."}
    assert shown(reply.form)["text"] == " "


async def test_somebody_with_whom_we_do_not_work_is_refused_on_their_page(office: Office) -> None:
    office.hires("ann")
    robot = Profile("r2", "R2", is_bot=True)
    sent = Submit(office.origin("ann"), NOTE, {"people": ("r2",)}, (robot,), is_whole=False)
    reply = await office.handle(sent)
    assert reply.faults == {"people": "I only work with people, not with other apps."}


async def test_what_is_missing_is_said_when_all_is_sent(office: Office) -> None:
    office.hires("ann")
    reply = await office.handle(page(office, {"people": ()}, is_whole=True))
    assert reply.faults == {"text": "Please fill this in."}
    assert await written(office) == ""


async def test_one_page_mended_sends_the_whole_form_again(office: Office) -> None:
    office.hires("ann")
    office.hires("ben")
    await office.handle(page(office, {"text": ("refuse",)}, is_whole=False))
    last = page(office, {"people": ("ben",)}, is_whole=True, named=("ben",))
    reply = await office.handle(last)
    assert reply.faults == {"text": "That is closed."}
    assert shown(reply.form) == {"text": "refuse", "people": ("ben",)}
    reply = await office.handle(page(office, {"text": ("please",)}, is_whole=True))
    assert await written(office) == "please"


async def test_a_page_sent_again_after_all_was_kept_empties_nothing(office: Office) -> None:
    """The process died before its answer: the draft is gone, the dialog is still open."""
    ann = office.hires("ann")
    await ann.types("me brisbane")
    settings = ref("people.settings")
    hours = {"starts": ("10:00",), "ends": ("16:00",)}
    sent = Submit(office.origin("ann"), settings, hours)
    reply = await office.handle(sent)
    assert not reply.faults
    person = await office.person("ann")
    assert (person.zone, person.starts.hour) == ("Australia/Brisbane", 10)


async def test_a_form_is_opened_again_with_what_was_typed(office: Office) -> None:
    office.hires("ann")
    office.hires("ben")
    await office.handle(page(office, {"text": ("half of it",)}, is_whole=False))
    reply = await office.handle(Resume(office.origin("ann"), NOTE))
    assert shown(reply.form) == {"text": "half of it", "people": ()}
    # It is hers: somebody else's is empty.
    reply = await office.handle(Resume(office.origin("ben"), NOTE))
    assert shown(reply.form) == {"text": "", "people": ()}


async def test_a_form_that_is_no_longer_known_is_said_so(office: Office) -> None:
    office.hires("ann")
    reply = await office.handle(Resume(office.origin("ann"), ref("trial.gone")))
    assert reply.form is None
    assert reply.tell is not None


async def test_a_page_delivered_twice_is_kept_once(office: Office) -> None:
    office.hires("ann")
    first = page(office, {"text": ("all well",)}, is_whole=False)
    await office.handle(first)
    assert shown((await office.handle(first)).form)["text"] == "all well"
    await office.handle(page(office, {"people": ()}, is_whole=True))
    await office.handle(first)
    # What was sent is not unsent by a late copy of one of its pages.
    assert await drafts(office) == []
    assert await written(office) == "all well"
