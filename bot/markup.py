"""Formatted text as runs, so that it is shortened before it is escaped and never cut inside a tag."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

RLM, LRM, FSI, PDI = "\u200f", "\u200e", "\u2068", "\u2069"
# Telegram drops U+0333, U+033F and U+030A; dropping them here keeps our text the one that is shown.
_DROPPED = re.compile("[\u030a\u0333\u033f\ufffe\uffff]")
_SPACES = re.compile(r"[\s\x00-\x20\x7f-\xa0\u2028\u2029]")
_WEB_URL = re.compile(r"https?://[^\s<>\"'\\\x00-\x20\x7f\ud800-\udfff]{1,2000}", re.IGNORECASE)
_TEMPLATE = re.compile(r"<(/?)(b|i|code)>|\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `href` is an http(s) address."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    quote: bool = False
    href: str | None = None


Rich = tuple[Run, ...]
BLANK: Rich = (Run("\n"),)


def plain(text: str) -> Rich:
    """Return our own words as they are."""
    return (Run(text),) if text else ()


def clean_foreign(text: str) -> str:
    """Return `text` with everything removed that is invisible or could reorder its surroundings.

    Control characters and every kind of white space become one space each, so offsets that
    were taken before do not fit any more: cut first. ZWNJ and ZWJ stay, they shape letters.
    """
    spaced = _DROPPED.sub("", _SPACES.sub(" ", text))
    return "".join(char for char in spaced if char in _JOINERS or unicodedata.category(char) not in _HIDDEN)


_JOINERS = "\u200c\u200d"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})


def foreign(text: str, *, bold: bool = False, href: str | None = None) -> Rich:
    """Return words that are not ours, cleaned and isolated, so that their direction stays theirs."""
    cleaned = " ".join(clean_foreign(text).split())
    return (Run(f"{FSI}{cleaned}{PDI}", bold=bold, href=web_url(href)),) if cleaned else ()


def marked(
    text: str, bold: Iterable[tuple[int, int]], *, href: str | None = None, all_bold: bool = False
) -> Rich:
    """Return foreign `text`, isolated as a whole, with the [start, end) stretches of `bold` in bold.

    Offsets count code points of `text`; those outside it are ignored.
    """
    runs = [Run(clean_foreign(piece), bold=is_bold or all_bold) for piece, is_bold in _pieces(text, bold)]
    if not any(run.text.strip() for run in runs):
        return ()
    return styled((Run(FSI), *(run for run in runs if run.text), Run(PDI)), href=web_url(href))


def _pieces(text: str, bold: Iterable[tuple[int, int]]) -> Iterable[tuple[str, bool]]:
    at = 0
    for start, end in sorted(bold):
        begin = max(start, at)
        if begin >= min(end, len(text)):
            continue
        yield text[at:begin], False
        yield text[begin:end], True
        at = min(end, len(text))
    yield text[at:], False


def web_url(url: str | None) -> str | None:
    """Return `url` if Telegram can link it: http(s), a host, no blanks or quotes, not over 2,000 letters."""
    return url if url and _WEB_URL.fullmatch(url) and host_of(url) else None


def host_of(url: str) -> str | None:
    """Return the host of `url` without `www.`, None if it has none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def styled(rich: Rich, *, bold: bool = False, quote: bool = False, href: str | None = None) -> Rich:
    """Return `rich` with the given styles added to each run."""
    return tuple(
        replace(run, bold=run.bold or bold, quote=run.quote or quote, href=href or run.href) for run in rich
    )


def joined(parts: Iterable[Rich], separator: str) -> Rich:
    """Return the non-empty parts with `separator` between them."""
    runs: list[Run] = []
    for part in parts:
        if part:
            runs.extend((Run(separator), *part) if runs else part)
    return tuple(runs)


