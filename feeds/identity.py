"""Which item is which: what names an entry so that nobody is told of it twice, and none is lost."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_LONGEST_ID = 512
_LONGEST_LINK = 2048
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
# What `_resolved` would give back as it is.
_ORDINARY_LINK = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9_%-]+)+/?(?:\?[A-Za-z0-9_=&%-]+)?"
)
_LOWER_ESCAPE = re.compile("%(?:[a-f][0-9a-fA-F]|[0-9A-F][a-f])")
# What newsletters, social networks and feed services add to links to count their readers.
_TRACKING = re.compile(
    r"(?:utm_\w*|fbclid|gclid|yclid|dclid|msclkid|igshid|mc_[ce]id|at_\w+|ocid|cmpid|traffic_source"
    r"|wprov|ref_src|ns_\w+|_ga|xtor)(?:=|\Z)|src=rss\Z|source=rss\Z|ref=rss\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Naming:
    """What there is of an item to name it by; any of it may be empty."""

    guid: str
    link: str | None
    title: str
    body: str
    at: datetime | None = None


def absolute_link(base: str, link: str) -> str | None:
    """Return `link` as an absolute http(s) URL in ASCII, None if there is no such.

    >>> absolute_link("https://example.org/rss/", "../خبر?a=1")
    'https://example.org/%D8%AE%D8%A8%D8%B1?a=1'
    """
    if len(link) <= _LONGEST_LINK and _ORDINARY_LINK.fullmatch(link):
        return link
    return _resolved(base, link)


def _resolved(base: str, link: str) -> str | None:
    try:
        parts = urlsplit(urljoin(base, _BLANK.sub("", link)))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or "\\" in parts.netloc:
        return None
    try:
        netloc = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode("ascii")
    except UnicodeError:
        return None
    rest = (quote(part, safe="%/:=&?~+!$,;'@()*[]|", errors="ignore") for part in parts[2:])
    joined = urlunsplit((parts.scheme, netloc, *rest))
    return joined if len(joined) <= _LONGEST_LINK else None


def canonical_link(link: str) -> str:
    """Return what all spellings of an absolute http(s) link share: it names, and is not for asking.

    >>> canonical_link("http://Example.org:80/%d8%ae?utm_source=rss&id=7#top")
    'https://example.org/%D8%AE?id=7'
    """
    parts = urlsplit(link)
    netloc = parts.netloc.lower().removesuffix(":80" if parts.scheme == "http" else ":443")
    kept = [field for field in parts.query.split("&") if field and not _TRACKING.match(field)]
    path = _LOWER_ESCAPE.sub(lambda match: match.group().upper(), parts.path or "/")
    return urlunsplit(("https", netloc, path, "&".join(kept), ""))


def name(items: Sequence[Naming]) -> tuple[str | None, ...]:
    """Return an id for each item of one document; None for the repetition of an earlier one.

    The guid names an item, else its link, else its title and body. Where items with different
    links share a guid, it names none of them: their links do. Where they share the link too,
    as an article and its new headline do, the oldest keeps the name (the last, if one has no
    date) and the titles name the others. So an item that is new on top never takes over the
    name of an older one, which would be told twice while the new one was lost.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        groups[_own_name(item)].append(place)
    ids = [""] * len(items)
    for shared, places in groups.items():
        for place, distinct in zip(places, _distinct(shared, [items[p] for p in places]), strict=True):
            ids[place] = distinct
    first = {distinct: place for place, distinct in reversed(list(enumerate(ids)))}
    return tuple(distinct if first[distinct] == place else None for place, distinct in enumerate(ids))


def _own_name(item: Naming) -> str:
    guid = item.guid.strip()
    if guid:
        return guid if len(guid) <= _LONGEST_ID else _digest(guid)
    return canonical_link(item.link) if item.link else _digest(f"{item.title}\n{item.body}")


def _distinct(shared: str, items: Sequence[Naming]) -> list[str]:
    if len(items) == 1:
        return [shared]
    # A changed body alone makes no other item.
    looks = [(canonical_link(i.link) if i.link else "", i.title or f"\n{i.body}") for i in items]
    if len(set(looks)) == 1:
        return [shared] * len(items)
    if len({link for link, _ in looks}) == len(set(looks)):
        return [f"{shared} {link}" for link, _ in looks]
    dates = [item.at for item in items if item.at]
    oldest = min(zip(dates, looks, strict=True))[1] if len(dates) == len(items) else looks[-1]
    return [shared if look == oldest else f"{shared} {look[0]} {_digest(look[1])}" for look in looks]


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
