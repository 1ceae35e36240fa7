"""The longest that an honest renderer may write, and what the platforms say to it.

Written from specs/limits.md and the platforms' own documents, not from `bot.messages.limits`: it
is the other opinion on the same numbers.
"""

import string
from typing import Any, assert_never

from bot.messages.parts import (
    Buttons,
    Divider,
    Fields,
    GroupMention,
    Heading,
    Image,
    Link,
    Mention,
    Message,
    Paragraph,
    Part,
    Quote,
    Select,
    Span,
    Text,
    When,
)
from bot.messages.plain import say_when

Json = dict[str, Any]


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# --- Slack ------------------------------------------------------------------------------------


def slack_text(text: str, opened: str = "", closed: str = "") -> str:
    """Entities, and a zero-width space after whatever else mrkdwn may read."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = "".join(c + "\u200b" if c in "*_~`:@#" else c for c in escaped)
    return "\n".join(f"{opened}{line}{closed}" for line in shown.split("\n"))


def slack_span(span: Span) -> str:
    match span:
        case Text(text, is_strong, is_code):
            mark = "*" * is_strong + "`" * is_code
            return slack_text(text, f"\u200b{mark}", f"{mark[::-1]}\u200b")
        case Link(text, url):
            target = url.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E")
            return f"<{target.replace('|', '%7C')}|{slack_text(text or url)}>"
        case Mention(name=name):
            return f"<@U0123456789A> {slack_text(name)}"
        case GroupMention(name=name):
            return slack_text(f"@{name}")
        case When():
            form = "{date_short_pretty} at {time}"
            return f"<!date^{int(span.at.timestamp())}^{form}|{say_when(span)}>"
        case _:
            assert_never(span)


def _mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def _plain_text(text: str) -> Json:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"type": "plain_text", "text": escaped, "emoji": True}


def slack_block(part: Part) -> Json:
    match part:
        case Heading(text):
            return {"type": "header", "text": _plain_text(text)}
        case Paragraph(spans, is_quiet):
            said = _mrkdwn("".join(map(slack_span, spans)))
            if is_quiet:
                return {"type": "context", "elements": [said]}
            return {"type": "section", "text": said}
        case Fields(fields):
            texts = [
                f"*{slack_text(label)}*\n{''.join(map(slack_span, value))}"
                for label, value in fields
            ]
            return {"type": "section", "fields": [_mrkdwn(text) for text in texts]}
        case Quote(text):
            return {"type": "section", "text": _mrkdwn(slack_text(text, "> "))}
        case Buttons(buttons):
            elements = [
                {
                    "type": "button",
                    "text": _plain_text(button.label),
                    "action_id": button.does.encode(),
                    "style": "primary",
                }
                for button in buttons
            ]
            return {"type": "actions", "elements": elements}
        case Select(placeholder, does, options):
            select = {
                "type": "static_select",
                "placeholder": _plain_text(placeholder),
                "action_id": does.encode(),
                "options": [
                    {"text": _plain_text(option.label), "value": option.value} for option in options
                ],
            }
            return {"type": "actions", "elements": [select]}
        case Image(_, alt):
            return {"type": "image", "slack_file": {"id": "F0123456789"}, "alt_text": alt}
        case Divider():
            return {"type": "divider"}
        case _:
            assert_never(part)


def measure(value: object) -> int:
    """The size of a JSON value, as bolt-js#2867 suggests that Slack counts it."""
    match value:
        case dict():
            return 2 + sum(units(key) + 4 + measure(inner) for key, inner in value.items())
        case list():
            return 2 + sum(1 + measure(inner) for inner in value)
        case str():
            return 2 + units(value)
        case _:
            return 5


def slack_refuses(message: Message) -> str:
    """Why Slack would refuse the message, or nothing."""
    blocks = [slack_block(part) for part in message.parts]
    checks = {
        "no blocks": bool(blocks),
        "blocks": len(blocks) < 45,
        "characters": measure(blocks) <= 13_200,
    }
    for block in blocks:
        elements = block.get("elements", [])
        controls = [e for e in elements if e["type"] in {"button", "static_select"}]
        options = [option for e in controls for option in e.get("options", [])]
        names = [e["text"]["text"] for e in [*controls, *options] if "text" in e]
        texts = [block["text"]] if "text" in block else [*block.get("fields", []), *elements]
        longest = {"header": 150}.get(block["type"], 2_000 if "fields" in block else 3_000)
        action_ids = [e["action_id"] for e in controls]
        shown = [text["text"] for text in texts if text["type"] in {"mrkdwn", "plain_text"}]
        checks |= {
            f"{block['type']}: text": all(0 < units(t.strip()) <= longest for t in shown),
            f"{block['type']}: something": bool(shown or controls or not block.get("text")),
            f"{block['type']}: fields": 0 < len(block.get("fields", "1")) <= 10,
            f"{block['type']}: elements": 0 < len(block.get("elements", "1")) <= 25,
            f"{block['type']}: names": all(0 < units(n.strip()) <= 75 for n in names),
            f"{block['type']}: values": all(0 < units(o["value"]) <= 75 for o in options),
            f"{block['type']}: options": all(
                0 < len(e["options"]) <= 100 for e in controls if "options" in e
            ),
            f"{block['type']}: placeholder": all(
                units(e["placeholder"]["text"]) <= 150 for e in controls if "placeholder" in e
            ),
            f"{block['type']}: twice": len(set(action_ids)) == len(action_ids),
            f"{block['type']}: action_id": all(0 < len(a) <= 255 for a in action_ids),
            f"{block['type']}: alt": units(block.get("alt_text", "")) <= 2_000,
        }
        if failed := [name for name, is_well in checks.items() if not is_well]:
            return ", ".join(failed)
    return ", ".join(name for name, is_well in checks.items() if not is_well)


