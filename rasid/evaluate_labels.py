"""Scores of the analysis against a labelled folder, with every error."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feeds.model import Entry
from filters.analysis import analyse
from filters.model import Actuality, Analysis
from rasid.evaluate_clusters import ClustersReport, evaluate_clusters
from rasid.mistakes import ConfigError
from rasid.records import read_entries

__all__ = ["ClustersReport", "LabelsReport", "Miss", "Score", "evaluate_clusters", "evaluate_labels"]

_FLAGSHIP = "green-zone-attack"


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one question and what follows from them; 1.0 where nothing was asked or answered."""

    hits: int
    answered: int
    wanted: int

    @property
    def precision(self) -> float:
        """Return the share of answers that were right."""
        return self.hits / self.answered if self.answered else 1.0

    @property
    def recall(self) -> float:
        """Return the share of right answers that were given."""
        return self.hits / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Miss:
    """One record that was answered otherwise than labelled."""

    question: str
    id: str
    wanted: str
    answered: str
    title: str


@dataclass(frozen=True, slots=True)
class LabelsReport:
    """Scores by question, `event_f1` the macro-average over the classes that occur, and every miss."""

    records: int
    scores: Mapping[str, Score]
    event_f1: float
    event_classes: Mapping[str, Score]
    misses: tuple[Miss, ...]

    def __str__(self) -> str:
        """Return the scores as lines of text, then each miss."""
        return "\n".join(_shown(self))


@dataclass(frozen=True, slots=True)
class Label:
    """What the readers say of one entry: any value of a set counts as right; None: leave it out."""

    id: str
    events: frozenset[str]
    actualities: frozenset[str]
    is_flagship: bool
    place: frozenset[str] | None
    weapon_kinds: frozenset[str] | None
    weapon_counts: frozenset[int] | None
    killed: frozenset[int] | None
    injured: frozenset[int] | None

    @property
    def is_new(self) -> bool:
        """Tell whether every reader called it new."""
        return self.actualities == {"new"}


@dataclass(slots=True)
class _Tally:
    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    misses: list[Miss] = field(default_factory=list)

    def add(self, question: str, hits: int, answered: int, wanted: int) -> None:
        for at, value in enumerate((hits, answered, wanted)):
            self.counts[question][at] += value

    def scores(self) -> dict[str, Score]:
        return {question: Score(*values) for question, values in self.counts.items()}


def evaluate_labels(
    folder: Path,
    analyser: Callable[[Entry], Analysis] = analyse,
    *,
    keep: Callable[[str], bool] = lambda _: True,
) -> LabelsReport:
    """Return how well `analyser` answers the labelled records of `folder` whose id `keep` accepts.

    Reads entries.jsonl with labels.jsonl, and the two with `authored_` before their names.
    """
    tally = _Tally()
    records = [(entry, label) for entry, label in read_labels(folder) if keep(label.id)]
    for entry, label in records:
        _judge(tally, entry, label, analyser(entry))
    scores = tally.scores()
    classes = {name.removeprefix("event:"): s for name, s in scores.items() if name.startswith("event:")}
    named = {name: s for name, s in scores.items() if ":" not in name}
    asked = [s.f1 for s in classes.values() if s.wanted]
    return LabelsReport(len(records), named, sum(asked) / max(1, len(asked)), classes, tuple(tally.misses))


def _judge(tally: _Tally, entry: Entry, label: Label, answer: Analysis) -> None:
    def miss(question: str, wanted: object, answered: object) -> None:
        tally.misses.append(
            Miss(question, label.id, str(wanted), str(answered), entry.title or entry.body[:80])
        )

    event = answer.event.value if answer.event.value in label.events else min(label.events)
    tally.add(f"event:{event}", int(event == answer.event.value), 0, 1)
    tally.add(f"event:{answer.event.value}", 0, 1, 0)
    if answer.event.value not in label.events:
        miss("event", "|".join(sorted(label.events)), answer.event.value)
    is_flagship = _FLAGSHIP in answer.topics
    tally.add("flagship", int(is_flagship and label.is_flagship), int(is_flagship), int(label.is_flagship))
    if is_flagship != label.is_flagship:
        miss("flagship", label.is_flagship, is_flagship)
    _judge_actuality(tally, label, answer, miss)
    _judge_place(tally, label, answer, miss)
    for question, wanted, given in _sets(label, answer):
        if wanted is not None:
            tally.add(question, len(wanted & given), len(given), len(wanted))
            if wanted != given:
                miss(question, sorted(wanted), sorted(given))


