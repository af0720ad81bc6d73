"""What the documents say is so."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.conversations.words import COMMANDS
from bot.model import DeliveryState
from feeds.model import FetchClass
from rasid.cli.app import app
from rasid.storage.stats import Stats

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.ar.md")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_bot_is_in_the_readme(name: str, command: str) -> None:
    assert f"/{command}" in read(name)


def test_every_command_of_the_shell_is_in_the_readme() -> None:
    for command in app.registered_commands:
        name = command.name or command.callback.__name__  # type: ignore[union-attr]
        assert re.search(rf"\b{name}\b", read("README.md")), name


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(set(numbers)) == sorted(numbers)


def test_the_glossary_gives_each_term_in_both_languages() -> None:
    rows = [line.split("|")[1:4] for line in read("docs/glossary.md").splitlines() if line.startswith("| ")][
        1:
    ]
    assert rows
    for english, arabic, meaning in rows:
        assert english.strip()
        assert meaning.strip()
        assert re.search("[\u0621-\u064a]", arabic), english


def test_the_arabic_guide_explains_the_words_that_the_commands_print() -> None:
    figures = [field.name.replace("_", " ") for field in fields(Stats)]
    for word in (*figures, *FetchClass, *DeliveryState):
        assert f"`{word}`" in read("docs/operating.ar.md"), word


@pytest.mark.parametrize("page", ["docs/guide.ar.md", "docs/operating.ar.md"])
def test_latin_words_stay_in_their_order_on_arabic_pages(page: str) -> None:
    """A comma between two would turn them round, and a bare slash or dash would jump to the other end."""
    text = read(page)
    assert [] == re.findall(r"`[A-Za-z][^`\n]*`، `[A-Za-z][^`\n]*`", text)
    marked = re.findall(r"(.?)`([^`\n]+)`", text)
    assert [] == [code for before, code in marked if re.match("[-/.@]+[A-Za-z]", code) and before != "\u200e"]


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine, no host of a registry."""
    for path in [*PAGES, *ROOT.glob("requirements*.lock"), ROOT / "pyproject.toml"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/work/|/root/|pypi\.org|pythonhosted", text), path
