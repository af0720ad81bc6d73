"""Which sense of a homograph is printed: the words around it decide, by lexicon/homographs.toml."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from filters.arabic import clean, fold
from filters.clitics import splits

_WINDOW = 7


@dataclass(frozen=True, slots=True)
class Cues:
    """Words and beginnings of words, folded, clitics aside."""

    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()

    def find(self, raws: Sequence[str]) -> str:
        """Return the first token that is one of the cues, "" if none is."""
        return next((raw for raw in raws if self._has(raw)), "")

    def _has(self, raw: str) -> bool:
        return not self.words.isdisjoint(_stems(raw)) or fold(raw).startswith(self.beginnings or "\n")


@dataclass(frozen=True, slots=True)
class Rule:
    """When a printed word is not the watched one.

    What stands next to it outweighs what stands near, and a cue for the watched sense one against it.
    `printed` holds the folded forms that are in doubt (empty: all), `proclitics` those that
    settle it. Without any cue the hit stands, unless `is_strict`.
    """

    printed: frozenset[str]
    proclitics: frozenset[str]
    against_before: Cues
    against_after: Cues
    for_before: Cues
    for_after: Cues
    for_near: Cues
    against_near: Cues
    is_strict: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the hit is the watched sense, and the printed word that decided ("" for none)."""

    is_meant: bool
    cue: str = ""


def rules_for(word: str) -> tuple[Rule, ...]:
    """Return the rules for a watched word; those for the bare word hold with an article too."""
    folded = fold(word)
    return _rules().get(folded) or _rules().get(folded.removeprefix("ال"), ())


def judge(rules: Sequence[Rule], raws: Sequence[str], at: int, form: str, proclitic: str) -> Verdict:
    """Return the sense of the token at `at` among the printed tokens of its field."""
    verdict = Verdict(is_meant=True)
    for rule in rules:
        if rule.printed and fold(form) not in rule.printed and fold(raws[at]) not in rule.printed:
            continue
        verdict = _judge_one(rule, raws, at, proclitic)
        if not verdict.is_meant:
            return verdict
    return verdict


def _judge_one(rule: Rule, raws: Sequence[str], at: int, proclitic: str) -> Verdict:
    before, after = raws[max(0, at - 1) : at], raws[at + 1 : at + 2]
    near = [*raws[max(0, at - _WINDOW) : at], *raws[at + 1 : at + 1 + _WINDOW]]
    if cue := rule.for_before.find(before) or rule.for_after.find(after):
        return Verdict(is_meant=True, cue=cue)
    if cue := rule.against_before.find(before) or rule.against_after.find(after):
        return Verdict(is_meant=False, cue=cue)
    if cue := rule.for_near.find(near):
        return Verdict(is_meant=True, cue=cue)
    if cue := rule.against_near.find(near):
        return Verdict(is_meant=False, cue=cue)
    if proclitic and proclitic in rule.proclitics:
        return Verdict(is_meant=True, cue=proclitic)
    return Verdict(is_meant=not (rule.is_strict and near))


@lru_cache(20_000)
def _stems(raw: str) -> frozenset[str]:
    is_feminine = clean(raw).endswith("ة")  # دورية is no دوري + ـه
    return frozenset(
        split.stem
        for split in splits(fold(raw))
        if not (is_feminine and split.enclitic) and split.enclitic != "ي"
    )


@cache
def _rules() -> dict[str, tuple[Rule, ...]]:
    """Return the rules by folded watched word."""
    data = tomllib.loads(files("filters").joinpath("lexicon", "homographs.toml").read_text(encoding="utf-8"))
    sets = {name: text.split() for name, text in data["cues"].items()}
    table: dict[str, tuple[Rule, ...]] = {}
    for entry in data["rule"]:
        rule = _read_rule(entry, sets)
        for term in entry["terms"].split():
            key = fold(term)
            table[key] = (*table.get(key, ()), rule)
    return table


def _read_rule(entry: dict[str, str], sets: dict[str, list[str]]) -> Rule:
    def cues(key: str) -> Cues:
        words = [
            w for part in entry.get(key, "").split() for w in (sets[part[1:]] if part[0] == "@" else [part])
        ]
        beginnings = tuple(fold(word[:-1]) for word in words if word.endswith("*"))
        return Cues(frozenset(fold(word) for word in words if not word.endswith("*")), beginnings)

    return Rule(
        frozenset(fold(word) for word in entry.get("printed", "").split()),
        frozenset(entry.get("proclitics", "").split()),
        cues("against_before"),
        cues("against_after"),
        cues("for_before"),
        cues("for_after"),
        cues("for_near"),
        cues("against_near"),
        bool(entry.get("strict")),
    )