def fill(template: str, values: dict[str, "str | Rich"]) -> Rich:
    """Return `template` with `{name}` replaced and `<b>`, `<i>`, `<code>` turned into styles.

    A `str` value is foreign: it is cleaned and isolated. A `Rich` value is taken as it is.
    """
    runs: list[Run] = []
    style = {"b": False, "i": False, "code": False}
    at = 0
    for found in _TEMPLATE.finditer(template):
        runs.extend(_in_style(plain(template[at : found.start()]), style))
        closing, tag, name = found.groups()
        if tag:
            style[tag] = not closing
        else:
            value = values[name]
            runs.extend(_in_style(foreign(value) if isinstance(value, str) else value, style))
        at = found.end()
    runs.extend(_in_style(plain(template[at:]), style))
    return tuple(runs)


def _in_style(rich: Rich, style: dict[str, bool]) -> Rich:
    if not any(style.values()):
        return rich
    return tuple(
        replace(
            run, bold=run.bold or style["b"], italic=run.italic or style["i"], code=run.code or style["code"]
        )
        for run in rich
    )


def text_of(rich: Rich) -> str:
    """Return the visible text."""
    return "".join(run.text for run in rich)


_RIGHT_TO_LEFT = ("R", "AL")
_ALONE = re.compile(f'[«»“”"]?{FSI}([^{FSI}{PDI}]*){PDI}[«»“”"]?')


def _alone(text: str) -> str:
    """Return what stands in the isolate that is the whole line but for quotation marks, "" if none is."""
    found = _ALONE.fullmatch(text)
    return found[1] if found else ""


def _is_rtl(text: str, *, default: bool) -> bool:
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind in _RIGHT_TO_LEFT for kind in strong if kind in ("L", *_RIGHT_TO_LEFT)), default)


def directed(lines: Iterable[Rich], language: str) -> Rich:
    """Return the lines under one another, each starting in the direction of `language`.

    Empty ones are left out; `BLANK` leaves a line free. Clients take a line's direction from its
    first strong character, so one that starts with a digit, an emoji or an isolate gets a mark in front.
    A line that is foreign as a whole, a title or a quotation, keeps its own direction.
    """
    out: list[Run] = []
    for line in lines:
        if not text_of(line).strip():
            out += [Run("\n")] * (line == BLANK and bool(out))
            continue
        out += (
            [replace(line[0], text="\n")]
            if out and line[0].quote and out[-1].quote
            else [Run("\n")] * bool(out)
        )
        is_rtl = _is_rtl(_alone(text_of(line)), default=language == "ar")
        own, mark = (_RIGHT_TO_LEFT, RLM) if is_rtl else (("L",), LRM)
        if unicodedata.bidirectional(text_of(line)[0]) not in own:
            out.append(Run(mark, quote=line[0].quote))
        out.extend(line)
    return tuple(out)


def shortened(rich: Rich, limit: int, limit_utf16: int | None = None) -> Rich:
    """Return `rich` cut before a word to at most `limit` code points, ending in «…» if it was cut."""
    units = limit_utf16 or 2 * limit
    text = text_of(rich)
    if len(text) <= limit and _utf16(text) <= units:
        return rich
    keep = _fitting(text, limit - 3, units - 3)
    at = max(text.rfind(" ", 0, keep), text.rfind("\n", 0, keep))
    kept = _first(rich, at if at > keep // 2 else keep)
    is_open = text_of(kept).count(FSI) > text_of(kept).count(PDI)
    return (*kept, replace(kept[-1], text="…" + PDI * is_open)) if kept else ()


def _utf16(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def _fitting(text: str, limit: int, units: int) -> int:
    length = 0
    for at, char in enumerate(text[:limit]):
        length += 1 + (char > "\uffff")
        if length > units:
            return at
    return min(len(text), limit)


def _first(rich: Rich, length: int) -> Rich:
    runs: list[Run] = []
    for run in rich:
        if length <= 0:
            break
        runs.append(replace(run, text=run.text[:length]))
        length -= len(run.text)
    return tuple(runs)
