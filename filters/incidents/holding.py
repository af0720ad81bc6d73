"""Open incidents as a look-up: by class and place, by the words of their reports, by entry."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import nsmallest
from itertools import chain
from typing import NamedTuple

from filters.incidents.likeness import Weighed, Weights, names_of
from filters.incidents.nearness import STRIKE, group_of, root_of
from filters.incidents.vocabulary import harm_words
from filters.model import Incident, Report

RECALLED = "recalled"
_RARE_TERMS = 12
_MOST_ALIKE = 60
# A word that more incidents hold than these tells of none.
_MOST_HOLDERS = 250
_REMEMBERED = 8
HALF_AN_HOUR, _HOUR = timedelta(minutes=30), timedelta(hours=1)


class Setting(NamedTuple):
    """What many open incidents have in common, so that it is looked at once: kind, places, claims."""

    group: str
    place: str
    places: tuple[str, ...]
    kinds: frozenset[str]


@dataclass(slots=True)
class Held:
    """An open incident with what comparing it needs: how many of the `told` reports hold each word.

    Of follow-ups those count that name its place and an event: any other would bring words of other
    matters, and those the next.
    """

    incident: Incident
    setting: Setting
    counts: Counter[str] = field(default_factory=Counter)
    newest: frozenset[str] = frozenset()
    size: float = 0.0
    told: int = 0

    def hold(self, report: Report) -> bool:
        """Count the words of one more report, and tell whether they count."""
        if report.is_follow_up and self.told and not _calls(report, self.incident):
            return False
        self.told += 1
        self.counts.update(report.terms)
        self.newest = report.terms
        return True

    def likeness(self, text: Weighed) -> tuple[float, float]:
        """Return how like `text` is to all reports together, and to the newest."""
        newest = text.likeness_to(self.newest)
        if self.told == 1:
            return newest, newest
        return text.likeness(self.counts, self.told, self.size), newest


class Holding:
    """The open incidents. Each look-up returns keys, which are ids, in the order they were put."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.weights = Weights()
        self._open: dict[str, Held] = {}
        self._blocks: dict[tuple[str, str], dict[str, Held]] = defaultdict(dict)
        self._holding: dict[str, dict[str, None]] = defaultdict(dict)
        self._holders: dict[str, str] = {}
        # The last question of `alike`, asked several times for one entry.
        self._asked: tuple[frozenset[str] | None, list[str]] = (None, [])
        # The last strikes that each outlet reported, the newest last.
        self._latest: dict[str, list[tuple[datetime, str]]] = defaultdict(list)

    def __getitem__(self, key: str) -> Held:
        """Return the incident that is held under `key`."""
        return self._open[key]

    def holder_of(self, entry_uid: str) -> Incident | None:
        """Return the incident that has the entry among its reports."""
        held = self._open.get(self._holders.get(entry_uid, ""))
        return held.incident if held else None

    def put(self, incident: Incident) -> None:
        """Add an incident, or replace it by its newer state, whose reports begin with the older's."""
        self._asked = (None, [])
        state = self._open.get(incident.id)
        if state is None:
            state = self._open[incident.id] = Held(replace(incident, reports=()), _setting(incident))
        self._blocks[_block(state.incident)].pop(incident.id, None)
        self._blocks[_block(incident)][incident.id] = state
        for report in incident.reports[len(state.incident.reports) :]:
            self._hold(state, report)
        state.incident, state.setting = incident, _setting(incident)
        squares = sum(count * count for count in state.counts.values())
        state.size = squares / max(1, state.told) ** 2

    def _hold(self, state: Held, report: Report) -> None:
        counts = state.hold(report)
        if group_of(state.incident.event) == STRIKE and not report.is_follow_up:
            told = self._latest[report.outlet]
            self._latest[report.outlet] = [*told[1 - _REMEMBERED :], (report.at, state.incident.id)]
        self.weights.add(report.terms)
        self._holders[report.entry_uid] = state.incident.id
        for term in report.terms if counts else ():
            self._holding[term][state.incident.id] = None

    def latest_of(self, outlet: str, at: datetime, within: timedelta = HALF_AN_HOUR) -> Incident | None:
        """Return the only strike that the outlet reported of late before `at`, if `within` that time."""
        told = self._latest.get(outlet, ())
        since = max(within, _HOUR)
        recent = {key: told_at for told_at, key in told if timedelta(0) <= at - told_at <= since}
        is_soon = any(at - told_at <= within for told_at in recent.values())
        state = self._open.get(next(iter(recent))) if is_soon and len(recent) == 1 else None
        return state.incident if state else None

    def strikes(self) -> list[Incident]:
        """Return the open strikes, in the order they were put."""
        return [held.incident for held in self._open.values() if group_of(held.incident.event) == STRIKE]

    def forget(self, key: str) -> None:
        """Let one incident go; one that is not held is passed over."""
        self._asked = (None, [])
        state = self._open.pop(key, None)
        if state is None:
            return
        self._blocks[_block(state.incident)].pop(key, None)
        for report in state.incident.reports:
            self.weights.remove(report.terms)
            self._holders.pop(report.entry_uid, None)
        for term in state.counts:
            self._holding[term].pop(key, None)

    def close(self, before: datetime) -> None:
        """Forget incidents whose last report is older than `before`."""
        for key in [key for key, state in self._open.items() if state.incident.last_at < before]:
            self.forget(key)

    def in_blocks(self, groups: Iterable[str], place: str) -> dict[str, Held]:
        """Return the incidents of these class groups in the place's governorate or country, or in none."""
        found: dict[str, Held] = {}
        for group in groups:
            for root in (root_of(place), ""):
                found.update(self._blocks.get((group, root), {}))
        return found

    def having(self, words: Iterable[str]) -> list[str]:
        """Return the incidents that hold any of the words, those that hold most of them first.

        A word that very many hold leads to none.
        """
        holders = (self._holding.get(word, {}) for word in words)
        held = Counter(chain.from_iterable(keys for keys in holders if len(keys) <= _MOST_HOLDERS))
        most = nsmallest(_MOST_ALIKE, held.items(), key=lambda pair: (-pair[1], pair[0]))
        return [key for key, _ in most]

    def alike(self, terms: frozenset[str]) -> list[str]:
        """Return the incidents that hold most of the rarest words, most first."""
        if self._asked[0] != terms:
            rare = nsmallest(_RARE_TERMS, terms, key=lambda term: (-self.weights.of(term), term))
            holders = (self._holding.get(term, {}) for term in rare)
            held = Counter(chain.from_iterable(keys for keys in holders if len(keys) <= _MOST_HOLDERS))
            most = nsmallest(_MOST_ALIKE, held.items(), key=lambda pair: (-pair[1], pair[0]))
            self._asked = terms, [key for key, _ in most]
        return self._asked[1]


def _calls(report: Report, incident: Incident) -> bool:
    terms = report.terms
    return not terms.isdisjoint(harm_words()) and not terms.isdisjoint(names_of(incident.place))


def _setting(incident: Incident) -> Setting:
    return Setting(group_of(incident.event), incident.place, incident.places, incident.kinds)


def _block(incident: Incident) -> tuple[str, str]:
    if incident.recalled:
        return RECALLED, root_of(incident.recalled.place)
    return group_of(incident.event), root_of(incident.place)
