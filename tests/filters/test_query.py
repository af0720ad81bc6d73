"""The watchlist language: what queries mean, how they are written back, which are refused."""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from filters.query import (
    About,
    AllOf,
    AnyOf,
    AtLeast,
    FieldKey,
    InTitle,
    Mode,
    Near,
    Not,
    Query,
    QueryError,
    Scored,
    Term,
    Word,
    other_readings,
    parse,
    to_text,
)

ROOT = Path(__file__).parent.parent.parent


def term(*words: str, mode: Mode = Mode.FORMS) -> Term:
    return Term(tuple(Word(word, mode) for word in words))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("المنطقة الخضراء", term("المنطقة", "الخضراء")),
        ("قصف، غارة", AnyOf((term("قصف"), term("غارة")))),
        ("قصف\nغارة", AnyOf((term("قصف"), term("غارة")))),
        ("قصف أو غارة | قصف", AnyOf((term("قصف"), term("غارة")))),
        ("قصف OR غارة", AnyOf((term("قصف"), term("غارة")))),
        ("قصف + بغداد", AllOf((term("قصف"), term("بغداد")))),
        ("قصف مع بغداد", AllOf((term("قصف"), term("بغداد")))),
        ("قصف AND بغداد", AllOf((term("قصف"), term("بغداد")))),
        ("قصف or غارة", AnyOf((term("قصف"), term("غارة")))),
        ("قصف and بغداد Not كرة", AllOf((term("قصف"), term("بغداد"), Not(term("كرة"))))),
        ("الناتو nor android notice", term("الناتو", "nor", "android", "notice")),
        ('"الناتو or أوكرانيا"', term("الناتو", "or", "أوكرانيا", mode=Mode.VERBATIM)),
        ("قصف -كرة", AllOf((term("قصف"), Not(term("كرة"))))),
        ("قصف ليس كرة القدم", AllOf((term("قصف"), Not(term("كرة", "القدم"))))),
        ("«القصف الأخير»", term("القصف", "الأخير", mode=Mode.VERBATIM)),
        ('"القصف"', term("القصف", mode=Mode.VERBATIM)),
        ('“القصف" + بغداد', AllOf((term("القصف", mode=Mode.VERBATIM), term("بغداد")))),
        ('«القصف"', term("القصف", mode=Mode.VERBATIM)),
        ('"القصف”', term("القصف", mode=Mode.VERBATIM)),
        ("„القصف“، „غارة”", AnyOf((term("القصف", mode=Mode.VERBATIM), term("غارة", mode=Mode.VERBATIM)))),
        ('«قال "كذا" أمس»', term("قال", "كذا", "أمس", mode=Mode.VERBATIM)),
        ("=قصف", term("قصف", mode=Mode.SPELT)),
        ("~عراق", term("عراق", mode=Mode.WIDE)),
        ("صارو*", term("صارو", mode=Mode.START)),
        ("*خضراء", term("خضراء", mode=Mode.END)),
        ("/صار[وى]خ/", term("صار[وى]خ", mode=Mode.PATTERN)),
        ("قصف /^بغداد$/", Term((Word("قصف"), Word("^بغداد$", Mode.PATTERN)))),
        ("24/7", term("24", "7")),
        ("قصف/أو غارة", term("قصف", "غارة")),
        ("انفجار قرب/٥ بغداد", Near(term("انفجار"), term("بغداد"), 5)),
        ("انفجار near/3 بغداد", Near(term("انفجار"), term("بغداد"), 3)),
        ("انفجار NEAR/3 بغداد", Near(term("انفجار"), term("بغداد"), 3)),
        ("عنوان: المنطقة الخضراء", InTitle(term("المنطقة", "الخضراء"))),
        ("title:قصف", InTitle(term("قصف"))),
        ("مصدر:شفق نيوز + قصف", AllOf((About(FieldKey.SOURCE, "شفق نيوز"), term("قصف")))),
        ("مصدر:رويترز قصف", AllOf((About(FieldKey.SOURCE, "رويترز"), term("قصف")))),
        ("source:reuters قصف", AllOf((About(FieldKey.SOURCE, "reuters"), term("قصف")))),
        ("مصدر:شفق نيوز", About(FieldKey.SOURCE, "شفق نيوز")),
        ("مصدر:صحيفة مجهولة", About(FieldKey.SOURCE, "صحيفة مجهولة")),
        ("قصف مكان:بغداد", AllOf((term("قصف"), About(FieldKey.PLACE, "بغداد")))),
        ("مكان:بغداد قصف", AllOf((About(FieldKey.PLACE, "بغداد"), term("قصف")))),
        ("مكان:المنطقة الخضراء", About(FieldKey.PLACE, "المنطقة الخضراء")),
        ("مكان:المنطقة الخضراء قصف", AllOf((About(FieldKey.PLACE, "المنطقة الخضراء"), term("قصف")))),
        ("من:الحشد", About(FieldKey.WHO, "الحشد")),
        ("من بغداد", term("من", "بغداد")),
        ("(هجوم|قصف) صاروخي", AnyOf((term("هجوم", "صاروخي"), term("قصف", "صاروخي")))),
        ("على الأقل 2 من (قصف، غارة، كمين)", AtLeast(2, (term("قصف"), term("غارة"), term("كمين")))),
        ("at least 2 of (قصف, غارة)", AtLeast(2, (term("قصف"), term("غارة")))),
        ("مجموع 3 من (قصف^2، غارة)", Scored(3, ((2, term("قصف")), (1, term("غارة"))))),
        ("روسيا و أوكرانيا", term("روسيا", "وأوكرانيا")),
        ("#المنطقة_الخضراء", term("المنطقة", "الخضراء")),
        ("بغداد - انفجار.", AllOf((term("بغداد"), Not(term("انفجار"))))),
        ("هجوم – كرة القدم", AllOf((term("هجوم"), Not(term("كرة", "القدم"))))),
        ("هجوم —مباراة", AllOf((term("هجوم"), Not(term("مباراة"))))),
        ("كركوك–بغداد", term("كركوك", "بغداد")),
        ("كركوك—بغداد", term("كركوك", "بغداد")),
        ("سي-رام", term("سي", "رام")),
        ("قصف -", term("قصف")),
        ('"كركوك - بغداد"', term("كركوك", "بغداد", mode=Mode.VERBATIM)),
        ("الخضراء ما عدا البورصة", AllOf((term("الخضراء"), Not(term("البورصة"))))),
        ("الخضراء فيما عدا البورصة", AllOf((term("الخضراء"), Not(term("البورصة"))))),
        ("قصف عدا كرة القدم", AllOf((term("قصف"), Not(term("كرة", "القدم"))))),
        ("قصف باستثناء (كرة، سلة)", AllOf((term("قصف"), Not(AnyOf((term("كرة"), term("سلة"))))))),
        ("المحافظات إلّا البصرة", AllOf((term("المحافظات"), Not(term("البصرة"))))),
        ("لا إله إلا الله", term("لا", "إله", "إلا", "الله")),
        ("هجوم بدون كرة القدم", AllOf((term("هجوم"), Not(term("كرة", "القدم"))))),
        ("هجوم من دون مباراة", AllOf((term("هجوم"), Not(term("مباراة"))))),
        ("attack except football", AllOf((term("attack"), Not(term("football"))))),
        ("طائرة بدون طيار", term("طائرة", "بدون", "طيار")),
        ("طائرات من دون طيار", term("طائرات", "من", "دون", "طيار")),
        ("هجوم دون إصابات", term("هجوم", "دون", "إصابات")),
        ("دون كرة", term("دون", "كرة")),
        ("حال دون الهجوم", term("حال", "دون", "الهجوم")),
        ("أطباء بلا حدود", term("أطباء", "بلا", "حدود")),
        ("الخضراء / صاروخ", AnyOf((term("الخضراء"), term("صاروخ")))),
        ("الخضراء/ صاروخ", AnyOf((term("الخضراء"), term("صاروخ")))),
        ("10 / 5", term("10", "5")),
        ("10/5", term("10", "5")),
        ("- قصف\n- غارة", AnyOf((term("قصف"), term("غارة")))),
        ("1. قصف\n2- غارة", AnyOf((term("قصف"), term("غارة")))),
        ("• قصف", term("قصف")),
        ("مصدر:RT Arabic", About(FieldKey.SOURCE, "RT Arabic")),
        ('source:"RT Arabic" قصف', AllOf((About(FieldKey.SOURCE, "RT Arabic"), term("قصف")))),
        ("مصدر:RT قصف", AllOf((About(FieldKey.SOURCE, "RT"), term("قصف")))),
        ("مصدر:سكاي نيوز عربية قصف", AllOf((About(FieldKey.SOURCE, "سكاي نيوز عربية"), term("قصف")))),
        ("من:الحشد الشعبي قصف", AllOf((About(FieldKey.WHO, "الحشد الشعبي"), term("قصف")))),
        ("موضوع:الانفجارات قصف", AllOf((About(FieldKey.TOPIC, "الانفجارات"), term("قصف")))),
        ("مكان:(بغداد، البصرة)", AnyOf((About(FieldKey.PLACE, "بغداد"), About(FieldKey.PLACE, "البصرة")))),
        ("C-RAM", term("C", "RAM")),
        ("قصف + + غارة", AllOf((term("قصف"), term("غارة")))),
        ("قرب بغداد", term("قرب", "بغداد")),
        ("\u200fقَصْف\u200f", term("قصف")),
    ],
)
def test_a_query_means(text: str, expected: Query) -> None:
    assert expected == parse(text)


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("", "empty", None),
        ("  ،، ", "empty", None),
        ("(قصف", "unclosed-paren", "(قصف)"),
        ("قصف)", "unexpected-paren", "قصف"),
        ("«قصف", "unclosed-quote", "«قصف»"),
        ("قصف +", "unfinished", "قصف"),
        ("صا*", "short-wildcard", "صا"),
        ("-قصف", "everything", None),
        ("/.*/", "loose-pattern", None),
        ("غزة + /.?/", "loose-pattern", None),
        ("مكان:/بغداد?/", "field-needs-words", "مكان بغداد"),
        ("/صارو(/", "bad-pattern", None),
        ("/" + "ا" * 300 + "/", "too-long", None),
        ("قصف، -غارة", "everything", "قصف -غارة"),
        ("قصف، غارة، ما عدا كرة القدم", "everything", "(قصف، غارة) -(كرة القدم)"),
        ("ما عدا قصف", "everything", None),
        ("مكان:بغداذ", "unknown-place", 'مكان:"بغداد"'),
        ("مكان:بغداذ قصف", "unknown-place", 'مكان:"بغداد" + قصف'),
        ("مكان:حي الزهور الجديد", "unknown-place", "حي الزهور الجديد"),
        ("موضوع:انفجار", "unknown-topic", 'موضوع:"الانفجارات"'),
        ("موضوع:فلان", "unknown-topic", "فلان"),
        ("قصف + من:ترامب", "unknown-actor", "قصف + ترامب"),
        ("قصف -قصف", "nothing", None),
        ("على الأقل 3 من (قصف، غارة)", "bad-count", "على الأقل 2 من (قصف، غارة)"),
        ("at least 0 of (قصف، غارة)", "bad-count", "at least 1 of (قصف، غارة)"),
        ("مجموع 9 من (قصف^2، غارة)", "bad-count", "مجموع 3 من (قصف^2، غارة)"),
        ("قصف قرب/5", "unfinished", "قصف"),
        ("في", "too-common", None),
        ("(قصف + غارة) بغداد", "joint-needed", "(قصف + غارة) + بغداد"),
        ("بغداد (قصف + غارة)", "joint-needed", "بغداد + (قصف + غارة)"),
        ("(" * 40 + "قصف" + ")" * 40, "too-deep", "قصف"),
    ],
)
def test_a_query_is_refused_with_its_reason(text: str, code: str, suggestion: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (code, suggestion) == (caught.value.code, caught.value.suggestion)


def test_without_re2_a_pattern_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    with pytest.raises(QueryError) as caught:
        parse("/صاروخ.?دون/")
    assert "no-patterns" == caught.value.code


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_refusal_has_its_words(language: str) -> None:
    """The codes are read from the sources, so that a new one without a text is noticed."""
    sources = [*(ROOT / "filters").glob("query.py"), *(ROOT / "filters" / "querylang").glob("*.py")]
    code = re.compile(r'(?:QueryError|Fault)\("([a-z-]+)"|"(un[a-z]+(?:-[a-z]+)?)"')
    codes = {a or b for source in sources for a, b in code.findall(source.read_text(encoding="utf-8"))}
    catalogue = (ROOT / "bot" / "locales" / language / "LC_MESSAGES" / "rasid.po").read_text(encoding="utf-8")
    assert {"no-patterns", "too-common", "unclosed-paren"} <= codes
    assert set() == {code for code in codes if f'msgid "query.{code}"\nmsgstr "' not in catalogue}


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("كركوك - بغداد", ["كركوك بغداد"]),
        ("هجوم -مباراة", []),
        ("هجوم بدون مباراة", ['هجوم "بدون" مباراة']),
        ("طائرة بدون طيار", []),
        ("صاروخ و بغداد", ["صاروخ + بغداد"]),
        ("صاروخ وبغداد", []),
        ("صاروخ/مسيرة", ["صاروخ، مسيرة"]),
        ("24/7", []),
        ("صاروخ، قصف -مباراة", ["(صاروخ، قصف) -مباراة"]),
        ("(صاروخ، قصف) -مباراة", []),
    ],
)
def test_what_may_have_been_meant_else_is_known(text: str, others: list[str]) -> None:
    assert others == list(other_readings(text, parse(text)))


