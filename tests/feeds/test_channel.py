"""The posts of a public Telegram channel, from a page of our own making."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.channel import is_channel, read_channel
from feeds.model import FetchClass
from feeds.parse import parse
from tests.feeds.builders import NOW, TITLE, feed

URL = "https://t.me/s/example_news"
PAGE = """<!DOCTYPE html><html><head><meta property="og:title" content="قناة &quot;المثال&quot;"></head>
<body>{}</body></html>"""
POST = """<div class="tgme_widget_message_wrap js-widget_message_wrap">
 <div class="tgme_widget_message js-widget_message" data-post="example_news/{number}" data-view="x">
 <div class="tgme_widget_message_bubble">{before}{text}
 <div class="tgme_widget_message_footer"><a class="tgme_widget_message_date" href="https://t.me/example_news/{number}">
 <time datetime="{time}" class="time">10:00</time></a></div></div></div></div>"""
TEXT = '<div class="tgme_widget_message_text js-message_text" dir="auto">{}</div>'
REPLY = '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">نص الرسالة السابقة</div>'


def post(number: int, text: str | None, before: str = "", time: str = "2026-09-24T10:00:00+00:00") -> str:
    return POST.format(
        number=number, before=before, time=time, text="" if text is None else TEXT.format(text)
    )


def read(*posts: str):
    return parse(PAGE.format("".join(posts)).encode(), "text/html; charset=utf-8", feed(URL), NOW)


def test_a_post_becomes_an_entry():
    found = read(post(7, f"<b>عاجل |</b> {TITLE}.<br/><br/>مصادر أمنية: لا إصابات"))
    (entry,) = found.entries
    assert ("example_news/7", "https://t.me/example_news/7") == (entry.id, entry.url)
    assert f"عاجل | {TITLE}" == entry.title
    assert f"عاجل | {TITLE}.\nمصادر أمنية: لا إصابات" == entry.body
    assert datetime(2026, 9, 24, 10, tzinfo=UTC) == entry.published_at
    assert found.title == 'قناة "المثال"'


def test_posts_keep_their_order_and_their_own_texts():
    found = read(post(1, "الأول"), post(2, None), post(3, "الثالث"))
    assert [("example_news/1", "الأول"), ("example_news/3", "الثالث")] == [
        (e.id, e.body) for e in found.entries
    ]


def test_the_text_that_is_answered_is_not_the_answer():
    (entry,) = read(post(8, "تحديث: ارتفاع عدد الجرحى", before=REPLY)).entries
    assert entry.body == "تحديث: ارتفاع عدد الجرحى"


def test_a_text_with_boxes_inside_is_read_to_its_end():
    (entry,) = read(post(9, "قبل<div>داخل</div>بعد")).entries
    assert entry.body == "قبل\nداخل\nبعد"


def test_a_long_first_sentence_is_shortened_at_a_word():
    (entry,) = read(post(9, "كلمة " * 60)).entries
    assert len(entry.title) <= 161
    assert entry.title.endswith("كلمة…")


@pytest.mark.parametrize("posts", [(), (post(1, None),)])
def test_a_page_without_posts_is_no_feed(posts: tuple[str, ...]):
    assert read(*posts).error_class is FetchClass.NOT_A_FEED


def test_such_a_page_of_another_site_is_no_feed():
    body = PAGE.format(post(1, "نص")).encode()
    assert parse(body, "text/html", feed("https://news.example/"), NOW).error_class is FetchClass.NOT_A_FEED


@pytest.mark.parametrize(
    "url", ["https://t.me/example", "https://t.me.evil.example/s/x", "https://news.example/s/x", ""]
)
def test_only_the_page_of_a_channel_is_one(url: str):
    assert not is_channel(url)


PIECES = st.sampled_from(
    ['<div data-post="a/1">', "<div>", "</div>", TEXT.format("x")[:-6], '<time datetime="', '"', ">", "نص"]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join))
def test_no_page_is_too_odd(page: str):
    found = read_channel(page)
    assert found is None or all(item.guid == "a/1" for item in found.items)
