"""Talk: sentences whose news is that somebody speaks, condemns, demands or meets."""

import re
from collections.abc import Sequence

from filters.analysis.afterwards import is_ruling, tends_hurt
from filters.analysis.clauses import main_from
from filters.analysis.occasions import strikes_this_day, warns_after_strike
from filters.analysis.quantities import is_number_word
from filters.analysis.reading import FAR, Sentence, once
from filters.analysis.weaponry import fall_in, is_armed
from filters.gazetteer import actors, places
from filters.wordlists import word_list

_NO_SPEAKERS = ("في", "بعد", "قبل", "رغم", "وسط", "خلال", "منذ", "بين", "لليوم", "للمره")
_LONGEST_SPEAKER = 9
_OR, _HOW_MANY = "ام", "كم"
_PROMISES = re.compile("(?:و|ف)?س[نتيا]")
_COLON = re.compile(r"\s*[:：]")
_QUOTED_COLON = re.compile(r"[\"»”]\s*[:：]")
_REPORTERS = word_list("reporters")  # who reports an event rather than comments on it
_POLITICIANS = word_list("politicians")
_SPOKEN = word_list("spoken")
_MINOR = ("kill", "explosion", "alert", "fire", "accident", "arrest", "closure", "protest")
_EVENTS = ("attack", "crime", *_MINOR)
_RISES = tuple(("ارتفاع", toll) for toll in ("عدد", "حصيله", "اعداد", "ضحايا", "قتلي"))
_UNHURT = (("لا", "اصابات"), ("لا", "ضحايا"), ("لا", "خساير"), ("لا", "قتلي"))
_VIEWS = ("statement", "verdict", "threat", "background", "denial")
_RELATIVE = (("التي",), ("الذي",))
_RELATIVE_WORDS, _STRUCK_REACH = frozenset(("التي", "الذي")), 4
_STRUCK = frozenset(
    ("استهدف", "استهدفت", "طال", "طالت", "اصاب", "ضرب", "ضربت", "وقع", "وقعت", "تعرضت", "تعرض")
)
_ASKING = word_list("asking")
_AFTER = word_list("after-events")
_COMMENTING = word_list("commenting")
_COUNCILS = word_list("councils")
_DEEDS, _UNREAL, _DEED_REACH = word_list("deeds"), word_list("unreal"), 8
_MEANWHILE = word_list("meanwhile")
_ATTACKS = ("يهاجم", "تهاجم", "هاجم", "هاجمت", "مهاجما", "مهاجمه")
_CRITICISED = word_list("criticised")
_BEFALLEN = frozenset(("هوجمت", "تعرضت", "هوجم", "تعرض"))
_OUR_HOUSE = frozenset(("مجمعنا", "مقرنا", "مبنانا", "سفارتنا", "قاعدتنا", "معسكرنا"))
_MISSION = frozenset(("السفاره", "سفاره", "القنصليه", "قنصليه"))
_DAMAGE = ("اضرار", "الاضرار", "تضرر", "ضرر", "لحقت")
_OFFICIALS = frozenset(("مسوول", "متحدث", "الناطق"))
_ADVISERS = word_list("advisers")
_CROWDS = word_list("crowds")
_LYING = word_list("sides-of-a-place") | {"مدينه", "بلده", "قريه", "ناحيه", "قضا", "منطقه", "حي", "وسط", "في"}
_DEPUTY_OF = frozenset(("العمليات", "قائد", "القائد", "مدير", "المدير", "امر", "الامر"))
_FIGHTING = ("army", "armed-group")


def is_talk(sentence: Sentence) -> bool:
    """Tell whether the sentence's news is talk: a political voice before a colon, or a leading statement."""
    if strikes_this_day(sentence) or _is_crowd(sentence):
        return False
    if asks(sentence) or _judges(sentence) or _is_after(sentence) or _scolds(sentence):
        return True
    if _denies_strike(sentence) or _tells_strike(sentence) or tends_hurt(sentence) or is_ruling(sentence):
        return False
    if warns_after_strike(sentence) or _greets_with_rockets(sentence):
        return False
    speaker = speaker_of(sentence)
    told = _tells(sentence, speaker) if speaker else None
    return (
        first_statement(sentence) < min(sentence.first(*_EVENTS), fall_in(sentence), _falls_at(sentence))
        if told is None
        else not told
    )


def _is_crowd(sentence: Sentence) -> bool:
    """«مئات في ساحة الحبوبي ينددون بـ…»: a crowd makes no statement; who condemns a strike does."""
    is_many = sentence.words[0] in _CROWDS
    return is_many and not sentence.has("attack", "weapon", "explosion", "alert", "kill")


