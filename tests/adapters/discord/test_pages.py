"""Forms in pages: each is a dialog, opened by *Continue*, and mended by *Fix it*."""

from bot.engine.intents import Intent, Reply, Resume, Submit
from bot.messages.forms import ChoiceField, Form, TextField, Values
from bot.messages.parts import Button, Buttons, Option, message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk, Office, labels_of
from tests.adapters.discord.stand_ins import Book, StandInCore, workspace_of
from tests.servers.discord.state import Channel, User

LONG = Form(
    Ref("test.long", ("id",)),
    "A long form",
    "Send",
    tuple(TextField(f"f{number}", f"Field {number}") for number in range(12)),
)
OPEN = message(say("Open it?"), Buttons((Button("Open", Ref("test.open")),)))
THANKS = message(say("Thanks."))


STUCK = ChoiceField("stuck", "Stuck?", (Option("no", "No"), Option("yes", "Yes")), ("no",))
DAILY = Form(
    Ref("test.daily"),
    "Daily",
    "Send",
    (
        *(TextField(f"f{number}", f"Field {number}") for number in range(4)),
        STUCK,
        TextField("since", "Since when?", is_required=False, only_with="stuck"),
        TextField("why", "Why?", is_required=False, only_with="stuck"),
    ),
)
"""What follows the first page need not be filled in."""


def keeper(wrong: str = "wrong", form: Form = LONG) -> "Keeper":
    return Keeper(form, wrong)


class Keeper:
    """Answers as the engine does: keeps a draft, and finds fault with one word."""

    def __init__(self, form: Form, wrong: str) -> None:
        self.form = form
        self.wrong = wrong
        self.draft: dict[str, tuple[str, ...]] = {}
        self.sent: Values = {}

    async def answer(self, intent: Intent) -> Reply:
        match intent:
            case Submit():
                given = {name: tuple(value) for name, value in intent.values.items()}
                self.draft |= given
                shown = self.form.filled(self.draft)
                looked_at = self.draft if intent.is_whole else given
                faults = {n: "Not so." for n, v in looked_at.items() if v == (self.wrong,)}
                if faults:
                    return Reply(form=shown, faults=faults)
                if not intent.is_whole:
                    return Reply(form=shown)
                self.sent = dict(self.draft)
                return Reply(tell=THANKS)
            case _:
                return Reply(form=self.form.filled(self.draft))


def page_of(desk: Desk, who: User) -> list[str]:
    return list(desk.dialog(who).labels)


def filled(*numbers: int, **others: str) -> dict[str, str]:
    return {f"f{number}": f"v{number}" for number in numbers} | others


async def test_page_after_page(desk: Desk, core: StandInCore, ann: User) -> None:
    keeps = keeper()
    core.answer = keeps.answer
    await desk.types(ann, "inbox")
    assert page_of(desk, ann) == ["f0", "f1", "f2", "f3", "f4"]
    await desk.submits(ann, **filled(0, 1, 2, 3, 4))
    assert desk.last(ann).says("Page 1 of 3 is kept.")
    await desk.presses(ann, "Continue")
    assert core.act == Resume(core.act.origin, LONG.does)
    assert page_of(desk, ann) == ["f5", "f6", "f7", "f8", "f9"]
    await desk.submits(ann, **filled(5, 6, 7, 8, 9))
    assert desk.last(ann).says("Page 2 of 3 is kept.")
    await desk.presses(ann, "Continue")
    await desk.submits(ann, **filled(10, 11))
    are_whole = [sent.is_whole for sent in core.intents if isinstance(sent, Submit)]
    assert are_whole == [False, False, True]
    assert keeps.sent == {f"f{n}": (f"v{n}",) for n in range(12)}
    # One message all the while, in which the next step stands.
    assert [m.text_as_read for m in desk.seen(ann)] == ["Thanks."]


