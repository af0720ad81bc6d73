"""How alike two texts are: their content words, weighed by how rare they are among the open incidents."""

import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from feeds.model import Entry
from filters.arabic import tokenise
from filters.gazetteer import places
from filters.wordlists import word_list

_STOP = word_list("stop")
_LEADS = ("وال", "بال", "لل", "ال", "وب", "ول")
_JOINED = "وبل"
_TAILS = ("تها", "تهم", "ته", "ان", "ين", "ون", "ات", "يه", "ها", "هم", "ه", "ي", "ا")
_SHORTEST = 3
_MOST_BODY_LETTERS = 700
_HEADLINE_LETTERS = 200
_FEWEST_WORDS = 4
_SHARE_OF_ALL = 3
_COMMON = 30.0


def terms_of(entry: Entry) -> frozenset[str]:
    """Return the folded content words of the title and of the body's first 700 letters, articles cut off.

    >>> from datetime import UTC, datetime
    >>> sorted(terms_of(Entry("1", "f", "s", None, "قصف على المنطقة الخضراء", "", None, datetime.now(UTC))))
    ['خضرا', 'قصف', 'منطقه']
    """
    return _terms(text_of(entry))


def text_of(entry: Entry) -> str:
    """Return the title and the body's first 700 letters: what `terms_of` reads."""
    return f"{entry.title}\n{entry.body[:_MOST_BODY_LETTERS]}"


def outlet_terms(entry: Entry) -> frozenset[str]:
    """Return the words of the outlet's name: it stands in the datelines of all that it prints."""
    return _terms(entry.source)


def headline_terms(entry: Entry) -> frozenset[str]:
    """Return the content words of the title; with the body's first letters where it only names a speaker."""
    return _terms(headline_and_lead(entry)[0])


@lru_cache(maxsize=20_000)
def title_terms(title: str) -> frozenset[str]:
    """Return the content words of a title alone; remembered, as open incidents are asked again and again."""
    return _terms(title)


def lead_terms(entry: Entry) -> frozenset[str]:
    """Return the content words of the title and of the body's first letters."""
    return _terms(headline_and_lead(entry)[1])


def headline_and_lead(entry: Entry) -> tuple[str, str]:
    """Return what says what an entry is about: its title, if that is whole; the title with the lead."""
    lead = f"{entry.title} {entry.body[:_HEADLINE_LETTERS]}"
    is_whole = len(entry.title.split()) >= _FEWEST_WORDS and not entry.title.rstrip().endswith(
        (":", "..", "…")
    )
    return (entry.title if is_whole else lead), lead


def _terms(text: str) -> frozenset[str]:
    return frozenset(filter(None, (term_of(token.folded) for token in tokenise(text))))


@lru_cache(maxsize=30_000)
def term_of(word: str) -> str:
    """Return a folded word without what is joined before and after it, "" for one that tells nothing.

    Cut too much, «بغداد» too is cut: as it is everywhere, that does no harm.
    """
    if word in _STOP or len(word) < _SHORTEST or word.isdigit():
        return ""
    lead = next((lead for lead in _LEADS if word.startswith(lead) and len(word) - len(lead) >= _SHORTEST), "")
    word = word[len(lead) :]
    while word[0] in _JOINED and len(word) > _SHORTEST + 1:
        word = word[1:]
    if word in _STOP:
        return ""
    tail = next((tail for tail in _TAILS if word.endswith(tail) and len(word) - len(tail) >= _SHORTEST), "")
    return sys.intern(word.removesuffix(tail))


_KNOWN_EVENTS = word_list("known-events")
_SITES = word_list("known-sites")
_STOCK = frozenset(map(term_of, word_list("stock")))