def _greets_with_rockets(sentence: Sentence) -> bool:
    """«كاتيوشا تستقبل النواب»: a weapon says and receives nothing."""
    return sentence.first("weapon") == 0 and first_statement(sentence) == 1


def _tells(sentence: Sentence, speaker: int) -> bool | None:
    """Return whether who stands before the colon tells news, None if only the words after it can say."""
    following, following_all = sentence.words[speaker : speaker + 2], sentence.words[speaker:]
    if following and _PROMISES.match(following[0]) and "اذا" in sentence.words:
        return False  # «سنساعد … إذا تعرضت لهجوم»
    if sentence.has("drill") and sentence.has("alert"):
        return True  # «السفارة: صافرات هذا المساء اختبار دوري»
    if not _OUR_HOUSE.isdisjoint(following_all) and sentence.has("attack", "hit"):
        return True  # «السفارة: مجمعنا تعرض لهجوم»
    is_warning = sentence.has("threat") and not sentence.has("statement")
    news = (
        _mission_tells_damage,
        _tells_that_it_struck,
        _tells_blast,
        opens_with_strike,
        _says_it_was_struck,
        _announces_strike,
        _tells_strikes,
        _tells_casualties,
        _announces_arrest,
    )
    if is_warning or any(tells(sentence, speaker) for tells in news):
        return True
    if following[1:] in _RELATIVE:
        return False  # «الكاظمي: الصواريخ التي …» speaks of what is known
    is_political = _names_politician(sentence.words[:speaker])
    talks = is_political or _is_quoted(sentence, speaker) or not sentence.has("weapon", "hit", *_MINOR)
    return False if talks else None


def opens_with_strike(sentence: Sentence, speaker: int) -> bool:
    """Tell whether a strike is told right behind the colon: «رسالة بالنار …: صواريخ تسقط على …»."""
    weapon = next((f for f in sentence.layer("weapon") if f.first == speaker and not f.has_article), None)
    strikes = weapon is not None and any(f.first == weapon.last for f in sentence.layer("hit"))
    return strikes and sentence.has("place")


def _mission_tells_damage(sentence: Sentence, speaker: int) -> bool:
    """«السفارة: تضرر المجمع جراء هجوم صاروخي ولا إصابات»: who was hit says what it did."""
    is_mission = not _MISSION.isdisjoint(sentence.words[:speaker])
    tells = any(word.lstrip("وب").startswith(_DAMAGE) for word in sentence.words[speaker:])
    is_struck = sentence.has("attack", "weapon") or not _OUR_HOUSE.isdisjoint(
        word.removeprefix("ب") for word in sentence.words[speaker:]
    )
    return is_mission and tells and is_struck and not sentence.has(*_VIEWS)


def _tells_that_it_struck(sentence: Sentence, speaker: int) -> bool:
    """«مسؤول أمريكي: هجوم صاروخي استهدف قاعدة …»: right behind the colon one that nobody knew of yet."""
    attacks = sentence.layer("attack")
    opens = next((f for f in attacks if f.first == speaker and not f.has_article), None)
    if opens is None or not sentence.has("place") or sentence.has(*_VIEWS, "statement"):
        return False
    following = sentence.words[opens.last : opens.last + _STRUCK_REACH]
    return not _STRUCK.isdisjoint(following) and _RELATIVE_WORDS.isdisjoint(following)


def _tells_blast(sentence: Sentence, speaker: int) -> bool:
    """«متحدث: انفجار أمام البرلمان سببه قذيفة»: no politician's view, and right behind the colon."""
    is_first = sentence.first("explosion") == speaker and sentence.has("weapon", "place")
    is_view = not (_POLITICIANS - _OFFICIALS).isdisjoint(sentence.words[:speaker]) or sentence.has(*_VIEWS)
    return is_first and not is_view


def _says_it_was_struck(sentence: Sentence, speaker: int) -> bool:
    """«البنتاغون: السفارة في بغداد هوجمت بصاروخين»."""
    befalls = not _BEFALLEN.isdisjoint(sentence.words[speaker:])
    return befalls and sentence.has("weapon") and not sentence.has(*_VIEWS, "statement")


def _names_politician(words: Sequence[str]) -> bool:
    """Tell whether a politician is named; «نائب العمليات» and «نائب القائد» are none."""
    return any(
        word in _POLITICIANS
        and not (word == "نائب" and _DEPUTY_OF.issuperset(words[at + 1 : at + 2] or ("",)))
        for at, word in enumerate(words)
    )


