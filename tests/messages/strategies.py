"""Messages and forms of every kind, with what people type and what the hostile type."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.domain.ids import PersonId
from bot.messages.forms import (
    ChannelField,
    ChoiceField,
    Field,
    Form,
    GroupField,
    PeopleField,
    SearchField,
    TextField,
)
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
    Divider,
    Fields,
    GroupMention,
    Heading,
    Image,
    Link,
    Mention,
    Message,
    Option,
    Paragraph,
    Part,
    Quote,
    Select,
    Span,
    Style,
    Text,
    When,
)
from bot.messages.refs import MOST_CHARACTERS, Ref

LONGEST = 10_000

FAMILY = "👩🏽\u200d👩🏽\u200d👧🏽\u200d👦🏽"
FLAG = "🇦🇺"
ACCENTED = "e\u0301\u0323"
CLUSTERS = (
    FAMILY,
    FLAG,
    ACCENTED,
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
)

HOSTILE = (
    "",
    " ",
    "\n\n",
    "<!channel> <!here> @everyone @here",
    "<@U0123456789> <@123456789012345678> <#C012> <!subteam^S01>",
    "</form><script>alert(1)</script>",
    "&amp;&lt;<>&&",
    "*_~`|||__**`",
    "[click me](https://evil.example) <https://evil.example|bank>",
    "# one\n> two\n- three\n1. four\n-# five\n```\nsix",
    "مرحبا بالعالم، שלום עולם",
    "\u202eright to left\u202c",
    "\x1b[31mred\x07\x00",
    "\ufeff\u200b\u2060",
    "line\r\nline\u2028line\x85line",
    "今日は計画を終えました。明日は実験をします！",  # noqa: RUF001
    "Tried it again. It failed, as before.\n\nThe log says nothing. What next?",
    "https://example.org/" + "a" * 2_000,
    *CLUSTERS,
)

_snippets = st.sampled_from(HOSTILE) | st.text(max_size=60)


def _repeated(snippet: str, count: int) -> str:
    return (snippet * count)[:LONGEST]


long_texts = st.builds(_repeated, _snippets, st.integers(1, LONGEST))
"""Up to 10,000 characters."""

texts = _snippets | long_texts
"""Whatever somebody may type, or nothing."""

sentences = (
    st.lists(st.sampled_from(["the seed", "failed", "again.", "Why?", "\n", "<b>", "5 * 3"]))
    .map(" ".join)
    .flatmap(lambda text: st.integers(1, 500).map(lambda count: ("I see " + text) * count))
    .map(lambda text: text[:LONGEST])
)
"""Words, of which no stretch is blank for long."""

labels = st.text(min_size=1, max_size=75).filter(lambda label: bool(label.strip()))
"""What may stand on a button or an option."""

_names = st.from_regex(r"[a-z_]{1,12}\.[a-z_]{1,20}", fullmatch=True)
_ids = st.from_regex(r"[A-Za-z0-9_.:-]{0,16}", fullmatch=True)


def _is_short(ref: Ref) -> bool:
    return len("~".join(("", ref.name, *ref.ids))) + len(str(ref.version)) <= MOST_CHARACTERS


refs = st.builds(Ref, _names, st.lists(_ids, max_size=4).map(tuple), st.integers(1, 10_000)).filter(
    _is_short
)

moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(["UTC", "Australia/Brisbane", "America/St_Johns", "Nowhere/Else", ""])
urls = (
    st.just("https://example.org/a?b=c&d=(e)")
    | st.text(max_size=40).map(lambda path: "https://example.org/" + path)
    | long_texts.map(lambda path: "https://example.org/" + path)
)

PEOPLE = (PersonId("p1"), PersonId("p2"), PersonId("p3"))
_people = st.sampled_from(PEOPLE)

GROUPS = ("123456789012345678", "12345678901234567890")
_groups = st.sampled_from(GROUPS)

spans: st.SearchStrategy[Span] = st.one_of(
    st.builds(Text, texts, st.booleans(), st.booleans()),
    st.builds(Link, _snippets | long_texts, urls),
    st.builds(Mention, _people, texts),
    st.builds(GroupMention, _groups, texts),
    st.builds(When, moments, zones, st.sampled_from(Clock)),
)
_values = st.lists(spans, max_size=3).map(tuple)

_options = st.builds(Option, st.text("abc:-019", min_size=1, max_size=75), labels)
options = st.lists(_options, min_size=1, max_size=25, unique_by=lambda o: o.value).map(tuple)

_some_refs = st.builds(
    Ref,
    st.sampled_from(["asks.answer", "tasks.hand_back", "help.show"]),
    st.integers(0, 200).map(lambda number: (f"{number:016}",)),
)
buttons = st.builds(Button, labels, _some_refs, st.sampled_from(Style))

parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Heading, texts),
    st.builds(Paragraph, st.lists(spans, max_size=6).map(tuple), st.booleans()),
    st.builds(Fields, st.lists(st.tuples(texts, _values), max_size=14).map(tuple)),
    st.builds(Quote, texts),
    st.builds(Buttons, st.lists(buttons, max_size=60).map(tuple)),
    st.builds(Select, texts, _some_refs, options),
    st.builds(Image, st.binary(max_size=4), texts),
    st.just(Divider()),
)

people = st.lists(_people, max_size=3).map(tuple)

groups = st.lists(_groups, max_size=2).map(tuple)

messages = st.builds(Message, st.lists(parts, max_size=12).map(tuple), people, groups)
"""Any message whose buttons and options keep what `parts` asks of them."""

_short_texts = st.text(max_size=300)
_field_names = _ids.filter(bool)

# Slack's and Discord's ids, and one of ours: of a person or a channel that has left the platform.
_accounts = st.sampled_from(["U0123456789", "W012", "123456789012345678", "01hzx3nd6v8k2m4p"])
_channels = st.sampled_from(["C0123456789", "G0123", "123456789012345678", "01hzx3nd6v8k2m4q"])
_some_channels = st.lists(_channels, max_size=2).map(tuple)

fields: st.SearchStrategy[Field] = st.one_of(
    st.builds(
        TextField,
        name=_field_names,
        label=texts,
        value=texts,
        is_required=st.booleans(),
        is_long=st.booleans(),
        longest=st.integers(1, 5_000),
        hint=texts,
        example=_short_texts,
    ),
    st.builds(
        ChoiceField,
        name=_field_names,
        label=texts,
        options=options,
        chosen=st.lists(st.text(min_size=1, max_size=5), max_size=3).map(tuple),
        is_required=st.booleans(),
        takes_many=st.booleans(),
        hint=texts,
    ),
    st.builds(
        PeopleField,
        name=_field_names,
        label=texts,
        chosen=st.lists(_accounts, max_size=3).map(tuple),
        is_required=st.booleans(),
        takes_many=st.booleans(),
        hint=texts,
    ),
    st.builds(
        ChannelField,
        name=_field_names,
        label=texts,
        nothing=texts,
        chosen=_some_channels,
        hint=texts,
    ),
    st.builds(
        GroupField,
        name=_field_names,
        label=texts,
        nothing=texts,
        chosen=_some_channels,
        hint=texts,
    ),
    st.builds(
        SearchField,
        name=_field_names,
        label=texts,
        source=_field_names,
        value=_short_texts,
        is_required=st.booleans(),
        hint=texts,
    ),
)

forms = st.builds(
    Form,
    does=refs,
    title=texts,
    submit=texts,
    fields=st.lists(fields, max_size=12, unique_by=lambda field: field.name).map(tuple),
    intro=texts,
)
"""Any form, its choices of at most 25 options."""
