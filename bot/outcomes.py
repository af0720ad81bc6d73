"""What became of a request to Telegram, as a value: sent, never sent, maybe sent, refused, or our fault."""

import re
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.model import ChatState
from bot.transport import was_never_sent

_LIMIT_ERROR = 200
_MAYBE_SENT = re.compile(r"maybe-sent (\d+):")


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram accepted it, as message `message_id`."""

    message_id: int


@dataclass(frozen=True, slots=True)
class NeverSent:
    """It surely did not arrive: try again as often as needed."""

    error: str


@dataclass(frozen=True, slots=True)
class MaybeSent:
    """It may have arrived. `is_answered` says that the server reported a failure of its own (5xx)."""

    error: str
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class TooFast:
    """429: it was not sent, and the chat must rest for `retry_after`."""

    retry_after: timedelta


@dataclass(frozen=True, slots=True)
class ChatLost:
    """The chat takes no messages any more; `state` says why."""

    state: ChatState
    error: str


@dataclass(frozen=True, slots=True)
class ChatUnknown:
    """«chat not found»: believed at the second time."""

    error: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group became a supergroup with another id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class TargetGone:
    """The message to edit is gone or can't be edited any more."""

    error: str


@dataclass(frozen=True, slots=True)
class ThreadGone:
    """The forum topic is closed or deleted."""

    error: str


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The edit would change nothing: as good as sent."""


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """401 or 404: the token is not valid, nothing can be sent."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Telegram can't accept this text or these buttons: a bug of ours."""

    error: str


Outcome = (
    Sent | NeverSent | MaybeSent | TooFast | ChatLost | ChatUnknown | Migrated | TargetGone | ThreadGone
    | Unchanged | TokenRefused | Ours
)  # fmt: skip

# Telegram's descriptions, lower-cased, the first that occurs in the error decides.
_FORBIDDEN = (
    ("blocked by the user", ChatState.BLOCKED),
    ("user is deactivated", ChatState.DEACTIVATED),
    ("can't initiate conversation", ChatState.BLOCKED),
    ("not enough rights", ChatState.RESTRICTED),
    ("write_forbidden", ChatState.RESTRICTED),
    ("kicked", ChatState.KICKED),
    ("not a member", ChatState.KICKED),
    ("was deleted", ChatState.KICKED),
)
_RESTRICTED = ("not enough rights", "no rights to send", "chat_write_forbidden", "need administrator rights")
_THREAD_GONE = ("topic_closed", "topic_deleted", "message thread not found")
_TARGET_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_UNKNOWN_CHAT = ("chat not found", "peer_id_invalid")
_LOST = ("the group chat was deleted", "bot is not a member", "bot was kicked", "user is deactivated")


def judge(error: TelegramError) -> Outcome:  # noqa: PLR0911  # one line per kind of error: the table is the point
    """Return what the error says about the fate of the request."""
    text = describe(error)
    match error:
        case RetryAfter():
            wait = error.retry_after
            return TooFast(wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case ChatMigrated():
            return Migrated(error.new_chat_id)
        case InvalidToken() | EndPointNotFound():  # 404 is either, and we ask for no unknown method
            return TokenRefused()
        case Forbidden():
            return ChatLost(_forbidden_state(text), text)
        case BadRequest():  # before NetworkError, of which it is a kind
            return _judge_bad_request(text)
        case NetworkError() if was_never_sent(error):
            return NeverSent(text)
        case NetworkError():
            return MaybeSent(text, is_answered=error.__cause__ is None)
    return MaybeSent(text)


def _forbidden_state(text: str) -> ChatState:
    return next((state for words, state in _FORBIDDEN if words in text.lower()), ChatState.KICKED)


def _judge_bad_request(text: str) -> Outcome:
    lowered = text.lower()
    if "message is not modified" in lowered:
        return Unchanged()
    for words, outcome in (
        (_TARGET_GONE, TargetGone(text)),
        (_THREAD_GONE, ThreadGone(text)),
        (_RESTRICTED, ChatLost(ChatState.RESTRICTED, text)),
        (_LOST, ChatLost(_forbidden_state(text), text)),
        (_UNKNOWN_CHAT, ChatUnknown(text)),
    ):
        if any(word in lowered for word in words):
            return outcome
    return Ours(text)


def describe(error: BaseException) -> str:
    """Return one short line for the ledger."""
    return f"{type(error).__name__}: {error}"[:_LIMIT_ERROR]


def maybe_sent_count(error: str | None) -> int:
    """Return how many times the row whose last error this is may have been sent."""
    found = _MAYBE_SENT.match(error or "")
    return int(found.group(1)) if found else 0


def maybe_sent_error(count: int, error: str) -> str:
    """Return the error text that remembers `count`."""
    return f"maybe-sent {count}: {error}"[:_LIMIT_ERROR]


def backoff(attempts: int, chance: float) -> timedelta:
    """Return the wait after `attempts` failures: 1, 2, 4 … 60 s, a quarter more for `chance` 1."""
    return timedelta(seconds=min(60.0, 2.0 ** min(attempts, 6)) * (1.0 + chance / 4.0))
