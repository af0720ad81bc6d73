"""Figures with what is counted and who says so."""

from pathlib import Path

import pytest

from filters.analysis import analyse
from filters.analysis.detectors import DETECTORS
from filters.model import Qualifier
from tests.filters.news_builders import entry

CASES = Path(__file__).parents[2] / "cases"


def _rows() -> list[tuple[str, str, str, str]]:
    lines = (CASES / "figures.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple((line + "\t\t\t").split("\t")[:4]) for line in lines if not line.startswith("#")]


def _shown(count: int | None) -> str:
    return "?" if count is None else str(count)


@pytest.mark.parametrize(("text", "weapons", "killed", "injured"), _rows())
def test_figures_are_read_as_listed(text, weapons, killed, injured) -> None:
    """Each line of tests/cases/figures.tsv: weapons with counts, killed, injured; ? is a vague count."""
    told = analyse(entry(text))
    assert (weapons.split(), killed.split(), injured.split()) == (
        [f"{q.kind}={_shown(q.count)}" for q in told.weapons],
        [_shown(q.count) for q in told.killed],
        [_shown(q.count) for q in told.injured],
    )


def test_each_figure_carries_its_own_source() -> None:
    told = analyse(
        entry(
            "صواريخ على المنطقة الخضراء",
            "قال مصدر أمني إن أربعة صواريخ سقطت في المنطقة الخضراء. "
            "وأعلنت خلية الإعلام الأمني سقوط صاروخين دون خسائر بشرية.",
        )
    )
    assert {(4, "مصدر أمني"), (2, "خلية الإعلام الأمني")} == {(q.count, q.source) for q in told.weapons}
    assert ["خلية الإعلام الأمني"] == [q.source for q in told.killed]


def test_unknown_casualties_are_no_zero() -> None:
    """«لم ترد معلومات عن إصابات» says nothing; «لم تسجل إصابات» says none."""
    unknown = analyse(entry("سقوط صاروخ على التاجي ولم ترد معلومات عن وقوع إصابات"))
    none = analyse(entry("سقوط صاروخ على التاجي ولم تسجل إصابات"))
    assert ((), Qualifier.NONE_REPORTED) == (unknown.killed, none.killed[0].qualifier)


def test_figures_of_an_earlier_attack_are_left_out() -> None:
    told = analyse(
        entry(
            "سقوط صاروخ على المنطقة الخضراء",
            "سقط صاروخ كاتيوشا في المنطقة الخضراء. وكانت سبعة صواريخ قد سقطت الشهر الماضي وقتلت متعاقدا.",
        )
    )
    assert ([1], ()) == ([q.count for q in told.weapons], told.killed)


def test_official_voice_and_claim_of_responsibility_are_evidence() -> None:
    told = analyse(
        entry(
            "خلية الإعلام الأمني: سقوط صاروخ على المنطقة الخضراء",
            "وأعلنت فصائل مسلحة مسؤوليتها عن القصف.",
        )
    )
    assert {"official", "responsibility"} <= {e.rule for e in told.evidence}


def test_nobody_claiming_it_is_no_claim() -> None:
    told = analyse(entry("سقوط صاروخ على المنطقة الخضراء", "ولم تعلن أي جهة مسؤوليتها عن القصف."))
    assert "responsibility" not in {e.rule for e in told.evidence}


def test_unnamed_security_source_is_not_official() -> None:
    told = analyse(entry("مصدر أمني: سقوط صاروخ على المنطقة الخضراء"))
    assert "official" not in {e.rule for e in told.evidence}


def test_detectors_are_registered_once() -> None:
    assert len(set(DETECTORS)) == len(DETECTORS)
