"""One entry as an index reads it: its tokens, the terms found among them, and their printed spans."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from feeds.model import Entry
from filters.arabic import raw_ends, raw_tokens
from filters.matching.homographs import judge
from filters.matching.phrases import Place, Reading, TermIndex
from filters.model import Hit, Span

_BREAK = re.compile(r"[.!?؟؛،,:|](?:\s|$)|\n\s*\n")
_LONE_CONJUNCTIONS = ("و", "ف")
# Stands between the tokens of the title and those of the body: no phrase goes over it.
_BORDER = ""

# A term whose hits a match shows: its id, or the id's complement (~id) for those in the title alone.
Shown = int


class Scene:
    """An entry with the places of every term that the index found in it; their hits are made once a term."""

    __slots__ = (
        "_border", "_cues", "_ends", "_hits", "_index", "_positions", "_printed", "_raws", "entry", "places",
    )  # fmt: skip

    def __init__(self, entry: Entry, index: TermIndex) -> None:
        self.entry = entry
        self._index = index
        title = raw_tokens(entry.title)
        self._printed = [*title, _BORDER, *raw_tokens(entry.body)]
        self._raws, self._positions = _join_conjunctions(self._printed)
        self._border = len(title) if self._positions is None else self._raws.index(_BORDER)
        self._ends: list[int] | None = None
        self._cues: dict[tuple[str, int], str] = {}
        self._hits: dict[Shown, tuple[Hit, ...]] = {}
        found = index.find(self._raws)
        self.places = found.places
        for term_id in found.phrases:
            self._drop_broken(term_id)
        for term_id, starts in found.doubtful.items():
            if term_id in self.places:
                self._refuse(term_id, starts)

    def has(self, term_id: int, in_title: bool) -> bool:
        """Return whether the term stands in the entry, or in its title."""
        places = self.places.get(term_id, ())
        return any(place[0] < self._border for place in places) if in_title else bool(places)

    def hits(self, shown: Sequence[Shown]) -> tuple[Hit, ...]:
        """Return the hits of several terms in order of field and offset."""
        here = (term for term in shown if (term if term >= 0 else ~term) in self.places)
        groups = [hits for term in here if (hits := self.hits_of(term))]
        if len(groups) == 1:
            return groups[0]
        return tuple(sorted({hit for group in groups for hit in group}, key=_order))

    def hits_of(self, shown: Shown) -> tuple[Hit, ...]:
        """Return the hits of one term in order, none if it was not found."""
        if shown < 0:
            return tuple(hit for hit in self.hits_of(~shown) if hit.span.field == "title")
        if shown not in self._hits:
            self.make_hits((shown,))
        return self._hits[shown]

    def make_hits(self, term_ids: Iterable[int]) -> None:
        """Make the hits of some terms at once: quicker than one after the other."""
        groups = {term_id: self.places.get(term_id, ()) for term_id in term_ids if term_id not in self._hits}
        places = [place for group in groups.values() for place in group]
        hits = iter(self._make_hits(places))
        for term_id, group in groups.items():
            self._hits[term_id] = tuple(islice(hits, len(group)))

    def are_near(self, left: int, right: int, distance: int, *, in_title: bool) -> bool:
        """Return whether two terms stand in one field with at most `distance` words between."""
        border = self._border
        return any(
            _gap(a, b) <= distance
            for a in self.places.get(left, ())
            for b in self.places.get(right, ())
            if (a[0] < border) == (b[0] < border) and not (in_title and a[0] > border)
        )

    def _drop_broken(self, term_id: int) -> None:
        """Drop the places of a phrase that go over a full stop, a comma or a blank line; sort the rest."""
        places = sorted(self.places[term_id])
        spans = self._spans(places)
        kept = [
            place
            for place, span in zip(places, spans, strict=True)
            if place[1] == 1 or not _BREAK.search(span.text)
        ]
        self._keep(term_id, kept)

    def _refuse(self, term_id: int, starts: Iterable[int]) -> None:
        """Drop the places of a homograph that are another sense here; remember the word that decided."""
        readings = {start: reading for start, _, reading in self.places[term_id]}
        refused = {
            start
            for start in starts  # of a phrase that was broken there is no reading
            if start in readings and not self._is_meant(term_id, start, readings[start])
        }
        if refused:
            self._keep(term_id, [place for place in self.places[term_id] if place[0] not in refused])

    def _is_meant(self, term_id: int, start: int, reading: Reading) -> bool:
        border = self._border
        raws, at = (
            (self._raws[:border], start) if start < border else (self._raws[border + 1 :], start - border - 1)
        )
        surface = reading.form.partition(" ")[0]
        verdict = judge(self._index.rules(term_id), raws, at, surface, reading.proclitic)
        if verdict.cue:
            self._cues[reading.term, start] = verdict.cue
        return verdict.is_meant

    def _keep(self, term_id: int, places: list[Place]) -> None:
        if places:
            self.places[term_id] = places
        else:
            del self.places[term_id]

    def _make_hits(self, places: Sequence[Place]) -> list[Hit]:
        spans = self._spans(places)
        if not self._cues:
            return [Hit(span, *reading) for (_, _, reading), span in zip(places, spans, strict=True)]
        cues = self._cues
        return [
            Hit(span, *reading, cues.get((reading.term, start), ""))
            for (start, _, reading), span in zip(places, spans, strict=True)
        ]

    def _spans(self, places: Iterable[Place]) -> Iterator[Span]:
        """Yield where the places are printed, clitics and all."""
        ends, printed = self._ends or self._find_ends(), self._printed
        positions, border = self._positions, self._border
        for start, size, _ in places:
            first, last = start, start + size - 1
            if positions is not None:
                first, last = positions[first], positions[last]
            raw = printed[first]
            begin, end = ends[first] - len(raw), ends[last]
            if first != last:
                raw = (self.entry.title if start < border else self.entry.body)[begin:end]
            yield Span("title" if start < border else "body", begin, end, raw)

    def _find_ends(self) -> list[int]:
        """Return where the printed tokens end; found when first asked for, as many entries have no hit."""
        border = self._printed.index(_BORDER)
        self._ends = raw_ends(self.entry.title, self._printed[:border])
        self._ends += (0, *raw_ends(self.entry.body, self._printed[border + 1 :]))
        return self._ends


def _gap(a: Place, b: Place) -> int:
    return max(a[0], b[0]) - min(a[0] + a[1], b[0] + b[1])


def _order(hit: Hit) -> tuple[bool, int, int, str]:
    return (hit.span.field == "body", hit.span.start, hit.span.end, hit.term)


def _join_conjunctions(raws: list[str]) -> tuple[list[str], list[int] | None]:
    """Return the tokens, a detached و joined to its word, and which printed one each was (None: the same)."""
    if "و" not in raws and "ف" not in raws:
        return raws, None
    joined: list[str] = []
    positions: list[int] = []
    pending = ""
    followed = zip(raws, [*raws[1:], _BORDER], strict=True)
    for position, (raw, following) in enumerate(followed):
        if raw in _LONE_CONJUNCTIONS and not pending and following != _BORDER:
            pending = raw
            continue
        joined.append(pending + raw)
        positions.append(position)
        pending = ""
    return joined, positions
