"""What the first words of the body say where a title says little: «ليلة بلا نوم», «حمقى داعش أيضا».

Of a column the rules see that people are killed in it, of a report under a title of pure letters that it
is talk. What the title and the body's first words weigh together tells the one from the other.
"""

import math
from collections.abc import Sequence

from filters.analysis.dated import is_of_today
from filters.analysis.events import Happening
from filters.analysis.reading import Reading
from filters.analysis.weighing import EVENTS, WEIGHED, Weighing, heaviest, opening_of, weigh
from filters.model import Actuality, Event

TALK = (Event.STATEMENT, Event.NONE)
# By how much, in natural logarithms, an event must outweigh talk to be told where no rule saw one: one
# that some rule sees in the first sentence, any other; more without the hour, and for a title that is talk.
_SEEN, _UNSEEN = 2.0, 6.0
_UNDATED, _PLAIN, _PLAIN_UNDATED = 4.0, 6.0, 13.0


def lead_of(reading: Reading, event: Event, weighing: Weighing) -> float:
    """Return by how much the title, which `weighing` is of, and the body's first words outweigh talk.

    Infinity without a title or a body: then there is nothing to compare.
    """
    opening = opening_of(reading)
    if not opening:
        return math.inf
    both = weighing.beside(weigh(reading, opening))
    return both.of_event(event) - max(map(both.of_event, TALK))


def told_at_once(
    reading: Reading, weighing: Weighing, happenings: Sequence[Happening], *, is_plain: bool
) -> Happening | None:
    """Return what the body's first sentence tells under a title that says nothing of it, None if nothing.

    `weighing` is that of the title; `is_plain` says that the title is talk in so many words. When it was
    is not judged.
    """
    opening = opening_of(reading)
    if not opening:
        return None
    first = next(sentence for sentence in reading.sentences if sentence.field == "body")
    below, is_dated = [h for h in happenings if h.sentence is first], is_of_today(first)
    if not (below or is_dated):
        return None
    both = weighing.beside(weigh(reading, opening))
    event = max((event for event in EVENTS if event not in TALK), key=both.of_event)
    seen = next((h for h in below if h.event is event), None)
    needed = (_SEEN if seen else _UNSEEN) + (0.0 if is_dated else _UNDATED)
    needed += 0.0 if not is_plain else _PLAIN if is_dated else _PLAIN_UNDATED
    if both.of_event(event) - max(map(both.of_event, TALK)) <= needed:
        return None
    is_known = any(h.actuality is Actuality.BACKGROUND for h in below)  # «شيع المئات جثمان الشاب الذي قتل»
    when = Actuality.BACKGROUND if is_known else Actuality.NA
    return seen or Happening(event, when, first, heaviest(first, event), WEIGHED)
