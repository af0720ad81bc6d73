"""Formatted text, judged by Telegram's own parser."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import (
    BLANK,
    FSI,
    LRM,
    PDI,
    RLM,
    Rich,
    Run,
    clean_foreign,
    directed,
    fill,
    foreign,
    host_of,
    joined,
    marked,
    plain,
    shortened,
    text_of,
    web_url,
)
from bot.telegram_html import to_html
from tests.bot.telegram_text import is_stored_as_shown, nasty_text, read, styles_meant, styles_read

runs = st.builds(
    Run,
    nasty_text(6).map(clean_foreign),
    bold=st.booleans(),
    italic=st.booleans(),
    quote=st.booleans(),
    href=st.sampled_from([None, None, "https://news.example/a?b=1&c=%22", "http://أخبار.example/"]),
)
riches = st.lists(runs, max_size=12).map(tuple)


@given(riches)
def test_telegram_reads_what_is_meant(rich: Rich) -> None:
    """Text and styles come out as they went in, whatever the text holds."""
    formatted = read(to_html(rich))
    assert text_of(rich) == formatted["text"]
    assert styles_meant(rich) == [
        (char, frozenset(style if "أخبار" not in style else "http://أخبار.example/" for style in styles))
        for char, styles in styles_read(formatted)
    ]


@given(nasty_text())
def test_foreign_text_hides_nothing(text: str) -> None:
    """No control or format character but ZWNJ and ZWJ stays, and isolates are ours alone."""
    shown = text_of(foreign(text))
    inner = shown.removeprefix(FSI).removesuffix(PDI)
    hidden = {char for char in inner if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co")}
    assert hidden <= {"\u200c", "\u200d"}


@given(nasty_text())
def test_foreign_text_is_stored_as_shown(text: str) -> None:
    """Telegram's own cleaning finds nothing left to change."""
    shown = text_of(foreign(text))
    assert is_stored_as_shown(shown)


