"""The ways to hold an entry against many watchlists that benchmarks/matching_baselines.py compares.

Each takes watchlists and returns a function from a document to the numbers of those that it
satisfies. Most peers find terms only: `Deciding` then judges AND, OR and NOT for all of them alike.
They are given folded words, which are no work of theirs; Rasid reads the entry as printed.
"""

import re
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from feeds.model import Entry
from filters.arabic import fold
from filters.model import Watchlist
from filters.watchlists import WatchlistIndex

NOW = datetime(2026, 1, 1, tzinfo=UTC)
APART = "|"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Watched:
    """A query of words and phrases: one of each clause must stand in an entry, none of `excluded`."""

    query: str
    needed: tuple[tuple[str, ...], ...]
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An entry, its folded words with a mark between title and body, and these as padded text."""

    entry: Entry
    words: list[str]
    text: str


Match = Callable[[Document], Collection[int]]


@dataclass(frozen=True, slots=True)
class Way:
    """A way at work. `seconds` is the CPU used so far, `megabytes` what its watchlists take elsewhere."""

    match: Match
    seconds: Callable[[], float] = time.process_time
    megabytes: float | None = None
    reads_entries: bool = False
    close: Callable[[], None] = lambda: None


class Absent(Exception):  # noqa: N818  # no error: another machine has it
    """What a way needs is not on this machine."""


def watched(query: str) -> Watched:
    """Return a query as benchmarks/matching.py writes them; `query` then asks for the words as spelt."""
    excluded = tuple(fold(word) for word in re.findall(r"-(\S+)", query))
    clauses = re.sub(r"-\S+", "", query).split("+")
    needed = tuple(tuple(fold(term.strip(" ()")) for term in clause.split("،")) for clause in clauses)
    spelt = re.sub(r"([^\s،+()-]+)", r"=\1", query)
    return Watched(spelt, needed, excluded)


def document(entry: Entry) -> Document:
    """Return an entry as the peers read it."""
    title, body = (_WORD.findall(fold(field)) for field in (entry.title, entry.body))
    words = [*title, APART, *body]
    return Document(entry, words, f" {' '.join(words)} ")


class Deciding:
    """From the terms found in a document to watchlists, each waked by the terms of its first clause."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, list[int]] = defaultdict(list)
        self.terms: dict[str, str] = {}
        self._conditions: dict[int, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {}

    @classmethod
    def of(cls, watchlists: Iterable[Watched]) -> "Deciding":
        """Return what decides on the watchlists; `terms` are all that must be found for it."""
        made = cls()
        for number, wanted in enumerate(watchlists):
            made.add(number, wanted)
        return made

    def add(self, number: int, wanted: Watched) -> None:
        share = self.terms.setdefault
        first, *others = (tuple(share(term, term) for term in clause) for clause in wanted.needed)
        excluded = tuple(share(term, term) for term in wanted.excluded)
        for term in first:
            self.numbers[term].append(number)
        if others or excluded:
            self._conditions[number] = (tuple(others), excluded)

    def decide(self, found: set[str]) -> list[int]:
        waked = {number for term in found & self.numbers.keys() for number in self.numbers[term]}
        return [number for number in waked if self._holds(number, found)]

    def _holds(self, number: int, found: set[str]) -> bool:
        condition = self._conditions.get(number)
        if condition is None:
            return True
        needed, excluded = condition
        return found.isdisjoint(excluded) and not any(found.isdisjoint(clause) for clause in needed)


def by_pairs(watchlists: Iterable[Watched]) -> Way:
    """Find words and pairs of words in a dictionary: what is right, and quick since terms are no longer."""
    deciding = Deciding.of(watchlists)

    def match(read: Document) -> list[int]:
        pairs = map(" ".join, zip(read.words, read.words[1:], strict=False))
        return deciding.decide(deciding.terms.keys() & {*read.words, *pairs})

    return Way(match)


def by_rasid(watchlists: Iterable[Watched], *, is_spelt: bool = True) -> Way:
    """Ask Rasid's own index, of words as spelt or with all their forms."""
    index = WatchlistIndex()
    for number, wanted in enumerate(watchlists):
        query = wanted.query if is_spelt else wanted.query.replace("=", "")
        index.add(Watchlist(number, 1, 0, "keywords", "", query, NOW))
    return Way(lambda read: [match.watchlist_id for match in index.match(read.entry)], reads_entries=True)


def by_regex(watchlists: Iterable[Watched]) -> Way:
    """Search with each watchlist's own regular expressions."""

    def compiled(terms: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile(f" (?:{'|'.join(map(re.escape, terms))}) ")

    patterns = [
        ([compiled(clause) for clause in wanted.needed], [compiled((term,)) for term in wanted.excluded])
        for wanted in watchlists
    ]

    def match(read: Document) -> list[int]:
        found = []
        for number, (needed, excluded) in enumerate(patterns):
            if all(p.search(read.text) for p in needed) and not any(p.search(read.text) for p in excluded):
                found.append(number)
        return found

    return Way(match)


def by_pyahocorasick(watchlists: Iterable[Watched]) -> Way:
    """Run one automaton of all terms, in C."""
    deciding = Deciding.of(watchlists)
    automaton = installed("ahocorasick").Automaton()
    for term in deciding.terms:
        automaton.add_word(f" {term} ", term)
    automaton.make_automaton()
    return Way(lambda read: deciding.decide({term for _, term in automaton.iter(read.text)}))


def by_ahocorasick_rs(watchlists: Iterable[Watched]) -> Way:
    """Run one automaton of all terms, in Rust."""
    deciding = Deciding.of(watchlists)
    terms = list(deciding.terms)
    automaton = installed("ahocorasick_rs").AhoCorasick([f" {term} " for term in terms])

    def match(read: Document) -> list[int]:
        found = automaton.find_matches_as_indexes(read.text, overlapping=True)
        return deciding.decide({terms[at] for at, _, _ in found})

    return Way(match)


def by_hyperscan(watchlists: Iterable[Watched]) -> Way:
    """Scan for all terms as literals, each told once."""
    hyperscan = installed("hyperscan")
    deciding = Deciding.of(watchlists)
    terms = list(deciding.terms)
    base = hyperscan.Database()
    literals = [f" {term} ".encode() for term in terms]
    base.compile(literals, ids=range(len(terms)), flags=hyperscan.HS_FLAG_SINGLEMATCH, literal=True)

    def match(read: Document) -> list[int]:
        found: set[str] = set()
        base.scan(read.text.encode(), match_event_handler=lambda at, *_: found.add(terms[at]))
        return deciding.decide(found)

    return Way(match)


def installed(name: str) -> Any:
    """Return a package's module. Raises Absent."""
    try:
        return import_module(name)
    except ImportError:
        raise Absent(f"the package {name}") from None
