"""Recorded entries through the same pipeline, under a clock that follows their dates."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.model import Alert, Subscriber
from feeds.model import Entry
from filters.model import Incident
from filters.query import QueryError, parse
from filters.topics import all_topics
from rasid.pipeline import Batch, Pipeline
from rasid.storage.memory import MemoryDatabase
from rasid.storage.unit import Unit
from rasid.toml_lines import Place
from rasid.toml_reading import read_toml
from rasid.wording import query_problem

_CREATED_AT = datetime(1970, 1, 1, tzinfo=UTC)


class WatchlistSpec(BaseModel):
    """One `[[watchlist]]` block: a query or a topic, for a chat (1 unless told otherwise)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    query: str | None = None
    topic: str | None = None
    name: str | None = None
    chat: int = 1

    @model_validator(mode="after")
    def _one_of_both(self) -> "WatchlistSpec":
        if (self.query is None) == (self.topic is None):
            raise ValueError("give either query or topic")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    watchlist: Annotated[list[WatchlistSpec], Field(min_length=1)]


def read_watchlists(path: Path) -> tuple[WatchlistSpec, ...]:
    """Return the watchlists of a TOML file; raise ConfigError that names every problem."""
    file = read_toml(path)
    try:
        specs = _File.model_validate(file.raw).watchlist
    except ValidationError as error:
        raise file.misfits(error, _unknown_key) from None
    problems = [
        (("watchlist", n, field), problem)
        for n, spec in enumerate(specs)
        for field, problem in _problems(spec)
    ]
    if problems:
        raise file.mistakes(problems)
    return tuple(specs)


def _unknown_key(place: Place) -> str:
    known = _File.model_fields if len(place) == 1 else WatchlistSpec.model_fields
    return f"unknown key; known: {', '.join(sorted(known))}"


def _problems(spec: WatchlistSpec) -> list[tuple[str, str]]:
    if spec.topic is not None:
        known = [topic.slug for topic in all_topics()]
        return (
            [] if spec.topic in known else [("topic", f"no topic {spec.topic!r}; known: {', '.join(known)}")]
        )
    try:
        parse(spec.query or "")
    except QueryError as error:
        return [("query", query_problem(error))]
    return []


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that the replay decided, and when by its clock."""

    at: datetime
    alert: Alert


async def replay(
    entries: Iterable[Entry], watchlists: Iterable[WatchlistSpec]
) -> AsyncIterator[Told | Incident]:
    """Yield alerts as they are decided, then every incident in its last state, by first report.

    `entries` are taken in order of time; the clock stands at each entry's own time.
    """
    database = MemoryDatabase()
    await database.run(lambda unit: _subscribe(unit, list(watchlists)))
    pipeline = Pipeline(database, max_age=timedelta(days=3))
    incidents: dict[str, Incident] = {}
    for entry in sorted(entries, key=lambda entry: entry.at):
        report = await pipeline.run(Batch([entry]), entry.at)
        if report is None:
            continue
        for alert in report.alerts:
            yield Told(entry.at, alert)
        incidents |= {incident.id: incident for incident in report.incidents}
    for incident in sorted(incidents.values(), key=lambda incident: (incident.first_at, incident.id)):
        yield incident


def _subscribe(unit: Unit, specs: list[WatchlistSpec]) -> None:
    for chat in {spec.chat for spec in specs}:
        unit.chats.put(Subscriber(chat_id=chat, kind="private", language="ar", created_at=_CREATED_AT))
    for spec in specs:
        kind: Literal["topic", "keywords"] = "topic" if spec.topic else "keywords"
        query = spec.topic or spec.query or ""
        unit.watchlists.add(spec.chat, 0, kind, spec.name or query, query, _CREATED_AT)


def as_json(item: Told | Incident) -> dict[str, Any]:
    """Return the JSON object that `rasid replay` prints for `item`."""
    return _alert_json(item) if isinstance(item, Told) else _incident_json(item)


def _alert_json(told: Told) -> dict[str, Any]:
    alert, content = told.alert, told.alert.content
    return {
        "type": "alert",
        "at": told.at.isoformat(),
        "chat": alert.chat_id,
        "kind": alert.kind,
        "incident": alert.incident_id,
        "revision": alert.revision,
        "watchlists": list(alert.reason.names),
        "decision": alert.reason.decision,
        "news": list(content.news),
        "source": content.source,
        "title": content.title,
        "sentence": content.sentence,
        "bold": [list(bold) for bold in content.bold],
        "url": content.url,
    }


def _incident_json(incident: Incident) -> dict[str, Any]:
    return {
        "type": "incident",
        "id": incident.id,
        "event": incident.event,
        "place": incident.place,
        "topics": list(incident.topics),
        "status": incident.status,
        "first_at": incident.first_at.isoformat(),
        "last_at": incident.last_at.isoformat(),
        "entries": [report.entry_id for report in incident.reports],
        "outlets": list(incident.outlets),
        "claims": [
            {
                "kind": claim.kind,
                "count": claim.count,
                "qualifier": claim.qualifier,
                "outlet": claim.outlet,
                "source": claim.cited,
                "at": claim.at.isoformat(),
            }
            for claim in incident.claims
        ],
    }