# --- Discord ----------------------------------------------------------------------------------


def discord_text(text: str, opened: str = "", closed: str = "") -> str:
    """A backslash before every ASCII mark, and marks around every line."""
    shown = "".join(f"\\{c}" if c in string.punctuation else c for c in text)
    return "\n".join(f"{opened}{line}{closed}" for line in shown.split("\n"))


def discord_span(span: Span, prefix: str = "") -> str:
    match span:
        case Text(text, is_strong, is_code):
            mark = "``" if is_code else "**" * is_strong
            shown = discord_text(text, mark, mark)
            return shown.replace("\n", f"\n{prefix}")
        case Link(text, url):
            target = url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
            return f"[{discord_text(text or url)}]({target})".replace("\n", f"\n{prefix}")
        case Mention(name=name):
            return f"<@123456789012345678> {discord_text(name)}".replace("\n", f"\n{prefix}")
        case GroupMention(name=name):
            return f"<@&12345678901234567890> {discord_text(name)}".replace("\n", f"\n{prefix}")
        case When():
            return f"<t:{int(span.at.timestamp())}:D> <t:{int(span.at.timestamp())}:t>"
        case _:
            assert_never(span)


def _display(text: str) -> Json:
    return {"type": 10, "content": text}


def discord_component(part: Part) -> Json:
    match part:
        case Heading(text):
            return _display(f"### {discord_text(text)}")
        case Paragraph(spans, is_quiet):
            prefix = "-# " * is_quiet
            return _display(prefix + "".join(discord_span(span, prefix) for span in spans))
        case Fields(fields):
            lines = [
                f"**{discord_text(label)}**: {''.join(map(discord_span, value))}"
                for label, value in fields
            ]
            return _display("\n".join(lines))
        case Quote(text):
            return _display(discord_text(text, "> "))
        case Buttons(buttons):
            row = [{"type": 2, "label": b.label, "custom_id": b.does.encode()} for b in buttons]
            return {"type": 1, "components": row}
        case Select(placeholder, does, options):
            select = {
                "type": 3,
                "placeholder": placeholder,
                "custom_id": does.encode(),
                "options": [{"label": o.label, "value": o.value} for o in options],
            }
            return {"type": 1, "components": [select]}
        case Image(_, alt):
            return {"type": 12, "items": [{"description": alt}]}
        case Divider():
            return {"type": 14}
        case _:
            assert_never(part)


def discord_refuses(message: Message) -> str:
    """Why Discord would refuse the message, or nothing; a container stands around all."""
    components = [discord_component(part) for part in message.parts]
    rows = [component["components"] for component in components if component["type"] == 1]
    controls = [control for row in rows for control in row]
    selects = [control for control in controls if control["type"] == 3]
    options = [option for select in selects for option in select["options"]]
    texts = [component["content"] for component in components if component["type"] == 10]
    alts = [item["description"] for c in components if c["type"] == 12 for item in c["items"]]
    custom_ids = [control["custom_id"] for control in controls]
    checks = {
        "no components": bool(components),
        "components": 1 + len(components) + len(controls) <= 40,
        "text": sum(map(units, texts)) <= 4_000,
        "blank text": all(text.strip() for text in texts),
        "row": all(0 < len(row) <= 5 for row in rows),
        "select beside": all(len(row) == 1 for row in rows if row[0]["type"] == 3),
        "labels": all(0 < units(c["label"].strip()) <= 80 for c in controls if c["type"] == 2),
        "options": all(0 < len(select["options"]) <= 25 for select in selects),
        "option": all(0 < units(o[key]) <= 100 for o in options for key in ("label", "value")),
        "placeholder": all(units(select["placeholder"]) <= 150 for select in selects),
        "custom_id": all(0 < len(custom_id) <= 100 for custom_id in custom_ids),
        "custom_id twice": len(set(custom_ids)) == len(custom_ids),
        "alt": all(units(alt) <= 1_024 for alt in alts),
    }
    return ", ".join(name for name, is_well in checks.items() if not is_well)
