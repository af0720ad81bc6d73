"""A file that somebody sent: fetched from Telegram within its bounds, and read in a thread."""

import asyncio

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.portable import LIMIT_BYTES, Portable, Unreadable, read

_log = structlog.stdlib.get_logger("bot.receiving")

_ENDING = ".json"


async def received(
    bot: Bot, file_id: str, name: str, size: int, query_chars: int
) -> Portable | Unreadable | None:
    """Return what the file holds; None, and nothing is fetched, for one that is no export by its name."""
    if not name.lower().endswith(_ENDING):
        return None
    if size > LIMIT_BYTES:
        return Unreadable("too-large")
    try:
        file = await bot.get_file(file_id)
        data = bytes(await file.download_as_bytearray())
    except TelegramError as error:
        _log.warning("file-lost", error=type(error).__name__)
        return Unreadable("not-fetched")
    return await asyncio.to_thread(read, data, query_chars)
