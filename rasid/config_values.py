"""Values of the configuration that are checked one by one, each with what to write instead."""

from difflib import get_close_matches
from typing import Annotated
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator

from feeds.addresses import likely_url

_ZONES = available_timezones()
_LAST_PORT = 65_535


def _zone(value: str) -> str:
    if value not in _ZONES:
        from bot.zones import zone_of  # noqa: PLC0415 - the names of cities are read only where one is wrong

        near = [zone_of(value) or "", *get_close_matches(value, _ZONES, 1)]
        likely = next(filter(None, near), None)
        raise ValueError(f"no such time zone{f'; did you mean {likely!r}?' if likely else ''}")
    return value


def _http_url(value: str) -> str:
    parts = _split(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        near = likely_url(value)
        mend = f"did you mean {near!r}?" if near else "write it whole, such as https://www.example.com/rss"
        raise ValueError(f"not an http:// or https:// address; {mend}")
    return value


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        # Reading the port checks it.
        parts.port  # noqa: B018
    except ValueError as error:
        raise ValueError(f"not an address: {error}") from None
    if any(map(str.isspace, value)):
        raise ValueError("an address has no spaces")
    return parts


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal()) or int(port) > _LAST_PORT:
        raise ValueError("write host:port, such as 127.0.0.1:8480 or [::1]:8480")
    return value


def _database_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("write sqlite:///path/to/file or postgresql://user@host/name")
    if value == "sqlite:///" or "\0" in value:
        raise ValueError("names no file; write sqlite:///path/to/file")
    if value.startswith("postgresql://"):
        _split(value)
    return value


def _language(value: str) -> str:
    if not (len(value) == 2 and value.isascii() and value.islower()):  # noqa: PLR2004 - ISO 639-1
        raise ValueError("write the two letters of a language, such as ar")
    return value


Zone = Annotated[str, AfterValidator(_zone)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
HostAndPort = Annotated[str, AfterValidator(_host_and_port)]
Language = Annotated[str, AfterValidator(_language)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
