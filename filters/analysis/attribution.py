"""Who is cited in a sentence: the words after «قال», before a colon, after «وفق»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from filters.analysis.reading import Sentence, once
from filters.wordlists import word_list


@dataclass(frozen=True, slots=True)
class Source:
    """Who is cited, as printed, at words [`first`, `last`); what is said may stand before if `is_after`."""

    text: str
    first: int
    last: int
    is_after: bool


_SPEAKERS = word_list("speakers")
_VERBS = word_list("verbs")
_PER = word_list("per")
_CITING = _VERBS | _PER
_STOPS = word_list("stops")
_WITHIN = word_list("within")
# What is told rather than who tells it: «مصدر أمني باغتيال …»; and to whom: «مصدر لوكالة …».
_TOLD = (
    "بان", "بسقوط", "بمقتل", "باصاب", "باندلاع", "بوقوع", "بتعرض", "باستهداف", "بسماع", "بوجود", "باغتيال",
    "بانفجار", "باعتقال", "بالقبض", "بتفجير", "بقصف", "بهجوم", "بحدوث", "بتحطم", "باسقاط", "باعتراض",
    "باطلاق", "بانطلاق", "بتفعيل", "بارتفاع", "بنشوب", "باستشهاد", "بوفاه", "لوكال",
)  # fmt: skip
_DENIED = ("الانبا", "انبا", "التقارير", "تقارير", "المعلومات", "معلومات", "ما", "صحه", "وجود", "تعرض")
_SAID_BY = ("عن", "ما", "افاد", "افادت", "اعلن", "اعلنت")
_LONGEST = 6
_LONGEST_LEAD = 9
_COLON = re.compile(r"\s*[:：]")


@once
def sources_of(sentence: Sentence) -> tuple[Source, ...]:
    """Return who is cited in the sentence, in order."""
    found = sorted(_sources(sentence), key=lambda source: source.first)
    return tuple(s for i, s in enumerate(found) if not i or s.first >= found[i - 1].last)


def source_at(sentence: Sentence, word: int) -> str | None:
    """Return who says what stands at word `word`: the last cited before it, else one cited after it."""
    sources = sources_of(sentence)
    before = [s for s in sources if s.first <= word and not s.is_after]
    after = [s for s in sources if s.is_after and s.first > word]
    if before:
        return before[-1].text
    return after[0].text if after else (sources[0].text if sources else None)


def _sources(sentence: Sentence) -> Iterator[Source]:
    lead = _before_colon(sentence)
    if lead:
        yield lead
    if _CITING.isdisjoint(sentence.words):
        return
    for at, word in enumerate(sentence.words):
        if word in _VERBS:
            yield from _around_verb(sentence, at)
        elif word in _PER:
            start = at + 1
            if start < len(sentence.words) and sentence.words[start] in _SAID_BY:
                start += 1
            source = _noun_phrase(sentence, start, is_after=True)
            if source:
                yield source


def _around_verb(sentence: Sentence, at: int) -> Iterator[Source]:
    is_told_to = _is_told_to(sentence, at + 1)
    after = None if is_told_to else _noun_phrase(sentence, at + 1, is_after=_is_trailing(sentence, at))
    if after:
        yield after
        return
    for first in range(max(0, at - _LONGEST), at):
        if sentence.words[first] in _SPEAKERS:
            yield _source(sentence, first, _trimmed(sentence, first, at), is_after=False)
            return


def _is_told_to(sentence: Sentence, word: int) -> bool:
    """«تحدث لرووداو»: whom it is told is not who tells it."""
    return any(
        found.first == word and "ل" in found.proclitic.removesuffix("ال") for found in sentence.layer("actor")
    )


def _trimmed(sentence: Sentence, first: int, last: int) -> int:
    """Return where the noun phrase ends before a verb: «مصدر أمني قد أفاد» is «مصدر أمني»."""
    while last > first + 1 and (sentence.words[last - 1] in _STOPS or sentence.words[last - 1] in _DENIED):
        last -= 1
    return last


def _is_trailing(sentence: Sentence, at: int) -> bool:
    return at > 0 and sentence.words[at - 1] in ("كما", "ما", "حسبما", "وفقما")


def _before_colon(sentence: Sentence) -> Source | None:
    if ":" not in sentence.text and "：" not in sentence.text:
        return None
    for at in range(min(_LONGEST_LEAD, len(sentence.tokens))):
        end = sentence.tokens[at].end - sentence.start
        if _COLON.match(sentence.text, end):
            first = next(
                (i for i in range(at + 1) if sentence.words[i] in _SPEAKERS or _is_actor(sentence, i)), None
            )
            return None if first is None else _source(sentence, first, at + 1, is_after=False)
    return None


def _is_actor(sentence: Sentence, word: int) -> bool:
    return any(found.first == word for found in sentence.layer("actor"))


def _noun_phrase(sentence: Sentence, first: int, *, is_after: bool) -> Source | None:
    words = sentence.words
    if first >= len(words):
        return None
    head = words[first] if words[first] in _SPEAKERS else words[first].removeprefix("ل")
    if head not in _SPEAKERS and not _is_actor(sentence, first):
        return None
    last = first + 1
    while last < len(words) and last - first < _LONGEST and not _is_broken(sentence, last):
        if words[last] in _STOPS and not (words[last] == "في" and words[last - 1] in _WITHIN):
            break
        if words[last] in _VERBS or words[last] in _DENIED or words[last].startswith(_TOLD):
            break
        if _is_told_to(sentence, last):
            break
        last += 1
    return _source(sentence, first, last, is_after=is_after)


def _is_broken(sentence: Sentence, word: int) -> bool:
    between = sentence.text[
        sentence.tokens[word - 1].end - sentence.start : sentence.tokens[word].start - sentence.start
    ]
    return bool(between.strip())


def _source(sentence: Sentence, first: int, last: int, *, is_after: bool) -> Source:
    return Source(sentence.span(first, last).text, first, last, is_after)
