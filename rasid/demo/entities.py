"""Text with Telegram's entities: how they are counted, in which order they stand, which links they carry."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from rasid.demo.refusal import Json


@dataclass(frozen=True, slots=True)
class Formatted:
    """Plain text with Bot API entities; their offsets and lengths count UTF-16 units."""

    text: str
    entities: tuple[Json, ...] = ()


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units `text` takes.

    >>> utf16_length("صاروخ🚀")
    7
    """
    return len(text) + sum(char > "\uffff" for char in text)


_PRIORITY = {
    "blockquote": 0, "expandable_blockquote": 0, "pre-code": 10, "pre": 11, "code": 20,
    "text_link": 49, "text_mention": 49,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip


def outermost_first(entity: Json) -> tuple[int, int, int]:
    """Return the key that sorts entities as Telegram lists them."""
    kind = "pre-code" if entity.get("language") else entity["type"]
    return entity["offset"], -entity["length"], _PRIORITY.get(kind, 50)


_NO_HOST = re.compile(r"[\s%<>\\^`{|}]|:$")
_OWN_HOST = re.compile(r"[a-z0-9_-]+")
_LINK_SCHEMES = {"http", "https", "ftp", "tg", "ton", "tonsite"}


def checked_link(target: str) -> str:
    """Return `target` as Telegram writes it into an entity, "" for what it drops without a word.

    >>> checked_link("e.com"), checked_link("javascript:alert(1)")
    ('http://e.com/', '')
    """
    stripped = target.strip()
    written = stripped if "://" in stripped else f"http://{stripped}"
    try:
        parts = urlsplit(written)
        usable = parts.scheme in _LINK_SCHEMES and parts.port != 0 and bool(parts.hostname)
    except ValueError:
        return ""
    host = re.sub(r":0*(?=[0-9])", ":", parts.netloc.lower())
    if not usable:
        return ""
    is_own = parts.scheme in {"tg", "ton", "tonsite"}
    if not (_OWN_HOST.fullmatch(host) if is_own else _is_web_host(host)):
        return ""
    rest = written[len(parts.scheme) + 3 + len(parts.netloc) :]
    starts = ("/", "?") if is_own else ("/",)
    return f"{parts.scheme}://{host}{rest if rest.startswith(starts) else '/' + rest}"


def _is_web_host(host: str) -> bool:
    """Return whether Telegram takes it for a host of the web: one with a dot, or an IPv6 address."""
    return host.startswith("[") or ("." in host and host != "." and not _NO_HOST.search(host))
