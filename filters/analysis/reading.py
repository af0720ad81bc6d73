"""An entry read once: its sentences with their words and the lexicon phrases found in them."""

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from dataclasses import field as kept
from datetime import datetime
from functools import cache, lru_cache, wraps
from itertools import pairwise
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from feeds.model import Entry
from filters.analysis.asides import looks_back
from filters.arabic import Token, tokenise
from filters.gazetteer import actors, places
from filters.model import FieldName, Span
from filters.phrasebook import Found, Phrase, Phrasebook, read_phrases
from filters.sentences import is_debris, split_sentences

_LEXICON = Path(__file__).parents[1] / "lexicon"
_LONGEST_BODY = 20_000
_HIDDEN = "-"
_SHORT_TITLE = 2
_REFERENCE = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_KNOWN_WORDS = 30_000
_VERSE = ("﴿", "﴾")  # a verse of the Koran is no news
FAR = 100_000
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")
_UNASKED: Any = object()


def once(
    ask: Callable[Concatenate["Sentence", _Asked], _Answer],
) -> Callable[Concatenate["Sentence", _Asked], _Answer]:
    """Return `ask` so that the same question about a sentence is worked out once; nothing unhashable."""

    @wraps(ask)
    def asked(sentence: "Sentence", /, *args: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        question = (ask, args, *named.items()) if args or named else ask
        answers = sentence.answers
        answer: _Answer = answers.get(question, _UNASKED)
        if answer is _UNASKED:
            answer = answers[question] = ask(sentence, *args, **named)
        return answer

    return asked


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an entry. `found` holds phrases whose word numbers count from its first token.

    `bare` are its words without their articles; `is_aside` says that it looks back at something else,
    which a title never does. `answers` are for `once`.
    """

    field: FieldName
    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    found: tuple[Found, ...]
    bare: frozenset[str]
    is_aside: bool = False
    layers: dict[str, tuple[Found, ...]] = kept(init=False, repr=False, compare=False)
    answers: dict[Hashable, Any] = kept(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        layers: dict[str, tuple[Found, ...]] = {}
        for found in self.found:
            layers[found.layer] = (*layers.get(found.layer, ()), found)
        object.__setattr__(self, "layers", layers)

    def layer(self, name: str) -> tuple[Found, ...]:
        """Return what was found of one layer, in order."""
        return self.layers.get(name, ())

    def has(self, *layers: str) -> bool:
        """Tell whether anything of these layers was found."""
        return not self.layers.keys().isdisjoint(layers)

    def first(self, *layers: str) -> int:
        """Return the word number of the first phrase of these layers, one beyond all if there is none."""
        known = self.layers
        if len(layers) == 1:
            only = known.get(layers[0])
            return only[0].first if only else FAR
        return min((known[layer][0].first for layer in layers if layer in known), default=FAR)

    @property
    @once
    def joints(self) -> tuple[str, ...]:
        """Return what is printed between each word and the next."""
        text, start = self.text, self.start
        return tuple([text[one.end - start : other.start - start] for one, other in pairwise(self.tokens)])

    def is_cut(self, word: int) -> bool:
        """Tell whether more than a blank stands before word number `word`, or it is past the end."""
        if word >= len(self.tokens):
            return True
        return bool(
            self.text[self.tokens[word - 1].end - self.start : self.tokens[word].start - self.start].strip()
        )

    def span(self, first: int, last: int) -> Span:
        """Return where words [`first`, `last`) stand in the printed field."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return Span(self.field, start, end, self.text[start - self.start : end - self.start])


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry's sentences in order, title first, no page debris; `words` are all its folded words."""

    entry: Entry
    sentences: tuple[Sentence, ...]
    words: frozenset[str]


def read(entry: Entry) -> Reading:
    """Return the entry's sentences and what the lexicons find in them; 20,000 letters of body at most."""
    title = tuple(_sentences("title", entry.title, None))
    body = tuple(_sentences("body", entry.body[:_LONGEST_BODY], entry.published_at))
    body = _article(body, tuple(word for sentence in title for word in sentence.words))
    title = tuple(sentence for sentence in title if not _is_begun_anew(sentence, body))
    repeated = {sentence.words for sentence in title}
    sentences = title + tuple(s for s in body if s.words not in repeated)
    return Reading(entry, sentences, frozenset(word for s in sentences for word in s.words))


def _article(body: tuple[Sentence, ...], words: tuple[str, ...]) -> tuple[Sentence, ...]:
    """Return the body from where the page prints its title again: before stand menus and other news."""
    if len(words) <= _SHORT_TITLE:
        return body
    at = next((i for i, sentence in enumerate(body) if sentence.words == words), 0)
    return body[at + 1 :] if 0 < at < len(body) - 1 else body


def _is_begun_anew(title: Sentence, body: tuple[Sentence, ...]) -> bool:
    """Tell whether a title is cut short where the body goes on: «مصدر أمني:»."""
    return (
        bool(body)
        and len(title.words) < len(body[0].words)
        and body[0].words[: len(title.words)] == title.words
    )


def _sentences(field: FieldName, text: str, published_at: datetime | None) -> Iterator[Sentence]:
    find = phrasebook().find
    # A character reference that a page left in is no word, and no end of a phrase.
    tokens = tokenise(_REFERENCE.sub(lambda found: " " * len(found.group()), text) if "&" in text else text)
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    last = 0
    for start, end in split_sentences(text):
        first = bisect_left(starts, start, last)
        last = bisect_right(ends, end, first)
        piece = text[start:end]
        if last > first and not (field == "body" and (is_debris(piece) or piece.startswith(_VERSE))):
            words = tuple([_unstretched(token.folded) for token in tokens[first:last]])
            is_aside = field == "body" and looks_back(words, published_at.date() if published_at else None)
            found = tuple([f for f in find(words) if f.key != _HIDDEN])
            bare = frozenset([word.removeprefix("ال") for word in words])
            yield Sentence(field, start, end, piece, tokens[first:last], words, found, bare, is_aside)


@lru_cache(_KNOWN_WORDS)
def _unstretched(word: str) -> str:
    """«عاجججل» is «عاجل»."""
    return _STRETCHED.sub(r"\1", word)


@cache
def phrasebook() -> Phrasebook:
    """Return every lexicon compiled into one book; takes some tens of milliseconds the first time."""
    return Phrasebook(_phrases())


def _phrases() -> Iterator[Phrase]:
    for place in places().values():
        for name in (*place.arabic, *place.english):
            yield Phrase(name, "place", place.slug, is_name=True)
    for actor in actors().values():
        for name in (*actor.arabic, *actor.english):
            yield Phrase(name, "actor", actor.slug, is_name=True)
    yield from _classes("events.toml")
    yield from _classes("cues.toml")
    yield from _weapons()


def _classes(name: str) -> Iterator[Phrase]:
    # Each class is a layer of its own, so that a weak cue cannot hide a strong one of the same words.
    for key, table in read_lexicon(name).items():
        for text in table["words"]:
            for form in _with_article(text):
                yield Phrase(form, key, key, is_bare=key not in _BOUND)
        for text in table.get("not", ()):
            yield Phrase(text, key, _HIDDEN)


def _with_article(text: str) -> Iterator[str]:
    """Yield the forms of a phrase, and of two words the second with its article too: «حادث السير»."""
    for form in read_phrases(text):
        yield form
        first, _, second = form.partition(" ")
        if second and " " not in second and not second.startswith("ال"):
            yield f"{first} ال{second}"


# «استهدافها» is a strike; «دورية» is no «دوري» and «وزارة» no visit, so other cues take no pronoun.
_BOUND = frozenset({"attack", "hit", "kill", "arrest", "closure", "explosion"})


def _weapons() -> Iterator[Phrase]:
    for kind, table in read_lexicon("weapons.toml").items():
        for count in ("two", "one", "many", "kind_words"):
            for text in table[count]:
                yield Phrase(text, "weapon", f"{kind}:{count}")


@cache
def read_lexicon(name: str) -> dict[str, dict[str, list[str]]]:
    """Return a lexicon of phrases by key: those of its file, and of the one of channels beside it."""
    tables: dict[str, dict[str, list[str]]] = tomllib.loads((_LEXICON / name).read_text(encoding="utf-8"))
    beside = _LEXICON / name.replace(".toml", "_channels.toml")
    added = tomllib.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    for key, table in added.items():
        for kind, phrases in table.items():
            tables[key].setdefault(kind, []).extend(phrases)
    return tables
