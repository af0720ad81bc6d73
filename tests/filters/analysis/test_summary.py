"""The sentences shown: verbatim, with the match, the figures and the source."""

from hypothesis import given
from hypothesis import strategies as st

from filters.analysis import analyse
from filters.analysis.summary import key_sentence
from filters.arabic import tokenise
from filters.matching.facts import topic_spans
from filters.model import Hit, Span
from tests.filters.news_builders import entry

BODY = (
    "شهدت العاصمة ليلة متوترة. وقال مصدر أمني إن أربعة صواريخ سقطت في المنطقة الخضراء دون إصابات. "
    "وتقع في المنطقة الخضراء سفارات عدة. اترك رد"
)


def _hits(field: str, text: str, term: str) -> tuple[Hit, ...]:
    hits, at = [], text.find(term)
    while at >= 0:
        hits.append(Hit(Span(field, at, at + len(term), term), term))
        at = text.find(term, at + 1)
    return tuple(hits)


def test_key_sentence_holds_the_match_the_figure_and_the_source() -> None:
    news = entry("صواريخ على المنطقة الخضراء", BODY)
    sentence, bold = key_sentence(news, _hits("body", BODY, "المنطقة الخضراء"), analyse(news))
    assert "وقال مصدر أمني إن أربعة صواريخ سقطت في المنطقة الخضراء دون إصابات." == sentence
    assert ["المنطقة الخضراء"] == [sentence[a:b] for a, b in bold]


def test_more_matched_terms_win_over_figures() -> None:
    body = "سقطت 4 صواريخ في بغداد. تعرضت السفارة في بغداد لأضرار."
    hits = _hits("body", body, "بغداد") + _hits("body", body, "السفارة")
    sentence, _ = key_sentence(entry("خبر", body), hits, analyse(entry("خبر", body)))
    assert "تعرضت السفارة في بغداد لأضرار." == sentence


def test_match_in_the_title_only_shows_the_title() -> None:
    news = entry("انفجار في التاجي", "التفاصيل لاحقا.")
    sentence, bold = key_sentence(news, _hits("title", news.title, "التاجي"), analyse(news))
    assert ("انفجار في التاجي", ((10, 16),)) == (sentence, bold)


def test_of_a_topic_the_sentence_that_names_the_place_is_shown() -> None:
    """Not the one that weighs the accounts against one another, though it has more figures."""
    body = (
        "أصيب مدنيان في القصف الذي استهدف المنطقة الخضراء في بغداد، وفق مصدر طبي.\n"
        "ويخالف ذلك بيانا تحدث عن سقوط صاروخين دون خسائر، وقول مصدر أمني إن أربعة صواريخ سقطت."
    )
    news = entry("إصابة مدنيين في قصف المنطقة الخضراء", body)
    told = analyse(news)
    hits = tuple(Hit(span, "green-zone-attack", span.text, "topic") for span in topic_spans(told))
    sentence, bold = key_sentence(news, hits, told)
    assert body.splitlines()[0] == sentence
    assert ["أصيب مدنيان", "المنطقة الخضراء", "بغداد"] == [sentence[a:b] for a, b in bold]


def test_debris_that_holds_the_term_is_not_shown() -> None:
    body = "اقرأ أيضا: انفجار في التاجي\nوقع انفجار في التاجي فجر اليوم."
    news = entry("خبر", body)
    sentence, _ = key_sentence(news, _hits("body", body, "التاجي"), analyse(news))
    assert "وقع انفجار في التاجي فجر اليوم." == sentence


def test_without_a_hit_the_summary_speaks() -> None:
    news = entry("صواريخ على المنطقة الخضراء", BODY)
    sentence, bold = key_sentence(news, (), analyse(news))
    assert sentence in BODY
    assert bold == ()


def test_summary_has_the_figures_and_no_debris() -> None:
    told = analyse(entry("صواريخ على المنطقة الخضراء", BODY)).summary
    assert any("أربعة صواريخ" in sentence for sentence in told)
    assert not any("اترك رد" in sentence for sentence in told)


def test_summary_keeps_to_three_sentences_and_600_letters() -> None:
    body = " ".join(
        f"سقط صاروخ رقم {n} على قاعدة في محافظة الأنبار وفق مصدر أمني مطلع على الحادث." for n in range(40)
    )
    told = analyse(entry("صواريخ على الأنبار", body)).summary
    assert 1 <= len(told) <= 3
    assert sum(map(len, told)) <= 600


@given(st.text(alphabet="ابتصقل سقط صاروخ.،\n:«»0123", max_size=200))
def test_summary_and_key_sentence_are_verbatim(body: str) -> None:
    """Whatever the text: shown sentences are its own, and bold offsets point at the hits."""
    news = entry("عنوان", body)
    told = analyse(news)
    assert all(sentence in body or sentence in news.title for sentence in told.summary)
    tokens = tokenise(body)[:1]
    hits = tuple(Hit(Span("body", t.start, t.end, t.raw), t.raw) for t in tokens)
    sentence, bold = key_sentence(news, hits, told)
    assert sentence in body or sentence in news.title
    assert all(sentence[a:b] == hits[0].span.text for a, b in bold)
