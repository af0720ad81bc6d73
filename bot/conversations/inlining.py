"""@bot query, in any chat: stored entries to choose from and share."""

from dataclasses import dataclass
from datetime import datetime

from bot.archive import Found, Look
from bot.conversations.model import Rules, directed_html
from bot.conversations.words import tidy
from bot.excerpts import excerpt
from bot.i18n import Texts
from bot.markup import BLANK, Rich, joined, shortened, styled, text_of, web_url
from filters.model import Match
from filters.query import QueryError, parse

MOST_ARTICLES = 20
# Nobody scrolls further; each page searches anew.
_MOST_PAGES = 10
_SHORTEST = 2
_LIMIT_TITLE = 120
_LIMIT_DESCRIPTION = 200
_LIMIT_HINT = 60


@dataclass(frozen=True, slots=True)
class Article:
    """An entry in the list under the text field; `html` is what is sent when it is chosen."""

    id: str
    title: str
    description: str
    html: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the articles, and after which entry the next page begins: "" if there is none."""

    articles: tuple[Article, ...]
    next_after: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """What is said instead of a list, on a button that opens the chat with the bot."""

    text: str


def asked(text: str, texts: Texts, rules: Rules, now: datetime) -> Look | Hint:
    """Return what to look back for, or what to say to a text that asks for nothing yet."""
    text = tidy(text)
    if len(text) < _SHORTEST:
        return _hint(texts.rich("inline.how"))
    if len(text) > rules.query_chars:
        return _hint(texts.n_("add.too-long", rules.query_chars))
    try:
        parse(text)
    except QueryError as error:
        key = f"query.{error.code}"
        return _hint(texts.rich(key if texts.has(key) else "query.other"))
    return Look(text, now - rules.search_back, keep=MOST_ARTICLES * _MOST_PAGES)


def articles(found: Found, texts: Texts, now: datetime, after: str = "") -> Page | Hint:
    """Return a page of what was found, the newest first, or what to say if that is nothing.

    With `after` it is the page that follows that entry: what was published since moves nothing.
    """
    if not found.matches:
        return _hint(texts.rich("inline.nothing"))
    uids = [match.entry.uid for match in found.matches]
    first = 0 if not after else uids.index(after) + 1 if after in uids else len(uids)
    shown = found.matches[first : first + MOST_ARTICLES]
    is_more = first + MOST_ARTICLES < len(uids)
    return Page(tuple(_article(match, texts, now) for match in shown), shown[-1].entry.uid if is_more else "")


def _hint(rich: Rich) -> Hint:
    return Hint(text_of(shortened(rich, _LIMIT_HINT)))


def _article(match: Match, texts: Texts, now: datetime) -> Article:
    shown = excerpt(match, texts, now)
    told = joined((shown.origin, shown.sentence), " — ")
    return Article(
        match.entry.uid,
        text_of(shortened(shown.title, _LIMIT_TITLE)),
        text_of(shortened(told, _LIMIT_DESCRIPTION)),
        directed_html(texts, styled(shown.title, bold=True), shown.sentence, BLANK, shown.origin),
        web_url(match.entry.url),
    )