class Weights:
    """How much a word tells, from how many of the seen texts hold it: log((n + 30) / (holding + 1))."""

    def __init__(self) -> None:
        """Start with no text seen."""
        self._holding: Counter[str] = Counter()
        self._texts = 0

    def add(self, terms: Iterable[str]) -> None:
        """Count one more text."""
        self._holding.update(terms)
        self._texts += 1

    def remove(self, terms: Iterable[str]) -> None:
        """Count one text less."""
        self._holding.subtract(terms)
        self._texts -= 1

    def of(self, term: str) -> float:
        """Return the weight of `term`, always above 0."""
        return math.log((self._texts + _COMMON) / (self._holding[term] + 1.0)) + 0.1

    def of_others(self, term: str, own: int) -> float:
        """Return the weight of `term` as if `own` of the texts that hold it had not been seen."""
        return math.log((self._texts + _COMMON) / (self._holding[term] - own + 1.0)) + 0.1


class Weighed:
    """A text whose words are weighed once, to be compared with many."""

    def __init__(self, terms: frozenset[str], weights: Weights) -> None:
        """Weigh `terms` as things stand."""
        self.terms = terms
        self._squares = {term: weights.of(term) ** 2 for term in terms}
        # By the root of how many words it has: the other side's is all that is left to multiply.
        self._scale = sum(self._squares.values()) / math.sqrt(max(1, len(terms)))

    def likeness_to(self, terms: frozenset[str]) -> float:
        """Return how like the text is, 0-1, to one other: `likeness` made quick for the commonest case."""
        both = self.terms & terms
        if not both:
            return 0.0
        return min(1.0, sum(map(self._squares.__getitem__, both)) / (self._scale * math.sqrt(len(terms))))

    def likeness(self, counts: Mapping[str, int], reports: int, size: float) -> float:
        """Return how like the text is, 0-1, to `reports` texts of which `counts` tells who holds a word.

        A cosine with the other side's words at the average weight of ours, so that only the words
        in both are looked at. `size` is the sum of the squares of the other side's shares.
        """
        both = self.terms & counts.keys()
        if not both:
            return 0.0
        shared = sum(self._squares[term] * counts[term] for term in both) / reports
        return min(1.0, shared / (self._scale * math.sqrt(size)))


def cover(terms: frozenset[str], counts: Mapping[str, int], reports: int) -> frozenset[str]:
    """Return those of the words that a third of the reports hold."""
    return frozenset(term for term in terms if _SHARE_OF_ALL * counts.get(term, 0) >= reports)


def telling(terms: frozenset[str], place: str) -> frozenset[str]:
    """Return the words that tell which event: no stock of any report («تفجير»), no name of `place`."""
    return terms - _STOCK - names_of(place)


@lru_cache(maxsize=10_000)
def names_of(place: str) -> frozenset[str]:
    """Return the words of the place's names, and of those of what it lies in."""
    slugs = place.split("/") if place else ()
    return frozenset(term for slug in slugs for name in places()[slug].arabic for term in _terms(name))


def names_known_event(title: str, place: str) -> bool:
    """Tell whether a title calls an event by its place, as one does when it is known: «تفجير الكرادة».

    What is new happens «في الكرادة»; «قصف الكرادة» may be either and is none.
    """
    words = [token.folded for token in tokenise(title)]
    names = names_of(place)
    events = (at for at, word in enumerate(words) if _unled(word) in _KNOWN_EVENTS)
    return any(
        term_of(word) in names and not word.startswith("ب") for at in events for word in _owner(words, at)
    )


@lru_cache(maxsize=1_000)
def called_after(title: str) -> frozenset[str]:
    """Return the two words that follow the event in a title: «ينددون بتفجير مسجد الطوارئ …» → مسجد, طوارئ."""
    words = [token.folded for token in tokenise(title)]
    at = next((at for at, word in enumerate(words) if _unled(word) in _KNOWN_EVENTS), len(words))
    return frozenset(map(term_of, words[at + 1 : at + 3]))


def _unled(word: str) -> str:
    return word.removeprefix("ب").removeprefix("ل")


def _owner(words: Sequence[str], at: int) -> Sequence[str]:
    """Return the word that follows the event, or the next after a kind of place: «تفجير مسجد عسير»."""
    after = words[at + 1 : at + 3]
    return after[:1] if not after or after[0] not in _SITES else after


def overlap(terms: frozenset[str], others: frozenset[str]) -> float:
    """Return how many of all words of two texts stand in both, 0-1."""
    return len(terms & others) / len(terms | others) if terms and others else 0.0
