"""When the next message may go out: for the bot, for a private chat, for a group."""

from collections import deque
from dataclasses import dataclass, field

SECONDS_BETWEEN_REFUSALS = 5.0
_MINUTE = 60.0
_FAILURES_OF_AN_OUTAGE = 3
_LONGEST_REST = 30.0
# Of a message: what a process that wakes up late makes good. Without it each delay would lower the rate.
_MADE_GOOD = 0.5


@dataclass(frozen=True, slots=True)
class Rates:
    """How much may be sent. Telegram's own limits are about 30/s, 1/s and 20/min; these stay below.

    `burst` messages may go out at once. No second ever holds more than `per_second + burst`
    messages, answers to people included.
    The group window is a second longer than Telegram's, because requests arrive unevenly.
    `reply_burst` answers to one chat may go out at once, then they keep the chat's pace too.
    """

    per_second: float = 29.0
    burst: int = 1
    private_seconds: float = 1.0
    group_messages: int = 20
    group_window_seconds: float = 61.0
    group_seconds: float = 1.0
    reply_burst: int = 5
    pause_margin_seconds: float = 0.5


@dataclass(slots=True)
class _Chat:
    """`free_at` is a gap after the last message; `paid_at` is when all were sent at the pace."""

    free_at: float = 0.0
    paid_at: float = 0.0
    rests_until: float = 0.0
    sent: deque[float] = field(default_factory=deque)


class Budget:
    """Keeps account of what was sent. Times are seconds of one clock that never goes back."""

    def __init__(self, rates: Rates, now: float) -> None:
        self._rates = rates
        self._tokens = float(rates.burst)
        self._rate = rates.per_second
        self._counted_at = now
        self._recovers_at = now
        self._paused_until = now
        self._chats: dict[int, _Chat] = {}
        self._last_refusal: tuple[int, float] | None = None
        self._swept_at = now
        self._failures = 0
        # The instants of the last messages, as many as one second may hold.
        self._second: deque[float] = deque(maxlen=max(1, int(rates.per_second + rates.burst)))

    @property
    def rate(self) -> float:
        """Return the messages a second that are allowed at present."""
        return self._rate

    def available(self, now: float) -> int:
        """Return how many messages to any chats may leave now."""
        self._refill(now)
        if now < self._paused_until or self._full_for(now) > 0:
            return 0
        return max(0, int(self._tokens + 1e-9))

    def wait(self, now: float) -> float:
        """Return the seconds until one message may leave, 0 if it may now."""
        self._refill(now)
        until_token = max(0.0, (1.0 - self._tokens) / self._rate)
        is_short = self._tokens + 1e-9 < 1
        return max(self._paused_until - now, until_token if is_short else 0.0, self._full_for(now))

    def chat_wait(self, chat_id: int, now: float) -> float:
        """Return the seconds until the chat may get its next alert, 0 if it may now."""
        chat = self._chats.get(chat_id)
        return max(0.0, chat.free_at - now, self._hard_wait(chat, now)) if chat else 0.0

    def reply_wait(self, chat_id: int, now: float) -> float:
        """Return the seconds until an answer may go to the chat: a few at once, then at its pace."""
        chat = self._chats.get(chat_id)
        own = 0.0
        if chat:
            ahead = self._rates.reply_burst * self._gap(chat_id)
            own = max(chat.paid_at - ahead - now, self._hard_wait(chat, now))
        return max(0.0, own, self._full_for(now))

    def _full_for(self, now: float) -> float:
        """Return the seconds until the running second holds less than it may, 0 if it does."""
        if len(self._second) < (self._second.maxlen or 1):
            return 0.0
        return max(0.0, self._second[0] + 1.0 - now)

    def _hard_wait(self, chat: _Chat, now: float) -> float:
        """Return the seconds for which Telegram would refuse: a 429 that lasts, a group's full window."""
        until = chat.rests_until
        if self._forget_old(chat, now) >= self._rates.group_messages:
            until = max(until, chat.sent[-self._rates.group_messages] + self._rates.group_window_seconds)
        return until - now

    def _gap(self, chat_id: int) -> float:
        return self._rates.private_seconds if chat_id > 0 else self._rates.group_seconds

    def spend(self, chat_id: int, now: float) -> None:
        """Book one message or edit to the chat; replies to people are booked even beyond the budget."""
        self._refill(now)
        self._tokens -= 1.0
        self._second.append(now)
        chat = self._chats.setdefault(chat_id, _Chat())
        chat.free_at = now + self._gap(chat_id)
        chat.paid_at = max(chat.paid_at, now) + self._gap(chat_id)
        if chat_id < 0:
            chat.sent.append(now)
        self._sweep(now)

    def refused(self, chat_id: int, retry_after: float, now: float) -> float:
        """Book a 429 and return how long the chat must rest.

        The chat rests exactly as long as asked. When a second chat is refused within five
        seconds it is the bot that is too fast: everything rests and the rate is halved.
        """
        rest = retry_after + self._rates.pause_margin_seconds
        chat = self._chats.setdefault(chat_id, _Chat())
        chat.rests_until = max(chat.rests_until, now + rest)
        last = self._last_refusal
        if last and last[0] != chat_id and now - last[1] <= SECONDS_BETWEEN_REFUSALS:
            other = self._chats.get(last[0], chat)
            self._paused_until = max(self._paused_until, chat.rests_until, other.rests_until)
            self._rate = max(1.0, self._rate / 2)
            self._recovers_at = self._paused_until + _MINUTE
        self._last_refusal = (chat_id, now)
        return rest

    def unreachable(self, now: float) -> None:
        """Book a request that failed on the way: after three in a row everything rests, 1, 2, 4 … 30 s."""
        self._failures += 1
        if self._failures >= _FAILURES_OF_AN_OUTAGE:
            rest = min(_LONGEST_REST, 2.0 ** min(self._failures - _FAILURES_OF_AN_OUTAGE, 10))
            self._paused_until = max(self._paused_until, now + rest)

    def reached(self) -> None:
        """Book an answer of Telegram's: the way is free."""
        self._failures = 0

    def _refill(self, now: float) -> None:
        """Add the tokens of the time that passed; a minute without refusal gives back 1/s."""
        while now >= self._recovers_at and self._rate < self._rates.per_second:
            self._rate = min(self._rates.per_second, self._rate + 1.0)
            self._recovers_at += _MINUTE
        passed = max(0.0, now - self._counted_at)
        self._tokens = min(self._rates.burst + _MADE_GOOD, self._tokens + passed * self._rate)
        self._counted_at = max(self._counted_at, now)

    def _forget_old(self, chat: _Chat, now: float) -> int:
        while chat.sent and chat.sent[0] <= now - self._rates.group_window_seconds:
            chat.sent.popleft()
        return len(chat.sent)

    def _sweep(self, now: float) -> None:
        """Forget quiet chats once a minute, so that memory follows the active ones."""
        if now - self._swept_at < _MINUTE:
            return
        self._swept_at = now
        for chat_id, chat in list(self._chats.items()):
            if not self._forget_old(chat, now) and max(chat.free_at, chat.paid_at, chat.rests_until) <= now:
                del self._chats[chat_id]
