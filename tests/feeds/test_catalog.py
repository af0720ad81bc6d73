"""The starter list of Arabic outlets."""

import unicodedata
from zoneinfo import ZoneInfo

import pytest

from feeds.addresses import url_problem
from feeds.catalog import CatalogEntry, catalogue


def test_the_list_has_iraqs_outlets_first():
    countries = [entry.country for entry in catalogue()]
    assert len(countries) >= 40
    assert countries == sorted(countries, key=lambda country: country != "IQ")
    assert countries.count("IQ") >= 10


@pytest.mark.parametrize("column", ["slug", "url"])
def test_nothing_is_listed_twice(column: str):
    values = [getattr(entry, column) for entry in catalogue()]
    assert len(values) == len(set(values))


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.slug)
def test_an_entry_is_fit_to_poll(entry: CatalogEntry):
    """Its URL may be asked, its zone exists, its names are in their languages and NFC."""
    assert url_problem(entry.url) is None
    assert entry.url.isascii()
    assert ZoneInfo(entry.zone).key == entry.zone == entry.feed.zone
    assert "\u0621" <= min(entry.outlet_ar.replace(" ", "").replace("24", "ا")) <= "\u064a"
    assert entry.outlet_en.isascii()
    assert unicodedata.is_normalized("NFC", entry.outlet_ar + entry.section_ar)
    assert len(entry.country) == 2


def test_feeds_of_one_outlet_have_one_name():
    by_english: dict[str, set[str]] = {}
    for entry in catalogue():
        by_english.setdefault(entry.outlet_en, set()).add(entry.outlet_ar)
    assert {1} == {len(names) for names in by_english.values()}


def test_the_state_agency_of_iraq_is_official_and_others_are_not():
    official = {entry.slug for entry in catalogue() if entry.is_official}
    assert "ina" in official
    assert not official & {"ina-iraq", "shafaq", "alsumaria"}