def first_statement(sentence: Sentence) -> int:
    """Return where the first cue of a statement stands that is no mere time: «بالتزامن مع زيارة …»."""
    main = main_from(sentence)
    cues = (found.first for found in sentence.layer("statement") if found.first >= main)
    return next((at for at in cues if not _is_time(sentence, at)), FAR)


def _is_time(sentence: Sentence, at: int) -> bool:
    before = sentence.words[max(0, at - 2) : at]
    return any(word.removeprefix("ب").removesuffix("ا") in _MEANWHILE for word in before)


def speaks_as_politician(sentence: Sentence) -> bool:
    """Tell whether a politician stands before a colon: all that follows is his."""
    return not _POLITICIANS.isdisjoint(sentence.words[: speaker_of(sentence)])


def asks(sentence: Sentence) -> bool:
    """Tell whether a title asks: «كيف تعاملت …», «من الخاسر …؟»."""
    if sentence.field != "title":
        return False
    if _tells_before_asking(sentence):
        return False
    if (
        sentence.words[0] == _HOW_MANY
        and is_armed(sentence)
        and sentence.has("hit")
        and sentence.has("place")
    ):
        return False  # «كم صاروخا سقط على …؟»: that some did is no question
    if _OR in sentence.words and sentence.has("weapon") and sentence.has("place"):
        return False  # «رشقة على السفارة …: 21 صاروخا أم ثمانية؟»
    is_question = sentence.text.rstrip("!. ").endswith(("؟", "?"))
    return is_question or sentence.words[0] in _ASKING


def _tells_before_asking(sentence: Sentence) -> bool:
    """«الوزير ينجو من هجوم بمسيرات: من يقف وراءه؟»: an attack that nobody knew of, and then the question."""
    colon = _colon(sentence)
    return is_armed(sentence) and any(
        f.last < colon and not f.has_article and all(p.first != f.last for p in sentence.layer("place"))
        for f in sentence.layer("attack")
    )


def _colon(sentence: Sentence) -> int:
    """Return at which word what stands before the first colon ends, 0 if there is none."""
    at = sentence.text.find(":")
    return sum(1 for token in sentence.tokens if token.end - sentence.start <= at)


def _scolds(sentence: Sentence) -> bool:
    """«النائب يهاجم وزير …»: in words."""
    if sentence.has("weapon", "kill", "explosion"):
        return False
    return any(
        word in _ATTACKS and following in _CRITICISED
        for word, following in zip(sentence.words, sentence.words[1:], strict=False)
    )


def _is_after(sentence: Sentence) -> bool:
    """«بعد قصف …، رئيس الوزراء يتعهد»: what opens with an event of before and goes on to talk."""
    if not sentence.words or sentence.words[0] not in _AFTER:
        return False
    return first_statement(sentence) < FAR or sentence.has("verdict")  # not «بعد يوم من التهديد، … تقصف …»


def _judges(sentence: Sentence) -> bool:
    """Tell whether the sentence holds something of an attack and tells no dead and no weapon."""
    return sentence.has("verdict") and not sentence.has("kill", "weapon")


def _denies_strike(sentence: Sentence) -> bool:
    """«تنفي خلية الإعلام سقوط صواريخ …، وتدعو إلى الدقة»: the denial leads, and it is of a strike."""
    denied = sentence.first("denial")
    is_strike = sentence.has("attack") or (sentence.has("weapon") and sentence.has("hit"))
    return is_strike and denied < first_statement(sentence) and denied < sentence.first(*_EVENTS)


def _tells_strike(sentence: Sentence) -> bool:
    tells = sentence.has("weapon") and sentence.has("hit") and (sentence.has("place") or _falls(sentence))
    return tells and not sentence.has("threat", "statement")


def _falls_at(sentence: Sentence) -> int:
    """«صاروخان سقطا قرب المطار ليلة زيارة …»: what fell is told before what else there was."""
    return sentence.first("hit") if sentence.has("place") and _falls(sentence) else FAR


def _falls(sentence: Sentence) -> bool:
    """«صاروخ سقط», «سقوط صاروخ»: a weapon not spoken of before, right beside what it did."""
    hits = {edge for found in sentence.layer("hit") for edge in (found.first, found.last)}
    return any(not f.has_article and not hits.isdisjoint((f.first, f.last)) for f in sentence.layer("weapon"))


