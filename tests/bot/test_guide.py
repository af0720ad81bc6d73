"""The guides for users know every command and every button, in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.conversations.words import COMMANDS
from bot.i18n import Texts

ROOT = Path(bot.__file__).parents[1]
GUIDES = {"ar": ROOT / "docs" / "guide.ar.md", "en": ROOT / "docs" / "guide.md"}
# In a line from right to left a bare slash would stand at the wrong end of its command.
MARKED = {"ar": '<code dir="ltr">', "en": "`"}
PLACEHOLDER = "\ue000"


def labels() -> Iterator[str]:
    """Yield the key of every text that the code puts on a button."""
    for path in sorted(Path(bot.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Button" and node.args:
                yield from keys_of(node.args[0])


def keys_of(label: ast.expr) -> Iterator[str]:
    """Yield the keys among the constants of a label: both of a label that depends on something."""
    for node in ast.walk(label):
        if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z]+\.[\w-]+", str(node.value)):
            yield str(node.value)


def words_of(key: str, language: str) -> list[str]:
    """Return the words of a label without its emoji and what is filled in."""
    filled = dict.fromkeys(("name", "word", "begin", "end", "query"), PLACEHOLDER)
    text = Texts(language).t(key, **filled)
    pieces = re.split(f"[\u2068\u2069{PLACEHOLDER}]+", text)
    return [clean for piece in pieces if (clean := letters(piece))]


def letters(text: str) -> str:
    """Return the letters and digits of `text` with single blanks between its words."""
    return " ".join(re.sub(r"[^\w\s]", "", text).split())


KEYS = sorted(set(labels()))


def test_the_buttons_are_found() -> None:
    """The test below would pass if it looked for nothing."""
    assert {"add.yes", "button.hush", "watch.pause", "watch.resume", "preview.narrow"} <= set(KEYS)
    assert 45 < len(KEYS)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_command_is_explained(language: str) -> None:
    guide = GUIDES[language].read_text(encoding="utf-8")
    assert [] == [command for command in COMMANDS if not re.search(rf"{MARKED[language]}/{command}\b", guide)]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_button_is_explained(language: str) -> None:
    guide = letters(GUIDES[language].read_text(encoding="utf-8"))
    unknown = {key: words for key in KEYS for words in words_of(key, language) if words not in guide}
    assert {} == unknown


@pytest.mark.parametrize("language", ["ar", "en"])
def test_its_pictures_are_there(language: str) -> None:
    """In the reader's own language."""
    guide = GUIDES[language].read_text(encoding="utf-8")
    pictures = re.findall(r"\]\((pictures/[^)]+)\)", guide)
    assert 6 <= len(pictures)
    assert [] == [name for name in pictures if not (ROOT / "docs" / name).is_file()]
    assert all(name.endswith(f"-{language}.png") for name in pictures)
