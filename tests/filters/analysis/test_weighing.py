"""The weights of words: what they are made from, what they add up to, and what they say of words unlisted."""

import gzip
import hashlib
import math
from pathlib import Path

import pytest

from filters.analysis.reading import read
from filters.analysis.weighing import ACTUALITIES, EVENTS, features, heaviest, weigh
from filters.model import Actuality, Event
from tests.filters.news_builders import entry

ROOT = Path(__file__).parents[3]
RECORDS = ROOT / "tools" / "training"
WEIGHTS = ROOT / "filters" / "lexicon" / "weights.tsv.gz"


def _lines(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (RECORDS / name).read_text("utf-8").splitlines()]


def test_weights_are_those_of_the_records() -> None:
    """A record that was changed without `make weights` would teach nothing."""
    whole = hashlib.sha256()
    for path in sorted(RECORDS.glob("*.tsv")):
        whole.update(path.read_bytes())
    with gzip.open(WEIGHTS, "rt", encoding="utf-8") as lines:
        header = next(lines).split()
    assert header == ["#!", *map(str, EVENTS), *map(str, ACTUALITIES), whole.hexdigest()]


@pytest.mark.parametrize("path", sorted(RECORDS.glob("*.tsv")), ids=lambda path: path.stem)
def test_every_record_is_whole(path: Path) -> None:
    """Four columns, classes of the glossary, a title; talk and other news have no actuality of an event."""
    for number, columns in enumerate(_lines(path.name), start=1):
        assert len(columns) == 4, (path.name, number)
        event, actuality, title, _ = columns
        is_talk = Event(event) in (Event.STATEMENT, Event.NONE)
        quiet = (Actuality.NA, Actuality.FIGURATIVE)
        assert title.strip(), (path.name, number)
        assert (Actuality(actuality) in quiet) if is_talk else actuality != "na", (path.name, number)


def test_no_title_is_there_twice() -> None:
    """Two labels for one title would teach both."""
    titles = [columns[2] for path in sorted(RECORDS.glob("*.tsv")) for columns in _lines(path.name)]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("body", ["", "أفادت مصادر محلية بأن الأهالي هرعوا إلى المكان."])
def test_likelihoods_add_up_to_one(body: str) -> None:
    """Of the events, and of the actualities."""
    weighing = weigh(read(entry("انهيار سقف سوق شعبي فوق رؤوس الباعة", body)))
    assert sum(map(math.exp, weighing.events)) == pytest.approx(1, abs=1e-5)
    assert sum(map(math.exp, weighing.actualities)) == pytest.approx(1, abs=1e-5)


def test_lead_counts_less_than_the_title_and_figures_are_one() -> None:
    """A stem of both has the title's weight; 5 and 12 are the same feature."""
    found = features(read(entry("الفيضان يجرف 5 سيارات", "جرف الفيضان 12 سيارة في القرية.")))
    assert found["w فيض"] == found["w #"] == 1.0
    assert 0 < found["w قري"] < 1.0
    assert {"2 # سيار", "4 ^الف", "all"} <= found.keys()


def test_heaviest_word_is_the_one_that_speaks_for_the_event() -> None:
    """Evidence points at a word that a reader would point at."""
    sentence = read(entry("سكان الحي يتظاهرون ليلا بالشموع", "")).sentences[0]
    assert sentence.words[heaviest(sentence, Event.PROTEST)] == "يتظاهرون"
