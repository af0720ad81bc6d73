"""What arrives from a chat and what is answered: plain values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.i18n import Texts
from bot.markup import Rich, directed
from bot.model import Button, ChatState, DraftKind, Message, Subscriber
from bot.ports import Unit
from bot.telegram_html import to_html

ANYBODY = 0
ChatKind = Literal["private", "group", "supergroup", "channel"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something came from. `user_id` is ANYBODY for an admin who writes as the group itself.

    `language` is Telegram's code of the person, `is_admin` whether they may configure the chat.
    """

    chat_id: int
    chat_kind: ChatKind
    user_id: int
    thread_id: int = 0
    language: str | None = None
    is_admin: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """A text; None if the message had none. `is_addressed` is False for a group's own talk."""

    origin: Origin
    text: str | None
    is_addressed: bool = True


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button under message `message_id`."""

    origin: Origin
    data: str
    message_id: int


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """Our own membership changed: to `state`. `is_new` says that we were not there before."""

    origin: Origin
    state: ChatState
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The group `old_id` is now the supergroup of `origin`."""

    origin: Origin
    old_id: int


Incoming = Said | Pressed | MemberChanged | Moved


@dataclass(frozen=True, slots=True)
class Reply:
    """What is shown. `in_place` replaces the message whose button was pressed; `quotes_it` answers below it.

    `toast` is shown over the chat when a button was pressed, plain text of at most 200 characters.
    """

    message: Message | None = None
    toast: str | None = None
    in_place: bool = False
    quotes_it: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits of the conversations."""

    watchlists_per_chat: int = 50
    query_chars: int = 400
    draft_lifetime: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Call:
    """One turn of a conversation, inside one transaction. `argument` is what followed the name."""

    unit: Unit
    origin: Origin
    subscriber: Subscriber
    texts: Texts
    rules: Rules
    now: datetime
    argument: str = ""

    def ask(self, kind: DraftKind, text: str) -> str:
        """Keep a question in a draft, drop expired ones, and return `<id>:<owner>` for the buttons."""
        self.unit.drafts.purge(self.now)
        origin, expires_at = self.origin, self.now + self.rules.draft_lifetime
        draft = self.unit.drafts.add(origin.chat_id, origin.thread_id, origin.user_id, kind, text, expires_at)
        return f"{draft.id}:{origin.user_id}"


def screen(texts: Texts, *lines: Rich, buttons: tuple[tuple[Button, ...], ...] = ()) -> Message:
    """Return the non-empty lines as a message in the reader's direction."""
    return Message(directed_html(texts, *lines), buttons)


def directed_html(texts: Texts, *lines: Rich) -> str:
    """Return the non-empty lines as Telegram HTML in the reader's direction."""
    return to_html(directed(lines, texts.language))


def in_rows(buttons: list[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons in rows of `width`."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))
