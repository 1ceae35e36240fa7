"""Interactions: handing them to the app, its first answer, and what its token allows after it.

Source: docs interactions/receiving-and-responding.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tests.servers.discord.faults import CALLBACK, WEBHOOK
from tests.servers.discord.message_shapes import message_json
from tests.servers.discord.messages import Messages, Tell
from tests.servers.discord.records import KINDS, Answered, Interaction, Records
from tests.servers.discord.refusals import Refused
from tests.servers.discord.rest import Answer, Asked, Handler
from tests.servers.discord.rules import check_interaction_response
from tests.servers.discord.state import EPHEMERAL, LOADING, Json, Message, User, World
from tests.servers.lived import lived

TOKEN_AGE = timedelta(minutes=15)
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


@dataclass(eq=False, repr=False)
class OpenModal:
    """A modal before a person, as it was sent."""

    user: User
    data: Json
    opener: Interaction
    has_failed: bool = False
    """Its submission came to nothing: "Something went wrong. Try again."."""

    def __repr__(self) -> str:
        return f"<OpenModal {self.data.get('title')!r} before {self.user}>"


@dataclass
class Interactions:
    """`first_seconds` are of the real clock, the token's 15 minutes of the server's."""

    world: World
    records: Records
    messages: Messages
    tell: Tell
    is_connected: Callable[[], bool]
    refuse: Callable[[Asked, list[str]], None]
    first_seconds: float = 3.0
    modals: dict[str, OpenModal] = field(default_factory=dict)
    """By user id: a person has one before them at most."""
    _known: dict[str, Interaction] = field(default_factory=dict)
    """By token."""

    def handlers(self) -> Mapping[tuple[str, str], Handler]:
        original, one = f"{WEBHOOK}/messages/@original", f"{WEBHOOK}/messages/{{message_id}}"
        return {
            ("POST", CALLBACK): self.callback,
            ("POST", WEBHOOK): self.follow_up,
            ("GET", original): self.get,
            ("PATCH", original): self.edit,
            ("DELETE", original): self.delete,
            ("GET", one): self.get,
            ("PATCH", one): self.edit,
            ("DELETE", one): self.delete,
        }

    # -- to the app -----------------------------------------------------------------------------

    def issue(self, interaction: Interaction) -> None:
        self._known[interaction.token] = interaction
        self.records.interactions.append(interaction)

    async def deliver(self, interaction: Interaction) -> Answered:
        """Send it and wait for the first answer, no longer than Discord does."""
        if interaction.is_late:
            self.tell("INTERACTION_CREATE", interaction.payload)
            return Answered(False, "", {}, 0, interaction)
        loop = asyncio.get_running_loop()
        begun, was_connected = loop.time(), self.is_connected()
        self.tell("INTERACTION_CREATE", interaction.payload)
        try:
            async with lived(self.first_seconds):
                body = await asyncio.shield(interaction.answered)
        except TimeoutError:
            interaction.is_late = True
            heard = was_connected and self.is_connected()
            if heard and not interaction.met_fault:
                self.records.found(f"no answer to {_named(interaction)} in time")
            answer = Answered(False, "", {}, loop.time() - begun, interaction)
        else:
            kind = KINDS.get(body["type"], "")
            seconds = loop.time() - begun
            answer = Answered(True, kind, body.get("data") or {}, seconds, interaction)
        self.records.answered.append(answer)
        return answer

    # -- the first answer -----------------------------------------------------------------------

    def callback(self, asked: Asked) -> Answer:
        interaction = self._known.get(asked.params["interaction_token"])
        if (
            interaction is None
            or interaction.id != asked.params["interaction_id"]
            or interaction.is_late
        ):
            raise Refused(404, 10062)
        if interaction.is_answered:
            raise Refused(400, 40060)
        body, kind = asked.body, asked.body["type"]
        names = frozenset(name for name, _ in asked.uploads.values())
        if kind == UPDATE and interaction.message:
            names |= {file.filename for file in interaction.message.files}
        wrong = check_interaction_response(
            body,
            interaction.type,
            is_from_modal=interaction.type == 5,
            is_component=interaction.message is not None,
            is_autocomplete=interaction.type == 4,
            was_v2=interaction.message.is_v2 if interaction.message else None,
            files=names,
        )
        self.refuse(asked, wrong)
        self._takes(interaction, body, asked)
        interaction.answers += 1
        if not interaction.answered.done():
            interaction.answered.set_result(body)
        if asked.query.get("with_response", "").lower() not in ("1", "true"):
            return 204, None
        return 200, self._taken(interaction, kind)

    def _takes(self, interaction: Interaction, body: Json, asked: Asked) -> None:
        data = body.get("data") or {}
        if interaction.channel.is_deleted and body["type"] in (MESSAGE, DEFERRED, UPDATE):
            raise Refused(404, 10003)
        match body["type"]:
            case 4:
                self._responds(interaction, self._post(interaction, data, asked))
            case 5:
                only = interaction.user if (data.get("flags") or 0) & EPHEMERAL else None
                message = Message(
                    self.world.new_id(),
                    interaction.channel,
                    self.world.bot,
                    self.world.now(),
                    flags=LOADING | (EPHEMERAL if only else 0),
                    interaction=interaction.metadata,
                    seen_only_by=only,
                )
                self.messages.publish(message)
                self._responds(interaction, message)
            case 6:
                self._responds(interaction, interaction.message)
            case 7:
                assert interaction.message is not None
                wrong = self.messages.sentences(
                    data, asked.uploads, message=interaction.message, is_interaction=True
                )
                self.refuse(asked, wrong)
                self.messages.edit(interaction.message, data, asked.uploads)
                self._responds(interaction, interaction.message)
            case 9:
                self.modals[interaction.user.id] = OpenModal(interaction.user, data, interaction)

    def _taken(self, interaction: Interaction, kind: int) -> Json:
        told: Json = {"id": interaction.id, "type": interaction.type}
        told["channel_id"] = interaction.channel.id
        if interaction.channel.guild:
            told["guild_id"] = interaction.channel.guild.id
        message = interaction.response
        if message:
            told |= {
                "response_message_id": message.id,
                "response_message_loading": kind == DEFERRED,
                "response_message_ephemeral": bool(message.flags & EPHEMERAL),
            }
        taken: Json = {"interaction": told}
        if kind in (MESSAGE, UPDATE) and message:
            taken["resource"] = {"type": kind, "message": message_json(self.world, message)}
        return taken

    # -- later ----------------------------------------------------------------------------------

    def follow_up(self, asked: Asked) -> Answer:
        """Directly after a deferral it fills the loading message, whose visibility stays."""
        interaction = self._of(asked)
        loading = interaction.response
        if loading and loading.flags & LOADING and not loading.is_deleted:
            return self._edited(asked, loading)
        wrong = self.messages.sentences(
            asked.body or {}, asked.uploads, message=None, is_interaction=True
        )
        self.refuse(asked, wrong)
        message = self._post(interaction, asked.body, asked)
        return 200, message_json(self.world, message)

    def get(self, asked: Asked) -> Answer:
        return 200, message_json(self.world, self._message(asked))

    def edit(self, asked: Asked) -> Answer:
        return self._edited(asked, self._message(asked))

    def delete(self, asked: Asked) -> Answer:
        self.messages.delete(self._message(asked))
        return 204, None

    def _edited(self, asked: Asked, message: Message) -> Answer:
        wrong = self.messages.sentences(
            asked.body or {}, asked.uploads, message=message, is_interaction=True
        )
        self.refuse(asked, wrong)
        self.messages.edit(message, asked.body or {}, asked.uploads)
        return 200, message_json(self.world, message)

    def _post(self, interaction: Interaction, body: Json, asked: Asked) -> Message:
        only = interaction.user if (body.get("flags") or 0) & EPHEMERAL else None
        metadata = dict(interaction.metadata)
        if interaction.response:
            metadata["original_response_message_id"] = interaction.response.id
        message = self.messages.create(
            interaction.channel,
            body,
            asked.uploads,
            interaction=metadata,
            seen_only_by=only,
        )
        interaction.messages.append(message)
        return message

    def _responds(self, interaction: Interaction, message: Message | None) -> None:
        interaction.response = message
        if message and message not in interaction.messages:
            interaction.messages.append(message)

    def _of(self, asked: Asked) -> Interaction:
        """What the token is of.

        An old token is invalid (discord-api-docs#6851, discord.js#10798); one whose interaction
        was not answered is no webhook yet.
        """
        interaction = self._known.get(asked.params["webhook_token"])
        if interaction is None or asked.params["webhook_id"] != self.world.application_id:
            raise Refused(404, 10015)
        if self.world.now() - interaction.begun > TOKEN_AGE:
            raise Refused(401, 50027)
        if not interaction.is_answered:
            raise Refused(404, 10015)
        return interaction

    def _message(self, asked: Asked) -> Message:
        interaction = self._of(asked)
        id = asked.params.get("message_id", "@original")
        message = interaction.response
        if id != "@original":
            message = next((each for each in interaction.messages if each.id == id), None)
        if message is None or message.is_deleted:
            raise Refused(404, 10008)
        return message

    def meets_fault(self, asked: Asked) -> None:
        """Trouble that a test made is not the app's fault if the answer then comes too late."""
        interaction = self._known.get(asked.params.get("interaction_token", ""))
        if interaction:
            interaction.met_fault = True


def _named(interaction: Interaction) -> str:
    data = interaction.payload["data"]
    kind = {2: "command", 3: "component", 4: "autocompletion of", 5: "modal"}[interaction.type]
    return f"{kind} {data.get('name') or data.get('custom_id')!r}"
