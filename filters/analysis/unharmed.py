"""«دون إصابات», «لم يسفر عن ضحايا»: that nobody was hurt, which is not «no word of casualties»."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from filters.analysis.quantities import Number
from filters.analysis.reading import Sentence
from filters.analysis.wordforms import behind_leads
from filters.model import Qualifier
from filters.wordlists import word_list

_NEGATION = behind_leads(word_list("negation"))
_NEGATED = _NEGATION | {f"من{word}" for word in _NEGATION}
_LOSS = behind_leads(word_list("loss"))
_DEAD = behind_leads(("قتيل", "قتلي", "وفيات", "وفاه", "مقتل"))
_HURT = behind_leads(("جريح", "جرحي", "مصابين", "مصابون"))
_JOINING = ("او", "ولا", "ام")
_UNKNOWN = word_list("unknown")
_HARMED = word_list("harmed")
_ANYBODY = ("احد", "احدا", "اي", "ايا")
_NOR, _NOR_REACH = "ولا", 3
_FREE, _FREE_REACH = frozenset(("خلو", "خلا", "خلت")), 4
_AT_LEAST = ("يقل", "تقل")  # «ما لا يقل عن 20» counts
_THAT = ("ان",)
# «لا خسائر بشرية سوى شخصين أصيبا»
_EXCEPT = frozenset(("سوي", "عدا", "باستثنا", "باستثناء"))
_ONLY_DAMAGE = ("ضرر", "اضرار", "ماديات")
_LEADS_TO, _DEATHS, _WOUNDS = ("يسفر", "تسفر", "يود", "تود", "يتسبب", "تتسبب"), "مقتل", ("جرح", "اصابه")
_ONE = ("قتيل", "جريح")  # «لم يسجل أي قتيل»
_KILLS, _HURTS = frozenset(("يقتل", "تقتل")), frozenset(("يجرح", "يصب", "يصاب", "تجرح", "تصب"))
_REACH = 7
_THERE_ARE_NONE = (("لا", "توجد"), ("لا", "يوجد"), ("لاتوجد",), ("صفر",))
_IS_LIMITED = frozenset(lead + word for word in ("اقتصر", "اقتصرت", "اقتصار") for lead in ("", "و", "ف"))
_LIMITED, _CASUALTY = word_list("limited-to"), ("جرح", "قتل", "مصاب", "اصاب")
_INJURY, _HIS = "اصابه", ("ها", "هما", "هم")
_HUMAN = ("بشري", "اصاب", "ضحايا", "ارواح")


def unharmed(sentence: Sentence, end: int) -> Iterator[tuple[str, Number]]:
    """Yield (`killed` or `injured`, zero with its words) for what is denied before word `end`.

    «لا قتلى» denies the dead only, «لا جرحى» the injured only; any other word denies both.
    """
    words = sentence.words
    last = _limited(words[:end]) or _is_free_of_loss(words[:end]) or _is_none(words[:end])
    if last is not None:
        nobody = Number(last - 2, last + 1, 0, Qualifier.NONE_REPORTED)
        yield from ((kind, nobody) for kind in ("killed", "injured"))
        return
    if _NEGATED.isdisjoint(words):
        return
    for at in range(end):
        if words[at] in _NEGATED and not _is_adjective(words, at):
            last = _denied(words, at)
            if last is not None:
                nobody = Number(at, last + 1, 0, Qualifier.NONE_REPORTED)
                kinds = ("killed",) if _is_of_killing(words, at) else _kinds(words, last)
                yield from ((kind, nobody) for kind in kinds)
                return


def _is_of_killing(words: Sequence[str], at: int) -> bool:
    """«لم يقتل أحد», not «لم يقتل أو يجرح أحد»."""
    denied = words[at + 1 : at + 1 + _REACH]
    hurts = any(one in _JOINING and word in _HURTS for one, word in pairwise(denied))
    return not _KILLS.isdisjoint(denied[:2]) and not hurts


def _is_adjective(words: Sequence[str], at: int) -> bool:
    """«في حصيلة غير نهائية مقتل ستة»: what is not final denies nothing."""
    return words[at] == "غير" and words[at + 1 : at + 2] != () and words[at + 1].endswith("ه")


def _is_free_of_loss(words: Sequence[str]) -> int | None:
    """Return the word that ends «خلو الحادث من الخسائر»; None without it."""
    if _FREE.isdisjoint(words):
        return None
    free = (at for at, word in enumerate(words) if word in _FREE and "من" in words[at : at + _FREE_REACH])
    reached = (i for at in free for i in range(at + 2, min(at + 1 + _FREE_REACH, len(words))))
    return next((i for i in reached if words[i] in _LOSS), None)


def _is_none(words: Sequence[str]) -> int | None:
    """«خسائر بشرية: لا توجد»."""
    if _LOSS.isdisjoint(words):
        return None
    losses = (at for at, word in enumerate(words[:-1]) if word in _LOSS)
    human = (at for at in losses if words[at + 1].startswith(_HUMAN[0]))
    return next((at + 2 for at in human if tuple(words[at + 2 : at + 4]) in _THERE_ARE_NONE), None)


def _limited(words: Sequence[str]) -> int | None:
    """Return the word that ends «اقتصر الحادث على أضرار», «اقتصرت الأضرار على المركبات»; None without it."""
    if _IS_LIMITED.isdisjoint(words):
        return None
    for at, word in enumerate(words[:-3]):
        is_limited = word.removeprefix("و").startswith("اقتصر") and words[at + 2] == "علي"
        if is_limited and words[at + 1] in _LIMITED:
            is_human = any(part in after for after in words[at + 3 : at + 6] for part in _HUMAN)
            return None if is_human or any(part in words[at + 3] for part in _CASUALTY) else at + 3
    return None


def _denied(words: Sequence[str], at: int) -> int | None:
    """Return the word that names the loss denied at `at`, None if something else is denied."""
    if words[at + 1 : at + 2] == _THAT:
        return _denied((*words[: at + 1], *words[at + 2 :]), at)  # «دون أن يصاب أحد»
    if words[at] == _NOR and not _HARMED.isdisjoint(words[max(0, at - _NOR_REACH) : at]):
        return None  # «لم يصب الوزير ولا الضيف بأذى»: others may have been
    if words[at + 1 : at + 2] and words[at + 1] in _HARMED:
        return _nobody_harmed(words, at)
    return _loss_denied(words, at) or _deaths_denied(words, at)


def _deaths_denied(words: Sequence[str], at: int) -> int | None:
    """Return the last word of «لم يسفر عن مقتل أو جرح أي …»; None of who certainly is not among the dead."""
    if not words[at + 1 : at + 2] or not words[at + 1].startswith(_LEADS_TO):
        return None
    last = next((i for i in range(at + 2, min(at + 5, len(words))) if words[i] == _DEATHS), None)
    if last is None:
        return None
    hurt = words[last + 1 : last + 3]
    last += 2 * (hurt[:1] != () and hurt[0] in _JOINING and hurt[-1] in _WOUNDS)
    return last if words[last + 1 : last + 2] and words[last + 1] in _ANYBODY else None


def _nobody_harmed(words: Sequence[str], at: int) -> int | None:
    """«لم يصب أحد», «وإن أحدا لم يصب», «أن أحدا من العاملين لم يصب»."""
    if any(word in _ANYBODY for word in words[max(0, at - _NOR_REACH) : at]):
        return at + 1
    subject = at + 4 if words[at + 2 : at + 3] and words[at + 2] in _JOINING else at + 2
    return subject if any(word in _ANYBODY for word in words[subject : subject + 2]) else None


def _loss_denied(words: Sequence[str], at: int) -> int | None:
    for last in range(at + 1, min(at + _REACH, len(words))):
        if words[last] in _UNKNOWN or words[last] in _AT_LEAST:
            return None
        if words[last] in _LOSS or (words[last] in _ONE and words[last - 1] in _ANYBODY):
            says_less = _is_excepted(words, last) or _is_material(words, last) or _is_of_one(words, last)
            return None if says_less else last
    return None


def _is_excepted(words: Sequence[str], last: int) -> bool:
    """«لا خسائر بشرية سوى شخصين», not «بدون خسائر عدا ضرر بالجدار»."""
    but = next((at for at, word in enumerate(words[last + 1 : last + 3], last + 1) if word in _EXCEPT), None)
    after = words[but + 1 : but + 2] if but is not None else ()
    return but is not None and not (after and after[0].startswith(_ONLY_DAMAGE))


def _is_of_one(words: Sequence[str], last: int) -> bool:
    """«من دون إصابة سائقها»: of somebody certain, and nothing is said of the others."""
    return words[last] == _INJURY and words[last + 1 : last + 2] != () and words[last + 1].endswith(_HIS)


def _is_material(words: Sequence[str], last: int) -> bool:
    """Tell whether only things are meant: «خسائر مادية», «أضرار»."""
    after = [word.removeprefix("ال").removeprefix("او") for word in words[last + 1 : last + 6]]
    if any(word.startswith(_HUMAN) for word in after[:3]):
        return False
    return words[last].removeprefix("ال").startswith("اضرار") or (
        bool(after) and after[0].startswith("مادي") and not any(word.startswith(_HUMAN) for word in after)
    )


def _kinds(words: Sequence[str], last: int) -> tuple[str, ...]:
    after = (*words[last + 1 : last + 3], "")
    named = {words[last], after[1] if after[0] in _JOINING else after[0]}
    if named & _DEAD and named & _HURT:
        return ("killed", "injured")  # «من دون قتلى أو جرحى»
    if words[last] in _DEAD:
        return ("killed",)
    return ("injured",) if words[last] in _HURT else ("killed", "injured")
