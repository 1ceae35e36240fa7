"""What one message and one dialog of a platform can hold, each number with its source.

`bot/messages/cost.py` says what a part takes of a message.
"""

import string
from dataclasses import dataclass

Weights = tuple[tuple[str, int], ...]
"""Characters, and how long each of them can become when it is escaped."""

_LINE_BREAKS = ("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", 9)
"""The break, `**` before it, and `-# **` or `> ` after it."""

_ENTITIES = (("&", 5), ("<>", 4))


@dataclass(frozen=True, slots=True)
class Limits:
    """One message. Numbers of characters and of components; `cost` says what counts.

    `text` bounds one Paragraph, Quote or group of Fields; `controls` is what a button or an
    option counts beside its label, `nested` how many components it is beside its row;
    `addresses` is what a Quote may spend on making those in it links.
    """

    components: int
    characters: int
    heading: int
    text: int
    fields: int
    field: int
    buttons: int
    label: int
    options: int
    option: int
    placeholder: int
    alt: int
    markup: Weights
    bare: Weights
    marks: int
    container: int
    controls: int
    nested: int
    when: int
    addresses: int


@dataclass(frozen=True, slots=True)
class FormLimits:
    """One page of a dialog; `fields` counts each text of an intro as one. An intro too long for
    one of `intro` characters is `intros` texts on a page, and goes on on the next."""

    title: int
    submit: int
    fields: int
    label: int
    hint: int
    example: int
    text: int
    options: int
    option: int
    intro: int
    intros: int
    markup: Weights
    bare: Weights


# mrkdwn knows no escape but entities: a zero-width character beside these keeps them from meaning.
_SLACK_MARKUP = (*_ENTITIES, ("*_~`:@#|", 2), _LINE_BREAKS)

# Sources: specs/limits.md, "Slack"; blocks: slack_sdk's models and @slack/types
# (specs/slack-schema.limits.txt).
SLACK = Limits(
    components=44,  # 50 blocks a message; we stay under 45
    characters=12_000,  # about 13,200, undocumented, containers included: bolt-js#2509, #2867
    heading=150,  # header block
    text=3_000,  # section's text, mrkdwn text
    fields=10,  # section's fields
    field=2_000,  # one of them
    buttons=25,  # elements of an actions block
    label=75,  # button's text
    options=25,  # 100 in a static_select; Discord's number, so that no feature meets two
    option=75,  # option's text and value (slack_sdk says 150 for the value: the less counts)
    placeholder=150,  # static_select's placeholder
    alt=2_000,  # image's alt_text
    markup=_SLACK_MARKUP,
    bare=_ENTITIES,
    marks=48,  # {"type":"text","text":"…","style":{"bold":true}} of a rich_text block
    container=100,  # {"type":"section","block_id":"…","text":{"type":"mrkdwn","text":"…"}}
    controls=220,  # a button's JSON, 120, and its Ref, 100
    nested=0,
    when=100,  # <!date^1790000000^{date_short_pretty} at {time}|Mon 29 Mar 09:30>
    addresses=220,  # four times {"type":"link","url":""},{"type":"text","text":""}
)

# A backslash before every ASCII mark: Discord's markdown.
_DISCORD_MARKUP = ((string.punctuation, 2), _LINE_BREAKS)

# Sources: specs/limits.md, "Discord"; components/reference; specs/discord-openapi.json.
DISCORD = Limits(
    components=39,  # 40, nested ones counted; one is left for a container around all
    characters=4_000,  # of all text displays together; we count labels too
    heading=150,  # no number of its own: as Slack's, what is longer is no heading
    text=4_000,  # one text display
    fields=10,  # no number of its own: as Slack's, so that groups look alike
    field=2_000,  # likewise
    buttons=5,  # an action row
    label=80,  # button's label
    options=25,  # string select
    option=100,  # option's label and value
    placeholder=150,  # string select
    alt=1_024,  # media gallery item's description
    markup=_DISCORD_MARKUP,
    bare=(),
    marks=8,  # "### ", "-# ", ">>> "; "**" or "`` " on both sides, with a zero-width space
    container=0,  # only text counts
    controls=0,
    nested=1,
    when=40,  # <t:1790000000:f>, or two of them
    addresses=0,
)

# Ours: a page that a person reads at a glance. It has no markup: text goes in as text.
PLAYGROUND = Limits(
    components=100,
    characters=40_000,
    heading=150,
    text=12_000,
    fields=10,
    field=2_000,
    buttons=25,
    label=75,
    options=25,
    option=75,
    placeholder=150,
    alt=2_000,
    markup=(),
    bare=(),
    marks=0,
    container=0,
    controls=0,
    nested=0,
    when=40,
    addresses=0,
)

SLACK_FORM = FormLimits(
    title=24,  # modal's title
    submit=24,  # modal's submit
    fields=99,  # 100 blocks a view; one is left for what the adapter adds
    label=2_000,  # input block's label
    hint=2_000,  # input block's hint
    example=150,  # placeholder
    text=3_000,  # plain_text_input
    options=25,  # 100 in a static_select; see SLACK
    option=75,  # option's text and value
    intro=3_000,  # section's text
    intros=30,  # most of a view is left for its fields
    markup=_SLACK_MARKUP,
    bare=_ENTITIES,
)

DISCORD_FORM = FormLimits(
    title=45,  # modal's title
    submit=45,  # not shown: a modal's button says Submit
    fields=5,  # top-level components, a text display among them
    label=45,  # label component's label
    hint=100,  # its description
    example=100,  # text input's placeholder
    text=4_000,  # text input's value
    options=25,  # string select
    option=100,  # option's label and value
    intro=4_000,  # one text display
    intros=1,  # in a message the texts share 4,000 characters; of modals nothing is said
    markup=_DISCORD_MARKUP,
    bare=(),
)

# Slack's, so that a form tried there looks the same.
PLAYGROUND_FORM = FormLimits(
    title=24,
    submit=24,
    fields=99,
    label=2_000,
    hint=2_000,
    example=150,
    text=3_000,
    options=25,
    option=75,
    intro=3_000,
    intros=30,
    markup=(),
    bare=(),
)
