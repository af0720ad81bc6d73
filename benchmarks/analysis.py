"""What analysis and incidents cost, on made-up entries of 150 words.

    python benchmarks/analysis.py [--json FILE]

How right they are: benchmarks/analysis_baselines.py.
"""

import argparse
import json
import random
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds.model import Entry
from filters.analysis import analyse
from filters.analysis.reading import read_lexicon
from filters.incidents import OpenIncidents

NOW = datetime(2026, 11, 25, tzinfo=UTC)
OPEN, SAMPLE, WORDS = 4_000, 1_500, 150


def main() -> None:
    """Print the speeds and write them as JSON."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    result = speeds()
    for name, value in result.items():
        print(f"{name:32} {value:10.3f}")
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


def speeds() -> dict[str, float]:
    """Return entries a second of one core, and milliseconds to assign one with 4,000 incidents open."""
    entries = list(_made_up(OPEN + SAMPLE))
    for entry in entries[:200]:
        analyse(entry)
    start = time.process_time()
    analyses = [analyse(entry) for entry in entries]
    analysing = (time.process_time() - start) / len(entries)
    incidents = OpenIncidents()
    for entry, analysis in zip(entries[:OPEN], analyses[:OPEN], strict=True):
        incidents.take(OpenIncidents().assign(entry, analysis))
    start = time.process_time()
    for entry, analysis in zip(entries[OPEN:], analyses[OPEN:], strict=True):
        incidents.assign(entry, analysis)
    return {
        "analyse, entries/s": 1 / analysing,
        "assign with 4,000 open, ms": (time.process_time() - start) * 1000 / SAMPLE,
    }


def _made_up(number: int) -> Iterable[Entry]:
    """Yield entries of 150 words made of the lexicons' words: every word is known, the slow case."""
    chance = random.Random(11)
    events = read_lexicon("events.toml")
    words = [word.lstrip("~") for table in events.values() for word in table["words"]]
    places = ("بغداد", "أربيل", "كركوك", "البصرة", "الموصل", "الفلوجة", "بعقوبة", "النجف", "الكوت")
    filler = ["أفاد", "مصدر", "أن", "القوة", "وصلت", "إلى", "المكان", "وفتحت", "الطريق", "أمام", "المواطنين"]
    for number_of in range(number):
        title = f"{chance.choice(words)} في {chance.choice(places)} وإصابة {chance.randint(2, 40)} شخصا"
        body = [
            chance.choice((*filler, *filler, chance.choice(words), str(number_of))) for _ in range(WORDS - 10)
        ]
        for at in range(20, len(body), 20):
            body[at] += "."
        time_of = NOW + timedelta(seconds=20 * number_of)
        outlet, text = f"outlet {number_of % 9}", " ".join(body)
        yield Entry(str(number_of), "made-up", outlet, None, title, text, time_of, time_of)


if __name__ == "__main__":
    main()