def _judge_actuality(
    tally: _Tally, label: Label, answer: Analysis, miss: Callable[[str, object, object], None]
) -> None:
    is_new = answer.actuality is Actuality.NEW
    wanted = is_new if "new" in label.actualities and not label.is_new else label.is_new
    tally.add("new", int(is_new and wanted), int(is_new), int(wanted))
    if answer.actuality.value not in label.actualities:
        miss("actuality", "|".join(sorted(label.actualities)), answer.actuality.value)


def _judge_place(
    tally: _Tally, label: Label, answer: Analysis, miss: Callable[[str, object, object], None]
) -> None:
    if not label.is_new or label.place is None:
        return
    given = frozenset(part for part in answer.place.split("/") if part)
    is_hit = bool(given & label.place)
    if not label.place and not given:
        return
    tally.add("place", int(is_hit), int(bool(given)), int(bool(label.place)))
    if not is_hit:
        miss("place", "/".join(sorted(label.place)), answer.place)


def _sets(label: Label, answer: Analysis) -> Iterator[tuple[str, frozenset[Any] | None, frozenset[Any]]]:
    yield "weapon_kind", label.weapon_kinds, frozenset(q.kind for q in answer.weapons)
    yield (
        "weapon_count",
        label.weapon_counts,
        frozenset(q.count for q in answer.weapons if q.count is not None),
    )
    yield "killed", label.killed, frozenset(q.count for q in answer.killed if q.count is not None)
    yield "injured", label.injured, frozenset(q.count for q in answer.injured if q.count is not None)


def read_labels(folder: Path) -> Iterator[tuple[Entry, Label]]:
    """Yield each labelled entry of the folder's `*labels*.jsonl` with its label, each id once.

    The entries stand in `*entries*.jsonl` beside. Raises ConfigError that names a file without
    labels, a label of no entry, and a line that is no label.
    """
    files = sorted(folder.glob("*labels*.jsonl"))
    if not files:
        raise ConfigError(folder, [f"{folder}: holds no *labels*.jsonl"])
    entries = read_entries(sorted(folder.glob("*entries*.jsonl*")))
    known = {entry.id: entry for entry in entries if isinstance(entry, Entry)}
    told: set[str] = set()
    for file in files:
        for number, record in enumerate(_lines(file), 1):
            try:
                label = _read_agreed(record) if "weapon_kinds" in record else _read_authored(record)
            except (KeyError, TypeError, AttributeError) as error:
                raise ConfigError(file, [f"{file}:{number}: no label: {error!r}"]) from None
            if label.id in told:
                continue
            if label.id not in known:
                raise ConfigError(file, [f"{file}:{number}: no entry has the id {label.id!r}"])
            told.add(label.id)
            yield known[label.id], label


def _read_agreed(record: Mapping[str, Any]) -> Label:
    def agreed(name: str, values: Iterable[Any]) -> frozenset[Any] | None:
        return frozenset(values) if record.get(f"{name}_agreed", True) else None

    return Label(
        id=record["id"],
        events=frozenset(record["event"]),
        actualities=frozenset(record["actuality"]),
        is_flagship=record["gz_attack"],
        place=agreed("place", record["place"]),
        weapon_kinds=agreed("weapon_kinds", record["weapon_kinds"]),
        weapon_counts=agreed("weapon_counts", record["weapon_counts"]),
        killed=agreed("killed", record["killed"]),
        injured=agreed("injured", record["injured"]),
    )


def _read_authored(record: Mapping[str, Any]) -> Label:
    def counts(name: str) -> frozenset[int]:
        return frozenset(item["count"] for item in record[name] if item["count"] is not None)

    return Label(
        id=record["id"],
        events=frozenset({record["event"]}),
        actualities=frozenset({record["actuality"]}),
        is_flagship=record["gz_attack"],
        place=frozenset(part for part in record["place"].split("/") if part),
        weapon_kinds=frozenset(item["kind"] for item in record["weapons"]),
        weapon_counts=counts("weapons"),
        killed=counts("killed"),
        injured=counts("injured"),
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _shown(report: LabelsReport) -> Iterator[str]:
    yield f"{report.records} records; event macro-F1 {report.event_f1:.3f}"
    for group, scores in (("", report.scores), ("event ", report.event_classes)):
        for name, score in scores.items():
            told = f"P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}"
            yield f"{group + name:18} {told} ({score.hits}/{score.answered}/{score.wanted})"
    for miss in report.misses:
        yield f"{miss.question}: {miss.id} wanted {miss.wanted} got {miss.answered} · {miss.title[:90]}"
