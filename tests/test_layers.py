"""The import rules hold, and the tool that holds them would notice a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("feeds", "filters", "bot", "rasid")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("feeds/model.py", "import filters.model"),
        ("filters/arabic.py", "import rasid.config"),
        ("bot/render.py", "import telegram"),
        ("filters/query.py", "import asyncio"),
        ("feeds/discover.py", "import httpx"),
        ("filters/analysis/events.py", "import filters.incidents.nearness"),
        ("filters/analysis/detectors/weapons.py", "import filters.analysis.detectors.casualties"),
    ],
)
def test_an_import_up_the_stream_is_caught(tmp_path: Path, file: str, line: str) -> None:
    """A rule that no tool checks is a wish: plant a breach in a copy and see it refused."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / file
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = lint(tmp_path)
    assert 1 == result.returncode
    assert "BROKEN" in result.stdout


def test_the_tree_keeps_its_rules() -> None:
    assert 0 == lint(ROOT).returncode
