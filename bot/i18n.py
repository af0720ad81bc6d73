"""The bot's texts in Arabic and English, with plurals, dates and digits as each reader wants them."""

import gettext
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError, get_global

from bot.markup import FSI, PDI, Rich, fill, plain, text_of
from bot.model import Subscriber

LANGUAGES = ("ar", "en")
_TEMPLATE_PARTS = re.compile(r"(<[^<>]*>|\{\w+\})")
_LATIN = re.compile(r"[/@#]?[A-Za-z][A-Za-z0-9_]*")
# How the digits that can be chosen look.
SAMPLES = {"western": "123", "arabic": "١٢٣"}
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    path = resources.files("bot") / "locales" / language / "LC_MESSAGES" / "rasid.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


@cache
def _months(language: str, zone: str) -> tuple[str, ...]:
    """Return the twelve names as printed in the zone's country: تشرين الثاني in Iraq, نوفمبر in Egypt."""
    territory = get_global("zone_territories").get(zone)
    try:
        locale = Locale(language, territory)
    except UnknownLocaleError:
        locale = Locale(language)
    return tuple(locale.months["format"]["wide"][month] for month in range(1, 13))


@cache
def _isolated(template: str, language: str) -> str:
    """Return an Arabic template with each Latin word or command isolated, so that it stays put."""
    if language != "ar":
        return template
    return "".join(
        piece if piece[:1] in ("<", "{") else _LATIN.sub(rf"{FSI}\g<0>{PDI}", piece)
        for piece in _TEMPLATE_PARTS.split(template)
    )


@cache
def _in_arabic_digits(template: str) -> str:
    """Return a template with its own digits as Arabic ones; those of a name in braces stay."""
    return "".join(
        piece if piece[:1] in ("<", "{") else piece.translate(_ARABIC_DIGITS)
        for piece in _TEMPLATE_PARTS.split(template)
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one reader: language, IANA zone and digits."""

    language: str = "ar"
    zone: str = "Asia/Baghdad"
    digits: str = "western"

    def has(self, key: str) -> bool:
        """Return whether the catalogue holds `key`."""
        return _catalogue(self.language).gettext(key) != key

    def t(self, key: str, **values: str | int | Rich) -> str:
        """Return the plain text of `key`, for buttons and toasts; foreign values arrive isolated."""
        return text_of(self.rich(key, **values))

    def rich(self, key: str, **values: str | int | Rich) -> Rich:
        """Return the formatted text of `key` with its `{placeholders}` filled."""
        template = _catalogue(self.language).gettext(key)
        return self._filled(template, values)

    def n_(self, key: str, count: int, **values: str | int | Rich) -> Rich:
        """Return the text of `key` in the plural form that `count` takes; `{count}` is filled too."""
        template = _catalogue(self.language).ngettext(key, key, count)
        return self._filled(template, {"count": count, **values})

    def _filled(self, template: str, values: dict[str, str | int | Rich]) -> Rich:
        template = _isolated(template, self.language)
        written = {
            name: plain(self.number(value)) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return fill(_in_arabic_digits(template) if self.digits == "arabic" else template, written)

    def number(self, value: int | str) -> str:
        """Return `value` in the reader's digits."""
        return str(value).translate(_ARABIC_DIGITS) if self.digits == "arabic" else str(value)

    def clock(self, at: datetime) -> str:
        """Return the local time as HH:MM."""
        return self.number(f"{at.astimezone(ZoneInfo(self.zone)):%H:%M}")

    def minutes(self, of_day: int) -> str:
        """Return minutes after midnight as HH:MM."""
        return self.number(f"{of_day // 60:02}:{of_day % 60:02}")

    def date(self, at: datetime) -> str:
        """Return the local day and month, such as «25 تشرين الثاني»."""
        local = at.astimezone(ZoneInfo(self.zone))
        return f"{self.number(local.day)} {_months(self.language, self.zone)[local.month - 1]}"

    def when(self, at: datetime, now: datetime) -> str:
        """Return the local time, with the date in front if it is more than half a day away from `now`."""
        if abs(now - at) < timedelta(hours=12):
            return self.clock(at)
        return self.t("when.dated", date=plain(self.date(at)), time=plain(self.clock(at)))

    def ago(self, at: datetime, now: datetime) -> Rich:
        """Return how long before `now` it was: «قبل دقيقتين»; the future counts as now."""
        minutes = max(now - at, timedelta()) // timedelta(minutes=1)
        if minutes < 1:
            return self.rich("ago.now")
        for key, length in (("ago.days", 1440), ("ago.hours", 60)):
            if minutes >= length:
                return self.n_(key, minutes // length)
        return self.n_("ago.minutes", minutes)


def texts_of(subscriber: Subscriber | None) -> Texts:
    """Return the texts of the chat; Arabic for one that is not known."""
    if subscriber is None:
        return Texts()
    return Texts(subscriber.language, subscriber.zone, subscriber.digits)
