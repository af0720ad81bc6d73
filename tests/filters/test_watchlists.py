"""The index of all watchlists: who matches, where, and what is left after removal."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Entry
from filters.matching.formtable import FormTable
from filters.matching.literals import Literals
from filters.matching.numbers import NumberLists
from filters.matching.phrases import TermIndex
from filters.matching.scene import Scene
from filters.model import Actuality, Analysis, Event, Evidence, Hit, Mention, Span, Watchlist
from filters.query import QueryError
from filters.querylang.tree import Mode, Term, Word
from filters.watchlists import WatchlistIndex

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def entry(title: str, body: str = "", source: str = "شفق نيوز") -> Entry:
    return Entry("1", "https://news.example/feed", source, None, title, body, None, NOW)


def watchlist(query: str, number: int = 1) -> Watchlist:
    return Watchlist(number, 1, 0, "keywords", query, query, NOW)


def topic(slug: str, number: int = 1) -> Watchlist:
    return Watchlist(number, 1, 0, "topic", slug, slug, NOW)


def hits(query: str, title: str, body: str = "") -> tuple[Hit, ...]:
    matches = WatchlistIndex([watchlist(query)]).match(entry(title, body))
    return matches[0].hits if matches else ()


def found(query: str, title: str, body: str = "") -> list[str]:
    return [hit.span.text for hit in hits(query, title, body)]


def analysis(**changes: object) -> Analysis:
    span = Span("title", 0, 4, "هجوم")
    return replace(
        Analysis(
            Event.ATTACK,
            Actuality.NEW,
            "green-zone/baghdad",
            topics=("green-zone-attack",),
            mentions=(
                Mention("baghdad", "governorate", Span("title", 5, 11, "ببغداد")),
                Mention("pmf", "force", Span("body", 0, 5, "الحشد")),
                Mention("iran", "country", Span("body", 10, 15, "إيران")),
            ),
            evidence=(Evidence("attack", span),),
        ),
        **changes,  # type: ignore[arg-type]  # a test's shorthand
    )


@pytest.mark.parametrize(
    ("query", "title", "expected"),
    [
        ("صاروخ", "سقوط صواريخ وصاروخين", ["صواريخ", "وصاروخين"]),
        ("المنطقة الخضراء", "هجوم قرب المنطقة الخضراء", ["المنطقة الخضراء"]),
        ("المنطقة الخضراء", "زراعة منطقة خضراء", []),
        ("حزب الله", "بيان لحزب الله", ["لحزب الله"]),
        ("رئيس الوزراء", "قال الرئيس، الوزراء غائبون", []),
        ("روسيا وأوكرانيا", "بين روسيا و أوكرانيا", ["روسيا و أوكرانيا"]),
        ("بغداد", "انفجار في بغداد و البصرة", ["بغداد"]),
        ("البصرة", "انفجار في بغداد و البصرة", ["البصرة"]),
        ("خان يونس", "قصف خانيونس", ["خانيونس"]),
        ("دارفور", "معارك في دار فور", ["دار فور"]),
        ('"قصف"', "قصف وقصفت وقصف", ["قصف"]),
        ("=مدرسة", "مدرسه والمدرسة", ["مدرسه"]),
        ("nato", "قوات NATO في بغداد", ["NATO"]),
        ("F-16", "طائرات f-16 عراقية", ["f-16"]),
        ('"nato"', "قوات NATO في بغداد", []),
        ("صارو*", "صاروخية", ["صاروخية"]),
        ("*روخ", "بصاروخ", ["بصاروخ"]),
        ("7 أكتوبر", "في ٧ أكتوبر", ["٧ أكتوبر"]),
        ("سوريا", "سورية", ["سورية"]),
        ("سوري", "زار سوريا", []),
        ("سوري", "كان سوريًّا", ["سوريًّا"]),
        ("تشييع", "شيّع الأهالي", ["شيّع"]),
    ],
)
def test_a_query_finds_in_a_title(query: str, title: str, expected: list[str]) -> None:
    assert expected == found(query, title)


@pytest.mark.parametrize(
    ("query", "title", "body", "is_match"),
    [
        ("قصف + بغداد", "قصف", "في بغداد", True),
        ("قصف + بغداد", "قصف", "في البصرة", False),
        ("قصف -كرة", "قصف", "كرة القدم", False),
        ("قصف -كرة", "قصف", "المدينة", True),
        ("عنوان:قصف", "قصف", "", True),
        ("عنوان:قصف", "أخبار", "قصف", False),
        ("قصف قرب/1 بغداد", "قصف قرب بغداد", "", True),
        ("قصف قرب/1 بغداد", "قصف عنيف جدا قرب بغداد", "", False),
        ("قصف قرب/9 بغداد", "قصف", "بغداد", False),
        ("على الأقل 2 من (قصف، نفط، كمين)", "قصف", "نفط", True),
        ("على الأقل 2 من (قصف، نفط، كمين)", "قصف", "", False),
        ("مجموع 3 من (قصف^2، نفط^1)", "قصف", "نفط", True),
        ("مجموع 3 من (قصف^2، نفط^2)", "قصف", "", False),
        ("بغداد + (نفط، -كرة)", "بغداد", "", True),
        ("بغداد + (نفط، -كرة)", "بغداد", "كرة", False),
        ("على الأقل 2 من (قصف، -كرة، نفط)", "نفط", "", True),
        ("على الأقل 2 من (قصف، -كرة، نفط)", "خبر", "كرة", False),
        ("مصدر:شفق", "قصف", "", True),
        ("مصدر:رويترز", "قصف", "", False),
        ("قصف -مصدر:شفق", "قصف", "", False),
    ],
)
def test_a_query_holds(query: str, title: str, body: str, is_match: bool) -> None:
    assert is_match == bool(WatchlistIndex([watchlist(query)]).match(entry(title, body)))


def test_a_hit_says_what_was_recognised_and_what_was_cut_off() -> None:
    (hit,) = hits("صاروخ", "قصفوا بصواريخهم")
    assert ("بصواريخهم", "صواريخ", "plural", "ب", "هم") == (
        hit.span.text,
        hit.form,
        hit.form_class,
        hit.proclitic,
        hit.enclitic,
    )


def test_hits_stand_in_order_of_field_and_offset() -> None:
    spans = [hit.span for hit in hits("قصف، نفط", "نفط وقصف", "قصف ونفط")]
    assert [("title", 0), ("title", 4), ("body", 0), ("body", 4)] == [
        (span.field, span.start) for span in spans
    ]


def test_the_word_that_settled_a_homograph_is_told() -> None:
    (hit,) = hits("مسيّرة", "إسقاط مسيرة قرب المطار")
    assert "إسقاط" == hit.context


def test_a_phrase_does_not_run_from_the_title_into_the_body() -> None:
    assert [] == found("المنطقة الخضراء", "انفجار في المنطقة", "الخضراء مساحة واسعة")
    assert ["المنطقة الخضراء"] == found("المنطقة الخضراء", "انفجار", "المنطقة الخضراء")


def test_a_lone_conjunction_at_the_end_of_the_title_is_no_part_of_the_body() -> None:
    (hit,) = hits("بغداد", "بين البصرة و", "بغداد طريق طويل")
    assert ("body", 0, "بغداد", "") == (hit.span.field, hit.span.start, hit.span.text, hit.proclitic)


def test_the_sense_of_a_homograph_is_told_by_its_own_field() -> None:
    assert "" == hits("مسيرة", "إسقاط", "مسيرة")[0].context


def test_a_watchlist_of_alternatives_shows_all_that_stand_there() -> None:
    """It is found by each of them, and listed once."""
    index = WatchlistIndex([watchlist("قصف، نفط، بغداد", 1), watchlist("نفط", 2), watchlist("بغداد", 3)])
    matches = index.match(entry("نفط بغداد"))
    assert [["نفط", "بغداد"], ["نفط"], ["بغداد"]] == [[h.span.text for h in match.hits] for match in matches]


def test_matches_come_in_order_of_watchlist_id() -> None:
    index = WatchlistIndex([watchlist("قصف", 3), watchlist("بغداد", 1), watchlist("قصف", 2)])
    assert [1, 2, 3] == [match.watchlist_id for match in index.match(entry("قصف بغداد"))]


def test_a_paused_watchlist_does_not_match() -> None:
    index = WatchlistIndex([replace(watchlist("قصف"), paused=True)])
    assert () == index.match(entry("قصف"))
    index.add(watchlist("قصف"))
    assert 1 == len(index.match(entry("قصف")))


def test_a_removed_watchlist_leaves_nothing_behind() -> None:
    """The words, terms and queries that nobody else uses are forgotten."""
    index = WatchlistIndex()
    before = _sizes(index)
    for number, query in enumerate(("خان يونس + قصف -كرة", "قصف، دارفور", "صارو*", "مصدر:شفق")):
        index.add(watchlist(query, number))
    for number in range(4):
        index.remove(number)
    assert before == _sizes(index)
    assert 0 == len(index)


def _sizes(index: WatchlistIndex) -> dict[str, int]:
    """Return how full each table of the index is, the remembered tokens aside."""
    held = (index, index._terms, index._terms.words, index._terms._walks)
    tables = {
        f"{type(owner).__name__}.{name}": value for owner in held for name, value in vars(owner).items()
    }
    sized = (dict, FormTable, Literals, NumberLists)
    return {name: len(value) for name, value in tables.items() if isinstance(value, sized)}


def test_removing_one_leaves_the_others_that_share_its_words() -> None:
    index = WatchlistIndex([watchlist("قصف", 1), watchlist("قصف، نفط", 2)])
    index.remove(1)
    assert [2] == [match.watchlist_id for match in index.match(entry("قصف"))]


def test_a_word_added_later_is_seen_in_tokens_seen_before() -> None:
    index = WatchlistIndex([watchlist("نفط", 1)])
    index.match(entry("قصف"))
    index.add(watchlist("قصف", 2))
    assert [2] == [match.watchlist_id for match in index.match(entry("قصف"))]


def test_what_was_matched_can_be_read_when_the_index_has_grown() -> None:
    """Hits are made when somebody looks at them, which may be later."""
    index = WatchlistIndex([watchlist("قصف، المنطقة الخضراء", 1)])
    matches = index.match(entry("قصف على المنطقة الخضراء"))
    index.add(watchlist("نفط", 2))
    index.match(entry("نفط بغداد ثم قصف"))
    assert ["قصف", "المنطقة الخضراء"] == [hit.span.text for hit in matches[0].hits]


def test_what_was_read_is_forgotten_before_it_is_too_much() -> None:
    """A hostile feed prints no word twice, one word in a thousand brackets, and words as long as an entry."""
    terms = TermIndex(cache_limit=50)
    terms.add(Term((Word("قصف", Mode.FORMS),)))
    texts = (f"كلمة{number} {'(' * number}قصف {'ا' * 40 * number}" for number in range(200))
    sizes = []
    for text in texts:
        assert [0] == list(Scene(entry(text, text), terms).places)
        table = terms.tokens
        sizes.append(len(table._rows) + len(table._pieces) + len(table._several))
        letters = sum(map(len, (*table._rows, *table._pieces)))
    assert max(sizes) < 80
    assert letters < 30_000


def test_a_query_that_cannot_be_read_changes_nothing() -> None:
    index = WatchlistIndex([watchlist("قصف")])
    with pytest.raises(QueryError):
        index.add(watchlist("(نفط"))
    assert 1 == len(index.match(entry("قصف")))


@pytest.mark.parametrize(
    ("query", "is_match"),
    [
        ("مكان:green-zone", True),
        ("مكان:بغداد", True),
        ("مكان:المنطقة الخضراء", True),
        ("مكان:البصرة", False),
        ("مكان:العراق", True),
        ("place:Iraq", True),
        ("مكان:إيران", False),
        ("who:iran", True),
        ("من:إيران", True),
        ("موضوع:green-zone-attack", True),
        ("موضوع:هجمات المنطقة الخضراء", True),
        ('topic:"attacks on the green zone"', True),
        ("من:الحشد الشعبي", True),
        ("من:بغداد", False),
        ("موضوع:protests", False),
        ("قصف + موضوع:green-zone-attack", False),
    ],
)
def test_fields_read_the_analysis(query: str, is_match: bool) -> None:
    index = WatchlistIndex([watchlist(query)])
    assert is_match == bool(index.match(entry("هجوم ببغداد"), analysis()))
    assert () == index.match(entry("هجوم ببغداد"))


def test_a_topic_matches_what_is_new() -> None:
    index = WatchlistIndex([topic("green-zone-attack")])
    (match,) = index.match(entry("هجوم ببغداد"), analysis())
    assert ["هجوم", "ببغداد"] == [hit.span.text for hit in match.hits]
    assert () == index.match(entry("هجوم ببغداد"), analysis(actuality=Actuality.BACKGROUND))
    assert () == index.match(entry("هجوم ببغداد"))


QUERIES = ("قصف", "المنطقة الخضراء", "قصف، نفط", "قصف + بغداد", "خان يونس", "بغداد -كرة", "صارو*", '"نفط"')
TEXT = st.lists(
    st.sampled_from(
        [
            "قصف",
            "وقصفت",
            "بغداد",
            "ببغداد",
            "المنطقة",
            "بالمنطقة",
            "الخضراء",
            "نفط",
            "كرة",
            "صاروخية",
            "خان",
            "يونس",
            "و",
            "،",
            ".",
            "\n",
        ]
    ),
    max_size=14,
).map(" ".join)
INDEX = WatchlistIndex(watchlist(query, number) for number, query in enumerate(QUERIES))


@given(TEXT, TEXT)
def test_spans_hold_the_printed_text(title: str, body: str) -> None:
    item = entry(title, body)
    for match in INDEX.match(item):
        assert match.hits
        for hit in match.hits:
            text = item.title if hit.span.field == "title" else item.body
            assert hit.span.text == text[hit.span.start : hit.span.end]


@given(TEXT, TEXT)
def test_all_together_match_as_each_alone(title: str, body: str) -> None:
    """What the index shares between watchlists changes no answer."""
    item = entry(title, body)
    alone = [m for n, q in enumerate(QUERIES) for m in WatchlistIndex([watchlist(q, n)]).match(item)]
    assert tuple(alone) == INDEX.match(item)


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    INDEX.match(entry(text, text))


@pytest.mark.parametrize(
    ("query", "text", "is_match"),
    [
        ("/^صاروخي/", "قصف صَاروخيّة", True),
        ("/^صاروخي$/", "قصف صاروخية", False),
        (r"/خي\b/", "قصف صاروخي", True),
        (r"/^\w+ون$/", "قتل مسلحون", True),
        ("قصف /^صاروخي/", "قصف أمس صاروخي", False),
    ],
)
def test_a_pattern_is_held_against_each_word(query: str, text: str, is_match: bool) -> None:
    index = WatchlistIndex([watchlist(query)])
    assert is_match == bool(index.match(entry(text)))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("فئة", "ارتفاع عدد الإصابات ووفيات جديدة"),
        ("قضاء", "عرضت قضيتها على المحكمة"),
        ("معادلة", "كان عادلا في قراره"),
        ("دواء", "دواوين الحكومة"),
        ("عالم", "مؤتمر عالمي"),
    ],
)
def test_a_word_of_its_own_is_not_cut_into_the_watched_one(query: str, text: str) -> None:
    assert () == WatchlistIndex([watchlist(query)]).match(entry(text))
