"""Alerts as messages: an editor's layout, nothing that Telegram refuses, nothing that misleads."""

from datetime import timedelta

import pytest
from aiogram.methods import SendMessage
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import Texts
from bot.model import Alert, AlertKind, Content, Message, Reason
from bot.render import alert_message, reference, why_message
from filters.model import Claim, Event, Evidence, Qualifier, Span, Status
from tests.bot.builders import NOW, alert, claim, content, delivery, hit
from tests.bot.telegram_text import execute, is_stored_as_shown, nasty_text, read

ARABIC = Texts("ar")
FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"


def lines(told: Alert, texts: Texts = ARABIC) -> list[str]:
    """Return the visible lines without direction marks."""
    text: str = read(alert_message(delivery(told), texts, NOW).html)["text"]
    return [line.translate(dict.fromkeys(map(ord, FSI + PDI + RLM + "\u200e"))) for line in text.split("\n")]


def changed(**changes: object) -> Alert:
    return alert(content=content(**changes))


def test_an_alert_reads_as_an_analyst_wants_it() -> None:
    """Mark, status, event and place; title; sentence; figures by source; casualties; sources; where, when."""
    claims = (
        claim("rocket", 4, "وكالة الرافدين", "مصدر أمني"),
        claim("rocket", 2, "قناة النهرين", "خلية الإعلام الأمني"),
        claim("injured", None, "قناة النهرين", "خلية الإعلام الأمني", qualifier=Qualifier.NONE_REPORTED),
        claim("injured", 2, "صحيفة دجلة", "مصدر طبي"),
    )
    outlets = ("وكالة الرافدين", "قناة النهرين", "صحيفة دجلة")
    assert [
        "🔴 متضارب · هجوم — المنطقة الخضراء، بغداد",
        "سقوط أربعة صواريخ على المنطقة الخضراء",
        "«قال مصدر أمني إن أربعة صواريخ سقطت بالمنطقة الخضراء.»",
        "الصواريخ: 4 (مصدر أمني) · 2 (خلية الإعلام الأمني)",
        "الضحايا: لا إصابات (خلية الإعلام الأمني) · جريحان (مصدر طبي)",
        "3 مصادر: وكالة الرافدين، قناة النهرين، صحيفة دجلة",
        "rafidain.example · 23:58 · #A7F3",
    ] == lines(changed(status=Status.CONFLICTING, claims=claims, outlets=outlets))


def test_plain_news_names_its_watchlist() -> None:
    """A story without a security event carries no status, but the words by which it was found."""
    told = alert(
        content=content(event=Event.NONE, place=""), reason=Reason("first-report", (1,), ("سعر الدولار",))
    )
    assert "📰 خبر — سعر الدولار" == lines(told)[0]


def test_an_edit_says_when_and_what() -> None:
    told = alert(kind=AlertKind.EDIT, content=content(news=("new-figure", "new-outlet")))
    assert "الجديد: أعداد جديدة، مصدر جديد" in lines(told)
    assert "تحديث 00:00" == lines(told)[-1]


def test_a_reply_announces_a_development() -> None:
    told = alert(kind=AlertKind.REPLY, content=content(news=("first-casualties", "something-unheard-of")))
    assert "🔴 تطور جديد · أولي · هجوم — المنطقة الخضراء، بغداد" == lines(told)[0]
    assert "الجديد: أول أنباء عن ضحايا" in lines(told)


def test_the_latest_figure_of_a_voice_counts() -> None:
    """An outlet that corrects itself is shown with its last figure only; agreeing outlets share one."""
    claims = (
        claim("rocket", 4, "أ"),
        claim("rocket", 3, "ب"),
        claim("rocket", 3, "أ", at=NOW + timedelta(minutes=5)),
    )
    assert "الصواريخ: 3 (أ، ب)" in lines(changed(claims=claims))


def test_a_voice_is_named_once_however_many_outlets_quote_it() -> None:
    """Who is cited goes first; an outlet is a voice where it cites nobody."""
    claims = (
        claim("rocket", 2, "ج"),
        claim("rocket", 2, "أ", "خلية الإعلام الأمني"),
        claim("rocket", 2, "ب", "خلية الإعلام الأمني"),
        claim("rocket", 4, "ب", "مصدر أمني"),
    )
    assert "الصواريخ: 2 (خلية الإعلام الأمني، ج) · 4 (مصدر أمني)" in lines(changed(claims=claims))


@pytest.mark.parametrize(
    ("named", "expected"),
    [("خلية الإعلام الأمني", "2 (خلية الإعلام الأمني)"), ("مصدر أمني", "2 (مصدر أمني، بيان رسمي)")],
)
def test_an_official_statement_is_no_second_voice_beside_whose_it_is(named: str, expected: str) -> None:
    """Beside a source that is no official it is one."""
    claims = (
        claim("rocket", 2, "أ", named),
        claim("official", None, "أ", "خلية الإعلام الأمني"),
        claim("rocket", 2, "ب", "بيان رسمي"),
        claim("official", None, "ب", "بيان رسمي"),
    )
    assert f"الصواريخ: {expected}" in lines(changed(claims=claims))


