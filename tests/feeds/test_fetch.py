"""One conditional request, bounded in time, bytes and memory."""

import asyncio
import gzip
import resource
import zlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.fetch import _retry_after, fetch
from feeds.gate import Client
from feeds.model import FetchClass, Fetched, FetchFailed, NotModified
from tests.feeds.builders import NOW, TITLE, feed, fetched, rss, state
from tests.feeds.conftest import Site

BODY = rss().encode()


async def test_a_first_fetch_brings_body_type_and_validators(client: Client, site: Site):
    url = site.answer(
        "/rss", BODY, Content_Type="text/xml", ETag='"v1"', Last_Modified="Thu, 24 Sep 2026 10:00:00 GMT"
    )
    outcome = await fetch(client, feed(url), state(url))
    assert outcome == Fetched(BODY, url, "text/xml", '"v1"', "Thu, 24 Sep 2026 10:00:00 GMT")


async def test_a_request_names_rasid_and_carries_no_cookie(client: Client, site: Site):
    url = site.answer("/rss", BODY, Set_Cookie="a=b")
    await fetch(client, feed(url), state(url))
    await fetch(client, feed(url), state(url))
    assert "User-Agent: Rasid/test" in site.heads[1]
    assert "cookie" not in site.heads[1].lower()


async def test_validators_are_sent_back_and_304_is_no_change(client: Client, site: Site):
    url = site.answer("/rss", status="304 Not Modified")
    outcome = await fetch(client, feed(url), state(url, etag='W/"v1"', last_modified="yesterday"))
    assert NotModified('W/"v1"', "yesterday") == outcome
    assert 'If-None-Match: W/"v1"\r\nIf-Modified-Since: yesterday' in site.heads[0]


async def test_a_feed_that_moved_is_asked_at_its_new_address(client: Client, site: Site):
    old, new = site.answer("/old", status="404 Not Found"), site.answer("/new", BODY)
    outcome = await fetch(client, feed(old), state(old, address=new))
    assert isinstance(outcome, Fetched)
    assert BODY == outcome.body


async def test_an_address_remembered_is_checked_like_any_other(client: Client, site: Site):
    """A redirect that was stored leads into no private network later."""
    outcome = await fetch(client, feed(site.url("/rss")), state(address="http://169.254.169.254/latest"))
    assert isinstance(outcome, FetchFailed)
    assert FetchClass.FORBIDDEN_ADDRESS is outcome.error_class


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("max-age=600", 600), ('public, MAX-AGE="30"', 30), ("no-cache", None), ("max-age=-1", None)],
)
async def test_how_long_an_answer_is_fresh_is_told(
    client: Client, site: Site, header: str, seconds: int | None
):
    url = site.answer("/rss", BODY, **{"Cache-Control": header})
    outcome = await fetch(client, feed(url), state(url))
    assert isinstance(outcome, Fetched)
    assert outcome.max_age == (None if seconds is None else timedelta(seconds=seconds))


async def test_the_same_bytes_under_a_new_etag_are_no_change(client: Client, site: Site):
    url = site.answer("/rss", BODY, ETag='"v2"')
    outcome = await fetch(client, feed(url), state(url, body_hash=fetched(BODY).body_hash))
    assert NotModified('"v2"') == outcome


@pytest.mark.parametrize(
    ("status", "error_class", "is_permanent"),
    [
        ("404 Not Found", FetchClass.HTTP_CLIENT, False),
        ("403 Forbidden", FetchClass.HTTP_CLIENT, False),
        ("410 Gone", FetchClass.GONE, True),
        ("429 Too Many Requests", FetchClass.RATE_LIMITED, False),
        ("500 Oops", FetchClass.HTTP_SERVER, False),
        ("503 Busy", FetchClass.HTTP_SERVER, False),
        ("206 Partial Content", FetchClass.HTTP_SERVER, False),
    ],
)
async def test_a_refusal_has_its_class(client: Client, site: Site, status, error_class, is_permanent):
    url = site.answer("/rss", b"no", status=status)
    outcome = await fetch(client, feed(url), state(url))
    assert FetchFailed(error_class, f"the server answered {status[:3]}", is_permanent) == outcome


async def test_a_busy_server_says_when_to_come_again(client: Client, site: Site):
    url = site.answer("/rss", status="503 Busy", Retry_After="600")
    outcome = await fetch(client, feed(url), state(url))
    assert timedelta(minutes=10) == outcome.retry_after


