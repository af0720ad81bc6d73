"""Runs the command line in this process and keeps what it prints."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from rasid.cli import main


@dataclass(frozen=True)
class Result:
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def rasid(*arguments: str | Path, stdin: str = "", cwd: Path | None = None) -> Result:
    """Run the command's own entry point in this process, on a wide terminal, without a bot token."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before = Path.cwd()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.delenv("RASID_TELEGRAM_TOKEN", raising=False)
        patch.setenv("COLUMNS", "200")
        patch.setattr("sys.argv", ["rasid", *map(str, arguments)])
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        patch.chdir(cwd or before)
        with pytest.raises(SystemExit) as ended:
            main()
    printed = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]  # a BytesIO
    return Result(int(ended.value.code or 0), *printed)


def lines_of(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]
