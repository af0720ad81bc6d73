"""On which line of a TOML file a key stands, so that an error can point at it."""

import re

Place = tuple[str | int, ...]
_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_.-]+)\s*=""")


def lines_of(text: str) -> dict[Place, int]:
    r"""Return the 1-based line of every table and key written on a line of its own.

    >>> lines_of("[a]\nb = 1")[("a", "b")]
    2
    """
    found: dict[Place, int] = {}
    table: Place = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            name = header[2]
            table = tuple(_parts(name))
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (*table, counts[name])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def line_of(lines: dict[Place, int], place: Place) -> int:
    """Return the line of `place`, or of the nearest table around it, or 1."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return 1


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]
