"""What channels post in the speech of their lands: a strike that is read as nothing alerts nobody."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.model import Entry
from filters.analysis import analyse
from filters.analysis.reading import read
from filters.analysis.violence import is_attack
from filters.model import Actuality, Analysis, Event
from tests.filters.news_builders import entry

POSTS = Path(__file__).parents[2] / "cases" / "channel_posts.tsv"
AT = datetime(2025, 11, 20, 12, tzinfo=UTC)
STRIKES = (Event.ATTACK, Event.EXPLOSION, Event.ALERT)
Read = tuple[Event, Actuality, Analysis]


@pytest.fixture(scope="module")
def posts() -> list[Read]:
    lines = (line.split("\t") for line in POSTS.read_text("utf-8").splitlines() if not line.startswith("#"))
    return [(Event(event), Actuality(actuality), _read(text)) for event, actuality, text in lines]


def _read(text: str) -> Analysis:
    return analyse(Entry("1", "u", "قناة", None, "", text, AT, AT))


def test_most_posts_are_read_as_what_they_tell(posts: list[Read]) -> None:
    """Of eleven events; 88 in a hundred when this was written."""
    right = sum(event is read.event for event, _, read in posts)
    assert right / len(posts) >= 0.86


def test_hardly_a_strike_is_read_as_nothing(posts: list[Read]) -> None:
    """Thirty of 135 before channels had words of their own."""
    told = [read for event, actuality, read in posts if event in STRIKES and actuality is Actuality.NEW]
    missed = [read for read in told if not _alerts(read)]
    assert len(missed) / len(told) <= 0.05


def test_hardly_anything_else_is_read_as_a_strike(posts: list[Read]) -> None:
    """Statements, sport, drills, denials and old news."""
    quiet = [read for _, actuality, read in posts if actuality is not Actuality.NEW]
    assert sum(map(_alerts, quiet)) <= 2


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("عبوة صوتية قدام دار طبيب", True),
        ("عبوة بهمر للجيش", True),
        ("تفكيك عبوة قرب دار طبيب", False),
        ("عبوة عصير أمام الضيوف", False),
    ],
)
def test_a_bomb_is_an_attack_beside_whom_it_was_for(text: str, *, is_one: bool) -> None:
    """By the rules, whatever the words weigh."""
    (sentence,) = read(entry("", text)).sentences
    assert is_attack(sentence) is is_one


def _alerts(read: Analysis) -> bool:
    return read.event in STRIKES and read.actuality is Actuality.NEW