def _announces_strike(sentence: Sentence, speaker: int) -> bool:
    """«حزب الله: استهدفنا …»: an army or armed group tells what it did, without a condition or a threat."""
    voices = (actors()[found.key].type for found in sentence.layer("actor") if found.first < speaker)
    if not any(kind in _FIGHTING for kind in voices) or not sentence.has("attack"):
        return False
    if not _ADVISERS.isdisjoint(sentence.words[:speaker]):
        return False
    is_conditional = not _SPOKEN.isdisjoint(sentence.words[speaker : speaker + 1])
    return not is_conditional and not sentence.has("threat", "statement")


def _tells_strikes(sentence: Sentence, speaker: int) -> bool:
    """«مسؤول أمريكي: قواتنا تشن ضربات على …»: what forces do or did, right behind the colon, and no view."""
    following = sentence.words[speaker : speaker + _DEED_REACH]
    is_political = not (_POLITICIANS - _OFFICIALS).isdisjoint(sentence.words[:speaker])
    if is_political or not _UNREAL.isdisjoint(following):
        return False
    tells = not _DEEDS.isdisjoint(following) and sentence.has("attack") and sentence.has("place")
    return tells and not sentence.has(*_VIEWS)


def _tells_casualties(sentence: Sentence, speaker: int) -> bool:
    """«مسؤول: مقتل جنديين بهجوم على …»: so many dead or hurt right behind the colon, a place, and no view.

    So is a toll that rises: «البنتاغون: ارتفاع عدد المصابين في هجوم …», and that nobody was hurt.
    """
    words, after = sentence.words, (f.last for f in sentence.layer("kill") if f.first == speaker)
    counts = any(_counts(word) for last in after for word in words[last : last + 1])
    counts = counts or any(
        _counts(word) for f in sentence.layer("kill") for word in words[f.last : f.last + 1]
    )
    counts = counts or (words[speaker : speaker + 2] in _RISES) or words[speaker : speaker + 2] in _UNHURT
    counts = counts or any(f.first == speaker + 1 and _counts(words[speaker]) for f in sentence.layer("kill"))
    return counts and sentence.has("attack") and sentence.has("place") and not sentence.has(*_VIEWS)


def _counts(word: str) -> bool:
    return word.isdigit() or is_number_word(word) or word.endswith(("ين", "ان"))


def _announces_arrest(sentence: Sentence, speaker: int) -> bool:
    """«المتحدث باسم الحكومة: القبض على 21 متهما»."""
    return sentence.first("arrest") <= speaker + 1 and not sentence.has("verdict", "statement")


@once
def speaker_length(sentence: Sentence) -> int:
    """Return how many words stand before a colon near the beginning, 0 if there is none."""
    for at in range(min(_LONGEST_SPEAKER, len(sentence.tokens))):
        end = sentence.tokens[at].end - sentence.start
        is_name = _QUOTED_COLON.match(sentence.text, end) and not _POLITICIANS.isdisjoint(sentence.words[:at])
        if is_name or _COLON.match(sentence.text, end):  # «مستشار القائد "فلان":», not «مكتب "الجريدة":»
            return at + 1
    return 0


def _is_where(sentence: Sentence, length: int) -> bool:
    """«بيت جن بريف دمشق:», «شمال البصرة:»: only places, and how they lie."""
    found = [f for f in sentence.layer("place") if f.last <= length and places()[f.key].type != "mission"]
    named = {at for f in found for at in range(f.first, f.last)}
    return bool(named) and all(
        at in named or word.removeprefix("ب") in _LYING for at, word in enumerate(sentence.words[:length])
    )


def speaker_of(sentence: Sentence) -> int:
    """Return how many words of a speaker stand before the colon, 0 if a place, event or reporter does."""
    length = speaker_length(sentence)
    words = sentence.words[:length]
    is_place = _is_where(sentence, length)
    event = sentence.first(*_EVENTS, "weapon")
    if words[:1] and words[0] in _NO_SPEAKERS:
        return 0  # «في توقيت واحد: …»
    tells = event < length and _COMMENTING.isdisjoint(words[:event])
    reports = any(word in _REPORTERS or word.removeprefix("و") in _REPORTERS for word in words)
    reports = reports and _COUNCILS.isdisjoint(words)
    return 0 if is_place or tells or reports else length


def _is_quoted(sentence: Sentence, speaker: int) -> bool:
    if speaker >= len(sentence.words):
        return False
    return any(mark in sentence.joints[speaker - 1] for mark in '"«“') or sentence.words[speaker] in _SPOKEN
