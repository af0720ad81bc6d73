"""Characters that an Arabic keyboard or a word processor puts where TOML wants its own."""

import re
import unicodedata

# Strings are left alone: a name may hold any of these.
_STRINGS = re.compile(r'"[^"]*"|\'[^\']*\'')
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_MEANT = (
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛′", "'")
    | {"،": ",", "٫": ".", "\xa0": " "}
    | {digit: str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")}
    | dict.fromkeys(_INVISIBLE, "")
)
_SLIP = re.compile("[" + re.escape("".join(_MEANT)) + "]")


def slip_in(line: str) -> str | None:
    r"""Return which characters of a line are not TOML's and how it was meant, None if there are none.

    >>> slip_in("level = “info”")
    '“ ” can\'t stand there; did you mean: level = "info"'
    """
    outside = _STRINGS.sub("", line)
    found = dict.fromkeys(_SLIP.findall(outside))
    if not found:
        return None
    named = " ".join(char if char.isprintable() else unicodedata.name(char, "?") for char in found)
    return f"{named} can't stand there; did you mean: {_mended(line).strip()}"


def _mended(line: str) -> str:
    at, pieces = 0, []
    for string in _STRINGS.finditer(line):
        pieces += [_meant(line[at : string.start()]), string.group()]
        at = string.end()
    return "".join((*pieces, _meant(line[at:])))


def _meant(text: str) -> str:
    return _SLIP.sub(lambda found: _MEANT[found.group()], text)
