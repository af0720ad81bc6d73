"""A starter list of Arabic outlets, so that nobody begins with an empty page: data in catalog.tsv."""

from collections.abc import Iterator
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from feeds.model import Feed


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One feed of one outlet.

    `country` is an ISO 3166 code, `UN` for the United Nations. `is_official` marks the organ
    of a government or of the UN; `is_checked` a feed that somebody has fetched lately.
    """

    slug: str
    outlet_ar: str
    outlet_en: str
    section_ar: str
    country: str
    is_official: bool
    is_checked: bool
    zone: str
    url: str

    @property
    def feed(self) -> Feed:
        """Return it as a feed to poll, under the outlet's Arabic name."""
        return Feed(url=self.url, outlet=self.outlet_ar, zone=self.zone)


@cache
def catalogue() -> tuple[CatalogEntry, ...]:
    """Return the outlets, Iraq's first."""
    text = files("feeds").joinpath("catalog.tsv").read_text("utf-8")
    rows = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(_entries(rows))


def _entries(rows: list[str]) -> Iterator[CatalogEntry]:
    for row in DictReader(rows, delimiter="\t"):
        yield CatalogEntry(
            slug=row["slug"],
            outlet_ar=row["outlet_ar"],
            outlet_en=row["outlet_en"],
            section_ar=row["section_ar"],
            country=row["country"],
            is_official=row["official"] == "official",
            is_checked=row["evidence"] == "checked",
            zone=row["zone"],
            url=row["url"],
        )
