"""Voices, echoes, changes."""

from datetime import UTC, datetime

import pytest

from filters.analysis import analyse
from filters.incidents.claims import change_of, claims_of, fresh_claims, is_echo, status_of, voices
from filters.model import Change, Claim, Qualifier, Report, Status
from tests.filters.news_builders import entry

AT = datetime(2026, 11, 25, tzinfo=UTC)


def _report(outlet: str, words: str) -> Report:
    return Report(outlet, outlet, outlet, "عنوان", None, AT, frozenset(words.split()))


def _claim(kind: str, count: int | None, outlet: str = "وكالة") -> Claim:
    return Claim(kind, count, Qualifier.EXACT, outlet, None, AT)


LONG = " ".join(f"كلمة{n}" for n in range(20))


def test_short_flash_is_no_echo() -> None:
    """Two outlets that print «سقوط صاروخين في المنطقة الخضراء» have each seen it."""
    assert not is_echo(_report("ب", "سقوط صاروخين"), [_report("أ", "سقوط صاروخين")])


def test_same_long_text_is_an_echo() -> None:
    assert is_echo(_report("ب", LONG + " زيادة"), [_report("أ", LONG)])


def test_feeds_of_one_outlet_and_echoes_are_one_voice() -> None:
    reports = [_report("أ", "نص قصير"), _report("أ", "نص آخر"), _report("ب", LONG), _report("ج", LONG)]
    assert 2 == voices(reports)


def test_claim_made_before_by_the_same_voice_is_not_fresh() -> None:
    known = [_claim("rocket", 2)]
    new = [_claim("rocket", 2), _claim("rocket", 3), _claim("rocket", 2, "قناة")]
    assert tuple(new[1:]) == fresh_claims(known, new)


@pytest.mark.parametrize(
    ("news", "change"),
    [
        ((), Change.NOTHING),
        (("new-outlet",), Change.SMALL),
        (("new-figure",), Change.SMALL),
        (("new-outlet", "official"), Change.BIG),
        (("responsibility",), Change.BIG),
    ],
)
def test_change_follows_the_gravest_news(news, change) -> None:
    assert change is change_of(news)


@pytest.mark.parametrize(
    ("outlets", "kinds", "status"),
    [
        (["أ"], [], Status.INITIAL),
        (["أ", "ب"], [], Status.MULTI_SOURCE),
        (["أ"], ["official"], Status.OFFICIAL),
        (["وكالة"], ["denial"], Status.DENIED),
        (["وكالة", "ب"], ["denial"], Status.CONFLICTING),
    ],
)
def test_status_follows_voices(outlets, kinds, status) -> None:
    reports = [_report(outlet, f"نص {outlet}") for outlet in outlets]
    assert status is status_of(reports, [_claim(kind, None) for kind in kinds])


@pytest.mark.parametrize(
    ("title", "kind", "cited"),
    [
        ("خلية الإعلام الأمني تنفي استهداف مطار بغداد بطائرة مسيّرة", "denial", "خلية الإعلام الأمني"),
        ("لا صحة لأنباء سقوط صواريخ في المنطقة الخضراء", "denial", None),
        ("كتائب حزب الله تتبنى استهداف قاعدة عين الأسد بطائرتين مسيرتين", "responsibility", "كتائب حزب الله"),
    ],
)
def test_a_voice_is_cited_by_its_name(title: str, kind: str, cited: str | None) -> None:
    """Not by the words that deny, nor by the verb that claims."""
    told = entry(title)
    assert [cited] == [claim.cited for claim in claims_of(told, analyse(told)) if claim.kind == kind]
