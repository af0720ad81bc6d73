"""The text of the article in a web page. Runs in a worker: its libraries are large, its input hostile."""

from html import escape

from feeds.decode import decode
from feeds.text import plain


def article_text(body: bytes, content_type: str | None, url: str) -> str:
    """Return the article's own words, a line a paragraph, at most 32,768 letters; empty if there is none.

    Lists of other headlines, comments and tables are left out where they can be told from it.
    """
    # Half a second and 40 MB: only in a worker that is asked for an article.
    import trafilatura  # noqa: PLC0415

    found = trafilatura.extract(
        decode(body, content_type),
        url=url,
        include_comments=False,
        include_tables=False,
        favor_precision=True,
    )
    return plain(escape(found or ""))
