"""One entry as an index reads it: its tokens, the terms found among them, and their printed spans."""

import re
from collections.abc import Iterable, Sequence

from feeds.model import Entry
from filters.arabic import raw_starts, raw_tokens
from filters.matching.homographs import judge
from filters.matching.phrases import TermIndex
from filters.matching.walks import Gate
from filters.matching.words import WordHit
from filters.model import FieldName, Hit, Span

_BREAK = re.compile(r"[.!?؟؛،,:|](?:\s|$)|\n\s*\n")
_LONE_CONJUNCTIONS = ("و", "ف")


_NOWHERE: tuple[int, ...] = ()

# A term whose hits a match shows: its id, or the id's complement (~id) for those in the title alone.
Shown = int

# A term stands where a token starts, by itself (no gates) or as a phrase of so many gates.
Place = tuple[int, tuple[Gate, ...]]


class FieldScene:
    """The title or the body: which terms it holds, and for those who ask, where and as what."""

    __slots__ = (
        "_cues", "_index", "_made", "_name", "_phrases", "_positions", "_printed", "_refused", "_starts",
        "_text", "_tokens", "_whole", "raws", "term_ids",
    )  # fmt: skip

    def __init__(self, name: FieldName, text: str, index: TermIndex) -> None:
        self._name: FieldName = name
        self._index = index
        self._text = text
        self._printed = raw_tokens(text)
        self._starts: list[int] | None = None
        self._whole: dict[int, list[int]] | None = None
        self._made: dict[tuple[int, int], Span] = {}
        self.raws, self._positions = _join_conjunctions(self._printed)
        self._tokens = index.look_up(self.raws)
        found = index.find(self._tokens)
        self.term_ids = found.term_ids
        self._phrases = found.phrases
        for term_id in list(self._phrases):
            self._drop_broken(term_id)
        self._refused: dict[int, set[int]] = {}
        self._cues: dict[tuple[int, int], str] = {}
        for term_id, starts in found.doubtful.items():
            self._refuse(term_id, starts)

    def places(self, term_id: int) -> list[Place]:
        """Return where a term stands, in order."""
        places: list[Place] = [(at, ()) for at in self._tokens_of(term_id)]
        if term_id in self._phrases:
            places += self._phrases[term_id]
            places.sort(key=_extent)
        if term_id in self._refused:
            places = [place for place in places if place[0] not in self._refused[term_id]]
        return places

    def hits(self, term_id: int) -> list[Hit]:
        """Return the hits of a term in order, none if it was not found."""
        if term_id not in self.term_ids:
            return []
        term = self._index.text(term_id)
        return [self._make_hit(term_id, term, place) for place in self.places(term_id)]

    def _tokens_of(self, term_id: int) -> Sequence[int]:
        """Return the tokens that are the term by themselves; of all terms at once, when first asked for."""
        if self._whole is None:
            whole = self._whole = {}
            for at, (term_ids, _, _) in enumerate(self._tokens):
                for known in term_ids:
                    if known in whole:
                        whole[known].append(at)
                    else:
                        whole[known] = [at]
        return self._whole.get(term_id, _NOWHERE)

    def _drop_broken(self, term_id: int) -> None:
        """Drop the hits of a phrase that run across a full stop, a comma or a blank line."""
        kept = [
            place for place in self._phrases[term_id] if not _BREAK.search(self._span(*_extent(place)).text)
        ]
        if kept:
            self._phrases[term_id] = kept
            return
        del self._phrases[term_id]
        if not any(term_id in token[0] for token in self._tokens):
            self.term_ids.discard(term_id)

    def _refuse(self, term_id: int, starts: Iterable[int]) -> None:
        """Drop the hits of a homograph that are another sense here; remember the word that decided."""
        phrases = dict(self._phrases.get(term_id, ()))
        for start in starts:
            gates = phrases.get(start, ())
            if not gates and term_id not in self._tokens[start][0]:
                continue  # a phrase that was broken
            word = self._words(term_id, (start, gates))[0]
            verdict = judge(self._index.rules(term_id), self.raws, start, word.form.surface, word.proclitic)
            self._cues[term_id, start] = verdict.cue
            if not verdict.is_meant:
                self._refused.setdefault(term_id, set()).add(start)
        if term_id in self._refused and not self.places(term_id):
            self.term_ids.discard(term_id)

    def _words(self, term_id: int, place: Place) -> list[WordHit]:
        """Return as what the words of a term were read."""
        start, gates = place
        if not gates:
            return [self._index.read(self.raws[start]).terms[term_id]]
        return [self._index.read(self.raws[start + i]).gates[gate] for i, gate in enumerate(gates)]

    def _make_hit(self, term_id: int, term: str, place: Place) -> Hit:
        cue = self._cues.get((term_id, place[0]), "") if self._cues else ""
        span = self._span(*_extent(place))
        words = self._words(term_id, place)
        if len(words) == 1:
            _, _, form, proclitic, enclitic = words[0]
            return Hit(span, term, form.surface, form.form_class, proclitic, enclitic, cue)
        surface = " ".join(word.form.surface for word in words)
        form_class = " ".join(dict.fromkeys(word.form.form_class for word in words))
        return Hit(span, term, surface, form_class, words[0].proclitic, words[-1].enclitic, cue)

    def _span(self, first: int, end: int) -> Span:
        """Return where tokens `first` to `end` (exclusive) are printed, clitics and all."""
        span = self._made.get((first, end))
        if span is None:
            positions, starts = self._positions, self._starts_of_tokens()
            start = starts[positions[first] if positions else first]
            last = positions[end - 1] if positions else end - 1
            stop = starts[last] + len(self._printed[last])
            span = self._made[first, end] = Span(self._name, start, stop, self._text[start:stop])
        return span

    def _starts_of_tokens(self) -> list[int]:
        """Return where the printed tokens start, found when first asked for: most fields have no hit."""
        if self._starts is None:
            self._starts = raw_starts(self._text, self._printed)
        return self._starts