async def test_who_has_no_more_to_say_sends_with_the_first_page(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    keeps = keeper(form=DAILY)
    core.answer = keeps.answer
    await desk.types(ann, "inbox")
    await desk.submits(ann, **filled(0, 1, 2, 3))
    assert keeps.sent["f3"] == ("v3",)
    assert [m.text_as_read for m in desk.seen(ann)] == ["Thanks."]
    assert labels_of(desk.last(ann)) == []


async def test_who_has_is_offered_to_and_what_was_sent_stays(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    keeps = keeper(form=DAILY)
    core.answer = keeps.answer
    await desk.types(ann, "inbox")
    await desk.submits(ann, **filled(0, 1, 2, 3, stuck="yes"))
    assert keeps.sent["stuck"] == ("yes",)
    shown = desk.last(ann)
    assert shown.says("Thanks.")
    assert shown.says("You may add to it: Since when? Why?")
    await desk.presses(ann, "More")
    assert page_of(desk, ann) == ["since", "why"]
    await desk.submits(ann, since="Monday")
    assert core.submission.is_whole
    assert keeps.sent["since"] == ("Monday",)
    assert labels_of(desk.last(ann)) == []


async def test_a_page_is_mended_before_the_next_one(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    keeps = keeper()
    core.answer = keeps.answer
    await desk.types(ann, "inbox")
    await desk.submits(ann, **filled(0, 1, 2, 4, f3="wrong"))
    shown = desk.last(ann)
    assert shown.says("Field 3: Not so.")
    assert shown.says("What you typed is kept.")
    assert labels_of(shown) == ["Fix it"]
    await desk.presses(ann, "Fix it")
    assert desk.dialog(ann).values == filled(0, 1, 2, 4, f3="wrong")
    await desk.submits(ann, f3="v3")
    # And it goes on from there.
    await desk.presses(ann, "Continue")
    assert page_of(desk, ann)[0] == "f5"


async def test_a_fault_found_at_the_end_leads_to_its_page_and_the_form_is_sent_again(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    keeps = keeper()
    core.answer = keeps.answer
    await desk.types(ann, "inbox")
    for page in ((0, 1, 2, 3, 4), (5, 6, 7, 8, 9)):
        await desk.submits(ann, **filled(*page))
        await desk.presses(ann, "Continue")
    keeps.wrong = "v7"
    await desk.submits(ann, **filled(10, 11))
    assert desk.last(ann).says("Field 7: Not so.")
    await desk.presses(ann, "Fix it")
    assert desk.dialog(ann).values == filled(5, 6, 7, 8, 9)
    # Still wrong: the same again.
    await desk.submits(ann)
    await desk.presses(ann, "Fix it")
    await desk.submits(ann, f7="better")
    assert core.submission.is_whole
    assert keeps.sent["f7"] == ("better",)
    assert keeps.sent["f11"] == ("v11",)
    assert [m.text_as_read for m in desk.seen(ann)] == ["Thanks."]


async def test_faults_on_several_pages_are_mended_one_after_the_other(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    keeps = keeper(wrong="")
    core.answer = keeps.answer
    await desk.types(ann, "inbox")
    for page in ((0, 1, 2, 3, 4), (5, 6, 7, 8, 9)):
        await desk.submits(ann, **filled(*page, **{f"f{page[1]}": "bad"}))
        await desk.presses(ann, "Continue")
    keeps.wrong = "bad"
    await desk.submits(ann, **filled(10, 11))
    assert desk.last(ann).says("Field 1: Not so.")
    assert desk.last(ann).says("Field 6: Not so.")
    await desk.presses(ann, "Fix it")
    assert page_of(desk, ann)[0] == "f0"
    await desk.submits(ann, f1="good")
    assert not desk.last(ann).says("Field 1: Not so.")
    await desk.presses(ann, "Fix it")
    assert page_of(desk, ann)[0] == "f5"
    await desk.submits(ann, f6="good")
    assert keeps.sent["f1"] == keeps.sent["f6"] == ("good",)


async def test_a_page_dismissed_is_opened_again_with_what_was_kept(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    keeps = keeper()
    core.answer = keeps.answer
    await desk.types(ann, "inbox")
    await desk.submits(ann, **filled(0, 1, 2, 3, 4))
    await desk.presses(ann, "Continue")
    desk.server.dismisses(ann, desk.dialog(ann))
    await desk.presses(ann, "Continue")
    assert page_of(desk, ann)[0] == "f5"
    # From the start, too.
    desk.server.dismisses(ann, desk.dialog(ann))
    await desk.types(ann, "inbox")
    assert desk.dialog(ann).values == filled(0, 1, 2, 3, 4)


async def test_from_a_channels_message_the_pages_go_on_in_private(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    keeps = keeper()
    core.answer = keeps.answer
    await desk.posts(research, OPEN)
    await desk.presses(ann, "Open")
    await desk.submits(ann, **filled(0, 1, 2, 3, 4))
    first, own = desk.seen(ann)
    assert labels_of(first) == ["Open"]
    assert own.is_ephemeral
    await desk.presses(ann, "Continue")
    await desk.submits(ann, **filled(5, 6, 7, 8, 9))
    assert desk.last(ann).says("Page 2 of 3 is kept.")
    assert len(desk.seen(ann)) == 2
    assert len(desk.seen(ben)) == 1


async def test_in_direct_messages_the_pages_know_their_server(
    desk: Desk, core: StandInCore, book: Book, ann: User
) -> None:
    """Discord says it nowhere: not of the button, not of the dialog."""
    other = desk.server.add_guild("Other")
    book.knows(desk.guild, ann)
    book.knows(other, ann)
    keeps = keeper()
    await desk.posts(desk.server.direct_channel(ann), OPEN)
    core.answer = keeps.answer
    await desk.presses(ann, "Open")
    await desk.submits(ann, **filled(0, 1, 2, 3, f4="wrong"))
    await desk.presses(ann, "Fix it")
    await desk.submits(ann, f4="v4")
    await desk.presses(ann, "Continue")
    await desk.submits(ann, **filled(5, 6, 7, 8, 9))
    await desk.presses(ann, "Continue")
    await desk.submits(ann, **filled(10, 11))
    assert keeps.sent["f11"] == ("v11",)
    assert {intent.origin.workspace for intent in core.intents} == {workspace_of(desk.guild)}


async def test_a_form_that_has_become_shorter_meanwhile(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    keeps = keeper()
    core.answer = keeps.answer
    await desk.types(ann, "inbox")
    await desk.submits(ann, **filled(0, 1, 2, 3, 4))
    keeps.form = Form(LONG.does, "A short form", "Send", LONG.fields[:5])
    await desk.presses(ann, "Continue")
    assert desk.dialog(ann).values == filled(0, 1, 2, 3, 4)
    await desk.submits(ann)
    assert core.submission.is_whole
    assert desk.last(ann).text_as_read == "Thanks."


async def test_trouble_of_ours_gives_back_what_was_typed(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    """Discord closes a dialog once it is answered, and a store that fails has kept nothing."""
    core.replies(Reply(form=LONG))
    await desk.types(ann, "inbox")
    core.replies(Reply(faults={"f0": "I cannot save anything at the moment."}))
    await desk.submits(ann, **filled(0, 1, 2, f3="> *mine*", f4="x"))
    shown = desk.last(ann)
    assert shown.says("I cannot save anything at the moment.")
    assert shown.says("What you typed:")
    assert shown.says("v0")
    assert shown.says("*mine*")
    core.replies(Reply(form=LONG))
    await desk.presses(ann, "Try again")
    assert core.act == Resume(core.act.origin, LONG.does)
    core.replies(Reply(form=LONG))
    await desk.submits(ann, **filled(0, 1, 2, 3, 4))
    # It is the page that it was.
    assert not core.submission.is_whole


# -- with all of Unstuck ---------------------------------------------------------------------------


async def test_the_real_settings(office: Office, ann: User) -> None:
    """Seven days later a draft is forgotten, and the form is as it was."""
    await office.types(ann, "me", city="london")
    await office.presses(ann, "Change")
    await office.submits(ann, days="Blursday")
    await office.presses(ann, "Fix it")
    assert office.dialog(ann).values["days"] == "Blursday"
    office.server.dismisses(ann, office.dialog(ann))
    await office.presses(ann, "Fix it")
    await office.submits(ann, days="Mon–Wed")
    assert office.last(ann).says("Mon–Wed")
