"""Discord's permission bits, those that matter here. Source: docs topics/permissions."""

ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_MESSAGES_IN_THREADS = 1 << 38

ALL = (1 << 53) - 1
NEEDED = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS
)
"""What a bot is commonly given that posts, opens threads and looks at nothing else."""
EVERYBODY = NEEDED | USE_APPLICATION_COMMANDS
"""Of the role everyone has."""
IN_DIRECT_MESSAGES = NEEDED | USE_APPLICATION_COMMANDS | MENTION_EVERYONE
"""What an interaction in a direct message says the app may."""


def has(held: int, wanted: int) -> bool:
    return bool(held & ADMINISTRATOR) or held & wanted == wanted
