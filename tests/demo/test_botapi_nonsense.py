"""Parameters of every wrong kind: the server refuses or obeys, it never falls."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.demo.botapi import BotApiServer
from rasid.demo.checks import Request
from rasid.demo.methods import METHODS
from rasid.demo.refusal import Refusal
from rasid.demo.shapes import shaped
from tests.demo.conftest import Clock

_NAMES = [
    "chat_id", "text", "parse_mode", "entities", "reply_markup", "reply_parameters", "message_id",
    "message_thread_id", "link_preview_options", "callback_query_id", "inline_query_id", "results",
    "commands", "scope", "language_code", "description", "name", "user_id", "caption", "caption_entities",
    "photo", "document", "file_id", "message_ids", "action", "show_alert", "short_description",
]  # fmt: skip
_KEYS = [
    "inline_keyboard", "text", "callback_data", "url", "message_id", "type", "chat_id", "command",
    "description", "offset", "length", "id",
]  # fmt: skip
_LEAF = st.none() | st.booleans() | st.sampled_from([0, 1, 7, -5, "7", "", "x", "HTML", "<b>", "bold", "1"])
_JSON = st.recursive(
    _LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=3),
    max_leaves=6,
)
_LIKELY = st.fixed_dictionaries({"chat_id": st.just(7), "message_id": st.just(1), "text": st.just("خبر")})
_PARAMS = st.dictionaries(st.sampled_from(_NAMES), _JSON, max_size=5)


def _server() -> BotApiServer:
    """Return a server that was never started, with a message to edit and a query to answer."""
    server = BotApiServer(clock=Clock(), strict=False)
    server.user(7)
    message = METHODS["sendmessage"](Request(server.world, {"chat_id": 7, "text": "خبر"}))
    assert isinstance(message, dict)
    server.press_forged(message, "x", 7)
    return server


def _status(ask: Callable[[], object]) -> int:
    try:
        ask()
    except Refusal as refusal:
        return refusal.code
    return 200


@pytest.mark.parametrize("method", sorted(METHODS))
@given(likely=_LIKELY, wild=_PARAMS)
def test_no_parameters_bring_a_method_down(method: str, likely: dict[str, Any], wild: dict[str, Any]) -> None:
    world = _server().world
    assert _status(lambda: METHODS[method](Request(world, shaped(likely | wild)))) in {200, 400, 403}


@given(wild=st.dictionaries(st.sampled_from(["offset", "limit", "allowed_updates"]), _JSON))
def test_no_parameters_bring_polling_down(wild: dict[str, Any]) -> None:
    updates = _server().updates
    assert _status(lambda: asyncio.run(updates.get(shaped(wild)))) in {200, 400}
