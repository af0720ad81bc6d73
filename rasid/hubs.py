"""What we ask of WebSub hubs and what we believe of them: subscriptions, confirmations, signatures."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.gate import Client, GateError
from feeds.websub import Subscription, asked, confirmed, is_signed, request_form, wanted
from rasid import logs
from rasid.storage.unit import Database, Unit

_DEADLINE = timedelta(seconds=30)
_AT_ONCE = 10
_LOG = logs.get("rasid.hubs")

Deliver = Callable[[str, bytes, str | None], Awaitable[None]]
"""Takes a feed's URL, a pushed body and its Content-Type to their commit."""


@dataclass(frozen=True, slots=True)
class Hubs:
    """The subscriber: `public_url` is where hubs reach `rasid.hearing`, `deliver` takes what they send."""

    database: Database
    client: Client
    public_url: str
    clock: Callable[[], datetime]
    deliver: Deliver

    async def ask_due(self) -> None:
        """Ask the hubs that are due to subscribe us or to renew a lease; what they answer is only logged.

        That they were asked is committed first: a hub may confirm before it answers.
        """
        now = self.clock()
        due = await self.database.run(lambda unit: _take_due(unit, now))
        await asyncio.gather(*(self._ask(subscription) for subscription in due))

    async def _ask(self, subscription: Subscription) -> None:
        callback = f"{self.public_url.rstrip('/')}/{subscription.token}"
        form, outcome = request_form(subscription, callback), "asked"
        try:
            async with self.client.slot(subscription.hub), asyncio.timeout(_DEADLINE.total_seconds()):
                status = await self.client.post(subscription.hub, form)
                outcome = outcome if 200 <= status < 300 else f"status {status}"  # noqa: PLR2004  # success
        except TimeoutError:
            outcome = "no answer"
        except GateError as error:
            outcome = error.detail
        _LOG.info("hub", feed=subscription.feed_url, hub=subscription.hub, outcome=outcome)

    async def confirm(self, token: str, query: Mapping[str, str]) -> str | None:
        """Return the challenge to answer a hub with; None if we did not ask for what it confirms."""
        now = self.clock()
        challenge = await self.database.run(lambda unit: _confirm(unit, token, query, now))
        _LOG.info("hub-confirms", mode=query.get("hub.mode", "")[:20], believed=challenge is not None)
        return challenge

    async def known(self, token: str) -> Subscription | None:
        """Return the subscription that the address of a push names."""
        return await self.database.run(lambda unit: unit.subscriptions.of_token(token))

    async def take(self, subscription: Subscription, signature: str, body: bytes, kind: str | None) -> None:
        """Carry a push to its commit; one that is not signed by our secret is dropped."""
        if not is_signed(subscription.secret, signature, body):
            _LOG.warning("push-not-signed", feed=subscription.feed_url, bytes=len(body))
            return
        await self.deliver(subscription.feed_url, body, kind)


def note_hub(unit: Unit, feed_url: str, hub: str | None, topic: str | None, now: datetime) -> None:
    """Remember that the feed names `hub`, None if it names none, so that it is asked soon."""
    known = unit.subscriptions.get(feed_url)
    if hub is None:
        if known is not None:
            unit.subscriptions.remove(feed_url)
        return
    token, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    fresh = wanted(Subscription(feed_url, hub, topic or feed_url, token, secret, now), known)
    if fresh is not None:
        unit.subscriptions.put(fresh)


def _take_due(unit: Unit, now: datetime) -> tuple[Subscription, ...]:
    due = unit.subscriptions.due(now, _AT_ONCE)
    for subscription in due:
        unit.subscriptions.put(asked(subscription, now))
    return due


def _confirm(unit: Unit, token: str, query: Mapping[str, str], now: datetime) -> str | None:
    subscription = unit.subscriptions.of_token(token)
    answer = confirmed(subscription, query, now) if subscription else None
    if answer is None:
        return None
    live, challenge = answer
    unit.subscriptions.put(live)
    return challenge
