"""The demo's evening: what three invented outlets publish, and when."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from rasid.demo.refusal import Json
from rasid.demo.state import Clock, wall_clock


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher with one feed; `format` is `rss` or `atom`."""

    slug: str
    name: str
    zone: str
    format: str


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of news. `after` counts from the evening's beginning and is negative for what came before."""

    id: str
    outlet: Outlet
    after: timedelta
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """An item with the instant of its publication, whole seconds."""

    item: Item
    at: datetime


@cache
def outlets() -> dict[str, Outlet]:
    """Return the outlets by slug."""
    return {slug: Outlet(slug=slug, **fields) for slug, fields in _table("outlets").items()}


@cache
def items() -> tuple[Item, ...]:
    """Return the whole evening in the order of publication."""
    found = (_item(fields) for fields in _table("entries")["entry"])
    return tuple(sorted(found, key=lambda item: item.after))


def _table(name: str) -> Json:
    text = files("rasid.demo").joinpath("evening", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _item(fields: Json) -> Item:
    paragraphs = tuple(" ".join(part.split()) for part in fields["body"].strip().split("\n\n"))
    outlet, after = outlets()[fields["outlet"]], timedelta(seconds=fields["after"])
    return Item(fields["id"], outlet, after, fields["title"], paragraphs)


class Evening:
    """One run of the evening, which begins when the first person comes.

    What came before is dated from the making of this object.
    """

    def __init__(self, clock: Clock = wall_clock) -> None:
        self._clock = clock
        self.started_at = clock().replace(microsecond=0)
        self.begun_at: datetime | None = None

    def begin(self) -> None:
        """Let the evening begin now; later calls change nothing."""
        if self.begun_at is None:
            self.begun_at = self._clock().replace(microsecond=0)

    def published(self, outlet: str | None = None) -> tuple[Published, ...]:
        """Return what is out by now, newest first, of one outlet or of all."""
        now = self._clock()
        dated = ((item, self._at(item)) for item in items() if outlet in (None, item.outlet.slug))
        out = [Published(item, at) for item, at in dated if at is not None and at <= now]
        return tuple(sorted(out, key=lambda one: one.at, reverse=True))

    def guid(self, item: Item) -> str:
        """Return the item's identity, another one in each run: a database may have seen the last."""
        return guid(item, self.started_at)

    def _at(self, item: Item) -> datetime | None:
        if item.after < timedelta():
            return self.started_at + item.after
        return self.begun_at + item.after if self.begun_at else None


def guid(item: Item, run_at: datetime) -> str:
    """Return the identity of an item in the run that began at `run_at`."""
    return f"{item.outlet.slug}:{item.id}:{int(run_at.timestamp())}"


def recorded(at: datetime) -> list[Json]:
    """Return the evening that begins at `at` as recorded entries, in the order of publication."""
    return [
        {
            "id": guid(item, at),
            "source": item.outlet.name,
            "url": f"https://{item.outlet.slug}.example/news/{item.id}",
            "published_at": (at + item.after).isoformat(timespec="seconds"),
            "title": item.title,
            "body": "\n".join(item.paragraphs),
        }
        for item in items()
    ]
