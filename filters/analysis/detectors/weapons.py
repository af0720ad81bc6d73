"""With which weapons, and how many, as each source says."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from filters.analysis.attribution import source_at
from filters.analysis.events import Happening
from filters.analysis.findings import Findings
from filters.analysis.quantities import Number, find_numbers, numbers_of
from filters.analysis.reading import Reading, Sentence
from filters.analysis.scope import end_of, length_of_lead, scope_of
from filters.analysis.talk import speaker_length
from filters.analysis.tallies import (
    counts_people,
    is_predicate,
    is_rest,
    ordinal,
    tells_their_number,
    with_those_behind,
)
from filters.analysis.weaponry import is_planted, is_weapon
from filters.analysis.weapons_unnamed import driven, flies_between_states, flown, lies_beyond_rockets, shot
from filters.model import Actuality, Event, Qualifier, Quantity
from filters.phrasebook import Found
from filters.wordlists import word_list

_OWN = 2
_AFTER = ("بعد", "عقب")
_ARMED_EVENTS = (Event.ATTACK, Event.CRIME)
_ONE_OF = word_list("one-of")
_ACCORDING = ("حسب", "بحسب", "وفق", "وفقا")
_OPENING = ("«", "“", "(", ")")
_CHANNELS = word_list("numbered-channels")
_MODELS = word_list("model-names")
_BALLISTIC_MODELS, _MODEL_REACH = word_list("ballistic-models"), 2
_KATYUSHA = word_list("katyusha")
_COUNTING = word_list("counting")
_AFTER_BARE = word_list("after-bare")
_SEIZED = tuple(sorted(word_list("seized")))
_UNFIRED_REACH = 3
_BACKED = ("مدعوم", "موالي", "مقرب", "ممول")
_BALLISTIC = ("باليستي", "بالستي")
_ADJECTIVE_REACH = 3
_FLYING_OFF = word_list("flying-off")
_OWN_SIDE = ("امريكي", "اميركي", "اسراييلي", "صهيوني")
_DEFENCES = ("باتريوت", "اعتراض", "دفاع")
_WAR_OF_STATES = ("روسي", "اوكراني")
_BOMBS = ("قنابل", "القنابل", "بقنابل", "بالقنابل")  # what an army drops was not laid
_AT_IT = ("باتجاه", "اتجاه", "نحو", "صوب")
_STATES = frozenset(
    {"irgc", "iranian-army", "houthis", "iran", "israel", "israeli-army", "russian-army", "us-forces"}
)


def detect(reading: Reading, happening: Happening) -> Findings:
    """Return the weapons of a newly reported attack: each figure once, a kind without figure only if alone.

    Beyond the lead only kinds named before are counted: articles end with other attacks.
    """
    if happening.actuality is not Actuality.NEW or happening.event not in _ARMED_EVENTS:
        return Findings()
    found: list[Quantity] = []
    scope = scope_of(reading, happening.sentence)
    lead = length_of_lead(scope, happening.sentence)
    for order, sentence in enumerate(scope):
        kinds = {quantity.kind for quantity in found}
        counted = {quantity.kind for quantity in found if quantity.count is not None}
        told = _in_sentence(sentence, happening)
        is_own = order < _OWN or not kinds
        found += [
            q
            for q in told
            if (order < lead and (is_own or q.count or q.kind in kinds))
            or (q.kind not in counted and kinds <= {q.kind})
        ]
    return Findings(weapons=_distinct(_renamed(found, scope)))


def _in_sentence(sentence: Sentence, happening: Happening) -> Iterator[Quantity]:
    if sentence.has("weapon"):
        yield from _named(sentence, happening)
    yield from flown(sentence)
    yield from shot(sentence)
    yield from driven(sentence)


def _named(sentence: Sentence, happening: Happening) -> Iterator[Quantity]:
    numbers = [n for n in numbers_of(sentence) if not _is_of_model(sentence, n)]
    end = min(end_of(sentence, happening.sentence, happening.cue), _after_another(sentence))
    for found in sentence.layer("weapon"):
        if found.first < end and _is_told(sentence, found):
            kind, form = found.key.split(":")
            if kind == "rocket" and _is_missile(sentence, found):
                kind = "missile"
            yield _quantity(sentence, found, kind, _number_of(sentence, found, form, numbers))
            yield from _left_unsaid(sentence, kind, found, numbers)


def _is_told(sentence: Sentence, found: Found) -> bool:
    return is_weapon(sentence, found) and not (
        _is_no_threat(sentence, found) or _is_by_drone(sentence, found) or is_rest(sentence, found)
    )


def _is_by_drone(sentence: Sentence, found: Found) -> bool:
    """«غارة بطائرة مسيرة»: the drone is the weapon."""
    drones = (f.first for f in sentence.layer("weapon") if f.key.startswith("drone"))
    return found.key.startswith("airstrike") and any(0 <= at - found.last <= 1 for at in drones)


def _after_another(sentence: Sentence) -> int:
    """Return from where on another attack is told: «إسقاط مسيرة فوق السفارة بعد هجوم صاروخي»."""
    attacks = {found.first for found in sentence.layer("attack")}
    weapon = sentence.first("weapon")
    after = (at for at, word in enumerate(sentence.words) if word in _AFTER and at > weapon)
    return next((at for at in after if at + 1 in attacks), len(sentence.words))


def _is_of_model(sentence: Sentence, number: Number) -> bool:
    """«صاروخ "فاتح 110"»: the number belongs to the name."""
    is_digits = sentence.words[number.first].isdigit()
    return is_digits and bool(number.first) and sentence.words[number.first - 1] in _MODELS


def _quantity(sentence: Sentence, found: Found, kind: str, number: Number | None) -> Quantity:
    source = source_at(sentence, found.first)
    if number is None:
        vague = Qualifier.SEVERAL if found.key.endswith(":many") else Qualifier.EXACT
        return Quantity(kind, None, vague, source, sentence.span(found.first, found.last))
    span = sentence.span(min(number.first, found.first), max(found.last, number.last))
    return Quantity(kind, number.count, number.qualifier, source, span)


def _number_of(sentence: Sentence, found: Found, form: str, numbers: Sequence[Number]) -> Number | None:
    if form == "kind_words" and not sentence.words[found.first].startswith(_BALLISTIC):
        return None
    before = next((n for n in numbers if _stands_before(sentence, n, found)), None)
    if before:
        return with_those_behind(sentence, before)
    if form == "kind_words" or (
        form == "two" and (_is_of_more(sentence, found) or _is_part(sentence, found))
    ):
        return None
    if form == "two":
        return with_those_behind(sentence, Number(found.first, found.last, 2, Qualifier.EXACT))
    after = next((n for n in numbers if n.first == found.last and _agrees(sentence, found, n)), None)
    if sentence.words[found.last : found.last + 1] == ("عدد",):
        after = next((n for n in numbers if n.first == found.last + 1), after)  # «مسيرات عدد اثنين»
    if (
        after
        or form != "one"
        or _is_of_many(sentence, found)
        or _is_part(sentence, found)
        or _is_counted_with(sentence, found, numbers)
    ):
        return after
    count = ordinal(sentence.words[found.last : found.last + 1]) or 1
    return Number(found.first, found.last + (count > 1), count, Qualifier.EXACT)


def _stands_before(sentence: Sentence, number: Number, found: Found) -> bool:
    """«ثلاثة صواريخ», «عدد من الصواريخ»; not «إصابة تسعة بصواريخ», nor the 450 of a type name in quotes."""
    if found.proclitic.removesuffix("ال").endswith("ب") or (found.proclitic[:1] == "و" and found.has_article):
        return False
    is_flying = found.key.startswith("drone") and not found.proclitic.startswith("و")
    if is_flying and number.last == found.first - 2 and sentence.words[number.last].startswith("طاير"):
        return True  # «339 طائرة أوكرانية مسيرة»
    if number.last == found.first:
        is_apart = sentence.is_cut(found.first) and sentence.joints[found.first - 1].strip() not in _OPENING
        return not (is_apart or _is_of_more(sentence, found))
    return number.last == found.first - 1 and sentence.words[number.last] == "من"


def _is_of_more(sentence: Sentence, found: Found) -> bool:
    """«صاروخين من الثلاثة»: a part of those counted already."""
    following = sentence.words[found.last : found.last + 2]
    return following[:1] == ("من",) and bool(
        find_numbers([word.removeprefix("ال") for word in following[1:]])
    )


def _agrees(sentence: Sentence, found: Found, number: Number) -> bool:
    """«الصواريخ الثلاثة», «صاروخ واحد»: the number follows as an adjective."""
    is_definite = found.has_article and (
        sentence.words[number.first].startswith("ال") or sentence.words[found.first - 1] == "عدد"
    )
    if is_predicate(sentence, found, number):
        return True
    return number.count == 1 or (is_definite and number.count is not None)


def _is_of_many(sentence: Sentence, found: Found) -> bool:
    """«بطائرات حزب الله المسيرة»: the adjective of a plural that stands further before."""
    before = sentence.words[max(0, found.first - _ADJECTIVE_REACH) : found.first]
    is_adjective = found.has_article and found.last - found.first == 1
    return is_adjective and any(word.endswith("طايرات") for word in before)


def _is_part(sentence: Sentence, found: Found) -> bool:
    return bool(found.first) and sentence.words[found.first - 1] in _ONE_OF


def _is_counted_with(sentence: Sentence, found: Found, numbers: Sequence[Number]) -> bool:
    """«25 صاروخا ومسيرة»: the figure counts both."""
    before = next((f for f in sentence.layer("weapon") if f.last == found.first), None)
    is_joined = found.proclitic.startswith("و") and before is not None
    return is_joined and any(n.last == before.first for n in numbers if before)


def _left_unsaid(
    sentence: Sentence, kind: str, found: Found, numbers: Sequence[Number]
) -> Iterator[Quantity]:
    """Yield figures that another source gives without naming the weapon again: «فيما أحصى مسؤول خمسة»."""
    for number in numbers:
        is_more = number.first > found.last and (number.count or 0) > 1
        is_name = bool(number.first) and sentence.words[number.first - 1] in _CHANNELS  # «هولير 24»
        if is_more and not is_name and _tells_more(sentence, number):
            source = source_at(sentence, number.first)
            span = sentence.span(number.first, number.last)
            yield Quantity(kind, number.count, number.qualifier, source, span)


def _tells_more(sentence: Sentence, number: Number) -> bool:
    if tells_their_number(sentence, number) or _is_sum(sentence, number):
        return True
    return _is_bare(sentence, number) and not counts_people(sentence, number)


def _is_sum(sentence: Sentence, number: Number) -> bool:
    """«اعترضت صاروخا من أصل ثلاثة»: all that were fired."""
    return sentence.words[max(0, number.first - 2) : number.first] == ("من", "اصل")


def _is_bare(sentence: Sentence, number: Number) -> bool:
    """Tell whether nothing counted follows the number and somebody counts before it."""
    before = sentence.words[max(0, number.first - 5) : number.first]
    following = sentence.words[number.last : number.last + 1]
    ends = not following or following[0] in _AFTER_BARE or sentence.is_cut(number.last)
    counts = any(word.removeprefix("و").removeprefix("ف") in _COUNTING for word in before)
    return ends and counts and not before[-1].isascii()


def _is_no_threat(sentence: Sentence, found: Found) -> bool:
    """Tell whether the weapon defends, was seized, or is itself the target («إسقاط مسيرة أمريكية»)."""
    after = [word.removeprefix("ال") for word in sentence.words[found.last : found.last + 2]]
    if any(word.startswith(_DEFENCES) for word in after):
        return True
    if _is_unfired(sentence, found) or _is_shot_at(sentence, found) or _is_ammunition(sentence, found):
        return True
    before = " ".join(sentence.words[max(0, found.first - 3) : found.first])
    named = [word.removeprefix("ال") for word in sentence.words[found.first : found.last + 1]]
    is_own = any(word.startswith(_OWN_SIDE) for word in named)
    is_seized = any(word in before for word in _SEIZED) and not is_planted(sentence)
    return (is_own and "اسقاط" in before) or is_seized


def _is_shot_at(sentence: Sentence, found: Found) -> bool:
    """«صاروخ أرض جو باتجاه طائرة مقاتلة»: the aircraft is what was fired at."""
    before = sentence.words[found.first - 1] if found.first else ""
    return found.key.startswith("airstrike") and before in _AT_IT


def _is_ammunition(sentence: Sentence, found: Found) -> bool:
    """«تطاير الصواريخ من المخازن», «تدمير موقعي صاروخ»: what burns in a store or stands in a position."""
    before = sentence.words[max(0, found.first - 2) : found.first]
    return not _FLYING_OFF.isdisjoint(before) or (before[-1:] in (("موقعي",), ("موقع",), ("مواقع",)))


def _is_unfired(sentence: Sentence, found: Found) -> bool:
    """«المنصة كانت تضم صاروخين آخرين لم ينطلقا»."""
    after = sentence.words[found.last : found.last + _UNFIRED_REACH]
    return any(word == "لم" and _fires(after[at + 1 : at + 2]) for at, word in enumerate(after))


def _fires(words: Sequence[str]) -> bool:
    return any("طلق" in word for word in words)


def _is_missile(sentence: Sentence, found: Found) -> bool:
    if not _BALLISTIC_MODELS.isdisjoint(sentence.words[found.last : found.last + _MODEL_REACH]):
        return True  # «صواريخ "فاتح 110"»
    if _is_sent_by_state(sentence, found) or _is_of_state_war(sentence) or flies_between_states(sentence):
        return True
    return _KATYUSHA.isdisjoint(sentence.words) and lies_beyond_rockets(sentence)


def _is_sent_by_state(sentence: Sentence, found: Found) -> bool:
    """Tell whether an army that owns missiles, not Katyushas, is said to have sent it."""
    if not _KATYUSHA.isdisjoint(sentence.words):
        return False
    after = sentence.words[found.last : found.last + 2]
    if any(word.removeprefix("ال").startswith("ايراني") for word in after):
        return True
    return any(
        f.key in _STATES and (f.first < found.first or sentence.words[f.first - 1] == "من")
        for f in sentence.found
        if f.layer in ("actor", "place") and not (_only_says(sentence, f) or _only_backs(sentence, f))
    )


def _only_says(sentence: Sentence, actor: Found) -> bool:
    """«الجيش الأمريكي: 21 صاروخا أطلقت على سفارتنا»: who is fired at counts them."""
    is_source = sentence.words[max(0, actor.first - 1)] in _ACCORDING or actor.first < speaker_length(
        sentence
    )
    speech = {edge for f in sentence.layer("speech") for edge in (f.first, f.last)}
    is_source = is_source or not speech.isdisjoint((actor.first, actor.last))
    return actor.key == "us-forces" and is_source


def _only_backs(sentence: Sentence, actor: Found) -> bool:
    """«ميليشيا مدعومة من إيران»: who fired it is somebody else."""
    before = sentence.words[max(0, actor.first - 2) : actor.first]
    return any(word.removeprefix("ال").startswith(_BACKED) for word in before)


def _is_of_state_war(sentence: Sentence) -> bool:
    """Tell whether the sentence is of a war of states with missiles: «ضربات صاروخية روسية»."""
    if not _KATYUSHA.isdisjoint(sentence.words):
        return False
    return any(
        word.removeprefix("و").removeprefix("ال").startswith(_WAR_OF_STATES) for word in sentence.words
    )


def _renamed(found: Sequence[Quantity], scope: Sequence[Sentence]) -> list[Quantity]:
    """Return the quantities with «القذيفة» and «صواريخ» called what the rest of the text says they are."""
    if any(f.key in _STATES for sentence in scope for f in sentence.layer("actor")):
        found = [q for q in found if not (q.kind == "ied" and q.span and q.span.text in _BOMBS)]
    kinds = {quantity.kind for quantity in found}
    is_katyusha = any(not _KATYUSHA.isdisjoint(sentence.words) for sentence in scope)
    first = next((q.kind for q in found if q.kind in ("rocket", "missile")), "")
    kept = [q for q in found if not ("rocket" in kinds and q.kind == "shell" and _is_vague_shell(q))]
    if not {"rocket", "missile"} <= kinds:
        return kept
    if is_katyusha:
        return [q for q in kept if q.kind not in ("rocket", "missile") or q.kind == first]
    return [replace(q, kind="missile") if q.kind == "rocket" else q for q in kept]


def _is_vague_shell(quantity: Quantity) -> bool:
    return quantity.count in (None, 1) and not (quantity.span and "هاون" in quantity.span.text)


def _distinct(found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return each figure of a kind once; a kind without a figure only if it has no figure at all.

    One told by the singular alone says nothing beside a greater figure.
    """
    most = {q.kind: max((p.count or 0) for p in found if p.kind == q.kind) for q in found}
    # A bulletin of air strikes sums them up and then goes from place to place.
    found = [q for q in found if q.kind != "airstrike" or q.count in (None, most["airstrike"])]
    kept: dict[tuple[str, int | None], Quantity] = {}
    for quantity in found:
        says_little = quantity.count is None and quantity.qualifier is not Qualifier.TENS
        if (says_little and most[quantity.kind]) or quantity.count == 1 < most[quantity.kind]:
            continue
        key = (quantity.kind, quantity.count)
        if key not in kept or (kept[key].source is None and quantity.source):
            kept[key] = quantity
    return tuple(kept.values())
