"""A map of places: outlines of countries, a few cities to find one's way, a mark for each incident."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import cos, radians

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox, BboxBase

from bot.model import Drawing, Mark
from bot.pictures.canvas import (
    ACCENT,
    EDGE,
    FAINT,
    FONT,
    HOME,
    LAND,
    PAPER,
    SEA,
    WARM,
    WATER,
    Picture,
    as_png,
    sheet,
)
from filters.gazetteer import coordinates, place_name

Line = tuple[tuple[float, float], ...]
# Cities that a reader looks for first, and countries that are named.
_CITIES = (
    "baghdad", "mosul", "basra", "erbil", "kirkuk", "najaf", "ramadi", "damascus", "aleppo", "amman",
    "riyadh", "kuwait-city", "tehran", "ahvaz", "diyarbakir", "beirut", "sanaa", "aden", "doha", "cairo",
)  # fmt: skip
_COUNTRIES = {
    "iraq": (43.3, 32.2), "syria": (38.6, 35.2), "iran": (51.5, 32.6), "saudi-arabia": (44.5, 25.0),
    "turkey": (38.5, 38.8), "jordan": (36.8, 31.2), "yemen": (47.5, 15.8), "egypt": (29.5, 26.8),
}  # fmt: skip
# Half of the height of the smallest map, in degrees of latitude.
_SMALLEST = 2.6
_MARGIN, _MARGIN_PART = 0.9, 0.18
# Where a mark's name may stand, in points from it, and how it runs from there.
_RIGHT, _LEFT = ((18.0, 10.0), "left"), ((-18.0, 10.0), "right")
_LOWER_RIGHT, _LOWER_LEFT = ((18.0, -24.0), "left"), ((-18.0, -24.0), "right")
_ABOVE, _BELOW = ((0.0, 24.0), "center"), ((0.0, -38.0), "center")
_BESIDE_CITY = ((5.0, 3.0), "left"), ((-5.0, 3.0), "right")
_AROUND_NAME = 7.0
# Half of the size of a dot on the sheet, in its smallest units.
_DOT = 20.0
_RATIO = 4 / 3


@dataclass(frozen=True, slots=True)
class _Window:
    """What of the world is shown, in degrees."""

    west: float
    east: float
    south: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        return self.west < longitude < self.east and self.south < latitude < self.north


def draw_map(drawing: Drawing) -> Picture | None:
    """Return a map of the marks; None when the coordinates of none are known."""
    marks, title, language = drawing.marks, drawing.title, drawing.language
    placed = [(mark, at) for mark in marks if (at := coordinates(mark.place)) is not None]
    if not placed:
        return None
    window = _window([at for _, at in placed])
    figure = sheet(title, language)
    axes = _ground(figure, window, language)
    _draw_cities(axes, window, language, _draw_marks(axes, window, placed))
    between = "؛ " if language == "ar" else "; "
    return Picture(as_png(figure), f"{title}: " + between.join(_said(mark) for mark, _ in placed))


def _ground(figure: Figure, window: _Window, language: str) -> Axes:
    """Return the map as far as it is the same for all marks, at its final size."""
    axes = figure.add_axes((0.03, 0.03, 0.94, 0.86), facecolor=SEA)
    _draw_countries(axes, window, language)
    _draw_rivers(axes)
    axes.set(xlim=(window.west, window.east), ylim=(window.south, window.north), xticks=(), yticks=())
    axes.set_aspect(1 / cos(radians((window.south + window.north) / 2)))
    axes.apply_aspect()
    axes.spines[:].set_color(EDGE)
    return axes


def _said(mark: Mark) -> str:
    return mark.label if mark.count == 1 else f"{mark.label} ({mark.count})"


def _window(points: Sequence[tuple[float, float]]) -> _Window:
    """Return the smallest window of the sheet's proportions that holds all points with a margin."""
    latitudes, longitudes = [at[0] for at in points], [at[1] for at in points]
    margin = max(_MARGIN, _MARGIN_PART * (max(latitudes) - min(latitudes)))
    south, north = min(latitudes) - margin, max(latitudes) + margin
    west, east = min(longitudes) - margin, max(longitudes) + margin
    squeeze = cos(radians((south + north) / 2))
    half = max((north - south) / 2, (east - west) * squeeze / 2 / _RATIO, _SMALLEST)
    middle, centre = (south + north) / 2, (west + east) / 2
    return _Window(
        centre - half * _RATIO / squeeze, centre + half * _RATIO / squeeze, middle - half, middle + half
    )


@cache
def lines_of(name: str) -> tuple[tuple[str, Line], ...]:
    """Return what the table `outlines` or `rivers` holds: slug, and points as (longitude, latitude)."""
    text = files("bot.pictures").joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple((slug, tuple(_corner(pair) for pair in ring.split())) for slug, ring in rows)


def _corner(pair: str) -> tuple[float, float]:
    longitude, latitude = pair.split(",")
    return float(longitude), float(latitude)