@given(nasty_text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_foreign(text) == clean_foreign(clean_foreign(text))


@given(nasty_text(), st.lists(st.tuples(st.integers(-3, 80), st.integers(-3, 80)), max_size=5))
def test_marks_lose_no_letter(text: str, bold: list[tuple[int, int]]) -> None:
    """Whatever the offsets, the marked text reads as the cleaned one."""
    shown = text_of(marked(text, bold)).removeprefix(FSI).removesuffix(PDI)
    assert "".join(clean_foreign(text).split()) == "".join(shown.split())


def test_marks_stand_where_they_were_put() -> None:
    """Offsets count code points of the printed text, also behind an emoji and a dropped character."""
    rich = marked("😀\u202eأب جد", [(5, 7)])
    assert [("أب ", False), ("جد", True)] == [(run.text[-3:], run.bold) for run in rich[1:3]]


@given(riches, st.integers(1, 200))
def test_a_cut_fits(rich: Rich, limit: int) -> None:
    """The shortened text is within the limit, and its isolates are closed."""
    short = text_of(shortened(rich, max(limit, 8)))
    assert len(short) <= max(limit, 8)


@given(st.integers(0, 60))
def test_a_cut_closes_isolates(limit: int) -> None:
    short = text_of(shortened(foreign("كلمة " * 40), limit + 8))
    assert short.count(FSI) == short.count(PDI)


def test_a_cut_falls_before_a_word() -> None:
    assert "واحد اثنان…" == text_of(shortened(plain("واحد اثنان ثلاثة أربعة"), 15))


def test_a_text_at_the_limit_is_whole() -> None:
    """4,000 code points pass uncut; 4,001 are cut and marked."""
    whole, more = "س" * 4000, "س" * 4001
    assert whole == read(to_html(plain(whole)))["text"]
    assert read(to_html(plain(more)))["text"].endswith("…")


def test_emoji_count_twice_in_utf16() -> None:
    """4,000 emoji are 8,000 UTF-16 units: cut to 4,096."""
    text = read(to_html(plain("😀" * 4000)))["text"]
    assert len(text.encode("utf-16-le")) // 2 <= 4096


def test_a_hundred_entities_and_no_more() -> None:
    """Telegram drops the 101st entity silently; ours are counted before."""
    rich = tuple(run for at in range(150) for run in (Run(f"a{at}", bold=True), Run(" ")))
    assert 100 == len(read(to_html(rich))["entities"])


def test_adjacent_links_stay_apart() -> None:
    rich = (Run("one", href="https://a.example/"), Run("two", href="https://b.example/"))
    urls = [entity["type"]["url"] for entity in read(to_html(rich))["entities"]]
    assert ["https://a.example/", "https://b.example/"] == urls


def test_a_link_before_an_arabic_comma_is_exact() -> None:
    """Bare, the comma would belong to the address."""
    rich = (*foreign("الخبر", href="https://aja.example/x"), *plain("،"))
    assert "https://aja.example/x" == read(to_html(rich))["entities"][0]["type"]["url"]


@given(st.lists(riches, max_size=5), st.sampled_from(["ar", "en"]))
def test_each_line_starts_in_its_direction(lines: list[Rich], language: str) -> None:
    """A line starts with a strong letter of the language or with one mark, never two."""
    flat = [tuple(Run(run.text.replace("\n", " "), run.bold) for run in line) for line in lines]
    for line in text_of(directed(flat, language)).splitlines():
        first = unicodedata.bidirectional(line[0])
        assert first in (("R", "AL") if language == "ar" else ("L",)) or FSI in line[1:3]
        assert first in ("R", "AL", "L")
        assert line[:1] + line[1:2] not in (RLM * 2, LRM * 2)


@pytest.mark.parametrize(
    ("line", "language", "mark"),
    [
        (foreign("قصف في بغداد"), "en", RLM),
        (foreign("4 صواريخ على أربيل"), "en", RLM),
        ((*plain("“"), *foreign("قال مصدر أمني"), *plain("”")), "en", RLM),
        (foreign("Rockets hit Baghdad"), "ar", LRM),
        (foreign("2026"), "ar", RLM),
        (foreign("2026"), "en", LRM),
        ((*foreign("host.example"), *plain(" · 20:15")), "ar", RLM),
        ((*foreign("قناة الضفتين"), *plain(" · 20:15")), "en", LRM),
    ],
)
def test_a_title_keeps_its_own_direction(line: Rich, language: str, mark: str) -> None:
    """An Arabic title in an English message is set from the right; a line that begins with a name is not."""
    assert mark == text_of(directed([line], language))[0]


def test_blank_lines_are_left_out() -> None:
    assert "أ\nب" == text_of(directed([plain("أ"), plain(" "), (), plain("ب")], "ar"))
    assert "أ\n\nب" == text_of(directed([BLANK, plain("أ"), BLANK, plain("ب")], "ar"))


@given(nasty_text(), nasty_text())
def test_values_are_never_templates(one: str, two: str) -> None:
    """A value that looks like a tag or a placeholder is shown as it is."""
    filled = fill("<b>{one}</b> {two}", {"one": one, "two": two})
    assert text_of(foreign(one)) + " " + text_of(foreign(two)) == text_of(filled)


def test_joining_skips_what_is_empty() -> None:
    assert "أ · ب" == text_of(joined([plain("أ"), (), plain("ب")], " · "))


def test_only_web_addresses_are_linked() -> None:
    good = ["https://a.example/x?y=1&z=2", "http://أخبار.example/خبر"]
    bad = [
        "javascript:alert(1)",
        "tg://user?id=1",
        "https://",
        "https://a b",
        'https://a"b',
        "https://[abc",
        "https://a.example/\ud800",
        "",
        None,
    ]
    assert good == [url for url in (*good, *bad) if web_url(url)]


@given(nasty_text())
def test_any_text_is_a_link_or_not(text: str) -> None:
    """Asking never raises, and what is linked can be sent."""
    assert web_url(text) in (text, None)
    (web_url(f"https://a.example/{text}") or "").encode()
    host_of(text)
