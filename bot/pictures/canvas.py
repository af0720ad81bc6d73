"""What every picture shares: its size, its colours, its font, PNG."""

import io
from dataclasses import dataclass

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Telegram shows a photo of this size sharp on a telephone, and it stays far under 10 MB. There it is
# a third as wide: letters of less than 15 points can't be read.
_WIDTH_IN, _HEIGHT_IN, _DPI = 8.0, 6.0, 120
PAPER, LAND, HOME, WATER, SEA = "#f7f5f0", "#e9e5db", "#ffffff", "#9cc3d5", "#e3eef3"
EDGE, INK, FAINT, WARM, ACCENT = "#b9b2a3", "#22302f", "#6d7573", "#c0392b", "#0f7470"
# It comes with matplotlib and has the joined shapes of all Arabic letters; matplotlib itself
# joins them and sets them from right to left.
FONT = "DejaVu Sans"


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG file, and the same in words for those who can't see it."""

    png: bytes
    alternative: str


def sheet(title: str, language: str) -> Figure:
    """Return a sheet with its title, on the side where the language begins.

    No global state is touched: sheets may be drawn in several threads.
    """
    figure = Figure(figsize=(_WIDTH_IN, _HEIGHT_IN), dpi=_DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    at, side = (0.95, "right") if language == "ar" else (0.05, "left")
    figure.text(
        at, 0.945, title, ha=side, va="center", fontsize=22, fontweight="bold", color=INK, family=FONT,
        parse_math=False,
    )  # fmt: skip
    return figure


def as_png(figure: Figure) -> bytes:
    """Return the drawn sheet as a PNG file."""
    out = io.BytesIO()
    # Without the version of the library, the same picture is the same bytes.
    figure.savefig(out, format="png", facecolor=PAPER, metadata={"Software": None})
    return out.getvalue()