@pytest.mark.parametrize(
    ("printed", "wait"),
    [
        ("5", timedelta(minutes=1)),
        ("600", timedelta(minutes=10)),
        ("1000000000000", timedelta(hours=24)),
        ("Fri, 25 Sep 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Fri, 25 Sep 2020 13:00:00 GMT", timedelta(minutes=1)),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("٥", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_within_bounds(printed, wait):
    assert wait == _retry_after({"Retry-After": printed}, NOW)


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ (GMT|[+-]\d+)"))
def test_no_retry_after_is_too_odd(printed):
    """Whatever a server writes there, the wait is unknown or within its bounds."""
    wait = _retry_after({"Retry-After": printed}, NOW)
    assert wait is None or timedelta(minutes=1) <= wait <= timedelta(hours=24)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("gzip", gzip.compress(BODY[:100]) + gzip.compress(BODY[100:])),
        ("GZIP", gzip.compress(BODY) + b"\0\0\0"),
        ("identity", BODY),
    ],
    ids=["gzip", "zlib", "bare deflate", "two members", "padding", "identity"],
)
async def test_a_compressed_body_is_unpacked(client: Client, site: Site, encoding, packed):
    url = site.answer("/rss", packed, Content_Encoding=encoding)
    outcome = await fetch(client, feed(url), state(url))
    assert outcome.body == BODY


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip,br"])
async def test_an_encoding_that_was_not_asked_for_is_refused(client: Client, site: Site, encoding):
    url = site.answer("/rss", gzip.compress(BODY), Content_Encoding=encoding)
    outcome = await fetch(client, feed(url), state(url))
    assert outcome.error_class is FetchClass.BAD_ENCODING


async def test_damaged_compression_is_a_failure(client: Client, site: Site):
    url = site.answer("/rss", b"\x1f\x8b this is no gzip", Content_Encoding="gzip")
    outcome = await fetch(client, feed(url), state(url))
    assert outcome.error_class is FetchClass.BAD_ENCODING


async def test_a_body_over_the_limit_is_refused(client: Client, site: Site):
    url = site.answer("/rss", BODY)
    outcome = await fetch(client, feed(url, limit_bytes=len(BODY) - 1), state(url))
    assert outcome.error_class is FetchClass.TOO_LARGE
    assert isinstance(await fetch(client, feed(url, limit_bytes=len(BODY)), state(url)), Fetched)


async def test_an_endless_body_is_refused_at_the_limit(client: Client, site: Site):
    async def pour(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"<item/>" * 10_000)
            await writer.drain()

    site.answers["/rss"] = pour
    outcome = await fetch(client, feed(site.url("/rss")), state())
    assert FetchFailed(FetchClass.TOO_LARGE, "more than 5000000 bytes") == outcome


def _gzip_bomb(size: int) -> bytes:
    packer, zeros = zlib.compressobj(9, zlib.DEFLATED, 31), bytes(1_000_000)
    return b"".join(packer.compress(zeros) for _ in range(size // len(zeros))) + packer.flush()


async def test_a_gzip_bomb_takes_little_memory(client: Client, site: Site):
    """300 KB that unpack to 300 MB are refused after 10 MB, at a cost of less than 64 MB."""
    url = site.answer("/rss", _gzip_bomb(300_000_000), Content_Encoding="gzip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = await fetch(client, feed(url), state(url))
    assert FetchFailed(FetchClass.TOO_LARGE, "more than 10000000 bytes decompressed") == outcome
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize(
    "sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", b"HTTP/1.1 200 OK\r\n\r\n<rss>"]
)
async def test_a_server_that_falls_silent_meets_the_deadline(client: Client, site: Site, sent):
    async def drip(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()
        await asyncio.Event().wait()

    site.answers["/rss"] = drip
    outcome = await fetch(client, feed(site.url("/rss")), state(), deadline=timedelta(seconds=0.2))
    assert outcome.error_class is FetchClass.TIMEOUT


async def test_a_connection_cut_in_the_body_leaves_what_came_but_no_validator(client: Client, site: Site):
    """The next poll must ask for the document whole, so nothing may say that it is known."""
    url = site.answer("/rss", BODY, ETag='"v1"', Content_Length=str(len(BODY) + 50))
    outcome = await fetch(client, feed(url), state(url))
    assert (BODY, None, None) == (outcome.body, outcome.etag, outcome.last_modified)


async def test_a_gzip_stream_that_stops_leaves_what_came_but_no_validator(client: Client, site: Site):
    url = site.answer("/rss", gzip.compress(BODY)[:-20], ETag='"v1"', Content_Encoding="gzip")
    outcome = await fetch(client, feed(url), state(url))
    assert outcome.etag is None
    assert BODY.startswith(outcome.body)
    assert len(outcome.body) > 0


async def test_a_half_body_is_never_taken_for_the_known_one(client: Client, site: Site):
    url = site.answer("/rss", BODY, Content_Length=str(len(BODY) + 50))
    outcome = await fetch(client, feed(url), state(url, body_hash=fetched(BODY).body_hash))
    assert isinstance(outcome, Fetched)


async def test_a_connection_closed_before_the_body_is_a_reset(client: Client, site: Site):
    url = site.answer("/rss", b"", Content_Length="50")
    outcome = await fetch(client, feed(url), state(url))
    assert outcome.error_class is FetchClass.RESET


async def test_a_closed_port_cannot_be_connected_to(client: Client, site: Site, closed_port: int):
    url = f"http://127.0.0.1:{closed_port}/"
    async with Client(user_agent="Rasid/test", private_hosts=("127.0.0.1",)) as free:
        outcome = await fetch(free, feed(url), state(url))
    assert outcome.error_class is FetchClass.CONNECT


async def test_a_name_without_address_is_a_dns_failure():
    async def nowhere(host: str, port: int) -> tuple[str, ...]:
        raise OSError(-2, "Name or service not known")

    async with Client(user_agent="Rasid/test", lookup=nowhere) as client:
        outcome = await fetch(client, feed(), state())
    assert FetchFailed(FetchClass.DNS, "no address found for news.example") == outcome


async def test_a_resolver_that_hangs_meets_the_deadline():
    async def hang(host: str, port: int) -> tuple[str, ...]:
        await asyncio.Event().wait()
        return ()

    async with Client(user_agent="Rasid/test", lookup=hang) as client:
        outcome = await fetch(client, feed(), state(), deadline=timedelta(seconds=0.1))
    assert outcome.error_class is FetchClass.TIMEOUT


async def test_headers_without_end_are_refused(client: Client, site: Site):
    async def babble(head: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-Noise: on and on\r\n" * 1000)
            await writer.drain()

    site.answers["/rss"] = babble
    outcome = await fetch(client, feed(site.url("/rss")), state())
    assert outcome.error_class is FetchClass.RESET


@pytest.mark.parametrize(("length", "kind"), [(20_000, Fetched), (70_000, FetchFailed)])
async def test_a_long_header_is_borne_and_an_endless_one_is_not(
    client: Client, site: Site, length: int, kind: type
):
    url = site.answer("/rss", BODY, Content_Security_Policy="x" * length)
    assert isinstance(await fetch(client, feed(url), state(url)), kind)


async def test_an_answer_that_is_no_http_is_a_failure(client: Client, site: Site):
    site.answers["/rss"] = f"{TITLE}\r\n\r\n".encode()
    outcome = await fetch(client, feed(site.url("/rss")), state())
    assert isinstance(outcome, FetchFailed)


@pytest.mark.parametrize("value", ["سطر", "x" * 5000])
async def test_a_validator_that_cannot_be_sent_back_is_forgotten(client: Client, site: Site, value):
    url = site.answer("/rss", BODY, ETag=value)
    outcome = await fetch(client, feed(url), state(url))
    assert outcome.etag is None


@pytest.mark.parametrize("slots", [1, 2])
async def test_requests_for_one_host_wait_for_a_slot(site: Site, slots: int):
    """Each answer is held back until as many requests are under way as there are slots."""
    under_way, most, full = 0, 0, asyncio.Event()

    async def count(head: str, writer: asyncio.StreamWriter) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == slots:
            full.set()
        await full.wait()
        for _ in range(50):
            await asyncio.sleep(0)
        under_way -= 1
        writer.write(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")

    site.answers["/rss"] = count
    hosts = (f"127.0.0.1:{site.port}",)
    async with Client(user_agent="Rasid/test", private_hosts=hosts, per_host=slots) as client:
        await asyncio.gather(*(fetch(client, feed(site.url("/rss")), state()) for _ in range(6)))
    assert (6, slots) == (site.connections, most)


async def test_a_304_that_nobody_asked_for_is_a_failure(client: Client, site: Site):
    url = site.answer("/rss", status="304 Not Modified")
    outcome = await fetch(client, feed(url), state(url))
    assert FetchFailed(FetchClass.HTTP_SERVER, "the server answered 304") == outcome
