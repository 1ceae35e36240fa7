"""Uploads in three steps: a url, the bytes, the sharing.

Source: docs.slack.dev, messaging/working-with-files#uploading_files.
"""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.servers.slack.faults import Faults
from tests.servers.slack.messages import Messages
from tests.servers.slack.refusals import Refused
from tests.servers.slack.state import Json, UploadedFile, Workspace
from tests.servers.slack.web_api import Method, with_fault
from tests.servers.slack.web_messages import Writing

MOST_ALT_TEXT = 1000


@dataclass
class Uploading:
    """Files from the first step to the message that shows them."""

    workspace: Workspace
    messages: Messages
    writing: Writing
    faults: Faults
    base_url: str = ""

    def methods(self) -> dict[str, Method]:
        return {
            "files.getUploadURLExternal": self.get_upload_url,
            "files.completeUploadExternal": self.complete,
        }

    def get_upload_url(self, args: Json) -> Json:
        length = int(args.get("length") or 0)
        if not args.get("filename") or length <= 0:
            raise Refused("missing_argument")
        alt_text = str(args.get("alt_txt") or "")
        if len(alt_text) > MOST_ALT_TEXT:
            raise Refused("alt_txt_too_large")
        id = self.workspace.new_id("F")
        file = UploadedFile(id, f"{id}-ticket", str(args["filename"]), length, alt_text)
        self.workspace.files.append(file)
        return {"upload_url": f"{self.base_url}/upload/v1/{file.ticket}", "file_id": file.id}

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """The upload url itself: the raw bytes, or a form with one file."""
        ticket = request.match_info["ticket"]
        file = next((each for each in self.workspace.files if each.ticket == ticket), None)
        if file is None or file.content is not None:
            return web.Response(status=404, text="not found")
        if request.content_type == "multipart/form-data":
            part: Any = next(iter((await request.post()).values()))
            received = part.file.read()
        else:
            received = await request.read()

        def keep() -> web.Response:
            if len(received) != file.length:
                return web.Response(status=400, text="length mismatch")
            file.content = received
            return web.Response(text=f"OK - {len(received)}")

        fault = self.faults.meets("upload", set())
        return await with_fault(request, fault, keep, lambda: None)

    def complete(self, args: Json) -> Json:
        """Shares into a conversation; a person's id is not one (bolt-js#2115)."""
        files = [self._take(each) for each in args.get("files") or []]
        if not files:
            raise Refused("invalid_arguments", messages=["missing required field: files"])
        if args.get("channel_id"):
            id = str(args["channel_id"])
            if id in self.workspace.users:
                raise Refused("channel_not_found")
            channel = self.writing.destination(id)
            body = {"text": args.get("initial_comment"), "thread_ts": args.get("thread_ts")}
            self.messages.post(channel, body, files=files)
            for file in files:
                file.channel, file.thread_ts = channel.id, str(args.get("thread_ts") or "")
        return {"files": [{"id": file.id, "title": file.title} for file in files]}

    def _take(self, named: Json) -> UploadedFile:
        for file in self.workspace.files:
            if file.id == named.get("id") and file.content is not None and not file.channel:
                file.title = str(named.get("title") or file.filename)
                return file
        raise Refused("file_not_found")
