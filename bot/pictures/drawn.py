"""Any drawing as a picture."""

from bot.model import Chart, Drawing
from bot.pictures.canvas import Picture
from bot.pictures.day_chart import draw_chart
from bot.pictures.place_map import draw_map


def draw(drawing: Drawing | Chart) -> Picture | None:
    """Return the picture, None if nothing on it can be shown. Takes some 100 ms: not on the loop."""
    return draw_chart(drawing) if isinstance(drawing, Chart) else draw_map(drawing)
