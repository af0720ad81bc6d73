"""What an entry is about, as a newsroom would say it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filters.analysis import analyse
from filters.model import Analysis, Event
from tests.filters.news_builders import entry

CASES = Path(__file__).parents[2] / "cases"
ROWS = [
    tuple(line.split("\t"))
    for line in (CASES / "analysis_events.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
NEWS_TEXT = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي ءآأإئؤةىًٌ\n.،:؟«»()0123٤٥abc🇮🇶", max_size=300)


@pytest.mark.parametrize("row", ROWS)
def test_entry_is_read_as_labelled(row: tuple[str, ...]) -> None:
    """Event, actuality, place and the flagship topic of each line of tests/cases/analysis_events.tsv."""
    title, body, event, actuality, place, flagship = row
    told = analyse(entry(title, body))
    is_flagship = "yes" if "green-zone-attack" in told.topics else "no"
    assert (event, actuality, place, flagship) == (
        told.event.value,
        told.actuality.value,
        told.place,
        is_flagship,
    )


def test_second_new_event_of_a_title_also_counts_for_topics() -> None:
    """An attack elsewhere may be graver, but rockets on the embassy are told in the same title."""
    told = analyse(
        entry(
            "مقتل متظاهر في الناصرية... وصواريخ على السفارة الأمريكية في بغداد",
            "قتل متظاهر بالرصاص في الناصرية مساء اليوم.",
        )
    )
    assert "green-zone-attack" in told.topics


def test_attack_recalled_at_the_end_gives_no_topic() -> None:
    told = analyse(
        entry(
            "مجلس الوزراء يناقش موازنة العام المقبل",
            "ناقش المجلس الموازنة. وكانت خمسة صواريخ قد سقطت مساء أمس على المنطقة الخضراء.",
        )
    )
    assert () == told.topics


def test_menu_of_a_page_before_its_article_is_not_read() -> None:
    """Pages that print their headlines first repeat the title where the article begins."""
    body = (
        "انفجار عبوة في الموصل\nحريق في سوق\nبيان عن صواريخ الخضراء\nسقطت 3 صواريخ في المنطقة الخضراء ببغداد."
    )
    told = analyse(entry("بيان عن صواريخ الخضراء", body))
    assert ("green-zone/baghdad", [3]) == (told.place, [q.count for q in told.weapons])


def test_evidence_names_words_of_the_entry() -> None:
    text = "سقوط صاروخين في المنطقة الخضراء"
    told = analyse(entry(text))
    assert ["سقوط"] == [text[e.span.start : e.span.end] for e in told.evidence if e.span]


@given(NEWS_TEXT, NEWS_TEXT)
def test_every_span_points_at_its_text(title: str, body: str) -> None:
    """Mentions, figures and evidence carry offsets of the printed text, whatever the text."""
    news = entry(title or "س", body)
    told = analyse(news)
    spans = [m.span for m in told.mentions]
    spans += [q.span for q in (*told.weapons, *told.killed, *told.injured) if q.span]
    spans += [e.span for e in told.evidence if e.span]
    for span in spans:
        printed = news.title if span.field == "title" else news.body
        assert span.text == printed[span.start : span.end]


@given(NEWS_TEXT)
def test_analysis_is_deterministic(text: str) -> None:
    assert analyse(entry(text or "س")) == analyse(entry(text or "س"))


def test_empty_entry_is_nothing() -> None:
    told = analyse(entry("", ""))
    assert isinstance(told, Analysis)
    assert (Event.NONE, "", ()) == (told.event, told.place, told.summary)


def test_a_mission_that_tells_of_itself_is_the_place() -> None:
    told = analyse(
        entry("بيان", "تعرضت سفارتنا ليلة أمس لاعتداء بقنبلة صوتية.", source="السفارة التركية في بغداد")
    )
    assert "turkey-embassy-baghdad/baghdad" == told.place
