"""Bytes to text: which encoding it really is, whatever the labels say."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_LETTER = "[\u0621-\u063a\u0641-\u064a\u064b-\u0652\u067e\u0686\u0698\u06af]"
# Under an Arabic encoding, French too has Arabic letters, but each alone among Latin ones.
_ARABIC_WORD = re.compile(f"{_LETTER}{{3,}}")
_HIGH = re.compile(r"[^\x00-\x7f]")
_TEXT_CODEC = re.compile(r"ascii|utf-|iso8859|cp\d|koi8|mac|gb|big5|euc|shift|johab|tis|kz|ptcp")
# Labels under which Arabic bytes are mislabelled: whoever writes another one means it.
_DOUBTFUL = re.compile(r"ascii|utf-|cp125[026]|iso8859-(?:1|2|6|15)\Z")
_SAMPLE_BYTES = 1024


def decode(body: bytes, content_type: str | None) -> str:
    """Return the text of `body`, its byte order mark and leading blanks dropped.

    A byte order mark, else zeros at every other byte, else UTF-8 that mostly holds together
    decides; one bad byte then costs one character (U+FFFD). Only else do the label of the
    header and of the XML declaration count, and windows-1256 or ISO-8859-6 against them
    where that makes the text Arabic. Never raises.

    >>> decode("<rss>بغداد</rss>".encode("cp1256"), "text/xml; charset=utf-8")
    '<rss>بغداد</rss>'
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            if encoding == "utf-8":
                return _unmarked(body[len(mark) :], content_type)
            return _tidy(body[len(mark) :].decode(encoding, "replace"))
    wide = _wide_encoding(body[:_SAMPLE_BYTES])
    if wide:
        return _tidy(body.decode(wide, "replace"))
    return _unmarked(body, content_type)


def is_html_page(text: str) -> bool:
    """Return whether `text` is a web page (a challenge, a portal, an error) and no feed."""
    head = text[:4096].lower()
    if re.search(r"<(?:rss|feed|rdf:rdf|\w{1,20}:(?:rss|feed))[\s>]", head):
        return False
    return re.search(r"<(?:!doctype\s+html|html|head|body)[\s>]", head) is not None


def _tidy(text: str) -> str:
    return text.lstrip("\ufeff \t\r\n\x00")


def _wide_encoding(sample: bytes) -> str | None:
    pairs = len(sample) // 2
    if pairs < 2:  # noqa: PLR2004  # two characters are the least that shows a pattern
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    # Tags and blanks alone make a third of the high bytes zero; a real text has no zeros.
    if odd * 10 >= pairs * 3 and even * 20 <= pairs:
        return "utf-16-le"
    if even * 10 >= pairs * 3 and odd * 20 <= pairs:
        return "utf-16-be"
    return None


def _unmarked(body: bytes, content_type: str | None) -> str:
    try:
        return _tidy(body.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(_HIGH.findall(text)) - bad
    # In text of one byte a letter, hardly a pair of bytes happens to be valid UTF-8.
    return _tidy(text if good > bad else _narrow(body, content_type))


def _narrow(body: bytes, content_type: str | None) -> str:
    labels = _labels(body, content_type)
    if labels and not _DOUBTFUL.match(labels[0]):
        return body.decode(labels[0], "replace")
    guesses = [body.decode(encoding, "replace") for encoding in ("cp1256", "iso8859-6")]
    best = max(guesses, key=_arabic_share)
    if _arabic_share(best) > 0.5:  # noqa: PLR2004  # more Arabic than accents and signs
        return best
    narrow = [label for label in labels if not label.startswith("utf")]
    return body.decode(narrow[0] if narrow else "cp1252", "replace")


def _arabic_share(text: str) -> float:
    in_words = sum(len(word) for word in _ARABIC_WORD.findall(text))
    return in_words / max(1, len(_HIGH.findall(text)))


def _labels(body: bytes, content_type: str | None) -> list[str]:
    """Return the codecs that the header, then the declaration, name; unknown names left out."""
    named = [match.group(1) for match in (_CHARSET.search(content_type or ""),) if match]
    declared = _DECLARED.search(body[:_SAMPLE_BYTES])
    if declared:
        named.append(declared.group(1).decode("ascii"))
    return [codec for name in named if (codec := _codec(name))]


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    # Python also has codecs that are no encodings of text, such as "zip" and "idna".
    return found if _TEXT_CODEC.match(found) else None
