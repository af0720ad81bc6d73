"""Telegram's errors as outcomes: never sent, maybe sent, refused, lost, or ours."""

from datetime import timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.model import ChatState
from bot.outcomes import (
    ChatLost,
    ChatUnknown,
    MaybeSent,
    Migrated,
    NeverSent,
    Ours,
    Outcome,
    TargetGone,
    ThreadGone,
    TokenRefused,
    TooFast,
    Unchanged,
    backoff,
    judge,
    maybe_sent_count,
    maybe_sent_error,
)


def caused(error: TelegramError, cause: BaseException) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BadRequest("Message is not modified: specified new message content"), Unchanged),
        (BadRequest("Message to edit not found"), TargetGone),
        (BadRequest("Message can't be edited"), TargetGone),
        (BadRequest("TOPIC_CLOSED"), ThreadGone),
        (BadRequest("Message thread not found"), ThreadGone),
        (BadRequest("Chat not found"), ChatUnknown),
        (BadRequest("PEER_ID_INVALID"), ChatUnknown),
        (BadRequest("Can't parse entities: unsupported start tag"), Ours),
        (BadRequest("Message is too long"), Ours),
        (BadRequest("BUTTON_DATA_INVALID"), Ours),
        (BadRequest("Something never heard of"), Ours),
        (ChatMigrated(-1005), Migrated),
        (InvalidToken("Unauthorized"), TokenRefused),
        (RetryAfter(7), TooFast),
        (NetworkError("Bad Gateway"), MaybeSent),
        (TelegramError("Unreadable answer"), MaybeSent),
        (caused(TimedOut(), aiohttp.ConnectionTimeoutError()), NeverSent),
        (caused(TimedOut(), aiohttp.SocketTimeoutError()), MaybeSent),
        (caused(NetworkError("x"), aiohttp.ServerDisconnectedError()), MaybeSent),
        (caused(NetworkError("x"), aiohttp.ClientConnectionResetError()), MaybeSent),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else str(value)[:40],
)
def test_each_error_has_its_outcome(error: TelegramError, expected: type[Outcome]) -> None:
    assert expected is type(judge(error))


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), ChatState.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), ChatState.DEACTIVATED),
        (Forbidden("Forbidden: bot was kicked from the group chat"), ChatState.KICKED),
        (Forbidden("Forbidden: bot is not a member of the supergroup chat"), ChatState.KICKED),
        (Forbidden("Forbidden: something new"), ChatState.KICKED),
        (BadRequest("Not enough rights to send text messages to the chat"), ChatState.RESTRICTED),
        (BadRequest("Have no rights to send a message"), ChatState.RESTRICTED),
    ],
)
def test_each_loss_has_its_state(error: TelegramError, state: ChatState) -> None:
    outcome = judge(error)
    assert isinstance(outcome, ChatLost)
    assert state is outcome.state


def test_the_wait_is_telegrams_own() -> None:
    assert TooFast(timedelta(seconds=10_072)) == judge(RetryAfter(10_072))


@given(st.text())
def test_any_description_has_an_outcome(text: str) -> None:
    """A new wording of Telegram's never raises, and never makes a longer ledger line than allowed."""
    for kind in (BadRequest, Forbidden, NetworkError, TelegramError):
        assert len(getattr(judge(kind(text)), "error", "")) <= 200


@given(st.integers(1, 99), st.text(max_size=400))
def test_the_count_of_copies_is_remembered(count: int, error: str) -> None:
    assert count == maybe_sent_count(maybe_sent_error(count, error))


def test_backing_off() -> None:
    assert [1, 2, 4, 8, 16, 32, 60, 60] == [backoff(n, 0.0).total_seconds() for n in range(8)]
    assert timedelta(seconds=75) == backoff(100, 1.0)
