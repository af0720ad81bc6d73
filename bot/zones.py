"""Time zones by the names that people use: «بغداد», «Cairo», «Asia/Riyadh»."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.dates import get_timezone_location

from filters.arabic import fold

# Where most readers of Arabic news live, the order from east to west.
OFFERED = (
    "Asia/Dubai", "Asia/Riyadh", "Asia/Baghdad", "Asia/Kuwait", "Asia/Qatar", "Asia/Aden",
    "Asia/Damascus", "Asia/Amman", "Asia/Beirut", "Asia/Jerusalem", "Africa/Cairo", "Africa/Khartoum",
    "Africa/Tripoli", "Africa/Tunis", "Africa/Algiers", "Africa/Casablanca", "Europe/London", "Europe/Berlin",
)  # fmt: skip
# Babel knows Jerusalem by its city alone, and has no Gaza of its own name in English files.
_ALSO = {"القدس": "Asia/Jerusalem", "غزة": "Asia/Gaza", "الخليل": "Asia/Hebron", "صنعاء": "Asia/Aden"}
_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_name(zone: str, language: str) -> str:
    """Return the zone's city in the language."""
    return get_timezone_location(zone, locale=Locale(language), return_city=True)


def zone_of(text: str) -> str | None:
    """Return the IANA zone named by `text`: its own name, or a city in Arabic or English; None if unknown."""
    return _zones().get(fold(text.strip()))


@cache
def _zones() -> dict[str, str]:
    known = [zone for zone in sorted(available_timezones()) if zone.partition("/")[0] in _REGIONS]
    names = {fold(zone_name(zone, language)): zone for language in ("en", "ar") for zone in reversed(known)}
    own = {fold(zone): zone for zone in (*known, "UTC")}
    return names | own | {fold(city): zone for city, zone in _ALSO.items()}
