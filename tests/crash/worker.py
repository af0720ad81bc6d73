"""The processes that get killed: a sender, or passes that store entries with their alerts.

Run as a script it is the far end of `tests.crash.nursery`: each line of standard input,
`<kind> <json>`, forks a child of that kind. It prints the child's number and, once that has ended,
the number again with how it ended.
"""

import asyncio
import json
import os
import select
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any

from bot import delivery as delivering
from bot.app import BotSettings, build
from bot.begun import Begun
from bot.clocks import utc_now
from bot.delivery import Sender
from bot.limits import Budget, Rates
from bot.model import DeliveryState
from bot.recovering import RECOVER_AFTER
from rasid.demo.botapi import DEMO_TOKEN
from rasid.storage.database import SqlDatabase, open_database
from rasid.storage.instance import begun_file
from rasid.storage.unit import Unit
from tests.bot.builders import alert, content
from tests.crash.storing import rehearse, store

UNLIMITED = Rates(100_000, 100_000, private_seconds=0, group_messages=100_000, group_seconds=0)
# The sender's own waits in one scale: a kill every seventh of a second here is one every seven seconds.
SCALED = [wait.total_seconds() / 50 for wait in RECOVER_AFTER]
FAILPOINTS = (
    "before-claim", "in-claim", "after-claim", "before-request", "after-answer",
    "before-settle", "in-settle", "after-settle",
)  # fmt: skip


def die() -> None:
    """End as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


class Fuse:
    """Kills this process when it passes the failpoint `name` for the `times`-th time."""

    def __init__(self, name: str, times: int) -> None:
        self.name, self.left = name, times

    def passes(self, name: str) -> None:
        if name == self.name:
            self.left -= 1
            if self.left <= 0:
                die()


class FusedDatabase:
    """A database with failpoints before, within and after its transactions."""

    def __init__(self, database: SqlDatabase, fuse: Fuse) -> None:
        self.database, self.fuse = database, fuse

    async def run(self, work: Callable[[Unit], Any]) -> Any:
        is_claim, is_settle = ("_start_due" in work.__qualname__, "_record" in work.__qualname__)
        kind = "claim" if is_claim else "settle" if is_settle else ""
        self.fuse.passes(f"before-{kind}")

        def fused(unit: Unit) -> Any:
            result = work(unit)
            self.fuse.passes(f"in-{kind}")
            return result

        result = await self.database.run(fused)
        self.fuse.passes(f"after-{kind}")
        return result


async def send(
    url: str,
    api: str,
    *,
    failpoint: str = "",
    times: int = 1,
    bug: str = "",
    recover_after: Sequence[float] = SCALED,
    lease: float = 0.0,
) -> None:
    """Send until SIGTERM. `recover_after` and `lease` (0: none) are seconds, shorter than in earnest."""
    database = open_database(url)
    fuse = Fuse(failpoint, times)
    bot = build(DEMO_TOKEN, BotSettings(api_base_url=api), database)
    await bot.application.initialize()
    for request in bot.requests:
        _fuse_request(request, fuse)
    if bug == "sent-before-sending":
        _mark_before_sending()
    sender = Sender(
        FusedDatabase(database, fuse),
        bot.application.bot,
        Budget(UNLIMITED, 0.0),
        most_waiting=10**9,
        recover_after=[timedelta(seconds=wait) for wait in recover_after],
        lease=timedelta(seconds=lease) if lease else None,
        begun=Begun(notes) if not lease and (notes := begun_file(url)) else None,
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, sender.stop)
    await sender.run()
    await bot.close()
    await database.close()


def _fuse_request(request: Any, fuse: Fuse) -> None:
    real = request.do_request

    async def do_request(*arguments: Any, **more: Any) -> Any:
        fuse.passes("before-request")
        answer = await real(*arguments, **more)
        fuse.passes("after-answer")
        return answer

    request.do_request = do_request


def _mark_before_sending() -> None:
    """Do what a careless sender does: record the success that it expects."""
    real = delivering.claim

    def claim(unit: Unit, *arguments: Any) -> Any:
        parcels = real(unit, *arguments)
        for parcel in parcels:
            unit.outbox.settle(parcel.delivery.id, DeliveryState.SENT, now=utc_now())
        return parcels

    delivering.claim = claim  # type: ignore[assignment]  # the bug


def alert_of(worker: int, number: int, chats: int) -> Any:
    """Return the alert of a worker's pass: its reference is unique in its chat."""
    now = utc_now()
    return alert(
        chat_id=1 + number % chats,
        incident=f"a{worker:x}{number // chats:02x}{number:08x}",
        content=content(title=f"{worker} {number}"),
        created_at=now,
        expires_at=now + timedelta(hours=6),
    )


KINDS: dict[str, Callable[..., Coroutine[Any, Any, None]]] = {"send": send, "store": store}


def main() -> None:
    # What is loaded at the first pass is loaded once for all children.
    asyncio.run(rehearse())
    children: set[int] = set()
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken)
    orders = b""
    while True:
        ready, _, _ = select.select([0, wake], [], [])
        if wake in ready:
            os.read(wake, 1024)
            _tell_ends(children)
        if 0 in ready:
            read = os.read(0, 65536)
            if not read:
                break
            *lines, orders = (orders + read).split(b"\n")
            children |= {_fork(line.decode()) for line in lines}
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _tell_ends(children: set[int]) -> None:
    for pid in tuple(children):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            children.remove(pid)
            _tell(f"{pid} {os.waitstatus_to_exitcode(status)}")


def _fork(order: str) -> int:
    pid = os.fork()
    if not pid:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(0)
        os.dup2(2, 1)
        kind, _, options = order.partition(" ")
        asyncio.run(KINDS[kind](**json.loads(options)))
        os._exit(0)
    _tell(str(pid))
    return pid


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
