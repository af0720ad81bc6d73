"""One conditional request for one feed, its body bounded in time, bytes and memory."""

import asyncio
import re
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from feeds.gate import Answer, Client, GateError
from feeds.model import Feed, FeedState, FetchClass, Fetched, FetchFailed, FetchOutcome, NotModified
from feeds.turns import LONGEST_WAIT
from feeds.websub import header_links

DEADLINE = timedelta(seconds=30)
DECODED_LIMIT_BYTES = 10_000_000
_STEP_BYTES = 65_536
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
# Programs that compress in parallel make a member of every 128 KB or so.
_MOST_MEMBERS = 1000
_LEAST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=24)
_LONGEST_VALIDATOR = 1024
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE)
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


async def fetch(
    client: Client,
    feed: Feed,
    state: FeedState,
    *,
    deadline: timedelta = DEADLINE,
    accept: str = _ACCEPT,
) -> FetchOutcome:
    """Ask for `feed` once, conditionally, and return what happened.

    Reads at most `feed.limit_bytes` over the wire and 10 MB decompressed, within
    `deadline` in all. Never raises for what the network or the server does: that is
    `FetchFailed`. A body whose connection broke is returned as far as it came, without
    validators, so that the next poll asks for it whole. A host that asked for patience
    is not asked at all until that has passed, nor one at which no turn came within a minute.
    """
    url, turn = state.address or feed.url, AsyncExitStack()
    async with turn:
        try:
            await turn.enter_async_context(client.slot(url))
        except TimeoutError:
            wait = LONGEST_WAIT.total_seconds()
            return FetchFailed(FetchClass.TIMEOUT, f"no turn at its host within {wait:.0f} s")
        try:
            async with asyncio.timeout(deadline.total_seconds()):
                return await _asked(client, url, feed, state, accept)
        except TimeoutError:
            return FetchFailed(FetchClass.TIMEOUT, f"no answer within {deadline.total_seconds():.0f} s")
        except GateError as error:
            return FetchFailed(error.error_class, error.detail)


async def _asked(client: Client, url: str, feed: Feed, state: FeedState, accept: str) -> FetchOutcome:
    now = asyncio.get_running_loop().time
    wait = client.patience.left(client.host(url), now())
    if wait:
        return FetchFailed(FetchClass.RATE_LIMITED, "the host asked for patience", retry_after=wait)
    async with client.get(url, _request_headers(state, accept)) as answer:
        outcome = await _outcome(answer, feed, state)
        if answer.status in _BUSY and isinstance(outcome, FetchFailed) and outcome.retry_after:
            client.patience.ask(client.host(answer.url), outcome.retry_after, now())
        return outcome


def _request_headers(state: FeedState, accept: str) -> dict[str, str]:
    headers = {"Accept": accept, "Accept-Encoding": "gzip, deflate"}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


async def _outcome(answer: Answer, feed: Feed, state: FeedState) -> FetchOutcome:
    # Of a server that says so unasked, nothing would ever be read again.
    if answer.status == HTTPStatus.NOT_MODIFIED and (state.etag or state.last_modified):
        return NotModified(
            _validator(answer.headers, "ETag") or state.etag,
            _validator(answer.headers, "Last-Modified") or state.last_modified,
            answer.moved_to,
            _max_age(answer.headers),
        )
    if answer.status != HTTPStatus.OK:
        return _refusal(answer)
    body = await _body(answer, feed.limit_bytes)
    if isinstance(body, FetchFailed):
        return body
    return _arrived(answer, state, *body)


def _arrived(answer: Answer, state: FeedState, body: bytes, is_whole: bool) -> FetchOutcome:
    etag = _validator(answer.headers, "ETag") if is_whole else None
    last_modified = _validator(answer.headers, "Last-Modified") if is_whole else None
    links = header_links(answer.links, answer.url)
    fetched = Fetched(
        body=body,
        url=answer.url,
        content_type=answer.headers.get("Content-Type", "")[:_LONGEST_VALIDATOR] or None,
        etag=etag,
        last_modified=last_modified,
        retry_after=_retry_after(answer.headers, datetime.now(UTC)),
        moved_to=answer.moved_to,
        max_age=_max_age(answer.headers),
        hub=links.get("hub"),
        topic=links.get("self"),
    )
    if is_whole and state.body_hash and fetched.body_hash == state.body_hash:
        return NotModified(etag, last_modified, fetched.moved_to, fetched.max_age)
    return fetched


