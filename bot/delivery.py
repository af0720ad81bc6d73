"""The sender: claims waiting alerts, renders, sends and records them; loses none, repeats few.

Claiming is committed before the request and the outcome right after it. Between the two an
alert can be doubled by a crash, one per chat; it can't be lost.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog
from telegram import Bot

from bot.begun import Begun
from bot.claiming import Parcel, claim
from bot.clocks import Steps, steady_seconds, utc_now
from bot.errors import DatabaseDownError, TokenRefusedError
from bot.limits import Budget
from bot.model import Delivery
from bot.outcome_log import log_outcome
from bot.outcomes import MaybeSent, NeverSent, Ours, Outcome, TooFast
from bot.patience import commit
from bot.ports import Database, Unit
from bot.recovering import RECOVER_AFTER, recover, release_strays
from bot.sending import deliver
from bot.settling import settle
from bot.waiting import finish, within

T = TypeVar("T")
_log = structlog.stdlib.get_logger("bot.delivery")

_IDLE_SECONDS = 5.0
_SHORTEST_WAIT_SECONDS = 0.05
_SWEEP_EVERY = timedelta(seconds=5)
_SHORT_REST = timedelta(seconds=1)


class Sender:
    """Sends what waits in the outbox, at most `in_flight` at a time and one per chat and thread.

    `clock` gives aware UTC, `steady` the seconds that `budget` counts in. `outcomes` counts
    what became of the requests, by the name of the outcome. With a `lease`, several senders work
    on one database: what one of them has had under way for longer is taken over by another, so
    the lease must be longer than any request. Without, this is the only one, and `begun` tells
    which requests an earlier process had begun.
    """

    def __init__(
        self,
        database: Database,
        bot: Bot,
        budget: Budget,
        *,
        in_flight: int = 4,
        drain_seconds: float = 10.0,
        most_waiting: int = 10,
        is_paid: bool = False,
        recover_after: Sequence[timedelta] = RECOVER_AFTER,
        lease: timedelta | None = None,
        begun: Begun | None = None,
        clock: Callable[[], datetime] = utc_now,
        steady: Callable[[], float] = steady_seconds,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.outcomes: Counter[str] = Counter()
        self._database = database
        self._bot = bot
        self._budget = budget
        self._in_flight = in_flight
        self._drain_seconds = drain_seconds
        self._most_waiting = most_waiting
        self._is_paid = is_paid
        self._recover_after = recover_after
        self._lease = lease
        self._begun = begun
        self._clock = clock
        self._steady = steady
        self._chance = chance
        self._wake = asyncio.Event()
        self._steps, self._step = Steps(clock, steady), timedelta()
        self._is_stopping = False
        self._is_claim_in_doubt = False
        self._under_way: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._swept_at = datetime.min.replace(tzinfo=UTC)
        self._failure: TokenRefusedError | None = None

    def wake(self) -> None:
        """Look at the outbox now: a pass has committed alerts."""
        self._wake.set()

    def stop(self) -> None:
        """Claim no more; `run` returns when what is under way has finished."""
        self._is_stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send until `stop`; raises `TokenRefusedError` when Telegram refuses the token.

        Rows found claimed were under way when the last process died: they are sent once more.
        """
        # While the database is down, `stop` ends the claiming, but what is under way is waited for.
        with suppress(DatabaseDownError):
            await self._recover()
            while not self._is_stopping:
                self._wake.clear()
                await self._sleep(await self._start_due())
        # What takes longer is found claimed at the next start.
        await finish(self._tasks, self._drain_seconds)
        if self._failure:
            raise self._failure

    async def _recover(self) -> None:
        now = self._clock()
        await self._commit(lambda unit: self._take_up(unit, now), is_claim=True)

    def _take_up(self, unit: Unit, now: datetime) -> None:
        for row in recover(unit, now, self._recover_after, self._lease, self._begun):
            _log.error("delivery-suspect", delivery=row.id, note="under way at three deaths of the process")

    async def _start_due(self) -> float:
        """Start what may leave now; return the seconds after which to look again."""
        limit = min(self._in_flight - len(self._tasks), self._budget.available(self._steady()))
        if limit <= 0:
            return self._budget.wait(self._steady()) or _IDLE_SECONDS
        now = self._clock()
        self._step += self._steps.last()
        parcels, due_at = await self._commit(lambda unit: self._claim(unit, now, limit), is_claim=True)
        if self._step:
            _log.error("clock-stepped", seconds=self._step.total_seconds())
        self._is_claim_in_doubt, self._step = False, timedelta()
        waits = [await self._start(parcel) for parcel in parcels]
        if len(parcels) == limit and not any(waits):
            return 0.0
        until_due = (due_at - self._clock()).total_seconds() if due_at else _IDLE_SECONDS
        soonest = min([until_due, *(wait for wait in waits if wait > 0)])
        return min(_IDLE_SECONDS, max(_SHORTEST_WAIT_SECONDS, soonest))

    def _claim(self, unit: Unit, now: datetime, limit: int) -> tuple[tuple[Parcel, ...], datetime | None]:
        if self._step:
            unit.ledger.shift(self._step)
        if abs(now - self._swept_at) >= _SWEEP_EVERY:
            self._sweep(unit, now)
        if self._is_claim_in_doubt and self._lease is None:
            release_strays(unit, now, self._under_way)
        parcels = claim(unit, now, limit, self._most_waiting)
        # With a full hand the next look follows at once, and asking costs a walk through the queue.
        return parcels, unit.outbox.next_due_at() if len(parcels) < limit else now

    def _sweep(self, unit: Unit, now: datetime) -> None:
        """Bury what has expired, and take over what other senders left behind."""
        self._swept_at = now
        expired = unit.outbox.expire(now)
        if expired:
            _log.warning("expired", alerts=expired)
        if self._lease is not None:
            self._take_up(unit, now)

    async def _start(self, parcel: Parcel) -> float:
        """Begin a delivery and return 0; if answers have used up the chat's second, give it back.

        Then return the seconds after which the chat is free.
        """
        chat_id = parcel.delivery.alert.chat_id
        wait = self._budget.chat_wait(chat_id, self._steady())
        if wait > 0:
            not_before = self._clock() + timedelta(seconds=wait)
            await self._commit(lambda unit: unit.ledger.release(parcel.delivery.id, not_before))
            return wait
        self._budget.spend(chat_id, self._steady())
        task = asyncio.create_task(self._deliver(parcel))
        self._under_way.add(parcel.delivery.id)
        task.add_done_callback(lambda _: self._under_way.discard(parcel.delivery.id))
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return 0.0

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()):
            _log.error("delivery-crashed", exc_info=error)

    async def _deliver(self, parcel: Parcel) -> None:
        started = self._steady()
        chat_id = parcel.delivery.alert.chat_id
        try:
            message = parcel.message(self._clock())
            if self._begun is not None:
                self._begun.note(parcel.delivery.id, parcel.delivery.attempts)
            outcome = await deliver(
                self._bot,
                parcel.delivery,
                message,
                lambda: self._budget.spend(chat_id, self._steady()),
                is_new=bool(parcel.folded),
                is_paid=self._is_paid,
            )
        except Exception as error:  # noqa: BLE001  # one alert that trips over a bug must not stop the others
            _log.exception("delivery-bug", delivery=parcel.delivery.id)
            outcome = Ours(f"bug: {type(error).__name__}")
        self._account(chat_id, outcome)
        await self._record(parcel, outcome)
        self._note(parcel.delivery, outcome, self._steady() - started)

    def _account(self, chat_id: int, outcome: Outcome) -> None:
        match outcome:
            case TooFast(retry_after):
                self._budget.refused(chat_id, retry_after.total_seconds(), self._steady())
            case NeverSent() | MaybeSent():
                self._budget.unreachable(self._steady())
            case _:
                self._budget.reached()

    async def _record(self, parcel: Parcel, outcome: Outcome) -> None:
        now = self._clock()
        rest = timedelta(seconds=self._budget.chat_wait(parcel.delivery.alert.chat_id, self._steady()))
        if parcel.is_alone and rest <= _SHORT_REST:
            # Nothing waits for it to end, and what comes within it is given back by `_start`.
            rest = timedelta()
        folded = tuple(row.id for row in parcel.folded)
        failure = await self._commit(
            lambda unit: settle(
                unit, parcel.delivery, outcome, now=now, rest=rest, chance=self._chance(), folded=folded
            )
        )
        self._failure = failure or self._failure
        if self._failure:
            self.stop()

    def _note(self, delivery: Delivery, outcome: Outcome, seconds: float) -> None:
        self.outcomes[type(outcome).__name__] += 1
        log_outcome(delivery, outcome, self._clock() - delivery.alert.created_at, seconds)

    async def _commit(self, work: Callable[[Unit], T], *, is_claim: bool = False) -> T:
        """Do `work` when the database can; a claim is given up on `stop`, an outcome when the drain ends."""

        def give_up() -> bool:
            self._is_claim_in_doubt |= is_claim
            return is_claim and self._is_stopping

        return await commit(self._database, work, give_up)

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            await within(seconds, self._wake.wait())
