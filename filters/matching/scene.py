"""One entry as an index reads it: its tokens, the terms found among them, and their printed spans."""

import re

from feeds.model import Entry
from filters.arabic import raw_starts, raw_tokens
from filters.matching.homographs import Rule, judge
from filters.matching.phrases import TermHit, TermIndex
from filters.model import FieldName, Hit, Span

_BREAK = re.compile(r"[.!?؟؛،,:|](?:\s|$)|\n\s*\n")
_LONE_CONJUNCTIONS = ("و", "ف")


class FieldScene:
    """The title or the body: which terms stand where."""

    __slots__ = (
        "_index",
        "_made",
        "_name",
        "_positions",
        "_printed",
        "_starts",
        "_text",
        "cues",
        "found",
        "raws",
    )

    def __init__(self, name: FieldName, text: str, index: TermIndex) -> None:
        self._name: FieldName = name
        self._index = index
        self._text = text
        self._starts: list[int] = []
        self._made: dict[tuple[int, int], Span] = {}
        self._printed = raw_tokens(text)
        self.raws, self._positions = _join_conjunctions(self._printed)
        found = index.find(index.look_up(self.raws))
        self.found: dict[int, list[TermHit]] = found.hits
        for term_id in found.phrases:
            self._drop_broken(term_id)
        self.cues: dict[tuple[int, int], str] = {}
        for term_id in index.rules.keys() & self.found.keys():
            self._keep_meant(term_id, index.rules[term_id])

    def _drop_broken(self, term_id: int) -> None:
        """Drop the hits of a phrase that run across a full stop, a comma or a blank line."""
        kept = [hit for hit in self.found[term_id] if not _BREAK.search(self._span(hit[0], hit[1]).text)]
        if kept:
            self.found[term_id] = kept
        else:
            del self.found[term_id]

    def _keep_meant(self, term_id: int, rules: tuple[Rule, ...]) -> None:
        """Drop the hits of a homograph that are another sense here; remember the word that decided."""
        kept = []
        for hit in self.found[term_id]:
            start, _, (word, *_) = hit
            verdict = judge(rules, self.raws, start, word.form.surface, word.proclitic)
            if verdict.is_meant:
                kept.append(hit)
                self.cues[term_id, start] = verdict.cue
        if kept:
            self.found[term_id] = kept
        else:
            del self.found[term_id]

    def hits(self, term_id: int) -> list[Hit]:
        """Return the hits of a term in order, none if it was not found."""
        found = self.found.get(term_id)
        if found is None:
            return []
        term = self._index.text(term_id)
        return [self._make_hit(term_id, term, hit) for hit in found]

    def _make_hit(self, term_id: int, term: str, hit: TermHit) -> Hit:
        start, end, words = hit
        cue = self.cues.get((term_id, start), "") if self.cues else ""
        if len(words) == 1:
            _, _, form, proclitic, enclitic = words[0]
            span = self._span(start, end)
            return Hit(span, term, form.surface, form.form_class, proclitic, enclitic, cue)
        surface = " ".join(word.form.surface for word in words)
        form_class = " ".join(dict.fromkeys(word.form.form_class for word in words))
        span = self._span(start, end)
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
        if not self._starts:
            self._starts = raw_starts(self._text)
        return self._starts


def _join_conjunctions(raws: list[str]) -> tuple[list[str], list[int] | None]:
    """Return the tokens, a detached و joined to its word, and which printed one each was (None: the same)."""
    if not any(lone in raws for lone in _LONE_CONJUNCTIONS):
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
        self._hits: dict[int, tuple[Hit, ...]] = {}
        self.term_ids = self.title.found.keys() | self.body.found.keys()

    def has(self, term_id: int, in_title: bool) -> bool:
        """Return whether the term stands in the entry, or in its title."""
        return term_id in (self.title.found if in_title else self.term_ids)

    def hits(self, term_id: int, in_title: bool) -> tuple[Hit, ...]:
        """Return the term's hits in order of field and offset."""
        key = -1 - term_id if in_title else term_id
        hits = self._hits.get(key)
        if hits is None:
            made = self.title.hits(term_id)
            if not in_title:
                made += self.body.hits(term_id)
            hits = self._hits[key] = tuple(made)
        return hits

    def are_near(self, left: int, right: int, distance: int, *, in_title: bool) -> bool:
        """Return whether two terms stand in one field with at most `distance` words between."""
        fields = (self.title,) if in_title else (self.title, self.body)
        return any(
            _gap(a, b) <= distance
            for field in fields
            for a in field.found.get(left, ())
            for b in field.found.get(right, ())
        )


def _gap(a: TermHit, b: TermHit) -> int:
    return max(a[0], b[0]) - min(a[1], b[1])
