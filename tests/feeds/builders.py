"""Documents and values for the tests of the feeds, with sentences of our own."""

from datetime import UTC, datetime
from xml.sax.saxutils import escape

from feeds.model import Entry, Feed, FeedState, Fetched

NOW = datetime(2026, 9, 25, 12, 0, tzinfo=UTC)
URL = "https://news.example/rss"
TITLE = "سقوط ثلاثة صواريخ قرب المنطقة الخضراء"
BODY = "قال مصدر أمني إن ثلاثة صواريخ سقطت مساء الخميس في محيط المنطقة الخضراء وسط بغداد دون إصابات."


def feed(url: str = URL, **changes: object) -> Feed:
    return Feed(**{"url": url, "outlet": "وكالة الاختبار", **changes})


def state(url: str = URL, **changes: object) -> FeedState:
    return FeedState(**{"url": url, "next_poll_at": NOW, **changes})


def fetched(body: bytes, content_type: str | None = "text/xml", **changes: object) -> Fetched:
    return Fetched(
        **{
            "body": body,
            "url": URL,
            "content_type": content_type,
            "etag": None,
            "last_modified": None,
            **changes,
        }
    )


def entry(entry_id: str = "1", **changes: object) -> Entry:
    return Entry(
        **{
            "id": entry_id,
            "feed_url": URL,
            "source": "وكالة الاختبار",
            "url": None,
            "title": TITLE,
            "body": BODY,
            "published_at": None,
            "seen_at": NOW,
            **changes,
        }
    )


def item(
    title: str | None = TITLE,
    *,
    guid: str | None = None,
    link: str | None = None,
    body: str | None = BODY,
    date: str | None = None,
    more: str = "",
) -> str:
    """Return an RSS item; a None leaves its element out."""
    parts = {"title": title, "guid": guid, "link": link, "description": body, "pubDate": date}
    lines = [f"<{name}>{escape(value)}</{name}>" for name, value in parts.items() if value is not None]
    return f"<item>{''.join(lines)}{more}</item>"


def rss(*items: str, declaration: str = '<?xml version="1.0" encoding="utf-8"?>', head: str = "") -> str:
    """Return an RSS document of `items`, by default of one."""
    return (
        f'{declaration}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>وكالة الاختبار</title><link>https://news.example/</link>{head}"
        f"{''.join(items or [item(guid='1')])}</channel></rss>"
    )
