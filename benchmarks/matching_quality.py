"""How well the matcher does on a file of cases, beside simpler ways, in one run.

    python benchmarks/matching_quality.py tests/cases/word_forms.tsv [--json OUT]

A file has a header and lines of query, form, label (1 must match, 0 must not), phenomenon, parted by tabs.
light10: our own few lines after Larkey, Ballesteros & Connell 2002. Stemmers run if they are installed.
"""

import argparse
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from filters.arabic import fold, tokenise
from rasid.evaluate import MatchingReport, MatchingRow, evaluate_matching, read_rows

Stem = Callable[[str], str]
PREFIXES = ("وال", "بال", "كال", "فال", "ال", "لل")
SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def light10(word: str) -> str:
    """Return the folded word without one article and the common endings."""
    stem = word[1:] if word.startswith("و") and len(word) > 3 else word
    stem = next((stem[len(p) :] for p in PREFIXES if stem.startswith(p) and len(stem) > len(p) + 1), stem)
    for suffix in SUFFIXES:
        if stem.endswith(suffix) and len(stem) > len(suffix) + 1:
            stem = stem[: -len(suffix)]
    return stem


def stemmers() -> dict[str, Stem]:
    """Return the ways to stem a folded word that this machine has."""
    found: dict[str, Stem] = {"exact, folded": str, "light10": light10}
    try:
        import snowballstemmer  # noqa: PLC0415  # only if installed

        found["snowball"] = snowballstemmer.stemmer("arabic").stemWord
    except ImportError:
        pass
    try:
        from nltk.stem.isri import ISRIStemmer  # noqa: PLC0415  # only if installed

        found["ISRI"] = ISRIStemmer().stem
    except ImportError:
        pass
    try:
        from tashaphyne.stemming import ArabicLightStemmer  # noqa: PLC0415  # only if installed

        stemmer = ArabicLightStemmer()
        found["tashaphyne"] = lambda word: (stemmer.light_stem(word), stemmer.get_stem())[1]
    except ImportError:
        pass
    return found


def by_stem(rows: list[MatchingRow], stem: Stem) -> MatchingReport:
    """Return what comes of comparing the stems of adjacent words."""
    stem = cache(stem)

    def stems(text: str) -> list[str]:
        return [stem(token.folded) for token in tokenise(text)]

    def matches(row: MatchingRow) -> bool:
        query, text = stems(row.query), stems(row.form)
        return any(text[at : at + len(query)] == query for at in range(len(text)))

    return judge(rows, matches)


def judge(rows: list[MatchingRow], matches: Callable[[MatchingRow], bool]) -> MatchingReport:
    """Return the report of a way to match."""
    return MatchingReport(
        tuple(MatchingRow(r.query, r.form, r.must_match, r.phenomenon, matches(r)) for r in rows)
    )


def figures(report: MatchingReport) -> dict[str, Any]:
    """Return the four figures."""
    return {
        "precision": round(report.precision, 4),
        "recall": round(report.recall, 4),
        "confusables that fire": round(report.confusables_fired, 4),
        "context right": round(report.context_right, 4),
    }


def main() -> None:
    """Print a line a way."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    rows = list(read_rows(chosen.file))
    results = {
        "Rasid": figures(evaluate_matching(chosen.file)),
        "folded substring": figures(judge(rows, lambda row: fold(row.query) in fold(row.form))),
    }
    results |= {name: figures(by_stem(rows, stem)) for name, stem in stemmers().items()}
    for name, result in results.items():
        print(f"{name:18}", "  ".join(f"{key} {value:.4f}" for key, value in result.items()))
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
