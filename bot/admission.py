"""Chats that the operator does not let in any more are told nothing from the next start on."""

from collections.abc import Collection

import structlog

from bot.model import ChatState
from bot.patience import commit
from bot.ports import Database, Unit

_log = structlog.stdlib.get_logger("bot.admission")

_REASON = "not-allowed"


async def shut_out(database: Database, allowed: Collection[int] | None) -> int:
    """Stop the alerts of every chat with watchlists that is not `allowed`, and return how many those were.

    Their watchlists stay; once let in again, /start goes on. None lets everybody in.
    """
    if allowed is None:
        return 0

    def work(unit: Unit) -> int:
        following = {watchlist.chat_id for watchlist in unit.watchlists.all()}
        strangers = unit.chats.active(sorted(following - set(allowed)))
        for chat_id in strangers:
            unit.chats.set_state(chat_id, ChatState.STOPPED)
            unit.outbox.drop_chat(chat_id, _REASON)
        return len(strangers)

    stopped = await commit(database, work)
    if stopped:
        _log.warning("chats-shut-out", chats=stopped)
    return stopped
