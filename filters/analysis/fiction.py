"""Whether an entry is of a novel, a film or a play: what happens there happened nowhere."""

from filters.analysis.reading import Reading, Sentence
from filters.wordlists import word_list

_WORKS, _ITS = word_list("works-of-fiction"), word_list("its-fiction")
_OF_WORKS = frozenset(
    lead + word for word in _WORKS | _ITS for lead in ("", "و", "ب", "ل", "وب", "ول", "بل", "وبل")
)
_MAKERS = word_list("makers-of-fiction")
_TOLD = ("attack", "weapon", "explosion", "alert")
_LEAD = 4
_ACCOUNTS = word_list("accounts")
_SCREENED = frozenset(("فيلم", "مسلسل", "مسرحيه"))
_NARRATING, _NARRATING_REACH = word_list("narrating"), 3
_FEWEST_BELOW = 2
_CLOSING = frozenset('»”"')
_QUOTES = frozenset('«“"')


def is_fiction(reading: Reading) -> bool:
    """Tell whether title or lead name a work of fiction and who made it.

    «الرواية الرسمية» is an account, and an attack that a title tells before it names a film is real.
    """
    if _OF_WORKS.isdisjoint(reading.words):
        return False
    titles = [sentence for sentence in reading.sentences if sentence.field == "title"]
    lead = [sentence for sentence in reading.sentences if sentence.field == "body"][:_LEAD]
    makers = sum(1 for sentence in (*titles, *lead) for word in sentence.words if _bare(word) in _MAKERS)
    makers += any(map(_is_quoted, lead))
    is_told = any(sentence.has(*_TOLD) for sentence in titles)
    if any(_is_titled(title) and _narrates(title) for title in titles):
        return True
    if makers and any(map(_is_glossed, titles)):
        return True
    if any(map(_is_titled, titles)):
        return makers > is_told or (not is_told and any(not _SCREENED.isdisjoint(s.words) for s in titles))
    if is_told:
        return False
    is_its = any(_bare(word) in _ITS for s in lead[:2] for word in s.words) or any(map(_is_quoted, lead[:2]))
    return makers >= _FEWEST_BELOW and is_its


def _is_titled(title: Sentence) -> bool:
    """«رواية عراقية عن صاروخ»: the work is named, and before anything that happens in it."""
    at = next((at for at, word in enumerate(title.words) if _bare(word) in _WORKS), None)
    if at is None or not _ACCOUNTS.isdisjoint(title.words[at + 1 : at + 2]):
        return False  # «رواية الشرطة عن الهجوم»
    return at <= title.first(*_TOLD)


def _is_glossed(title: Sentence) -> bool:
    """«صاروخ في غرفة الضيوف»: رواية عن الخضراء»: behind the name of the work stands what it is."""
    joints = zip(title.joints, title.words[1:], strict=False)
    return any(word in _WORKS and ":" in joint and not _CLOSING.isdisjoint(joint) for joint, word in joints)


def _is_quoted(sentence: Sentence) -> bool:
    """«تبدأ رواية «حارس الجسر» بانفجار»: the name of the work follows in quotation marks."""
    joints = zip(sentence.words, sentence.joints, strict=False)
    return any(_bare(word) in _WORKS and not _QUOTES.isdisjoint(joint) for word, joint in joints)


def _narrates(title: Sentence) -> bool:
    """«فيلم عراقي يروي …»: the work itself tells it."""
    at = next(at for at, word in enumerate(title.words) if _bare(word) in _WORKS)
    return not _NARRATING.isdisjoint(title.words[at + 1 : at + 1 + _NARRATING_REACH])


def _bare(word: str) -> str:
    return word.removeprefix("و").removeprefix("ب").removeprefix("ل")
