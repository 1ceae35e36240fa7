"""Which events a session gets: by its intents and by its shard.

Source: discord-api-docs, events/gateway#list-of-intents, #sharding.
"""

from tests.servers.discord.state import Json

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GUILD_PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
MESSAGE_CONTENT = 1 << 15
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT
KNOWN = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))
"""Any other bit closes the connection with 4013."""

ALWAYS = -1
"""Of an event that is sent whatever the intents are."""
_GUILD_EVENTS = {
    GUILDS: (
        "GUILD_CREATE GUILD_UPDATE GUILD_DELETE GUILD_ROLE_CREATE GUILD_ROLE_UPDATE "
        "GUILD_ROLE_DELETE CHANNEL_CREATE CHANNEL_UPDATE CHANNEL_DELETE CHANNEL_PINS_UPDATE "
        "THREAD_CREATE THREAD_UPDATE THREAD_DELETE THREAD_LIST_SYNC THREAD_MEMBER_UPDATE "
        "THREAD_MEMBERS_UPDATE STAGE_INSTANCE_CREATE STAGE_INSTANCE_UPDATE STAGE_INSTANCE_DELETE"
    ),
    GUILD_MEMBERS: "GUILD_MEMBER_ADD GUILD_MEMBER_UPDATE GUILD_MEMBER_REMOVE",
    1 << 2: "GUILD_AUDIT_LOG_ENTRY_CREATE GUILD_BAN_ADD GUILD_BAN_REMOVE",
    1 << 3: "GUILD_EMOJIS_UPDATE GUILD_STICKERS_UPDATE",
    1 << 4: ("GUILD_INTEGRATIONS_UPDATE INTEGRATION_CREATE INTEGRATION_UPDATE INTEGRATION_DELETE"),
    1 << 5: "WEBHOOKS_UPDATE",
    1 << 6: "INVITE_CREATE INVITE_DELETE",
    1 << 7: "VOICE_STATE_UPDATE",
    GUILD_PRESENCES: "PRESENCE_UPDATE",
    GUILD_MESSAGES: "MESSAGE_CREATE MESSAGE_UPDATE MESSAGE_DELETE MESSAGE_DELETE_BULK",
    1 << 10: "MESSAGE_REACTION_ADD MESSAGE_REACTION_REMOVE MESSAGE_REACTION_REMOVE_ALL",
    1 << 11: "TYPING_START",
    1 << 24: "MESSAGE_POLL_VOTE_ADD MESSAGE_POLL_VOTE_REMOVE",
}
_DIRECT_EVENTS = {
    DIRECT_MESSAGES: "MESSAGE_CREATE MESSAGE_UPDATE MESSAGE_DELETE CHANNEL_PINS_UPDATE",
    1 << 13: "MESSAGE_REACTION_ADD MESSAGE_REACTION_REMOVE MESSAGE_REACTION_REMOVE_ALL",
    1 << 14: "TYPING_START",
    1 << 25: "MESSAGE_POLL_VOTE_ADD MESSAGE_POLL_VOTE_REMOVE",
}
_FREE_EVENTS = (
    "READY RESUMED INTERACTION_CREATE USER_UPDATE APPLICATION_COMMAND_PERMISSIONS_UPDATE "
    "ENTITLEMENT_CREATE ENTITLEMENT_UPDATE ENTITLEMENT_DELETE RATE_LIMITED VOICE_SERVER_UPDATE"
)
_FREE = dict.fromkeys(_FREE_EVENTS.split(), ALWAYS)
IN_GUILDS = _FREE | {
    event: intent for intent, events in _GUILD_EVENTS.items() for event in events.split()
}
IN_DIRECT = _FREE | {
    event: intent for intent, events in _DIRECT_EVENTS.items() for event in events.split()
}
_ABOUT_A_GUILD = ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE")


def guild_of(event: str, data: Json) -> int | None:
    """None: in a direct message, or of the bot itself."""
    id = data.get("id") if event in _ABOUT_A_GUILD else data.get("guild_id")
    return None if id is None else int(id)


def intent_for(event: str, data: Json) -> int:
    """ValueError: there is no such event there."""
    known = IN_DIRECT if guild_of(event, data) is None else IN_GUILDS
    if event not in known:
        raise ValueError(f"{event} is no event of this place")
    return known[event]


def is_of_shard(event: str, data: Json, shard: tuple[int, int]) -> bool:
    """What is in no guild goes to shard 0."""
    guild = guild_of(event, data)
    return ((guild or 0) >> 22) % shard[1] == shard[0]
