"""No rule of the homographs silences a place where something is told to have happened."""

import pytest

from filters.gazetteer import places
from filters.watchlists import WatchlistIndex
from tests.filters.news_builders import entry
from tests.filters.test_watchlists import watchlist

TEXTS = (
    "انفجار في {} صباح اليوم",
    "هجوم على {} وسقوط قتلى",
    "انفجار عبوة قرب {}",
    "قصف يستهدف {}",
    "مقتل شخصين في مدينة {}",
    "من بغداد و{} وصل المسعفون",
)
NAMES = sorted({name for place in places().values() for name in place.arabic if " " not in name})


@pytest.fixture(scope="module")
def index() -> WatchlistIndex:
    return WatchlistIndex([watchlist(name, number) for number, name in enumerate(NAMES)])


@pytest.mark.parametrize("text", TEXTS)
def test_a_watched_place_is_found_where_something_happens(index: WatchlistIndex, text: str) -> None:
    silent = [
        name
        for number, name in enumerate(NAMES)
        if number not in index.match(entry(text.format(name))).watchlist_ids
    ]
    assert [] == silent


@pytest.mark.parametrize("text", TEXTS)
def test_a_watched_place_is_found_as_channels_spell_it(index: WatchlistIndex, text: str) -> None:
    """Without hamzas, and with ه for ة: «انفجار في جده»; but «في حديثه» is "in his speech"."""
    silent = [
        name
        for number, name in enumerate(NAMES)
        if name != "حديثة" and number not in index.match(entry(text.format(_careless(name)))).watchlist_ids
    ]
    assert [] == silent


def _careless(name: str) -> str:
    bare = name.translate(str.maketrans("أإآ", "ااا"))
    return bare[:-1] + "ه" if bare.endswith("ة") else bare
