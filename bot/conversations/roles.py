"""Who may do what in a group: admins own its settings, editors see to its watchlists, everybody reads."""

from enum import IntEnum

from bot.conversations.model import Incoming, Origin, Pressed, Said, Sent
from bot.conversations.words import command_of
from bot.model import DraftKind, Subscriber


class Role(IntEnum):
    """What a person is to a chat; who may more comes later."""

    READER = 0
    EDITOR = 1
    OWNER = 2


_READ = frozenset(
    {
        "list",
        "topics",
        "map",
        "history",
        "help",
        "greet",
        "language",
        "cancel",
        "privacy",
        "why",
        "search",
        "found",
        "find",
        "open",
        "more",
        "attend",
        "where",
    }
)
# What a chat is told at all, what is known of it, and who may change it.
_OWN = frozenset(
    {"start", "stop", "halt", "settings", "set", "editors", "unedit", "export", "import", "forget"}
)

_EDITED = frozenset({DraftKind.RENAME, DraftKind.REWRITE})


def needed(incoming: Incoming) -> Role:
    """Return what somebody must be in a group to do this."""
    match incoming:
        case Pressed(data=data):
            return _needed_for(data.partition(":")[0])
        case Said(text=text, is_addressed=True):
            command = command_of(text or "")
            # Anything else may become a watchlist.
            return _needed_for(command.name) if command else Role.EDITOR
        case Sent(is_addressed=True):
            return Role.OWNER
        case Said(is_answer=True):
            # Perhaps to a question of ours.
            return Role.EDITOR
    return Role.READER


def _needed_for(name: str) -> Role:
    return Role.OWNER if name in _OWN else Role.READER if name in _READ else Role.EDITOR


def needed_to_answer(kind: DraftKind) -> Role:
    """Return what somebody must still be in a group to answer a question that they were put."""
    return Role.EDITOR if kind in _EDITED else Role.OWNER


def role_of(origin: Origin, subscriber: Subscriber | None) -> Role:
    """Return what the person is to the chat; who has left a group is no editor of it any more."""
    if origin.is_admin:
        return Role.OWNER
    is_editor = subscriber is not None and origin.user_id in subscriber.editors
    return Role.EDITOR if is_editor and origin.is_member else Role.READER
