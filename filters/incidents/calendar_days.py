"""Days of the month that a text names: «5 نيسان», «الخامس من نيسان/أبريل», as patterns and as dates."""

import re
from datetime import datetime, timedelta

from filters.wordlists import numbered

_ORDINALS = (
    "الاول",
    "الثاني",
    "الثالث",
    "الرابع",
    "الخامس",
    "السادس",
    "السابع",
    "الثامن",
    "التاسع",
    "العاشر",
)
_NUMBERS = {" ".join(words): number for words, number in numbered("months").items()}
# The names of months, folded, as a pattern.
MONTHS = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True))
_LONGEST_AGO = timedelta(days=10)
# A pattern without groups of its own; «5 صواريخ» is no date.
DATE = rf"(?:\d{{1,2}}|{'|'.join(_ORDINALS)})\s+(?:من\s+)?(?:{MONTHS})\b"
_READ = re.compile(rf"(\d{{1,2}}|{'|'.join(_ORDINALS)})\s+(?:من\s+)?({MONTHS})\b")


def day_named(text: str, at: datetime) -> datetime | None:
    """Return the midnight that begins the day which `text` names, None if not in the ten days up to `at`."""
    match = _READ.match(text)
    if match is None:
        return None
    day = _ORDINALS.index(match[1]) + 1 if match[1] in _ORDINALS else int(match[1])
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        named = midnight.replace(month=_NUMBERS[match[2]], day=day)
        named = named if named <= at else named.replace(year=at.year - 1)
    except ValueError:
        return None  # «31 نيسان»
    return named if at - named <= _LONGEST_AGO else None
