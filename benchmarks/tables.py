"""Write the tables of docs/benchmarks.md anew, by the commands that stand above them.

    python benchmarks/tables.py [NAME...]

A table stands between a line `<!-- NAME ARGUMENTS -->`, which is run as `benchmarks/NAME.py ARGUMENTS`,
and `<!-- end -->`. It takes half an hour on a quiet machine; name scripts to run only theirs.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
TABLE = re.compile(r"<!-- (?P<command>\w.*?) -->\n(?P<table>.*?)<!-- end -->\n", re.DOTALL)


def tables(page: str) -> list[tuple[str, ...]]:
    """Return the script and the arguments that each table of the page comes from."""
    return [tuple(found["command"].split()) for found in TABLE.finditer(page)]


def output(name: str, *arguments: str) -> str:
    """Return what a script prints."""
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *arguments]
    where = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=where, stdout=subprocess.PIPE, text=True, check=True).stdout


def renewed(page: str, command: tuple[str, ...], printed: str) -> str:
    """Return the page with what a command printed as its table."""
    lines = "\n".join(line.rstrip() for line in printed.splitlines())
    table = f"<!-- {' '.join(command)} -->\n```\n{lines}\n```\n<!-- end -->\n"
    return TABLE.sub(lambda found: table if tuple(found["command"].split()) == command else found[0], page)


def main() -> None:
    """Write the page, table by table, so that what is done is kept."""
    for command in tables(PAGE.read_text(encoding="utf-8")):
        if command[0] in (sys.argv[1:] or command):
            printed = output(*command)
            page = PAGE.read_text(encoding="utf-8")
            PAGE.write_text(renewed(page, command, printed), encoding="utf-8")


if __name__ == "__main__":
    main()
