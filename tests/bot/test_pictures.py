"""The map of incidents."""

import struct
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Drawing, Mark
from bot.pictures.canvas import Picture, sheet
from bot.pictures.place_map import _draw_cities, _draw_marks, _ground, _window, draw_map, lines_of
from filters.gazetteer import coordinates, place_label

ZONE = Mark("green-zone/baghdad", "المنطقة الخضراء، بغداد")
WORDS = st.text(st.sampled_from("ابجدهـ ًّلأآ،؛$_^{}\\%#abc123<&'\"()"), min_size=0, max_size=40)


def map_of(marks: list[Mark], title: str, language: str) -> Picture | None:
    return draw_map(Drawing(title, language, tuple(marks)))


def size_of(png: bytes) -> tuple[int, int]:
    """Return width and height as the file itself tells."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


class TestMap:
    """`draw_map`: marks on outlines, or nothing where nothing is known."""

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_it_is_a_photo_that_telegram_takes(self, language: str) -> None:
        picture = map_of([ZONE], "موقع الحادث", language)
        assert picture is not None
        assert (960, 720) == size_of(picture.png)
        assert len(picture.png) < 10_000_000

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_names_stand_beside_one_another(self, language: str) -> None:
        """On a bad day in the north, where the cities are near, each name can be read."""
        slugs = ("mosul", "erbil", "kirkuk", "green-zone/baghdad", "basra")
        at = [place for slug in slugs if (place := coordinates(slug)) is not None]
        marks = [
            (Mark(slug, place_label(slug, language), 4), spot) for slug, spot in zip(slugs, at, strict=True)
        ]
        window = _window(at)
        taken = _draw_marks(_ground(sheet("", language), window, language), window, marks)
        names = taken[len(marks) :]
        assert len(slugs) == len(names)
        assert not [pair for pair in combinations(names, 2) if pair[0].overlaps(pair[1])]

    @pytest.mark.parametrize("language", ["ar", "en"])
    def test_every_dot_has_its_name(self, language: str) -> None:
        """A bare one beside the mark, Ramadi's, would be taken for a place where something happened."""
        at = coordinates(ZONE.place)
        assert at is not None
        window = _window([at])
        axes = _ground(sheet("", language), window, language)
        marks = [(replace(ZONE, label=place_label(ZONE.place, language)), at)]
        taken = _draw_marks(axes, window, marks)
        dots, names = len(axes.lines), len(axes.texts)
        _draw_cities(axes, window, language, taken)
        assert 0 < len(axes.lines) - dots == len(axes.texts) - names

    def test_it_says_in_words_what_it_shows(self) -> None:
        picture = map_of([ZONE, Mark("basra", "البصرة", 3)], "حوادث اليوم", "ar")
        assert picture is not None
        assert "حوادث اليوم: المنطقة الخضراء، بغداد؛ البصرة (3)" == picture.alternative

    def test_a_place_that_is_not_known_is_no_map(self) -> None:
        assert map_of([Mark("atlantis", "أطلنطس")], "موقع", "ar") is None
        assert map_of([], "موقع", "ar") is None

    def test_what_is_known_is_shown_without_the_rest(self) -> None:
        both = map_of([ZONE, Mark("atlantis", "أطلنطس")], "موقع", "ar")
        assert map_of([ZONE], "موقع", "ar") == both

    def test_other_places_make_another_picture_and_the_same_the_same(self) -> None:
        first = map_of([ZONE], "موقع", "ar")
        assert first == map_of([ZONE], "موقع", "ar")
        for other in (replace(ZONE, place="basra"), replace(ZONE, count=4), replace(ZONE, label="س")):
            assert first != map_of([other], "موقع", "ar")

    @settings(max_examples=15, deadline=None)
    @given(WORDS, WORDS, st.integers(1, 10_000))
    def test_no_label_raises(self, label: str, title: str, count: int) -> None:
        """A dollar sign or an underline is a letter like another, no formula."""
        assert map_of([replace(ZONE, label=label, count=count)], title, "ar") is not None

    def test_iraq_holds_its_cities(self) -> None:
        """The outlines and the coordinates of places are of the same world."""
        (ring,) = [corners for slug, corners in lines_of("outlines") if slug == "iraq"]
        for slug, inside in {"baghdad": True, "mosul": True, "tehran": False, "damascus": False}.items():
            at = coordinates(slug)
            assert at is not None
            assert inside == _is_inside(at[1], at[0], ring)


def _is_inside(x: float, y: float, ring: tuple[tuple[float, float], ...]) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
