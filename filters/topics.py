"""Subjects a chat can follow without writing a query, defined by lexicon/topics.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from filters.gazetteer import places
from filters.model import Analysis, Mention

_LEAD = 300  # letters of the body in which a mentioned actor takes part rather than is recalled
_FILE = Path(__file__).parent / "lexicon" / "topics.toml"
_Wanted = tuple[tuple[int, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Met when every field that is not empty is met by one of its values.

    `places` are met by a part of the place path, `place_types` by the type of such a part,
    `actors` by the slug or type of a mentioned actor, `weapons` by a kind, `rules` by an evidence.
    """

    events: frozenset[str] = frozenset()
    actualities: frozenset[str] = frozenset({"new"})
    places: frozenset[str] = frozenset()
    place_types: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    weapons: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TopicDefinition:
    """A topic with its names: an entry belongs to it when one of the conditions is met."""

    slug: str
    arabic: str
    english: str
    conditions: tuple[Condition, ...]


@cache
def all_topics() -> tuple[TopicDefinition, ...]:
    """Return every topic in the order in which it is offered, the flagship first."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(_read(slug, table) for slug, table in tables.items())


def topics_of(analysis: Analysis) -> tuple[str, ...]:
    """Return the slugs of the topics whose definition `analysis` satisfies, in the order of `all_topics`."""
    parts = [part for part in analysis.place.split("/") if part]
    mentions = [mention for mention in analysis.mentions if _is_early(mention)]
    given = (
        set(parts),
        {places()[part].type for part in parts if part in places()},
        {name for mention in mentions for name in (mention.entity, mention.type)},
        {quantity.kind for quantity in analysis.weapons},
        {evidence.rule for evidence in analysis.evidence},
    )
    conditions = _conditions_on(analysis.event.value, analysis.actuality.value)
    return tuple(dict.fromkeys(slug for slug, wanted in conditions if _is_met(wanted, given)))


@cache
def _conditions_on(event: str, actuality: str) -> tuple[tuple[str, _Wanted], ...]:
    """Return what else is wanted of such an event, with the topics: most conditions need no second look."""
    return tuple(
        (topic.slug, _wanted(condition))
        for topic in all_topics()
        for condition in topic.conditions
        if (not condition.events or event in condition.events)
        and (not condition.actualities or actuality in condition.actualities)
    )


def _wanted(condition: Condition) -> _Wanted:
    """Return the fields that are not empty, by their number in what `topics_of` is given."""
    fields = (
        condition.places,
        condition.place_types,
        condition.actors,
        condition.weapons,
        condition.rules,
    )
    return tuple((which, values) for which, values in enumerate(fields) if values)


def _is_met(wanted: _Wanted, given: Sequence[set[str]]) -> bool:
    for which, values in wanted:  # noqa: SIM110  # asked some forty times an entry, a generator is slow
        if values.isdisjoint(given[which]):
            return False
    return True


def _is_early(mention: Mention) -> bool:
    return mention.span.field == "title" or mention.span.start < _LEAD


def _read(slug: str, table: Mapping[str, Any]) -> TopicDefinition:
    own = {key: value for key, value in table.items() if key not in ("arabic", "english", "also")}
    conditions = tuple(_condition(each) for each in (own, *table.get("also", ())))
    return TopicDefinition(slug, table["arabic"], table["english"], conditions)


def _condition(table: Mapping[str, list[str]]) -> Condition:
    return Condition(**{key: frozenset(values) for key, values in table.items()})