def test_two_sources_of_one_description_are_told_apart_by_their_outlets() -> None:
    claims = (claim("rocket", 4, "أ", "مصدر أمني"), claim("rocket", 3, "ب", "مصدر أمني"))
    assert "الصواريخ: 4 (مصدر أمني، أ) · 3 (مصدر أمني، ب)" in lines(changed(claims=claims))


@pytest.mark.parametrize(
    ("kind", "count", "qualifier", "expected"),
    [
        ("killed", 1, Qualifier.EXACT, "الضحايا: قتيل واحد (أ)"),
        ("killed", 2, Qualifier.AT_LEAST, "الضحايا: قتيلان على الأقل (أ)"),
        ("killed", 12, Qualifier.ABOUT, "الضحايا: نحو 12 قتيلًا (أ)"),
        ("killed", 2, Qualifier.ABOUT, "الضحايا: نحو قتيلين (أ)"),
        ("rocket", 20, Qualifier.ABOUT, "الصواريخ: نحو 20 (أ)"),
        ("rocket", 20, Qualifier.AT_LEAST, "الصواريخ: 20 على الأقل (أ)"),
        ("injured", None, Qualifier.TENS, "الضحايا: عشرات الجرحى (أ)"),
        ("injured", None, Qualifier.SEVERAL, "الضحايا: عدد من الجرحى (أ)"),
        ("killed", 0, Qualifier.EXACT, "الضحايا: لا قتلى (أ)"),
        ("killed", None, Qualifier.ABOUT, "الضحايا: عدد من القتلى (أ)"),
        ("drone", None, Qualifier.SEVERAL, "الطائرات المسيّرة: عدد غير محدد (أ)"),
        ("unheard-of", 3, Qualifier.EXACT, "الأسلحة الأخرى: 3 (أ)"),
    ],
)
def test_figures_in_words(kind: str, count: int | None, qualifier: Qualifier, expected: str) -> None:
    assert expected in lines(changed(claims=(claim(kind, count, "أ", qualifier=qualifier),)))


def test_of_many_figures_the_lowest_the_highest_and_the_latest_are_shown() -> None:
    """However many tolls there are, the injured are not pushed out by the killed."""
    killed = [claim("killed", count, outlet) for count, outlet in ((7, "أ"), (5, "ب"), (3, "ج"), (4, "د"))]
    told = lines(changed(claims=(*killed, claim("injured", 20, "أ"))))
    assert "الضحايا: 7 قتلى (أ) · 3 قتلى (ج) · 4 قتلى (د) · 20 جريحًا (أ)" in told


def test_a_weapon_without_a_figure_is_not_counted() -> None:
    assert not any(
        line.startswith("الصواريخ") for line in lines(changed(claims=(claim("rocket", None, "أ"),)))
    )


def test_no_deaths_and_no_injuries_is_said_once() -> None:
    none = {"qualifier": Qualifier.NONE_REPORTED}
    claims = (claim("killed", None, "أ", **none), claim("injured", None, "أ", **none))
    assert "الضحايا: لا إصابات (أ)" in lines(changed(claims=claims))


def test_a_denied_event_is_not_red() -> None:
    assert lines(changed(status=Status.DENIED))[0].startswith("⚪ منفي")


def test_a_sentence_that_is_the_title_is_not_repeated() -> None:
    assert 4 == len(lines(changed(sentence=content().title)))


def test_the_real_host_stands_beside_the_link() -> None:
    """A title that looks like another site's address misleads nobody."""
    told = changed(title="reuters.com", url="https://evil.example/x")
    assert any(line.startswith("evil.example · ") for line in lines(told))


def test_without_a_web_address_there_is_no_link() -> None:
    """A javascript address is neither linked nor a button nor previewed."""
    message = alert_message(delivery(changed(url="javascript:alert(1)")), ARABIC, NOW)
    assert "<a" not in message.html
    assert (None, ("لماذا؟", "🔕 اكتم القصة", "⋯ المزيد")) == (
        message.preview_url,
        tuple(b.label for row in message.buttons for b in row),
    )


def test_many_outlets_are_counted() -> None:
    outlets = tuple(f"وكالة {n}" for n in "أبجدهوز")
    assert "7 مصادر: وكالة أ، وكالة ب، وكالة ج، وكالة د، وكالة ه ومصدران آخران" in lines(
        changed(outlets=outlets)
    )


def test_arabic_digits_where_they_are_wanted() -> None:
    told = changed(claims=(claim("rocket", 14, "أ"),))
    shown = lines(told, Texts("ar", digits="arabic"))
    assert "الصواريخ: ١٤ (أ)" in shown
    assert "rafidain.example · ٢٣:٥٨ · #A7F3" in shown


def test_english_readers_get_english() -> None:
    shown = lines(
        changed(claims=(claim("injured", 2, "Reuters", qualifier=Qualifier.AT_LEAST),)), Texts("en")
    )
    assert "🔴 Initial report · Attack — Green Zone, Baghdad" == shown[0]
    assert "Casualties: at least 2 injured (Reuters)" in shown


