"""What arrives from a chat and what is answered: plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.archive import Found, Look
from bot.i18n import Texts
from bot.markup import Rich, directed
from bot.model import Button, ChatState, Draft, DraftKind, Message, Subscriber
from bot.portable import Portable, Unreadable
from bot.ports import Unit
from bot.telegram_html import to_html

ANYBODY = 0
# The questions that are answered by a text.
AWAITED = (DraftKind.RENAME, DraftKind.REWRITE, DraftKind.QUIET, DraftKind.ZONE, DraftKind.DIGEST)
# Those, and the ones that are answered by a button.
QUESTIONS = (
    *AWAITED, DraftKind.ADD, DraftKind.REMOVE, DraftKind.STOP, DraftKind.FORGET, DraftKind.SHARED,
    DraftKind.IMPORT, DraftKind.REPLACE,
)  # fmt: skip
# Longer, and a text that was meant for something else would be taken for the answer.
_WAITS_FOR = timedelta(minutes=15)
# A number of 64 bits has one digit more.
_LONGEST_NUMBER = 18
ChatKind = Literal["private", "group", "supergroup", "channel"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something came from. `user_id` is ANYBODY for an admin who writes as the group itself.

    `language` is Telegram's code of the person, `is_admin` whether they may configure the chat, `is_member`
    whether they are still in it, `name` what they call themselves: shown, never stored.
    """

    chat_id: int
    chat_kind: ChatKind
    user_id: int
    thread_id: int = 0
    language: str | None = None
    is_admin: bool = True
    name: str = ""
    is_member: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a group who is no bot; the name is shown, never stored."""

    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """A text; None if the message had none. `is_addressed` is False for a group's own talk.

    `is_answer` says that it replies to a message of ours: in a group, talk as well, unless we asked.
    `about` is whose message it replies to, if that is a person's.
    """

    origin: Origin
    text: str | None
    is_addressed: bool = True
    is_answer: bool = False
    about: Person | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A file of `size` bytes, not yet fetched. `is_addressed` is as for a text."""

    origin: Origin
    file_id: str
    name: str
    size: int
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


Incoming = Said | Sent | Pressed | MemberChanged | Moved


@dataclass(frozen=True, slots=True)
class Reply:
    """What is shown. `in_place` replaces the message whose button was pressed; `quotes_it` answers below it.

    `toast` is shown over the chat when a button was pressed, plain text of at most 200 characters.
    With a `look` nothing is shown yet: the turn is taken again with what was found. So it is with
    `names_of`, people of the chat whose names are wanted.
    """

    message: Message | None = None
    toast: str | None = None
    in_place: bool = False
    quotes_it: bool = False
    look: Look | None = None
    names_of: tuple[int, ...] = ()

    @property
    def is_asking(self) -> bool:
        """Return whether the turn must be taken again before anything is shown."""
        return self.look is not None or bool(self.names_of)


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits of the conversations."""

    watchlists_per_chat: int = 50
    query_chars: int = 400
    draft_lifetime: timedelta = timedelta(days=1)
    search_back: timedelta = timedelta(days=7)
    drafts_per_chat: int = 200


@dataclass(frozen=True, slots=True)
class Given:
    """What a turn may need from outside its transaction.

    `found` is what its look back found, `token` letters that nobody can guess, `bot_name` the
    bot's name without the @, `file` what the file that was sent holds, `names` how the people that it
    asked for are called. `refusal` is the key of a text with which the turn is refused unheard.
    """

    found: Found | None = None
    token: str = ""
    bot_name: str = ""
    file: Portable | Unreadable | None = None
    refusal: str | None = None
    names: Mapping[int, str] | None = None


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Call:
    """One turn of a conversation, inside one transaction. `argument` is what followed the name.

    `about` is whose message it replies to.
    """

    unit: Unit
    origin: Origin
    subscriber: Subscriber
    texts: Texts
    rules: Rules
    now: datetime
    argument: str = ""
    given: Given = NOTHING
    about: Person | None = None

    def ask(self, kind: DraftKind, text: str) -> str:
        """Keep a question in a draft and return `<id>:<owner>` for the buttons."""
        draft = self.keep(kind, text)
        return f"{draft.id}:{self.origin.user_id}"

    def keep(self, kind: DraftKind, text: str) -> Draft:
        """Keep `text` in a draft, drop expired ones, and return it."""
        self.unit.drafts.purge(self.now)
        self.unit.drafts.trim(self.origin.chat_id, self.rules.drafts_per_chat - 1)
        origin, expires_at = self.origin, self.now + self.rules.draft_lifetime
        return self.unit.drafts.add(origin.chat_id, origin.thread_id, origin.user_id, kind, text, expires_at)


def keep_question(call: Call, kind: DraftKind, text: str) -> Draft:
    """Keep a question that the person's next text answers, and return it: one text answers one question."""
    origin = call.origin
    call.unit.drafts.purge(call.now)
    forget_questions(call, origin.thread_id, origin.user_id)
    return call.unit.drafts.add(
        origin.chat_id, origin.thread_id, origin.user_id, kind, text, call.now + _WAITS_FOR
    )


def forget_questions(call: Call, thread_id: int, user_id: int, kinds: Sequence[DraftKind] = AWAITED) -> int:
    """Drop what the person was asked and has not answered; return how many questions that were."""
    drafts, chat_id, dropped = call.unit.drafts, call.origin.chat_id, 0
    while asked := drafts.pending(chat_id, thread_id, user_id, kinds, call.now):
        drafts.take(asked.id, chat_id, call.now)
        dropped += 1
    return dropped


def cancel_row(call: Call, draft: Draft) -> tuple[Button, ...]:
    """Return the row below a question in words with which its person takes it back."""
    return (Button(call.texts.t("button.cancel"), f"no:{draft.id}:{draft.user_id}"),)


def number_of(text: str) -> int | None:
    """Return the id or number that a button carries, None for anything else: buttons can be forged."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else None


def screen(texts: Texts, *lines: Rich, buttons: tuple[tuple[Button, ...], ...] = ()) -> Message:
    """Return the non-empty lines as a message in the reader's direction."""
    return Message(directed_html(texts, *lines), buttons)


def directed_html(texts: Texts, *lines: Rich) -> str:
    """Return the non-empty lines as Telegram HTML in the reader's direction."""
    return to_html(directed(lines, texts.language))


def in_rows(buttons: list[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons in rows of `width`."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))
