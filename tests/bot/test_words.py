"""Commands in slashes and in words."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.conversations.words import Command, command_of, tidy
from tests.bot.telegram_text import nasty_text

CASES = Path(__file__).parents[1] / "cases" / "bot_words.tsv"
LINES = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]


@pytest.mark.parametrize(("text", "name", "argument"), LINES, ids=[line[0] for line in LINES])
def test_what_is_said_is_understood(text: str, name: str, argument: str) -> None:
    """The words of the table are the commands of the table; an empty command means none."""
    command = command_of(text)
    assert (name, argument) == ((command.name, command.argument) if command else ("", ""))


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("أضف\nصاروخ\nمسيّرة", "صاروخ، مسيّرة"),
        ("أضف: صاروخ\n\nمسيّرة\n", "صاروخ، مسيّرة"),
        ("/add\n- صاروخ\n- مسيّرة", "صاروخ، مسيّرة"),
        ("/add صاروخ،\nمسيّرة", "صاروخ، مسيّرة"),
        ("أضف\n1. صاروخ\n2. مسيّرة", "صاروخ، مسيّرة"),
        ("أضف غزة\n-رياضة\n+ قصف", "غزة -رياضة + قصف"),
    ],
)
def test_the_lines_of_a_list_are_joined_by_commas(text: str, argument: str) -> None:
    """A line that begins or ends with a sign of its own is joined by that."""
    assert Command("add", argument) == command_of(text)


def test_the_bot_that_is_meant_is_known() -> None:
    assert Command("list", "", "other_bot") == command_of("/list@other_bot")


@given(nasty_text())
def test_any_text_is_understood_or_not(text: str) -> None:
    """No text raises, and an argument is always on one line."""
    command = command_of(text)
    assert command is None or "\n" not in command.argument


@given(nasty_text())
@example("*\x1b0")
@example("* * 0")
@example("1. 2. نص\n- - آخر")
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(text) == tidy(tidy(text))


@given(st.sampled_from(["أضف", "ارصد", "add"]), nasty_text())
def test_the_argument_is_what_follows(verb: str, text: str) -> None:
    """«أضف» followed by anything is an addition of that."""
    command = command_of(f"{verb} {text}")
    assert command is not None
    assert "add" == command.name
