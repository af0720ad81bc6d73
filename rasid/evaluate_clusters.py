"""Scores of the incidents against labelled clusters: B-cubed, alerts per incident, second strikes missed."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from feeds.model import Entry
from filters.analysis import analyse
from filters.incidents import OpenIncidents
from filters.model import Change
from rasid.mistakes import ConfigError
from rasid.records import read_entries


@dataclass(frozen=True, slots=True)
class ClusterMiss:
    """One labelled incident that was split or merged: which of our incidents hold its entries."""

    incident: str
    parts: tuple[tuple[str, ...], ...]
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClustersReport:
    """B-cubed without singletons; `alerts_per_incident` counts openings and big changes.

    `openings_per_incident` is 1.0 when no labelled incident was split; `merged` counts pairs of labelled
    incidents that share one of ours: second strikes missed. `files` scores each file of clusters alone.
    """

    incidents: int
    entries: int
    precision: float
    recall: float
    openings_per_incident: float
    alerts_per_incident: float
    merged: int
    misses: tuple[ClusterMiss, ...]
    files: tuple[tuple[str, "ClustersReport"], ...] = ()

    def __str__(self) -> str:
        """Return the scores as lines of text, then each incident that was split or merged."""
        return "\n".join(_shown(self))

    @property
    def f1(self) -> float:
        """Return the harmonic mean of B-cubed precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


Placed = tuple[dict[str, str], dict[str, Change]]


def evaluate_clusters(
    folder: Path, placer: Callable[[Iterable[Entry]], Placed] | None = None
) -> ClustersReport:
    """Return how well the incidents of `placer`, ours unless told otherwise, agree with `folder`'s clusters.

    Reads every *.jsonl of clusters; their entries come from files beside them: *entries*.jsonl here,
    ../labels/*entries.jsonl, ../news/*.jsonl.gz. Only labelled entries are run, all in order of time.
    Raises ConfigError for a folder without clusters.
    """
    files = {path.stem: _read_clusters(path) for path in sorted(folder.glob("*.jsonl"))}
    files = {name: clusters for name, clusters in files.items() if clusters}
    clusters = [cluster for found in files.values() for cluster in found]
    if not clusters:
        raise ConfigError(folder, [f"{folder}: holds no *.jsonl with clusters of entries"])
    known = _known_entries(folder, {entry for cluster in clusters for entry in _ids(cluster)})
    placed = (placer or run)(known.values())
    parts = tuple((name, _score(found, placed)) for name, found in files.items())
    return replace(_score(clusters, placed), files=parts)


def run(entries: Iterable[Entry]) -> Placed:
    """Return for each entry id the incident it was put in and what it changed, in order of time."""
    incidents = OpenIncidents()
    placed: dict[str, str] = {}
    changes: dict[str, Change] = {}
    for entry in sorted(entries, key=lambda e: (e.at, e.id)):
        assignment = incidents.assign(entry, analyse(entry))
        incidents.take(assignment)
        for report in assignment.incident.reports:
            placed[report.entry_id] = assignment.incident.id
        changes[entry.id] = assignment.change
    return placed, changes


def score_clusters(clusters: Sequence[Mapping[str, object]], entries: Iterable[Entry]) -> ClustersReport:
    """Return how well the incidents of `entries` agree with `clusters` of two and more of them."""
    return _score(clusters, run(entries))


def _score(clusters: Sequence[Mapping[str, object]], placing: Placed) -> ClustersReport:
    placed, changes = placing
    wanted = {str(c["incident"]): [e for e in _ids(c) if e in placed] for c in clusters}
    wanted = {name: ids for name, ids in wanted.items() if len(ids) > 1}
    precision, recall, count = _b_cubed(wanted, placed)
    opened = sum(len({placed[e] for e in ids}) for ids in wanted.values())
    alerts = sum(1 for ids in wanted.values() for e in ids if changes[e] in (Change.OPENED, Change.BIG))
    number = max(1, len(wanted))
    return ClustersReport(
        incidents=len(wanted),
        entries=count,
        precision=precision,
        recall=recall,
        openings_per_incident=opened / number,
        alerts_per_incident=alerts / number,
        merged=_merged(wanted, placed),
        misses=tuple(_misses(wanted, placed)),
    )


def _ids(cluster: Mapping[str, object]) -> list[str]:
    ids = cluster["entries"]
    return [str(e) for e in ids] if isinstance(ids, list) else []


def _b_cubed(wanted: Mapping[str, Sequence[str]], placed: Mapping[str, str]) -> tuple[float, float, int]:
    truth = {e: name for name, ids in wanted.items() for e in ids}
    ours: dict[str, list[str]] = defaultdict(list)
    for e in truth:
        ours[placed[e]].append(e)
    precision = recall = 0.0
    for e, name in truth.items():
        both = sum(1 for other in ours[placed[e]] if truth[other] == name)
        precision += both / len(ours[placed[e]])
        recall += both / len(wanted[name])
    return precision / max(1, len(truth)), recall / max(1, len(truth)), len(truth)


def _merged(wanted: Mapping[str, Sequence[str]], placed: Mapping[str, str]) -> int:
    holders: dict[str, set[str]] = defaultdict(set)
    for name, ids in wanted.items():
        for e in ids:
            holders[placed[e]].add(name)
    return sum(len(names) * (len(names) - 1) // 2 for names in holders.values())


def _misses(wanted: Mapping[str, Sequence[str]], placed: Mapping[str, str]) -> Iterable[ClusterMiss]:
    truth = {e: name for name, ids in wanted.items() for e in ids}
    for name, ids in wanted.items():
        parts: dict[str, list[str]] = defaultdict(list)
        for e in ids:
            parts[placed[e]].append(e)
        strangers = tuple(e for e, other in truth.items() if other != name and placed[e] in parts)
        if len(parts) > 1 or strangers:
            yield ClusterMiss(name, tuple(tuple(part) for part in parts.values()), strangers)


def _known_entries(folder: Path, wanted: set[str]) -> dict[str, Entry]:
    """Return the wanted entries from the files beside the clusters, the first of an id."""
    files = [
        *folder.glob("*entries*.jsonl*"),
        *folder.parent.glob("labels/*entries.jsonl"),
        *folder.parent.glob("news/*.jsonl*"),
    ]
    known: dict[str, Entry] = {}
    for entry in read_entries(sorted(files)):
        if isinstance(entry, Entry) and entry.id in wanted:
            known.setdefault(entry.id, entry)
    return known


def _read_clusters(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [record for record in map(json.loads, filter(str.strip, lines)) if "entries" in record]


def _shown(report: ClustersReport) -> Iterator[str]:
    yield f"{report.incidents} incidents, {report.entries} entries"
    for name, part in report.files if len(report.files) > 1 else ():
        yield (
            f"{name}: F1 {part.f1:.3f} (P {part.precision:.3f} R {part.recall:.3f}), "
            f"openings {part.openings_per_incident:.2f}, merged {part.merged}, incidents {part.incidents}"
        )
    yield f"B-cubed P {report.precision:.3f} R {report.recall:.3f} F1 {report.f1:.3f}"
    yield f"openings per incident {report.openings_per_incident:.2f}; merged {report.merged}"
    yield f"openings and big changes per incident {report.alerts_per_incident:.2f}"
    for miss in report.misses:
        parts = " | ".join(" ".join(part) for part in miss.parts)
        yield f"{miss.incident}: {parts}" + (f" with {' '.join(miss.strangers)}" if miss.strangers else "")
