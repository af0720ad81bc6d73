"""The texts: complete in both languages, right in number, in the reader's dates and digits."""

import re
from datetime import UTC, datetime, timedelta
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.i18n import LANGUAGES, Texts
from bot.markup import fill, plain, text_of
from tests.bot.builders import NOW
from tests.bot.telegram_text import read

LOCALES = Path(bot.__file__).parent / "locales"
CASES = Path(__file__).parents[1] / "cases" / "bot_plurals.tsv"
PLURALS = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
# Keys that the code puts together from a value of the model.
BUILT = re.compile(
    r"(volume|status|event|weapon|killed|injured|figure|news|form|why|query|settings|command|help|ago|add|history|map|privacy|forget|import|notice|advice|meaning|greet)"
    r"\.[\w-]+"
)


def catalogue(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "rasid.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_fresh(language: str) -> None:
    """The .mo holds what the .po says; compile with `pybabel compile -d bot/locales -D rasid`."""
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    with (LOCALES / language / "LC_MESSAGES" / "rasid.mo").open("rb") as file:
        assert texts_of_mo(compiled) == texts_of_mo(file)


def texts_of_mo(file: IO[bytes]) -> dict[object, str]:
    """Return the texts without the header, which carries dates and the compiler's version."""
    catalogue: dict[object, str] = vars(GNUTranslations(file))["_catalog"]
    return {key: text for key, text in catalogue.items() if key}


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("en", 2)])
def test_every_text_is_translated(language: str, forms: int) -> None:
    """No empty text, and every plural form that the language has."""
    for message in catalogue(language):
        if message.id:
            assert (forms if isinstance(message.id, tuple) else 1) == len(forms_of(message)), message.id
            assert all(text.strip() for text in forms_of(message)), message.id


def test_languages_have_the_same_keys_and_placeholders() -> None:
    """What one language is given to fill in, the other is given too."""
    arabic, english = (
        {m.id if isinstance(m.id, str) else m.id[0]: m for m in catalogue(c)} for c in ("ar", "en")
    )
    assert arabic.keys() == english.keys()
    for key, message in arabic.items():
        if key:
            assert _placeholders(message.string) - {"count"} == _placeholders(english[key].string) - {
                "count"
            }, key


def forms_of(message: Message) -> list[str]:
    """Return the text, or its plural forms."""
    string = message.string
    return [str(text) for text in string] if isinstance(string, tuple | list) else [str(string or "")]


def _placeholders(string: object) -> set[str]:
    texts = string if isinstance(string, tuple | list) else (string,)
    return {name for text in texts for name in re.findall(r"\{(\w+)\}", str(text))}


def test_code_and_catalogue_know_the_same_keys() -> None:
    """Every key that the code names exists, and every text is used."""
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue("ar")} - {""}
    source = "\n".join(path.read_text(encoding="utf-8") for path in Path(bot.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'"([a-z]+\.[\w-]+)"', source))
    asked = set(re.findall(r'(?:\.t|\.rich|\.n_|_say)\(\s*"([^"]+)"', source))
    assert asked <= known
    assert set() == {key for key in known - named - asked if not BUILT.fullmatch(key)}


@pytest.mark.parametrize(("key", "count", "expected"), PLURALS, ids=["-".join(case[:2]) for case in PLURALS])
def test_arabic_counts_as_arabic_does(key: str, count: str, expected: str) -> None:
    assert expected == text_of(Texts("ar").n_(key, int(count)))


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Baghdad", "26 تشرين الثاني"),
        ("Asia/Damascus", "26 تشرين الثاني"),
        ("Asia/Beirut", "25 تشرين الثاني"),
        ("Asia/Amman", "26 تشرين الثاني"),
        ("Asia/Gaza", "25 تشرين الثاني"),
        ("Africa/Cairo", "25 نوفمبر"),
        ("Asia/Riyadh", "26 نوفمبر"),
        ("Africa/Casablanca", "25 نونبر"),
        ("Africa/Algiers", "25 نوفمبر"),
        ("Europe/Berlin", "25 نوفمبر"),
    ],
)
def test_months_have_the_names_of_the_place(zone: str, expected: str) -> None:
    """21:30 UTC is the next day in Baghdad and still the same in Beirut in winter."""
    at = datetime(2026, 11, 25, 21, 30, tzinfo=UTC)
    assert expected == Texts("ar", zone).date(at)


def test_digits_are_the_readers() -> None:
    texts = Texts("ar", digits="arabic")
    assert "٠٠:٠٥" == texts.clock(NOW + timedelta(minutes=5))
    assert "قبل ٣ ساعات" == text_of(texts.ago(NOW - timedelta(hours=3), NOW))


def test_another_day_is_named() -> None:
    """Within half a day the hour is enough, also across midnight."""
    texts = Texts("en")
    assert "23:45" == texts.when(NOW - timedelta(minutes=15), NOW)
    assert "23 November, 00:00" == texts.when(NOW - timedelta(days=3), NOW)


@given(st.timedeltas(timedelta(days=-400), timedelta(days=4000)))
def test_ago_never_fails(length: timedelta) -> None:
    for language in LANGUAGES:
        assert text_of(Texts(language).ago(NOW - length, NOW))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_legal_telegram_html(language: str) -> None:
    """Each text in each form, with short values in its places, is read by Telegram without a stray tag."""
    for message in catalogue(language):
        for text in forms_of(message) if message.id else ():
            filled = fill(text, dict.fromkeys(_placeholders(text), plain("س")))
            assert "<" not in text_of(filled), message.id
            read(f"{text_of(filled)}")


def test_latin_words_stay_put_in_arabic() -> None:
    """A command inside an Arabic sentence is isolated, so that its slash does not jump."""
    assert "\u2068/help\u2069" in Texts("ar").t("unknown.command")
