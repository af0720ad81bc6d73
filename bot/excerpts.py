"""An entry in three lines: its title, the sentence that matched, where and when it was published."""

from datetime import datetime
from typing import NamedTuple

from bot.i18n import Texts
from bot.markup import Rich, clean_foreign, foreign, joined, marked, plain, shortened
from filters.analysis.summary import key_sentence
from filters.model import Match

_LIMIT_TITLE = 200
_LIMIT_SENTENCE = 280
_LIMIT_SOURCE = 80


class Excerpt(NamedTuple):
    """The words that matched are bold; `sentence` is empty if it only repeats the title."""

    title: Rich
    sentence: Rich
    origin: Rich


def excerpt(match: Match, texts: Texts, now: datetime) -> Excerpt:
    """Return the entry of `match` as its reader sees it in a list; the title links to it."""
    entry, hits = match.entry, match.hits
    sentence, bold = key_sentence(entry, hits)
    in_title = [(hit.span.start, hit.span.end) for hit in hits if hit.span.field == "title"]
    title = marked(entry.title, in_title, href=entry.url)
    is_repeated = clean_foreign(sentence).split() == clean_foreign(entry.title).split()
    quoted = shortened(marked(sentence, bold), _LIMIT_SENTENCE)
    source = shortened(foreign(entry.source), _LIMIT_SOURCE)
    return Excerpt(
        shortened(title, _LIMIT_TITLE) or foreign(entry.source, href=entry.url) or texts.rich("event.none"),
        texts.rich("alert.quote", text=quoted) if quoted and not is_repeated else (),
        joined((source, plain(texts.when(entry.at, now))), " · "),
    )
