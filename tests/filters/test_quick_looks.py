"""A homograph that surely has no cue around it is settled at a glance, as a close look would settle it."""

from pathlib import Path

import pytest

from filters.matching.scene import Scene
from filters.watchlists import WatchlistIndex
from tests.filters.news_builders import entry
from tests.filters.test_watchlists import watchlist

CASES = Path(__file__).parents[1] / "cases"
ROWS = [
    tuple(line.split("\t")[:2])
    for file in sorted(CASES.glob("homographs*.tsv"))
    for line in file.read_text(encoding="utf-8").splitlines()[1::20]
]
WORDS = sorted({word for word, _ in ROWS})
# Each text alone, and with borders and company on both sides, as deep in an article.
SHAPES = ("{}", "قال مراسلنا هناك، نقلا عن شهود: {}، وأضاف. ثم عاد، أمس، إلى المدينة")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_glance_says_what_a_close_look_says(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [entry(shape.format(text), text) for _, text in ROWS]
    index = WatchlistIndex([watchlist(word, number) for number, word in enumerate(WORDS)])
    at_a_glance = [index.match(text).watchlist_ids for text in texts]
    monkeypatch.setattr(Scene, "_without_cues", lambda *_: None)
    assert at_a_glance == [index.match(text).watchlist_ids for text in texts]