def _extent(place: Place) -> tuple[int, int]:
    """Return the first token of a place and the one behind its last."""
    start, gates = place
    return start, start + (len(gates) or 1)


def _join_conjunctions(raws: list[str]) -> tuple[list[str], list[int] | None]:
    """Return the tokens, a detached و joined to its word, and which printed one each was (None: the same)."""
    if "و" not in raws and "ف" not in raws:
        return raws, None
    joined: list[str] = []
    positions: list[int] = []
    pending = ""
    for position, raw in enumerate(raws):
        if raw in _LONE_CONJUNCTIONS and not pending and position + 1 < len(raws):
            pending = raw
            continue
        joined.append(pending + raw)
        positions.append(position)
        pending = ""
    return joined, positions


class Scene:
    """An entry's fields with everything the index found in them: `term_ids`. Hits are made once a term."""

    __slots__ = ("_hits", "body", "entry", "term_ids", "title")

    def __init__(self, entry: Entry, index: TermIndex) -> None:
        self.entry = entry
        self.title = FieldScene("title", entry.title, index)
        self.body = FieldScene("body", entry.body, index)
        self._hits: dict[Shown, tuple[Hit, ...]] = {}
        self.term_ids = self.title.term_ids | self.body.term_ids

    def has(self, term_id: int, in_title: bool) -> bool:
        """Return whether the term stands in the entry, or in its title."""
        return term_id in (self.title.term_ids if in_title else self.term_ids)

    def hits(self, shown: Sequence[Shown]) -> tuple[Hit, ...]:
        """Return the hits of several terms in order of field and offset."""
        groups = [hits for term in shown if (hits := self._hits_of(term))]
        if len(groups) == 1:
            return groups[0]
        return tuple(sorted({hit for group in groups for hit in group}, key=_order))

    def _hits_of(self, shown: Shown) -> tuple[Hit, ...]:
        term_id = shown if shown >= 0 else ~shown
        if term_id not in self.term_ids:
            return ()
        hits = self._hits.get(shown)
        if hits is None:
            made = self.title.hits(term_id)
            if shown >= 0:
                made += self.body.hits(term_id)
            hits = self._hits[shown] = tuple(made)
        return hits

    def are_near(self, left: int, right: int, distance: int, *, in_title: bool) -> bool:
        """Return whether two terms stand in one field with at most `distance` words between."""
        fields = (self.title,) if in_title else (self.title, self.body)
        return any(
            _gap(_extent(a), _extent(b)) <= distance
            for field in fields
            if left in field.term_ids and right in field.term_ids
            for a in field.places(left)
            for b in field.places(right)
        )


def _gap(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(a[0], b[0]) - min(a[1], b[1])


def _order(hit: Hit) -> tuple[bool, int, int, str]:
    return (hit.span.field == "body", hit.span.start, hit.span.end, hit.term)
