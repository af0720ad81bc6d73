"""WebSub without its I/O: who is asked, when again, and who is believed."""

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.websub import Subscription, asked, confirmed, header_links, is_signed, request_form, wanted
from tests.feeds.builders import NOW, URL

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HUB = "https://hub.example/"
FRESH = Subscription(URL, HUB, URL, "token", "secret", NOW)
ASKED = asked(FRESH, NOW)
QUERY = {"hub.mode": "subscribe", "hub.topic": URL, "hub.challenge": "c1", "hub.lease_seconds": "864000"}
BODY = "<rss>خبر</rss>".encode()


def signature(method: str, secret: str = "secret", body: bytes = BODY) -> str:
    return f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_what_the_secret_signs_is_believed(method: str):
    assert is_signed("secret", signature(method), BODY)
    assert is_signed("secret", signature(method).upper(), BODY)
    assert not is_signed("secret", signature(method, "other"), BODY)
    assert not is_signed("secret", signature(method), BODY + b" ")
    assert not is_signed("secret", signature(method)[:-1], BODY)


@pytest.mark.parametrize(
    "given_", ["", "sha256=", "md5=" + "0" * 32, signature("sha256")[7:], "sha256=\udcff", "=", "new=1"]
)
def test_what_is_no_signature_is_not_believed(given_: str):
    assert not is_signed("secret", given_, BODY)


@given(st.text(max_size=80), st.binary(max_size=40))
def test_no_signature_is_an_exception(given_: str, body: bytes):
    assert is_signed("secret", given_, body) is (
        given_.strip().lower()
        in {f"{m}={hmac.new(b'secret', body, getattr(hashlib, m)).hexdigest()}" for m in ("sha1", "sha256")}
    )


def test_a_confirmation_of_what_was_asked_makes_it_live():
    answer = confirmed(ASKED, QUERY, NOW + HOUR)
    assert answer is not None
    live, challenge = answer
    assert ("c1", NOW + HOUR + 10 * DAY) == (challenge, live.until)
    assert live.is_live(NOW + 10 * DAY)
    assert not live.is_live(NOW + HOUR + 10 * DAY)
    assert NOW + HOUR + 8 * DAY == live.next_ask_at


@pytest.mark.parametrize(
    "change",
    [
        {"hub.mode": "unsubscribe"},
        {"hub.mode": "denied"},
        {"hub.topic": "https://other.example/rss"},
        {"hub.challenge": ""},
    ],
)
def test_what_we_did_not_ask_for_is_not_confirmed(change: dict[str, str]):
    assert confirmed(ASKED, QUERY | change, NOW + HOUR) is None


def test_a_hub_that_was_not_asked_lately_confirms_nothing():
    assert confirmed(FRESH, QUERY, NOW) is None
    assert confirmed(ASKED, QUERY, NOW + DAY) is None


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [
        ("1", timedelta(minutes=5)),
        ("3600", HOUR),
        ("99999999", 30 * DAY),
        ("-1", 10 * DAY),
        ("", 10 * DAY),
        ("9" * 40, 10 * DAY),
    ],
)
def test_a_lease_is_clamped(seconds: str, lease: timedelta):
    answer = confirmed(ASKED, QUERY | {"hub.lease_seconds": seconds}, NOW)
    assert answer is not None
    assert NOW + lease == answer[0].until


def test_a_hub_that_does_not_confirm_is_asked_later_and_later():
    one, pauses = FRESH, []
    for _ in range(12):
        one = asked(one, one.next_ask_at)
        pauses.append(one.next_ask_at - one.asked_at)
    assert [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)] == pauses[:3]
    assert DAY == pauses[-1]


def test_a_known_hub_is_not_asked_anew_and_another_one_is():
    live, _ = confirmed(ASKED, QUERY, NOW) or pytest.fail("not confirmed")
    again = replace(FRESH, token="t2", secret="s2", next_ask_at=NOW + 3 * HOUR)
    assert wanted(FRESH, None) is FRESH
    assert wanted(again, live) is None
    moved = wanted(replace(again, hub="https://new.example/"), live)
    assert moved is not None
    assert ("t2", None, NOW + 3 * HOUR) == (moved.token, moved.until, moved.next_ask_at)


def test_a_feed_that_names_ever_other_hubs_makes_us_ask_one_an_hour():
    one = ASKED
    for minute in range(1, 60):
        now = NOW + timedelta(minutes=minute)
        fresh = replace(FRESH, hub=f"https://hub{minute}.example/", next_ask_at=now)
        one = wanted(fresh, one) or pytest.fail("another hub is another subscription")
        assert one.next_ask_at >= NOW + HOUR


def test_the_form_says_what_the_standard_wants():
    assert {
        "hub.callback": "https://us.example/token",
        "hub.mode": "subscribe",
        "hub.topic": URL,
        "hub.secret": "secret",
        "hub.lease_seconds": "864000",
    } == request_form(FRESH, "https://us.example/token")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([f'<{HUB}>; rel="hub", <{URL}>; rel="self"'], {"hub": HUB, "self": URL}),
        ([f"<{HUB}>; rel=hub", f'<{URL}>; type="a,b"; rel="x self"'], {"hub": HUB, "self": URL}),
        ([f'<{HUB}>; rel="hub"', '<https://second.example/>; rel="hub"'], {"hub": HUB}),
        (["</rss>; rel=self"], {"self": "https://news.example/rss"}),
        (['<javascript:1>; rel="hub"', "<>; rel=hub", "rel=hub", f"<{HUB}>", f"<{HUB}>; title=hub"], {}),
    ],
)
def test_link_headers_name_the_hub(headers: list[str], expected: dict[str, str]):
    assert expected == header_links(headers, URL)


@given(
    st.lists(
        st.sampled_from(["<", ">", ";", "rel", "=", '"', "hub", ",", " ", "https://a.example/"]), max_size=60
    )
)
def test_no_header_is_an_exception(pieces: list[str]):
    assert header_links(["".join(pieces)], URL).keys() <= {"hub", "self"}


def test_only_so_many_links_are_read():
    """A hundred headers full of links would hold up everything else for seconds."""
    hub = "<https://hub.example/>; rel=hub"
    full = "<https://a.example/>; rel=next," * 1000
    assert {"hub": "https://hub.example/"} == header_links([full, full, hub], URL)
    assert {} == header_links([full] * 100 + [hub], URL)
