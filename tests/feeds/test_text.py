"""HTML fragments as the plain text that a reader sees."""

import html
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text import _TIDY, _UNTIDY, FIELD_LIMIT, _unescaped, plain, plain_line
from tests.feeds.builders import BODY, TITLE

PIECES = st.sampled_from([
    "<", ">", "</", "<p>", "</p>", "<a href='", '<img alt="a>b">', "<!--", "-->", "<script>", "</script>",
    "&", "&amp;", "&lt;", "&gt;", "&#1576;", "&#x0;", "&nbsp;", "'", '"', " ", "\n", "\x00",
    "بغداد", "ا\u0654",
])  # fmt: skip
MARKUP = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (BODY, BODY),
        (f"<p>{TITLE}</p>\n<p>{BODY}</p>", f"{TITLE}\n{BODY}"),
        ("<div><p>أولًا</p></div><ul><li>ثانيًا<li>ثالثًا</ul>", "أولًا\nثانيًا\nثالثًا"),
        ("سطر<br>سطر<br/>سطر<BR />سطر", "سطر\nسطر\nسطر\nسطر"),
        ("<p>جملة تنكسر\nفي المصدر</p>", "جملة تنكسر في المصدر"),
        ("جملة أولى.\nجملة ثانية.", "جملة أولى.\nجملة ثانية."),
        ("الغا<b>ر</b>ة و<span class='x'>ال</span>قصف", "الغارة والقصف"),
        ("<td>خلية</td><td>خلية</td>", "خلية خلية"),
        ("قبل<script>var a = '<p>نص</p>';</script>بعد", "قبلبعد"),
        ("قبل <style type='text/css'>p { color: red }</style> بعد", "قبل بعد"),
        ("قبل<script>نص لا ينتهي", "قبلنص لا ينتهي"),
        ("قبل<!-- <p>سر</p> -->بعد", "قبلبعد"),
        ("قبل<!-- بلا نهاية", "قبل<!-- بلا نهاية"),
        ('<img src="a.jpg" alt="3 > 2 صور">نص', "نص"),
        ("<img alt='قال \"نعم\" > لا'>نص", "نص"),
        ('<a title="اقتباس>نص</a>', "نص"),
        ("3 < 4 و 5 > 2", "3 < 4 و 5 > 2"),
        ("<شارك> على تلغرام <news@example.org>", "<شارك> على تلغرام <news@example.org>"),
        ("&lt;p&gt;هرب مرة&lt;/p&gt;&lt;p&gt;زائدة&lt;/p&gt;", "هرب مرة\nزائدة"),
        ("<p>رأس</p>&lt;a href=&quot;https://example.org&quot;&gt;رابط&lt;/a&gt;", "رأس\nرابط"),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("&amp;quot;عاجل&amp;quot;&amp;nbsp;الآن", '"عاجل" الآن'),
        ("&#1576;&#1594;&#1583;&#1575;&#1583;", "بغداد"),
        ("&#x628;&#x63A;داد", "بغداد"),
        ("AT&T و R&D", "AT&T و R&D"),
        ("نص\u00a0\u00a0 نص\t\tنص", "نص نص نص"),
        ("\r\n\r\nأول\r\n\r\n\r\nثان\r", "أول\nثان"),
        ("الأمن\x00 و\x1bالدفاع\ufffe", "الأمن والدفاع"),
        ("ا\u0654من", "أمن"),
        ("مجتـمع عــاجل", "مجتـمع عــاجل"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("<![CDATA[نص <b>غليظ</b>]]>", "نص غليظ"),
        ("", ""),
    ],
)
def test_a_fragment_is_read_as_a_reader_sees_it(markup: str, text: str):
    assert text == plain(markup)


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        (TITLE, TITLE),
        ("<b>عاجل</b> | انفجار", "عاجل | انفجار"),
        ("عاجل\n  انفجار<br>في بغداد", "عاجل انفجار في بغداد"),
        ("كيف تكتب &lt;b&gt;؟", "كيف تكتب <b>؟"),
        ("&amp;quot;الدفاع&amp;quot; تنفي", '"الدفاع" تنفي'),
    ],
)
def test_a_headline_is_one_line(markup: str, line: str):
    assert line == plain_line(markup)


def test_a_headline_said_to_be_text_keeps_its_tags():
    assert plain_line("كيف تكتب <b>؟", is_html=False) == "كيف تكتب <b>؟"


@given(MARKUP)
def test_text_is_storable_and_tidy(markup: str):
    """No control character, half a surrogate pair or blank too many; NFC, whatever came in."""
    text = plain(markup)
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
    assert text == unicodedata.normalize("NFC", text)
    assert text == "\n".join(line.strip() for line in text.split("\n") if line.strip())
    assert "  " not in text


@given(MARKUP)
def test_a_headline_never_has_two_lines(markup: str):
    assert "\n" not in plain_line(markup)


@given(
    st.text(
        alphabet=st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئىة ،.؟«»ـًٌٍَُِّْ0123٠١٢٣\u200c"), max_size=200
    )
)
def test_arabic_text_without_markup_is_left_alone(text: str):
    tidy = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip(" ")
    assert " ".join(tidy.split()) == plain(text)


@given(st.text(max_size=300))
def test_escaped_once_text_is_what_was_escaped(text: str):
    """What looks like no markup at all survives an escape."""
    safe = text.replace("<", "").replace("&", "")
    assert plain(safe) == plain(html.escape(safe))


@pytest.mark.parametrize("cut_through", ["<a href='https://news.example/long'>", "&nbsp;", "&#1576;"])
@pytest.mark.parametrize("offset", range(1, 6))
def test_a_long_field_is_cut_but_not_through_markup(cut_through: str, offset: int):
    text = plain("ب" * (FIELD_LIMIT - offset) + cut_through + "د" * 100)
    assert text == "ب" * (FIELD_LIMIT - offset)


@pytest.mark.parametrize(
    "unit",
    [
        "<a ",
        "<!--",
        "<div>",
        "<script>",
        "<a \"'",
        "&",
        "&#",
        "\n ",
        "<",
        "</",
        '<a "x"',
        "a\u0300\u0316",
        "<p",
        "'\"<b",
    ],
)
def test_a_bomb_costs_no_time(unit: str):
    """Each of these stops an HTML parser for seconds or minutes; here a field takes hundredths."""
    bomb = "<p>" + "a" + unit * (FIELD_LIMIT // len(unit))
    started = time.process_time()
    plain(bomb)
    plain_line(bomb)
    assert time.process_time() - started < 0.5


def test_a_pile_of_marks_costs_no_time():
    started = time.process_time()
    plain("a" + "\u0300\u0316" * (FIELD_LIMIT // 2))
    assert time.process_time() - started < 0.2


@given(st.lists(st.sampled_from(["&", "amp", ";", "lt;", "&#38;", "&#1576;", "&notit;", "&Afr;", "x"])))
def test_references_mean_what_html_says(pieces: list[str]):
    """The short way through them is that of `html.unescape`, also where one makes another."""
    assert html.unescape("".join(pieces)) == _unescaped("".join(pieces))


def test_every_untidy_character_is_found_and_no_other():
    everything = "".join(map(chr, range(0x110000)))
    assert {chr(code) for code in _TIDY} - {"\n"} == set(_UNTIDY.findall(everything))