def test_the_reference_is_the_incidents() -> None:
    """Every message about an incident carries the same short reference, from its id alone."""
    assert "#A7F3" == reference("a7f3bb00c1d2")
    assert "#L660" == reference("56601a3b4c5d")


@given(st.text("0123456789abcdef", min_size=12, max_size=12))
def test_a_reference_can_be_tapped(incident_id: str) -> None:
    """It is a hashtag to Telegram whatever the digits, so a tap lists all messages about the incident."""
    found = execute({"@type": "getTextEntities", "text": f"\u2068{reference(incident_id)}\u2069"})
    assert ["textEntityTypeHashtag"] == [entity["type"]["@type"] for entity in found["entities"]]


def test_why_takes_the_match_apart() -> None:
    """The form as printed, its proclitic, the dictionary form, the class; evidence; how it was joined."""
    reason = Reason(
        "small-change",
        (1,),
        ("green-zone-attack",),
        (hit(),),
        (Evidence("attack", Span("title", 0, 4, "سقوط")),),
        "same attack at green-zone/baghdad",
        score=0.83,
    )
    text = read(why_message(delivery(alert(reason=reason)), ARABIC).html)["text"]
    shown = text.translate(dict.fromkeys(map(ord, FSI + PDI + RLM)))
    assert "قائمة الرصد: هجمات المنطقة الخضراء" in shown
    assert "النص المطابق: «بالمنطقة الخضراء»، أي: بـ + المنطقة الخضراء (اسم علم)" in shown
    assert "الدليل في النص: «سقوط»" in shown
    assert "(83%)" in shown


spans = st.tuples(st.integers(0, 80), st.integers(0, 80))
claims = st.builds(
    Claim,
    st.sampled_from(["rocket", "killed", "injured", "drone", "مجهول"]),
    st.none() | st.integers(0, 10**6),
    st.sampled_from(Qualifier),
    nasty_text(4),
    st.none() | nasty_text(4),
    st.just(NOW),
)
contents = st.builds(
    Content,
    event=st.sampled_from(Event),
    place=st.sampled_from(["", "green-zone/baghdad", "no-such-place"]),
    status=st.sampled_from(Status),
    title=nasty_text(20) | st.just("ط" * 5000),
    source=nasty_text(4),
    url=st.none() | nasty_text(3) | st.just("https://a.example/x?y=1&z=2"),
    at=st.just(NOW),
    sentence=nasty_text(20) | st.just("😀" * 5000),
    bold=st.lists(spans, max_size=20).map(tuple),
    title_bold=st.lists(spans, max_size=20).map(tuple),
    claims=st.lists(claims, max_size=12).map(tuple),
    outlets=st.lists(nasty_text(4), max_size=12).map(tuple),
    news=st.lists(st.sampled_from(["official", "denial", "مجهول"]), max_size=3).map(tuple),
)
reasons = st.builds(
    Reason,
    st.sampled_from(["first-report", "small-change", "other"]),
    st.just((1,)),
    st.lists(nasty_text(8), max_size=12).map(tuple),
    st.lists(
        st.builds(hit, span=nasty_text(6).map(lambda t: Span("body", 0, len(t), t)), form=nasty_text(4)),
        max_size=9,
    ).map(tuple),
    st.lists(nasty_text(6).map(lambda t: Evidence("r", Span("body", 0, len(t), t))), max_size=9).map(tuple),
    nasty_text(6),
)
readers = st.builds(
    Texts,
    st.sampled_from(["ar", "en"]),
    st.sampled_from(["Asia/Baghdad", "UTC"]),
    st.sampled_from(["western", "arabic"]),
)


def check(message: Message) -> None:
    """Telegram reads it, stores it unchanged, within every limit; aiogram's model takes it."""
    formatted = read(message.html)
    text = formatted["text"]
    assert 0 < len(text) <= 4096
    assert len(text.encode("utf-16-le")) // 2 <= 4096
    assert len(message.html.encode()) <= 32768
    assert len(formatted["entities"]) <= 100
    assert is_stored_as_shown(text)
    assert not set(text) & {chr(code) for code in range(0x202A, 0x202F)}
    assert RLM * 2 not in text
    for button in (button for row in message.buttons for button in row):
        assert len((button.data or "").encode()) <= 64
        assert (button.data is None) != (button.url is None)
    SendMessage(chat_id=7, text=message.html)


@settings(deadline=None)
@given(contents, st.sampled_from(AlertKind), reasons, readers)
def test_no_alert_is_refused(told: Content, kind: AlertKind, reason: Reason, texts: Texts) -> None:
    """Whatever the feed says, the message is legal, complete and within the limits."""
    check(alert_message(delivery(alert(content=told, kind=kind, reason=reason)), texts, NOW))


@settings(deadline=None)
@given(reasons, readers)
def test_no_reason_is_refused(reason: Reason, texts: Texts) -> None:
    check(why_message(delivery(alert(reason=reason)), texts))
