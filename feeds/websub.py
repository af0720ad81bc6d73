"""WebSub without its I/O: which hub to ask, what to ask it for, whom to believe (W3C WebSub)."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.identity import absolute_link

LEASE = timedelta(days=10)
_SHORTEST_LEASE, _LONGEST_LEASE = timedelta(minutes=5), timedelta(days=30)
# A hub confirms within seconds; one that is asked anew every hour may be late.
_ANSWER_WITHIN = timedelta(days=1)
_FIRST_PAUSE, _LONGEST_PAUSE, _MOST_DOUBLINGS = timedelta(minutes=10), timedelta(days=1), 10
# A feed that names another hub at every poll must not make us ask each of them.
_CHANGED_AGAIN = timedelta(hours=1)
_METHODS = ("sha1", "sha256", "sha384", "sha512")
_LINK = re.compile(r'<([^<>]{1,2000})>((?:\s*;\s*[a-z]{1,20}\s*=\s*(?:"[^"]*"|[^\s",;]+))*)', re.IGNORECASE)
_RELATION = re.compile(r'\brel\s*=\s*(?:"([^"]*)"|([^\s",;]+))', re.IGNORECASE)
_HEADER_CHARACTERS, _HEADERS_CHARACTERS = 8192, 32_768


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a hub was asked to send us: the news of one feed. Its identity is `feed_url`.

    `token` names it in the address that the hub calls, `secret` signs what comes; nobody else
    knows either. It is live until `until`, which the hub's confirmation sets.
    """

    feed_url: str
    hub: str
    topic: str
    token: str
    secret: str
    next_ask_at: datetime
    asked_at: datetime | None = None
    asked_times: int = 0
    until: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Return whether the hub has promised to send what is new."""
        return self.until is not None and now < self.until


def wanted(fresh: Subscription, known: Subscription | None) -> Subscription | None:
    """Return what to store for a feed that names the hub and topic of `fresh`; None if `known` is it."""
    if known is None:
        return fresh
    if (known.hub, known.topic) == (fresh.hub, fresh.topic):
        return None
    earliest = (known.asked_at or fresh.next_ask_at) + _CHANGED_AGAIN
    return replace(fresh, asked_at=known.asked_at, next_ask_at=max(fresh.next_ask_at, earliest))


def request_form(subscription: Subscription, callback: str) -> dict[str, str]:
    """Return the form that asks the hub to subscribe us, or to renew the lease."""
    return {
        "hub.callback": callback,
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.secret": subscription.secret,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
    }


def asked(subscription: Subscription, now: datetime) -> Subscription:
    """Return the subscription after its hub was asked; until it confirms it is asked later and later."""
    pause = min(_FIRST_PAUSE * (1 << min(subscription.asked_times, _MOST_DOUBLINGS)), _LONGEST_PAUSE)
    times = subscription.asked_times + 1
    return replace(subscription, asked_at=now, asked_times=times, next_ask_at=now + pause)


def confirmed(
    subscription: Subscription, query: Mapping[str, str], now: datetime
) -> tuple[Subscription, str] | None:
    """Return the live subscription and the challenge to answer with; None if we never asked for that.

    It is renewed when a fifth of its lease is left.
    """
    challenge = query.get("hub.challenge", "")
    was_asked = subscription.asked_at is not None and now - subscription.asked_at < _ANSWER_WITHIN
    is_ours = query.get("hub.mode") == "subscribe" and query.get("hub.topic") == subscription.topic
    if not (was_asked and is_ours and challenge):
        return None
    seconds = query.get("hub.lease_seconds", "")
    is_number = seconds.isascii() and seconds.isdecimal() and len(seconds) <= 9  # noqa: PLR2004  # 30 years
    lease = timedelta(seconds=int(seconds)) if is_number else LEASE
    lease = min(max(lease, _SHORTEST_LEASE), _LONGEST_LEASE)
    live = replace(subscription, asked_times=0, until=now + lease, next_ask_at=now + lease * 4 / 5)
    return live, challenge


def is_signed(secret: str, signature: str, body: bytes) -> bool:
    """Return whether `signature` (`method=hex`) is that of `body`, in a time that tells nothing of it."""
    method, _, given = signature.partition("=")
    if method.strip().lower() not in _METHODS:
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method.strip().lower())).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode("utf-8", "replace"))


def header_links(headers: Iterable[str], url: str) -> dict[str, str]:
    """Return the absolute URLs of the `hub` and `self` that `Link` headers name, the first of each.

    Reads a few thousand characters of them: a server may send a hundred headers full of links.
    """
    links: dict[str, str] = {}
    read = ", ".join(header[:_HEADER_CHARACTERS] for header in headers)[:_HEADERS_CHARACTERS]
    for found in _LINK.finditer(read):
        relation = _RELATION.search(found[2])
        names = (relation[1] or relation[2] or "").lower().split() if relation else []
        for name in {"hub", "self"}.intersection(names) - links.keys():
            if link := absolute_link(url, found[1]):
                links[name] = link
    return links
