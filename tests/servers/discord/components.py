"""Message components: looking through them, and how Discord shows them back."""

from collections.abc import Iterator, Sequence
from itertools import count

from tests.servers.discord.state import Json, UploadedFile

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 17, 18, 19, 21, 22, 23
LINK_STYLE = 5
SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """All of them in the order in which they are read, whatever holds them."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk([component[key]])


def find(components: Sequence[Json], custom_id: str) -> Json | None:
    for component in walk(components):
        if component.get("custom_id") == custom_id:
            return component
    return None


def completed(components: Sequence[Json], files: Sequence[UploadedFile] = ()) -> list[Json]:
    """Those of a message with what Discord adds: an id of each, and the defaults."""
    shown = numbered(components, files)
    for each in walk(shown):
        if each["type"] in SELECTS:
            # Means something in modals only; discord.py always says it.
            each.pop("required", None)
    return shown


def numbered(components: Sequence[Json], files: Sequence[UploadedFile] = ()) -> list[Json]:
    """The same in a message or a modal."""
    taken = {each["id"] for each in walk(components) if each.get("id")}
    numbers = (number for number in count(1) if number not in taken)
    return [_complete(each, numbers, files) for each in components]


def _complete(source: Json, numbers: Iterator[int], files: Sequence[UploadedFile]) -> Json:
    shown: Json = {key: value for key, value in source.items() if value is not None}
    shown["id"] = source.get("id") or next(numbers)
    kind = source["type"]
    if "components" in source:
        shown["components"] = [_complete(each, numbers, files) for each in source["components"]]
    for key in ("accessory", "component"):
        if source.get(key):
            shown[key] = _complete(source[key], numbers, files)
    if kind in SELECTS:
        shown.setdefault("min_values", 1)
        shown.setdefault("max_values", 1)
    elif kind == CONTAINER:
        shown.setdefault("accent_color", None)
        shown.setdefault("spoiler", False)
    elif kind == SEPARATOR:
        shown.setdefault("spacing", 1)
        shown.setdefault("divider", True)
    elif kind == FILE:
        media = _media(source["file"], files)
        shown |= {"file": media, "name": None, "size": None} | _name_and_size(source, files)
        shown.setdefault("spoiler", False)
    elif kind == THUMBNAIL:
        shown["media"] = _media(source["media"], files)
        shown.setdefault("description", None)
        shown.setdefault("spoiler", False)
    elif kind == GALLERY:
        shown["items"] = [
            {"description": None, "spoiler": False, **item, "media": _media(item["media"], files)}
            for item in source["items"]
        ]
    return shown


def _attached(url: str, files: Sequence[UploadedFile]) -> UploadedFile | None:
    name = url.removeprefix("attachment://")
    return next(
        (
            file
            for file in files
            if url in (f"attachment://{name}", file.url) and name in (file.filename, file.url)
        ),
        None,
    )


def _media(source: Json, files: Sequence[UploadedFile]) -> Json:
    file = _attached(source["url"], files)
    url = file.url if file else source["url"]
    media: Json = {"id": file.id if file else "1", "url": url, "proxy_url": url}
    if file:
        media |= {"attachment_id": file.id, "content_type": "application/octet-stream"}
    return media


def _name_and_size(source: Json, files: Sequence[UploadedFile]) -> Json:
    file = _attached(source["file"]["url"], files)
    return {"name": file.filename, "size": len(file.content)} if file else {}
