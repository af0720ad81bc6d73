"""One entry as an index reads it: its tokens, the terms found among them, and their printed spans."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from feeds.model import Entry
from filters.arabic import raw_ends
from filters.matching.byrow import ByRow
from filters.matching.homographs import SIGHT, WINDOW, Doubt, Verdict
from filters.matching.phrases import Stand, TermIndex
from filters.matching.pieces import BREAK
from filters.matching.tokens import BORDER, has_lone_conjunction
from filters.matching.walks import Gate
from filters.model import Hit, Span

_LONE_CONJUNCTIONS = ("و", "ف")
# So many tokens on either side hold a judge's window, and the ends of some clauses.
_SURELY = WINDOW + 3

# A term whose hits a match shows: its id, or the id's complement (~id) for those in the title alone.
Shown = int
# The token where a term starts, how many tokens it is, the gates it went by, and the word that settled it.
Place = tuple[int, int, tuple[Gate, ...], str]
# The words of a field: which tokens of the entry they are, and as they are printed.
Field = tuple[list[int], Sequence[str]]


class Scene:
    """An entry with the terms that the index found in it; where each stands is found when first asked for.

    `terms` are their ids.
    """

    __slots__ = (
        "_border", "_ends", "_fields", "_found", "_hits", "_index", "_listed", "_places", "_positions",
        "_printed", "_raws", "_rows", "_table", "_verdicts", "entry", "terms",
    )  # fmt: skip

    def __init__(self, entry: Entry, index: TermIndex) -> None:
        self.entry = entry
        self._index = index
        self._table = table = index.tokens
        self._printed = printed = table.rows_of(entry.title)
        self._border = len(printed)
        printed.append(BORDER)
        printed += table.rows_of(entry.body)
        self._positions: list[int] | None = None
        self._listed = printed
        self._rows = np.fromiter(printed, np.int64, len(printed))
        flags = table.flags(self._rows)
        if has_lone_conjunction(flags):
            self._join_conjunctions()
            flags = table.flags(self._rows)
        self._raws: list[str] | None = None
        self._fields: dict[int, Field] = {}  # by their first token
        self._ends: list[int] | None = None
        self._places: dict[int, list[Place]] | None = None
        self._verdicts: dict[tuple[Doubt, int], Verdict] = {}
        self._hits: dict[Shown, tuple[Hit, ...]] = {}
        self._found = index.find(table, self._rows, self._listed, flags)
        self.terms = self._found.terms
        terms = self.terms
        for at, doubt, term_ids in self._found.doubtful:
            if not terms.issuperset(term_ids) and self._judge(doubt, at).is_meant:
                terms.update(term_ids)
        for (term_id, at, _), doubt in self._found.doubtful_phrases:
            if term_id not in self.terms and self._judge(doubt, at).is_meant:
                self.terms.add(term_id)

    def _join_conjunctions(self) -> None:
        """Join a detached و to its word; remember which printed token each was."""
        raws, self._positions = _join_conjunctions([self._table.raws[row] for row in self._printed])
        self._border = self._positions.index(self._border)
        self._listed = list(map(self._table.row, raws))
        self._rows = np.fromiter(self._listed, np.int64, len(self._listed))

    @property
    def raws(self) -> list[str]:
        """The tokens as printed, a `BREAK` wherever no phrase goes on."""
        if self._raws is None:
            self._raws = [self._table.raws[row] for row in self._listed]
        return self._raws

    @property
    def places(self) -> Mapping[int, Sequence[Place]]:
        """Where each term stands, in order."""
        if self._places is None:
            self._places = self._find_places()
        return self._places

    def has(self, term_id: int, in_title: bool) -> bool:
        """Return whether the term stands in the entry, or in its title."""
        if not in_title or term_id not in self.terms:
            return term_id in self.terms
        return any(place[0] < self._border for place in self.places[term_id])

    def hits(self, shown: Iterable[Shown]) -> tuple[Hit, ...]:
        """Return the hits of several terms in order of field and offset."""
        groups = [hits for term in shown if (hits := self.hits_of(term))]
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

    def make_hits(self, shown: Iterable[Shown]) -> None:
        """Make the hits of some terms at once: quicker than one after the other."""
        term_ids = {term if term >= 0 else ~term for term in shown} - self._hits.keys()
        groups = {term_id: self.places.get(term_id, ()) for term_id in term_ids}
        hits = self._make_hits([(term_id, place) for term_id, group in groups.items() for place in group])
        for term_id, group in groups.items():
            self._hits[term_id] = tuple(islice(hits, len(group)))

    def are_near(self, left: int, right: int, distance: int, *, in_title: bool) -> bool:
        """Return whether two terms stand in one field with at most `distance` words between."""
        if left not in self.terms or right not in self.terms:
            return False
        border = self._border
        return any(
            self._gap(a, b) <= distance
            for a in self.places[left]
            for b in self.places[right]
            if (a[0] < border) == (b[0] < border) and not (in_title and a[0] > border)
        )

    def _gap(self, a: Place, b: Place) -> int:
        """Return how many words are printed between two places, less than none if they overlap."""
        start, end = min(a[0] + a[1], b[0] + b[1]), max(a[0], b[0])
        return end - start - self.raws[start:end].count(BREAK)

    def _find_places(self) -> dict[int, list[Place]]:
        places: dict[int, list[Place]] = {}
        for at, term_id in self._table.where_sure(self._rows):
            places.setdefault(term_id, []).append((at, 1, (), ""))
        for at, doubt, term_ids in self._found.doubtful:
            verdict = self._judge(doubt, at)
            if verdict.is_meant:
                for term_id in term_ids:
                    places.setdefault(term_id, []).append((at, 1, (), verdict.cue))
        for stand in self._found.phrases:
            places.setdefault(stand[0], []).append(_place(stand, ""))
        for stand, doubt in self._found.doubtful_phrases:
            verdict = self._judge(doubt, stand[1])
            if verdict.is_meant:
                places.setdefault(stand[0], []).append(_place(stand, verdict.cue))
        for several in places.values():
            several.sort()
        return places

    def _judge(self, doubt: Doubt, at: int) -> Verdict:
        """Return whether a homograph is the watched sense where it stands."""
        verdict = self._verdicts.get((doubt, at))
        if verdict is None:
            verdict = self._without_cues(doubt, at) or doubt.judge(*self._around(at, doubt.width))
            self._verdicts[doubt, at] = verdict
        return verdict

    def _without_cues(self, doubt: Doubt, at: int) -> Verdict | None:
        """Return the sense if surely no cue stands near, as mostly none does; None to look closer."""
        border, listed, end = self._border, self._listed, at + doubt.width
        first, last = (border + 1, len(listed)) if at > border else (0, border)
        before, after = listed[max(first, at - _SURELY) : at], listed[end : min(last, end + _SURELY)]
        near = before + after
        borders = near.count(BORDER)
        beside = before[-1 - borders :] + after[: 2 + borders]  # the word behind a subject may be its object
        if borders > _SURELY - WINDOW or self._table.cues(beside) & doubt.beside:
            return None
        if doubt.near and self._table.near_cues(near) & doubt.near:
            return None
        return doubt.without_cues(has_company=any(near))

    def _around(self, at: int, width: int) -> tuple[Sequence[str], int]:
        """Return the words of its field that a judge sees, or more, and where token `at` is among them."""
        border, listed = self._border, self._listed
        first, last = (border + 1, len(listed)) if at > border else (0, border)
        low = max(first, at - SIGHT)
        seen = listed[low : min(last, at + width + SIGHT)]
        if BORDER not in seen:
            return ByRow(self._table.raws, seen), at - low
        positions, raws = self._fields.get(first) or self._read_field(first, last)
        return raws, bisect_left(positions, at)

    def _read_field(self, first: int, last: int) -> Field:
        listed, raws = self._listed, self._table.raws
        positions = [at for at in range(first, last) if listed[at] != BORDER]
        field = self._fields[first] = positions, [raws[listed[at]] for at in positions]
        return field

    def _make_hits(self, places: Sequence[tuple[int, Place]]) -> Iterator[Hit]:
        read, table, rows = self._index.read, self._table, self._rows
        spans = self._spans(place for _, place in places)
        for (term_id, (start, _, gates, cue)), span in zip(places, spans, strict=True):
            yield Hit(span, *read(table, rows, (term_id, start, gates)), cue)

    def _spans(self, places: Iterable[Place]) -> Iterator[Span]:
        """Yield where the places are printed, clitics and all."""
        ends, printed = self._ends or self._find_ends(), self._printed
        positions, border, raws = self._positions, self._border, self._table.raws
        for start, size, *_ in places:
            first, last = start, start + size - 1
            if positions is not None:
                first, last = positions[first], positions[last]
            raw = raws[printed[first]]
            begin, end = ends[first] - len(raw), ends[last]
            if first != last:
                raw = (self.entry.title if start < border else self.entry.body)[begin:end]
            yield Span("title" if start < border else "body", begin, end, raw)

    def _find_ends(self) -> list[int]:
        """Return where the printed tokens end; found when first asked for, as many entries have no hit."""
        printed, border = self.raws, self._border
        if self._positions is not None:
            printed = [self._table.raws[row] for row in self._printed]
            border = self._positions[border]
        self._ends = raw_ends(self.entry.title, printed[:border])
        self._ends += (0, *raw_ends(self.entry.body, printed[border + 1 :]))
        return self._ends


def _place(stand: Stand, cue: str) -> Place:
    _, start, gates = stand
    return start, len(gates), gates, cue


def _order(hit: Hit) -> tuple[bool, int, int, str]:
    return (hit.span.field == "body", hit.span.start, hit.span.end, hit.term)


def _join_conjunctions(raws: list[str]) -> tuple[list[str], list[int]]:
    """Return the tokens, a detached و joined to its word, and which printed one each was."""
    joined: list[str] = []
    positions: list[int] = []
    pending = ""
    followed = zip(raws, [*raws[1:], BREAK], strict=True)
    for position, (raw, following) in enumerate(followed):
        if raw in _LONE_CONJUNCTIONS and not pending and following != BREAK:
            pending = raw
            continue
        joined.append(pending + raw)
        positions.append(position)
        pending = ""
    return joined, positions
