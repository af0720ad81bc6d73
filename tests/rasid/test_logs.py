"""Log lines: one shape, never a secret."""

import json
import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from rasid import logs

TOKEN = "123456789:AAH-abcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture(autouse=True)
def _restore_logging():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@given(before=st.text(alphabet=st.characters(exclude_characters="0123456789")), after=st.text())
def test_no_text_around_a_token_saves_it(before: str, after: str) -> None:
    """Whatever stands around it, the token is gone."""
    assert TOKEN not in logs.redact(f"{before}{TOKEN}{after}")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_neither_ours_nor_a_librarys_line_holds_the_token(
    capsys: pytest.CaptureFixture[str], log_format: logs.LogFormat
) -> None:
    """Values, messages, arguments and tracebacks are all redacted, at the loudest level."""
    logs.configure("debug", log_format)
    logs.get("rasid.test").info("poll", url=f"https://user:secret@host/bot{TOKEN}/x")
    logging.getLogger("some.library").warning("POST %s", f"/bot{TOKEN}/sendMessage")
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError:
        logging.getLogger("some.library").exception("failed")
    printed = capsys.readouterr().err
    assert TOKEN not in printed
    assert "secret" not in printed
    assert printed.count("***") >= 3


def test_a_json_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", "json")
    logs.get("rasid.test").info("poll", outlet="الجزيرة", new=2)
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["outlet"], line["new"], line["level"]) == ("poll", "الجزيرة", 2, "info")


def test_a_text_line_begins_with_time_level_event(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", "text")
    logs.get("rasid.test").info("poll", new=2)
    assert [part.split("=")[0] for part in capsys.readouterr().err.split()] == [
        "timestamp",
        "level",
        "event",
        "new",
    ]