def _refusal(answer: Answer) -> FetchFailed:
    status = answer.status
    detail = f"the server answered {status}"
    retry_after = _retry_after(answer.headers, datetime.now(UTC))
    if status == HTTPStatus.GONE:
        return FetchFailed(FetchClass.GONE, detail, is_permanent=True)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return FetchFailed(FetchClass.RATE_LIMITED, detail, retry_after=retry_after)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return FetchFailed(FetchClass.HTTP_CLIENT, detail, retry_after=retry_after)
    return FetchFailed(FetchClass.HTTP_SERVER, detail, retry_after=retry_after)


def _validator(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name)
    # What comes back must be sendable: one line, no surrogates of undecodable bytes.
    if value is None or len(value) > _LONGEST_VALIDATOR or not value.isascii() or not value.isprintable():
        return None
    return value


def _retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    if re.fullmatch(r"[0-9]{1,18}", value):
        wait = timedelta(seconds=min(int(value), 10**6))
    else:
        try:
            at = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    return min(max(wait, _LEAST_WAIT), _LONGEST_WAIT)


def _max_age(headers: Mapping[str, str]) -> timedelta | None:
    found = _MAX_AGE.search(headers.get("Cache-Control", "")[:_LONGEST_VALIDATOR])
    return timedelta(seconds=min(int(found[1]), 10**6)) if found else None


async def _body(answer: Answer, limit_bytes: int) -> tuple[bytes, bool] | FetchFailed:
    """Return the decoded body and whether it is whole."""
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        pieces = _counted(answer.chunks(), min(limit_bytes, DECODED_LIMIT_BYTES))
    elif encoding in ("gzip", "x-gzip", "deflate"):
        pieces = _inflated(_counted(answer.chunks(), limit_bytes))
    else:
        return FetchFailed(FetchClass.BAD_ENCODING, f"Content-Encoding {encoding[:40]!r} was not asked for")
    collected = bytearray()
    try:
        async with aclosing(pieces):
            async for piece in pieces:
                collected += piece
    except GateError as error:
        if error.error_class is FetchClass.RESET and collected:
            return bytes(collected), False
        return FetchFailed(error.error_class, error.detail)
    return bytes(collected), True


async def _counted(chunks: AsyncIterator[bytes], limit_bytes: int) -> AsyncGenerator[bytes, None]:
    total = 0
    async for chunk in chunks:
        total += len(chunk)
        if total > limit_bytes:
            raise GateError(FetchClass.TOO_LARGE, f"more than {limit_bytes} bytes")
        yield chunk


async def _inflated(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Decompress in steps, so that no bomb ever holds more than one step too much."""
    inflater, total = _Inflater(), 0
    async for chunk in chunks:
        for piece in inflater.pieces(chunk):
            total += len(piece)
            if total > DECODED_LIMIT_BYTES:
                raise GateError(FetchClass.TOO_LARGE, f"more than {DECODED_LIMIT_BYTES} bytes decompressed")
            yield piece
    if not inflater.is_complete:
        raise GateError(FetchClass.RESET, "the compressed body was cut short")


class _Inflater:
    """Undoes gzip, zlib and bare deflate; concatenated gzip members are one body."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._is_fresh = True
        self._members = 1

    @property
    def is_complete(self) -> bool:
        return self._is_fresh or self._inner.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decompresses to, at most 64 KB at a time; raises GateError."""
        while data:
            yield self._step(data)
            data = self._inner.unconsumed_tail
            if self._inner.eof:
                data = self._inner.unused_data
                if not data.startswith(b"\x1f\x8b"):
                    return  # padding after the end
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    raise GateError(FetchClass.BAD_ENCODING, f"more than {_MOST_MEMBERS} gzip members")
                self._inner = zlib.decompressobj(_GZIP_OR_ZLIB)

    def _step(self, data: bytes) -> bytes:
        try:
            return self._inner.decompress(data, _STEP_BYTES)
        except zlib.error as error:
            if not self._is_fresh:
                raise GateError(FetchClass.BAD_ENCODING, "the compressed body is damaged") from error
            # Some servers call a bare deflate stream, without zlib's header, "deflate".
            self._inner, self._is_fresh = zlib.decompressobj(-zlib.MAX_WBITS), False
            return self._step(data)
        finally:
            self._is_fresh = False
