"""How well the matcher does on files of cases, beside simpler ways, in one run.

    python benchmarks/matching_quality.py tests/cases/word_forms.tsv tests/cases/homographs.tsv [--json OUT]

A file has a header and lines of query, form, label (1 must match, 0 must not), phenomenon, parted
by tabs. A way to match compares the keys of adjacent words: the folded word itself, its stem, or
its lemmas. A way whose package is not installed is named as absent.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from filters.arabic import clean, fold, tokenise
from rasid.evaluate import MatchingReport, MatchingRow, evaluate_matching, read_rows

Figures = dict[str, float]
# What a word is compared by, given as it is printed but cleaned; two words with a key in common are one.
Keys = Callable[[str], frozenset[str]]
Matches = Callable[[MatchingRow], bool]
PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل")
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
ALEFS = "اأإآ"
ENDINGS = {"ه": "ة", "ي": "ى", "ى": "ي"}


def light10(word: str) -> str:
    """Return the folded word without one article and the common endings, after Larkey and others 2002."""
    stem = word[1:] if word.startswith("و") and len(word) > 3 else word
    stem = next((stem[len(p) :] for p in PREFIXES if stem.startswith(p) and len(stem) > len(p) + 1), stem)
    for suffix in SUFFIXES:
        if stem.endswith(suffix) and len(stem) > len(suffix) + 1:
            stem = stem[: -len(suffix)]
    return stem


def by_stem(stem: Callable[[str], str]) -> Keys:
    """Return the folded word's stem as its only key."""
    return lambda word: frozenset((stem(fold(word)),))


def by_light10() -> Keys:
    return by_stem(light10)


def by_snowball() -> Keys:
    return by_stem(import_module("snowballstemmer").stemmer("arabic").stemWord)


def by_isri() -> Keys:
    return by_stem(import_module("nltk.stem.isri").ISRIStemmer().stem)


def by_tashaphyne() -> Keys:
    stemmer = import_module("tashaphyne.stemming").ArabicLightStemmer()
    return by_stem(lambda word: (stemmer.light_stem(word), stemmer.get_stem())[1])


def by_farahidi() -> Keys:
    """Return every lemma that the word may have, looked up in the likely spellings until one is known."""
    analyzer = import_module("farahidi").Analyzer()

    def lemmas(word: str) -> frozenset[str]:
        for spelling in spellings(word):
            found = frozenset(fold(clean(reading.lemma)) for reading in analyzer.analyze(spelling))
            if found:
                return found
        return frozenset((fold(word),))

    return lemmas


def spellings(word: str) -> Iterator[str]:
    """Yield the word, then with another last letter, then with another hamza near its beginning."""
    yield word
    if word[-1] in ENDINGS:
        yield word[:-1] + ENDINGS[word[-1]]
    for at, letter in enumerate(word[:4]):
        if letter in ALEFS:
            yield from (word[:at] + other + word[at + 1 :] for other in ALEFS if other != letter)


WAYS: dict[str, Callable[[], Keys]] = {
    "exact, folded": lambda: by_stem(str),
    "light10": by_light10,
    "snowball": by_snowball,
    "ISRI": by_isri,
    "tashaphyne": by_tashaphyne,
    "farahidi lemmas": by_farahidi,
}


def matches_by(keys: Keys) -> Matches:
    """Return whether the query's words stand side by side in a row's text, as `keys` sees words."""
    keys = cache(keys)

    def read(text: str) -> list[frozenset[str]]:
        return [keys(token.clean) for token in tokenise(text)]

    def matches(row: MatchingRow) -> bool:
        query, text = read(row.query), read(row.form)
        starts = range(len(text) - len(query) + 1)
        return any(all(a & b for a, b in zip(query, text[at:], strict=False)) for at in starts)

    return matches


def judge(rows: list[MatchingRow], matches: Matches) -> Figures:
    """Return the figures of a way to match."""
    judged = (MatchingRow(r.query, r.form, r.must_match, r.phenomenon, matches(r)) for r in rows)
    return figures(MatchingReport(tuple(judged)))


def figures(report: MatchingReport) -> Figures:
    """Return what a file can tell: precision and recall without `context` rows, and these."""
    told: Figures = {}
    if any(row.phenomenon != "context" for row in report.rows):
        told |= {"precision": report.precision, "recall": report.recall}
        told |= {"confusables that fire": report.confusables_fired}
    if any(row.phenomenon == "context" for row in report.rows):
        told |= {"context right": report.context_right}
    return {name: round(value, 4) for name, value in told.items()}


def compare(file: Path) -> Iterator[tuple[str, Figures | None]]:
    """Yield each way's figures on a file, None for one whose package is not installed."""
    rows = list(read_rows(file))
    yield "Rasid", figures(evaluate_matching(file))
    yield "folded substring", judge(rows, lambda row: fold(row.query) in fold(row.form))
    for name, make in WAYS.items():
        try:
            yield name, judge(rows, matches_by(make()))
        except ImportError:
            yield name, None


def show(name: str, told: Figures | None) -> str:
    """Return a line of the table."""
    if told is None:
        return f"{name:18} absent: its package is not installed"
    return f"{name:18} " + "  ".join(f"{key} {value:.4f}" for key, value in told.items())


def main() -> None:
    """Print a line a way for each file."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("files", type=Path, nargs="+")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    results: dict[str, dict[str, Figures | None]] = {}
    for file in chosen.files:
        print(f"{file.name}, {len(list(read_rows(file)))} rows")
        results[file.name] = {}
        for name, told in compare(file):
            results[file.name][name] = told
            print(show(name, told), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