def test_a_source_that_is_polled_ends_where_its_name_ends() -> None:
    """Without it all words are the name: none of them is known."""
    expected = AllOf((About(FieldKey.SOURCE, "المرفأ"), term("صاروخ")))
    assert expected == parse("مصدر:المرفأ صاروخ", {"المرفأ"})
    assert expected == parse(to_text(expected))
    assert About(FieldKey.SOURCE, "المرفأ صاروخ") == parse("مصدر:المرفأ صاروخ")
    assert AllOf((About(FieldKey.SOURCE, "سنابل"), term("صاروخ"))) == parse(
        "مصدر:سنابل صاروخ", {"وكالة سنابل"}
    )


def test_an_error_says_where() -> None:
    with pytest.raises(QueryError) as caught:
        parse("قصف) غارة")
    assert 3 == caught.value.position


def test_a_megabyte_is_refused_before_it_is_read() -> None:
    with pytest.raises(QueryError) as caught:
        parse("قصف " * 250_000)
    assert "too-long" == caught.value.code


def test_water_is_no_function_word() -> None:
    """Folding drops the hamza that parts ماء from ما."""
    assert term("ماء") == parse("ماء")


WORDS = st.sampled_from(["قصف", "غارة", "بغداد", "صاروخ", "الخضراء", "كمين", "نفط", "وزير"])
TERMS = st.builds(lambda words: term(*words), st.lists(WORDS, min_size=1, max_size=3))
QUOTES = st.builds(lambda words: term(*words, mode=Mode.VERBATIM), st.lists(WORDS, min_size=1, max_size=2))
LEAVES = st.one_of(TERMS, QUOTES, st.builds(Near, TERMS, TERMS, st.integers(0, 9)), st.builds(InTitle, TERMS))


