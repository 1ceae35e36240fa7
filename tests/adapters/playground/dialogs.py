"""A form with a field of every kind, and the message that opens it."""

from bot.messages.forms import ChoiceField, Form, PeopleField, SearchField, TextField
from bot.messages.parts import Button, Buttons, Option, message, say
from bot.messages.refs import Ref

FORM = Form(
    Ref("things.answer", ("t1",)),
    "Your answer",
    "Send",
    (
        TextField("what", "What got done?", is_long=True, longest=50),
        ChoiceField("up", "Keeping up?", tuple(Option(str(n), str(n)) for n in range(1, 6))),
        PeopleField("who", "Who could know?"),
        SearchField("where", "Where do you live?", "places"),
    ),
)
OPENS = message(say("A form."), Buttons((Button("Answer", Ref("things.open")),)))
