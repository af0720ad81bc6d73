"""The posts of a public Telegram channel, from the page that t.me/s/ shows of it.

Much news of Iraq breaks there first. The page is HTML for people, so what is not found where
it is expected is left out, and a page without posts is no feed.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from feeds.document import Document, Item
from feeds.text import plain

_POST = re.compile(r'<div\s[^<>]*\bdata-post="([A-Za-z0-9_]{1,64}/\d{1,12})"')
# The text of a post that is answered stands before the answer, under another class.
_TEXT = re.compile(r'<div\sclass="tgme_widget_message_text js-message_text[^<>]*>')
_TIME = re.compile(r'<time\s[^<>]*\bdatetime="([0-9T:+-]{10,32})"')
_NAME = re.compile(r'<meta\sproperty="og:title"\scontent="([^"<>]{0,300})"')
_DIV = re.compile(r"<(/?)div\b")
_LONGEST_TITLE = 160
_SENTENCE_END = re.compile(r"[.!؟?…](?=\s|\Z)|\n")


def is_channel(url: str) -> bool:
    """Return whether `url` is such a page.

    >>> is_channel("https://t.me/s/example"), is_channel("https://t.me/example")
    (True, False)
    """
    parts = urlsplit(url)
    return parts.hostname in ("t.me", "telegram.me") and parts.path.startswith("/s/")


def read_channel(page: str) -> Document | None:
    """Return the page's posts that have a text, the oldest first as printed; None if it has none.

    A post's title is its first sentence or line, up to 160 characters.
    """
    posts = list(_POST.finditer(page))
    if not posts:
        return None
    ends = [post.start() for post in posts[1:]] + [len(page)]
    items = tuple(item for post, end in zip(posts, ends, strict=True) for item in _item(page, post, end))
    name = _NAME.search(page)
    return Document("channel", name[1] if name else "", "", items, None) if items else None


def _item(page: str, post: re.Match[str], end: int) -> Iterator[Item]:
    text = _TEXT.search(page, post.end(), end)
    if text is None:
        return  # a picture, a poll, a post that was deleted
    markup = page[text.end() : _div_end(page, text.end(), end)]
    times = _TIME.findall(page, text.end(), end)
    yield Item(
        guid=post[1],
        link=f"https://t.me/{post[1]}",
        title=_headline(plain(markup)),
        title_is_html=False,
        texts=(markup,),
        dates=tuple(times[-1:]),
    )


def _div_end(page: str, start: int, end: int) -> int:
    depth = 1
    for tag in _DIV.finditer(page, start, end):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.start()
    return end


def _headline(text: str) -> str:
    end = _SENTENCE_END.search(text)
    first = text[: end.start()] if end else text
    if len(first) <= _LONGEST_TITLE:
        return first
    return f"{first[:_LONGEST_TITLE].rpartition(' ')[0] or first[:_LONGEST_TITLE]}…"