def several(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[tuple[Query, ...]]:
    return st.lists(parts, min_size=2, max_size=3, unique=True).map(tuple)


TREES = st.one_of(
    LEAVES,
    several(LEAVES).map(AnyOf),
    several(LEAVES).map(AllOf),
    st.builds(lambda parts, no: AllOf((*parts, Not(no))), several(LEAVES), TERMS),
    several(LEAVES).map(lambda parts: AtLeast(2, parts)),
    several(TERMS).map(lambda parts: Scored(2, tuple((2, part) for part in parts))),
    st.builds(lambda a, b: AnyOf((AllOf(a), *b)), several(LEAVES), several(TERMS)),
    st.builds(lambda a, b: AllOf((AnyOf(a), *b)), several(LEAVES), several(TERMS)),
)


@given(TREES)
def test_a_tree_written_and_read_is_the_same_tree(tree: Query) -> None:
    assume(not _contradicts_itself(tree))
    assert tree == parse(to_text(tree))


def _contradicts_itself(tree: Query) -> bool:
    try:
        parse(to_text(tree))
    except QueryError as error:
        return error.code in ("everything", "nothing")
    return False


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=60), st.text(alphabet='قصف غارة()"«»+-،|~=*^:/5أو', max_size=40)))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No query text raises anything but a query error, and what is read can be written and read again."""
    try:
        tree = parse(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017  # that it was refused is no failure
        if error.suggestion is not None:
            parse(error.suggestion)
        return
    assert tree == parse(to_text(tree))


@pytest.mark.parametrize(
    ("text", "position", "mended"),
    [
        ("قرب/5 (صاروخ، سفارة)", 0, "صاروخ قرب/5 سفارة"),
        ("بغداد + NEAR/3 (rocket, embassy)", 8, "بغداد + rocket NEAR/3 embassy"),
        ("قرب/5 صاروخ", 0, "صاروخ"),
        ("قرب/5", 0, None),
    ],
)
def test_nearness_stands_between_its_words(text: str, position: int, mended: str | None) -> None:
    """Written before them it would silently look for the word «قرب»."""
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert ("near-needs-words", position) == (caught.value.code, caught.value.position)
    assert mended == caught.value.suggestion