def _draw_countries(axes: Axes, window: _Window, language: str) -> None:
    for slug, ring in lines_of("outlines"):
        if any(window.holds(*corner) for corner in ring) or _crosses(ring, window):
            colour = HOME if slug == "iraq" else LAND
            axes.fill(*zip(*ring, strict=True), facecolor=colour, edgecolor=EDGE, linewidth=1.2)
    for slug, (longitude, latitude) in _COUNTRIES.items():
        if window.holds(longitude, latitude):
            axes.text(
                longitude, latitude, place_name(slug, language), ha="center", va="center",
                fontsize=17, color=EDGE, family=FONT, clip_on=True,
            )  # fmt: skip


def _draw_rivers(axes: Axes) -> None:
    for _, points in lines_of("rivers"):
        axes.plot(*zip(*points, strict=True), color=WATER, linewidth=1.6, solid_joinstyle="round")


def _crosses(ring: Line, window: _Window) -> bool:
    """Tell whether the ring may pass through or around the window without a corner in it."""
    longitudes, latitudes = [x for x, _ in ring], [y for _, y in ring]
    return (
        min(longitudes) < window.east
        and max(longitudes) > window.west
        and min(latitudes) < window.north
        and max(latitudes) > window.south
    )


def _draw_cities(axes: Axes, window: _Window, language: str, taken: Iterable[Bbox]) -> None:
    """Draw cities with their names; those whose names would lie on another, or leave the map, are not."""
    names = list(taken)
    for slug in _CITIES:
        at = coordinates(slug)
        if at is not None and window.holds(at[1], at[0]):
            _draw_city(axes, place_name(slug, language), (at[1], at[0]), names)


def _draw_city(axes: Axes, label: str, at: tuple[float, float], taken: list[Bbox]) -> None:
    """Draw the city if its name has room on one side: a dot alone would be taken for a mark."""
    for offset, across in _BESIDE_CITY:
        name = axes.annotate(
            label, at, offset, textcoords="offset points", ha=across,
            fontsize=15, color=FAINT, family=FONT, annotation_clip=True,
        )  # fmt: skip
        box = name.get_window_extent()
        if _is_free(axes, box, taken):
            axes.plot(*at, "o", markersize=3.5, color=FAINT)
            taken.append(Bbox(box.get_points()))
            return
        name.remove()


def _draw_marks(
    axes: Axes, window: _Window, placed: Sequence[tuple[Mark, tuple[float, float]]]
) -> list[Bbox]:
    """Draw the marks with their names, beside one another as far as there is room; return what they cover."""
    taken = [_dot(axes, longitude, latitude) for _, (latitude, longitude) in placed]
    for mark, (latitude, longitude) in placed:
        _draw_mark(axes, window, mark, longitude, latitude, taken)
    return taken


def _dot(axes: Axes, longitude: float, latitude: float) -> Bbox:
    """Return the square on the sheet in which the place's dot lies."""
    across, up = axes.transData.transform((longitude, latitude))
    return Bbox.from_bounds(across - _DOT, up - _DOT, 2 * _DOT, 2 * _DOT)


def _is_free(axes: Axes, box: BboxBase, taken: Iterable[Bbox]) -> bool:
    """Return whether the box lies within the map and on nothing that stands there."""
    whole = axes.get_window_extent()
    is_inside = whole.contains(box.x0, box.y0) and whole.contains(box.x1, box.y1)
    return is_inside and not any(box.overlaps(other) for other in taken)


def _draw_mark(  # the map, the mark, where it is, and what is there
    axes: Axes, window: _Window, mark: Mark, longitude: float, latitude: float, taken: list[Bbox]
) -> None:
    for radius, strength in pairwise((9 + 2 * min(mark.count, 9), 22 + 3 * min(mark.count, 9), 0)):
        axes.plot(longitude, latitude, "o", markersize=radius, color=WARM, alpha=0.95 if strength else 0.22)
    label = mark.label if mark.count == 1 else f"{mark.label} · {mark.count}"
    leftward = longitude > (window.west + window.east) / 2
    sides = (
        (_LEFT, _RIGHT, _LOWER_LEFT, _LOWER_RIGHT) if leftward else (_RIGHT, _LEFT, _LOWER_RIGHT, _LOWER_LEFT)
    )
    for offset, across in (*sides, _ABOVE, _BELOW, sides[0]):
        name = axes.annotate(
            label, (longitude, latitude), offset, textcoords="offset points", ha=across, parse_math=False,
            fontsize=18, fontweight="bold", color=ACCENT, family=FONT,
            bbox={"boxstyle": "round,pad=0.25", "facecolor": PAPER, "edgecolor": EDGE, "alpha": 0.9},
        )  # fmt: skip
        box = name.get_window_extent().padded(_AROUND_NAME)
        if _is_free(axes, box, taken):
            break
        name.remove()
    else:
        # Crowded: better on another name than not at all.
        axes.add_artist(name)
    taken.append(Bbox(box.get_points()))
