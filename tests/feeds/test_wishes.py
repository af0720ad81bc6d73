"""What a document says of when it is worth asking, and of its hub."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.parse import parse
from feeds.wishes import Wishes, read_wishes
from tests.feeds.builders import NOW, URL, feed, item, rss

HOUR = timedelta(hours=1)
SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<skipHours><hour>0</hour><hour> 3 </hour></skipHours>", Wishes(quiet_hours=0b1001)),
        ("<skipHours><hour>24</hour><hour>25</hour><hour>٣</hour></skipHours>", Wishes(quiet_hours=1)),
        ("<skipDays>\n<day>Friday</day>\n<day>saturday</day></skipDays>", Wishes(quiet_days=0b110000)),
        ("<skipDays><day>الجمعة</day></skipDays>", Wishes()),
        (f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in range(24))}</skipHours>", Wishes()),
        ("<hour>5</hour>", Wishes()),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", Wishes(pause=HOUR)),
        (
            "<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            Wishes(pause=6 * HOUR),
        ),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            Wishes(pause=HOUR),
        ),
        ("<sy:updatePeriod>often</sy:updatePeriod>", Wishes()),
        (
            (
                "<atom:link rel='hub' href='https://hub.example/'/>"
                '<atom:link href="/rss?a=1&amp;b=2" rel="self"/>'
            ),
            Wishes(hub="https://hub.example/", topic="https://news.example/rss?a=1&b=2"),
        ),
        (
            "<link rel='hub' href='https://one.example/'/><link rel='hub' href='https://two.example/'/>",
            Wishes(hub="https://one.example/"),
        ),
        ("<link rel='hub' href='javascript:1'/><link rel='self'/>", Wishes()),
        ("<link rel='alternate' href='https://hub.example/'/>", Wishes()),
    ],
)
def test_a_document_is_heard(head: str, expected: Wishes):
    assert expected == read_wishes(rss(head=head), URL)


def test_an_item_speaks_for_itself_alone():
    """A link in a quoted post is not the feed's hub."""
    assert Wishes() == read_wishes(rss(item(more="<atom:link rel='hub' href='https://evil.example/'/>")), URL)


@pytest.mark.parametrize("breakage", ["", "&nbsp;", "<br>"])
def test_a_broken_document_says_the_same(breakage: str):
    """The fast way of reading, the mended and feedparser's hear one thing."""
    head = (
        f"{breakage}<skipHours><hour>2</hour></skipHours><ttl>30</ttl>"
        "<sy:updatePeriod>daily</sy:updatePeriod><atom:link rel='hub' href='https://hub.example/'/>"
    )
    found = parse(rss(head=head).replace("<rss ", f"<rss {SY} ").encode(), "text/xml", feed(), NOW)
    assert (24 * HOUR, 0b100, "https://hub.example/") == (found.ttl, found.quiet_hours, found.hub)


@given(
    st.lists(
        st.sampled_from(
            [
                "<skipHours>",
                "<hour>",
                "7",
                "</hour>",
                "<link ",
                "rel=",
                "'hub'",
                '"',
                "'",
                ">",
                " ",
                "</",
                "<item>",
            ]
        ),
        max_size=40,
    )
)
def test_nonsense_is_no_wish_and_no_exception(pieces: list[str]):
    found = read_wishes("".join(pieces), URL)
    assert found.quiet_hours in (0, 1 << 7)


@pytest.mark.parametrize(
    "piece", ["<skipHours>", "<link ", "<link a='", "<x:updatePeriod ", "<hour> ", "a ", "<x:"]
)
def test_it_is_linear_whatever_comes(piece: str):
    """Hostile repetitions take well under the time that a worker has."""
    started = time.process_time()
    read_wishes(piece * (300_000 // len(piece)), URL)
    read_wishes("<skipHours>" + piece * (300_000 // len(piece)) + "</skipHours>", URL)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("piece", ["<skipHours>", "<skipDays>"])
def test_an_element_opened_again_and_again_costs_no_more_than_another(piece: str):
    """Each looked for its end behind all that follow: that took eighty times as long."""
    assert _seconds(piece) < 10 * _seconds("<hour> ")


def _seconds(piece: str) -> float:
    """Return the processor's time for a head full of it, at its best."""
    text = piece * (64_000 // len(piece))
    return min(_spent(text) for _ in range(5))


def _spent(text: str) -> float:
    started = time.process_time()
    read_wishes(text, URL)
    return time.process_time() - started
