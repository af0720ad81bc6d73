"""Incidents by day and place, as stacked bars that run from right to left for Arabic."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from bot.model import Chart
from bot.pictures.canvas import ACCENT, EDGE, FAINT, FONT, INK, PAPER, WARM, Picture, as_png, sheet

_COLOURS = (WARM, ACCENT, "#d98e2b", "#4a6fa5", "#8e7cc3")
_AREA = (0.07, 0.17, 0.88, 0.57)
_LEGEND_ROW = 3
_LEAST_TOP = 3


def draw_chart(chart: Chart) -> Picture | None:
    """Return a bar for each day, cut by place; None if nothing happened on any of them."""
    totals = [sum(counts) for counts in zip(*(series.counts for series in chart.series), strict=True)]
    if not any(totals):
        return None
    figure = sheet(chart.title, chart.language)
    axes = figure.add_axes(_AREA, facecolor=PAPER)
    heights = [0] * len(chart.days)
    for series, colour in zip(chart.series, _COLOURS, strict=False):
        axes.bar(range(len(chart.days)), series.counts, 0.62, heights, color=colour, label=series.label)
        heights = [height + count for height, count in zip(heights, series.counts, strict=True)]
    for day, total in enumerate(totals):
        if total:
            axes.annotate(
                str(total), (day, total), (0, 4), textcoords="offset points", ha="center", color=INK,
                family=FONT, fontsize=18, fontweight="bold",
            )  # fmt: skip
    axes.set_ylim(0, max(_LEAST_TOP, *totals) * 1.15)
    _dress(axes, chart)
    words = "; ".join(f"{day}: {total}" for day, total in zip(chart.days, totals, strict=True) if total)
    return Picture(as_png(figure), f"{chart.title}: {words}")


def _dates(days: Sequence[str]) -> list[str]:
    """Return the days as they stand side by side, the month under the first and where it changes."""
    parts = [day.partition(" ") for day in days]
    months = ["", *(month for _, _, month in parts)]
    return [
        f"{day}\n{' ' if month == before else month}"
        for (day, _, month), before in zip(parts, months, strict=False)
    ]


def _dress(axes: Axes, chart: Chart) -> None:
    axes.set_xticks(
        range(len(chart.days)), _dates(chart.days), family=FONT, fontsize=17, color=INK, parse_math=False
    )
    axes.set_yticks([])
    axes.tick_params(length=0)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(EDGE)
    is_arabic = chart.language == "ar"
    if is_arabic:
        axes.invert_xaxis()
    handles, labels = axes.get_legend_handles_labels()
    step = -1 if is_arabic else 1
    legend = axes.legend(
        handles[::step], labels[::step],
        loc="lower right" if is_arabic else "lower left",
        bbox_to_anchor=(1.0 if is_arabic else 0.0, 1.0),
        ncols=min(len(chart.series), _LEGEND_ROW), frameon=False, labelcolor=FAINT,
        prop={"family": FONT, "size": 16}, markerfirst=not is_arabic, handlelength=0.9, columnspacing=1.1,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)
