"""Which sentences, and which part of them, tell of the newly reported event."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from filters.analysis.dated import is_tally
from filters.analysis.quantities import is_number_word
from filters.analysis.reading import Reading, Sentence, once
from filters.analysis.standing import is_origin
from filters.gazetteer import lineage, places
from filters.wordlists import phrases, word_list

_MOST_SENTENCES = 8
_LEAD = 4
_ROUNDS = word_list("rounds-of-news")
_OTHERS = frozenset(("اخرون", "اخرين", "اخر", "اخري"))
# By their first word, as hardly any sentence opens with one.
_ANOTHER_MATTER = {
    first: tuple(opening) for first, opening in groupby(sorted(phrases("another-matter")), itemgetter(0))
}
_AFTER_DAYS = word_list("after-days")
_LONG_AGO = word_list("long-ago")
_AFTERWARDS = ("بعد", "عقب", "قبل")
_RECALLING = frozenset(("بعد", "عقب", "غداه", "قبل", "منذ"))
_BEFORE_IT = ("قبل", "ان")  # «أسقطت قبل أن تبلغ …»
_SPAN_REACH = 5
_AFTER_THAT, _ONCE = ("بعد", "ان"), ("بعدما",)
_TOLD = ("attack", "explosion", "hit", "weapon", "kill")
_EARLIER = ("في", "وقت", "سابق")
_LATEST_SUBJECT = 2
_EVENTS, _WIDE = ("attack", "explosion", "weapon"), ("country", "region")
_NEAR_DEG = 0.03  # three kilometres
_DENYING = ("نافيا", "نافيه", "نافين", "مكذبا", "مكذبه")
_TODAY = word_list("today")
_SINCE = ("منذ", "بعدما")
_ANNIVERSARY = word_list("anniversary")
HAD_BEEN, _HAD_REACH = frozenset((("كانت", "قد"), ("كان", "قد"), ("كانوا", "قد"))), 6
_HAD = "قد"
_LASTING = ("المستمره", "مستمره", "المستمر", "مستمر", "المتواصله", "متواصله", "الدايره")
_REASONS = (("ردا", "علي"), ("رد", "علي"), ("احتجاجا", "علي"))
_MEANWHILE, _WITH_REACH = ("وتزامن", "وتزامنت", "تزامن", "تزامنت", "تزامنا"), 4
_TURNS = frozenset((*_DENYING, *_AFTERWARDS, *_SINCE, *_MEANWHILE, "ردا", "رد", "احتجاجا"))
_THAT = ("ان", "وان")
_MAY_TURN = _TURNS | _ANNIVERSARY | frozenset(_THAT)
_REPORTS = ("الانبا", "انبا", "التقارير", "تقارير", "المعلومات", "معلومات", "الشايعات", "ما")


def scope_of(reading: Reading, own: Sentence) -> tuple[Sentence, ...]:
    """Return the sentences whose figures belong to what `own` tells: the first ones, but for asides."""
    told = (s for s in reading.sentences[:_MOST_SENTENCES] if s is own or not s.is_aside)
    return tuple(s for s in told if s is own or not is_tally(s))


def length_of_lead(scope: Sequence[Sentence], own: Sentence) -> int:
    """Return how many sentences of the scope tell of `own` as its lead does, four at most.

    A round of news goes on to other matters before: «وفي سياق متصل …».
    """
    start = next((i for i, s in enumerate(scope) if s is own), 0)
    if any(s.field == "title" and not _ROUNDS.isdisjoint(s.words) for s in scope):
        return _LEAD  # «أحداث أمنية متفرقة»: what the title sums up is all of them
    others = (i for i, s in enumerate(scope[:_LEAD]) if i > start and (turns_away(s) or _is_of_riot(s, own)))
    return next(others, _LEAD)


def _is_of_riot(sentence: Sentence, own: Sentence) -> bool:
    """«وفي محيط ساحة التحرير القريبة، جرح 133 خلال مواجهات مع متظاهرين»: another matter."""
    is_riot = sentence.has("protest") and sentence.has("kill") and not sentence.has("weapon", "attack")
    return is_riot and own.has("weapon", "attack") and not own.has("protest")


def turns_away(sentence: Sentence) -> bool:
    """Tell whether a sentence of the body opens another matter: «إلى ذلك», «وفي حادث منفصل»."""
    if sentence.field != "body":
        return False
    goes_on = sentence.words[0] == "كما" and sentence.first("kill", "attack") == 1
    is_more = goes_on and _OTHERS.isdisjoint(sentence.words)  # «كما أصيب خمسة آخرون» is of the same
    openings = _ANOTHER_MATTER.get(sentence.words[0], ())
    return is_more or any(sentence.words[: len(opening)] == opening for opening in openings)


def recalled_from(sentence: Sentence) -> int:
    """Return from which word on anything that happened before may be told: «بعد سلسلة صواريخ على …»."""
    if _RECALLING.isdisjoint(sentence.words):
        return past_from(sentence)
    pairs = pairwise((*sentence.words, ""))
    recalling = (at for at, pair in enumerate(pairs) if at and pair[0] in _RECALLING and pair != _BEFORE_IT)
    return min(next(recalling, len(sentence.words)), past_from(sentence))


# «… بعدما أمطرت الضاحية بالصواريخ مما أدى إلى مقتل …»: what came before is how it happened.
_LED_TO = frozenset(("ادي", "ادت", "اسفر", "اسفرت"))


def end_of(sentence: Sentence, own: Sentence, cue: int) -> int:
    """Return up to which word the sentence tells figures of the event that word `cue` of `own` tells.

    All of it, if the event itself is told behind «بعدما»: «انحنى الوزير بعدما انفجر صاروخ …».
    """
    end = past_from(sentence)
    is_behind = sentence is own and cue >= end
    is_behind = is_behind or (sentence.words[end : end + 1] == _ONCE and sentence.first(*_TOLD) > end)
    return len(sentence.words) if is_behind else end


@once
def past_from(sentence: Sentence) -> int:
    """Return from which word on the sentence tells what came before, what it denies, or of elsewhere.

    «بعد يوم من …», «نافية الأنباء عن سبعة قتلى», «… في الخضراء، وانفجرت عبوة في مدينة الصدر»;
    its length where it tells none of these.
    """
    return min(_past_or_denied_from(sentence), _elsewhere_from(sentence))


def _past_or_denied_from(sentence: Sentence) -> int:
    words = sentence.words
    if _MAY_TURN.isdisjoint(words):
        return len(words)
    for at, word in enumerate(words):
        if at > _LATEST_SUBJECT and (word in _ANNIVERSARY or (word in _THAT and _had_been(words, at))):
            return at
        if word not in _TURNS or words[max(0, at - 1)] in _LASTING:
            continue  # «حصيلة المواجهات المستمرة منذ الاثنين»
        if word in _MEANWHILE and "مع" in words[at : at + _WITH_REACH]:
            return at  # «وتزامن القصف مع مواجهات … أوقعت عشرين قتيلا»
        if word in _DENYING and words[at + 1 : at + 2] and words[at + 1] in _REPORTS:
            # «نافيا الأنباء عن وقوع إصابات» itself says that there were none.
            return at if any(map(_is_number, words[at:])) else len(words)
        if _is_days_after(words, at) or (at > _LATEST_SUBJECT and _is_past(sentence, at)):
            return at
    return len(words)


def _had_been(words: Sequence[str], at: int) -> bool:
    """«أشار إلى أن عبوة ناسفة كانت قد انفجرت صباح الثلاثاء»: from «أن» on it is of before."""
    after = words[at + 1 : at + _HAD_REACH]
    return _HAD in after and any(pair in HAD_BEEN for pair in pairwise(after))


def _is_days_after(words: Sequence[str], at: int) -> bool:
    following = words[at + 1 : at + _SPAN_REACH]
    is_after = words[at] in _AFTERWARDS and ("من" in following or "علي" in following)
    return is_after and not _AFTER_DAYS.isdisjoint(following)


def _is_past(sentence: Sentence, at: int) -> bool:
    words = sentence.words
    since = words[at] in _SINCE or words[at : at + 2] == _AFTER_THAT
    since = since and _TODAY.isdisjoint(words[at + 1 : at + 2])  # «منذ ساعات الصباح»
    if since and _LED_TO.isdisjoint(words[at:]):
        return True
    is_long_ago = words[at] == "قبل" and words[at + 1 : at + 2] != () and words[at + 1] in _LONG_AGO
    return is_long_ago or _is_reason(sentence, at) or _is_earlier(words, at)


def _is_reason(sentence: Sentence, at: int) -> bool:
    """«…، ردا على هجوم بمسيرة»: why it was done, to the end of the sentence."""
    if sentence.words[at : at + 2] not in _REASONS:
        return False
    return not any(sentence.is_cut(later) for later in range(at + 1, len(sentence.words)))


def _is_earlier(words: Sequence[str], at: int) -> bool:
    """«بعد تفجير … وقع في وقت سابق»."""
    after = words[at + 1 :]
    return words[at] in _AFTERWARDS and any(after[i : i + 3] == _EARLIER for i in range(len(after)))


def _elsewhere_from(sentence: Sentence) -> int:
    """Return from which word on a second attack is told, joined by و, at a place apart from the first."""
    events = [f for layer in _EVENTS for f in sentence.layer(layer)]
    if all(not event.proclitic.startswith("و") for event in events):
        return len(sentence.words)
    found = [f for f in sentence.layer("place") if places()[f.key].type not in _WIDE]
    found = [f for f in found if not is_origin(sentence, f)]  # «انطلقت من … وانفجرت قرب …»
    for second in sorted(events, key=lambda event: event.first):
        if not second.proclitic.startswith("و"):
            continue
        before = [f for f in found if f.last <= second.first]
        after = [f for f in found if f.first >= second.last]
        is_second = before and any(event.first < before[-1].first for event in events)
        if is_second and after and _are_apart(before[-1].key, after[0].key):
            return second.first
    return len(sentence.words)


def _are_apart(one: str, other: str) -> bool:
    """Tell whether neither lies in the other nor near it, as the embassy does in the Green Zone."""
    a, b = places()[one], places()[other]
    is_near = abs(a.latitude - b.latitude) < _NEAR_DEG and abs(a.longitude - b.longitude) < _NEAR_DEG
    return not is_near and one not in lineage(other) and other not in lineage(one)


def _is_number(word: str) -> bool:
    return word.isdigit() or is_number_word(word)
