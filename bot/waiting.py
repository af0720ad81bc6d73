"""Waiting that ends."""

import asyncio
from collections.abc import Awaitable, Collection


async def within(seconds: float, waiting: Awaitable[object]) -> None:
    """Return when `waiting` is done, or after so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await waiting
    except TimeoutError:
        return


async def finish(tasks: Collection[asyncio.Task[None]], seconds: float) -> None:
    """Return when the tasks are done; those that take longer are cancelled."""
    if not tasks:
        return
    _, late = await asyncio.wait(set(tasks), timeout=seconds)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
