"""Derive filters/lexicon/{nouns,verbs,shares}.tsv.gz from the dictionaries that are packages.

Run `PYTHONPATH=. python tools/build_lexicon.py` with the `lexicon` extra installed; about half a minute.
Sources: farahidi (AlKhalil tables, GPL-3.0-or-later), arramooz (GPL), simplemma (MIT),
wordfreq (data CC BY-SA 4.0). The product reads the derived tables only.
"""
# ruff: noqa: INP001, PLR2004  # a script; its thresholds were set by looking at what they let in

import gzip
import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import arramooz.arabicdictionary
import wordfreq
from farahidi import normalize
from farahidi.lexicon import Lexicon, load_list, load_map
from farahidi.pos import decode_noun, decode_verb
from masdars import bare, doubled_letter, masdars_of, third_form
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from filters.arabic import fold

OUT = Path(__file__).parent.parent / "filters" / "lexicon"
ARABIC = re.compile("[\u0621-\u064a]{2,}")
REGULAR = re.compile("(ات|ون|ين|ان|و|ي|ا|تان|تين|تا|تي)$")
KINDS = {
    "اسم جامد": "j", "معربة": "j", "اسم آلة": "j", "اسم زمان أو مكان": "j", "اسم زمان/مكان": "j",
    "مصدر أصلي": "m", "مصدر ميمي": "m", "مصدر صناعي": "j", "مصدر مرة": "m", "مصدر هيئة": "m",
    "اسم فاعل": "a", "اسم مفعول": "a", "صفة مشبهة": "a", "مبالغة اسم الفاعل": "a", "اسم تفضيل": "a",
    "نسبة": "n", "اسم علم": "p",
}  # fmt: skip
FA_IL = re.compile("^.ا.[^ةىي]$")  # the shape of a participle, never of a plural
ACTION = re.compile("[ء-ي]َ[ء-ي]ْ[ء-ي]")  # دَهْس
THIRD_PERSON = {"هو", "هي", "هما", "هم", "هما(ة)"}
LEAST_FREQUENCY = 1e-7
FREQUENCY = wordfreq.get_frequency_dict("ar", wordlist="large")


@dataclass
class Noun:
    """What is known of one vowelled lemma."""

    kinds: set[str] = field(default_factory=set)
    weight: float = 0.0
    plurals: dict[str, float] = field(default_factory=dict)
    has_feminine: bool = False
    has_sound_plural: bool = False
    has_plural_at: bool = False
    is_defective: bool = False


@dataclass
class Verb:
    """The third-person forms of one vowelled lemma."""

    weight: float = 0.0
    past: set[str] = field(default_factory=set)
    present: set[str] = field(default_factory=set)
    masdars: set[str] = field(default_factory=set)


def main() -> None:
    """Write the three tables."""
    lemma_weights = load_map("DATA.MSA-LEMMA.ALL-train.map")
    stem_counts = load_map("DATA.MSA.SHA.STEM.map")
    nouns, verbs = read_farahidi(lemma_weights, stem_counts)
    add_loans(nouns, lemma_weights)
    drop_borrowed_plurals(nouns)
    add_arramooz(nouns)
    add_simplemma(nouns, {form for verb in verbs.values() for form in (*verb.past, *verb.present)})
    write("nouns.tsv.gz", "farahidi (GPL-3.0-or-later), arramooz (GPL), simplemma (MIT)", noun_lines(nouns))
    write("verbs.tsv.gz", "farahidi (GPL-3.0-or-later)", verb_lines(verbs))
    write("shares.tsv.gz", "wordfreq 3.1.1, data CC BY-SA 4.0", share_lines())


def read_farahidi(
    weights: dict[str, float], counts: dict[str, int]
) -> tuple[dict[str, Noun], dict[str, Verb]]:
    """Return the attested nouns and verbs of the AlKhalil tables by vowelled lemma."""
    nouns: dict[str, Noun] = defaultdict(Noun)
    verbs: dict[str, Verb] = defaultdict(Verb)
    masdars: dict[str, dict[str, float]] = defaultdict(dict)
    of_root: dict[str, set[str]] = defaultdict(set)
    for root, lemma, stem, (kind, number, gender, _) in rows("Nouns", decode_noun, weights):
        noun = nouns[lemma]
        noun.kinds.add(KINDS.get(kind, "j"))
        noun.weight = weights.get(lemma, 0.0)
        noun.has_feminine |= number == "مفرد" and gender == "مؤنث" and bare(stem) == bare(lemma) + "ة"
        noun.is_defective |= kind != "نسبة" and (
            lemma.endswith("\u0650ي") or (number == "مفرد" and bare(stem) == bare(lemma) + "ي")
        )
        if kind == "مصدر أصلي":
            masdars[root][bare(lemma)] = noun.weight
        if number == "جمع":
            add_plural(noun, bare(lemma), bare(stem), counts.get(stem, 0))
    for root, lemma, stem, (tense, person, mood, emphasis) in rows("Verbs", decode_verb, weights):
        is_short = mood == "مجزوم" and person in (
            "هو",
            "هي",
        )  # يصب, يرم: too short to be told from other words
        if tense == "أمر" or emphasis == "مؤكد" or person not in THIRD_PERSON or is_short:
            continue
        verb = verbs[lemma]
        verb.weight = weights.get(lemma, weights.get(normalize.strip_case_ending(lemma), 0.0))
        (verb.past if tense == "ماض" else verb.present).add(bare(stem))
        verb.masdars |= set(masdars_of(lemma, root, masdars[root], FREQUENCY))
        of_root[root].add(lemma)
    drop_borrowed_masdars(verbs, of_root)
    return nouns, verbs


def drop_borrowed_masdars(verbs: dict[str, Verb], of_root: dict[str, set[str]]) -> None:
    """Remove from plain verbs what is the verbal noun of a third form: قتال is of قاتل, not of قتل."""
    for lemmas in of_root.values():
        third = {lemma for lemma in lemmas if len(bare(lemma)) == 4 and bare(lemma)[1] == "ا"}
        borrowed = {masdar for lemma in third for masdar in third_form(bare(lemma))}
        for lemma in lemmas - third:
            if len(bare(lemma)) < 4 and doubled_letter(lemma) != 1:
                verbs[lemma].masdars -= borrowed


def rows(category: str, decode: object, weights: dict[str, float]) -> Iterator[tuple[str, str, str, tuple]]:
    """Yield (root, lemma, vowelled stem, features) for every attested lemma, case endings off."""
    lexicon = Lexicon()
    formulas = read_formulas(lexicon, category, decode)
    for root, entity in roots(lexicon, category):
        wanted = {
            formulas[length, int(number)]
            for length in range(1, 13)
            for number in (entity.get(f"len{length}") or "").split()
            if (length, int(number)) in formulas
        }
        lemmas = {pattern: normalize.word_from_root_and_pattern(root, pattern) for pattern, _, _ in wanted}
        for pattern, stem_pattern, features in sorted(wanted, key=repr):
            lemma = lemmas[pattern]
            is_attested = lemma in weights or normalize.strip_case_ending(lemma) in weights
            if is_attested or (category == "Verbs" and bare(lemma) in FREQUENCY):
                yield root, lemma, normalize.word_from_root_and_pattern(root, stem_pattern), features


def roots(lexicon: Lexicon, category: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every root and its record."""
    for table in ("roots_tri", "roots_quad"):
        for bucket in lexicon.derived_map(category, table).values():
            for entity in bucket:
                yield entity["val"], entity


def read_formulas(lexicon: Lexicon, category: str, decode: object) -> dict[tuple[int, int], tuple]:
    """Return (lemma pattern, stem pattern, features) by stem length and formula number."""
    found = {}
    names = (
        ("Type", "Number", "Gender", "Type")
        if category == "Nouns"
        else ("Type", "Person2", "Mood", "Emphasized")
    )
    for length in range(1, 13):
        for number, formula in enumerate(lexicon.formulas(category, length), 1):
            lemma_length, lemma_number = map(int, formula["idDiacPatternLemma"].split("."))
            lemma = lexicon.voweled_diac_lemma(category, lemma_length, lemma_number)
            stem = lexicon.voweled_diac_stem(category, length, int(formula["idDiacPatternStem"]))
            if lemma and stem:
                features = decode(lexicon, int(formula["idPartOfSpeech"] or 0))
                features |= {"Mood": mood_of(lexicon, category, formula)}
                values = tuple(features.get(name) for name in names)
                found[length, number] = (lemma["val"], normalize.strip_case_ending(stem["val"]), values)
    return found


def mood_of(lexicon: Lexicon, category: str, formula: dict[str, str]) -> str:
    """Return the case or mood of a formula, in Arabic."""
    record = lexicon.casemood(category, int(formula["idCaseOrMood"] or 0))
    return str(record["valAR"]) if record else ""


def add_plural(noun: Noun, lemma: str, stem: str, count: float) -> None:
    """Note a plural: sound ones by a flag, broken ones by name."""
    base = lemma[:-1] if lemma[-1:] in "ةىي" else lemma
    if stem.startswith(base) and REGULAR.search(stem):
        noun.has_sound_plural |= stem.endswith(("ون", "ين"))
        noun.has_plural_at |= stem == lemma + "ات"
        return
    if stem.endswith("ا") and stem[:-1] in noun.plurals:
        return
    noun.plurals.pop(stem + "ا", None)
    if len(stem) > 2:  # shorter spellings are words of many meanings
        noun.plurals[stem] = noun.plurals.get(stem, 0) + count


def add_loans(nouns: dict[str, Noun], weights: dict[str, float]) -> None:
    """Add loan words, nationalities and names, which have no root."""
    features = load_list("DATA.NonDerived.Propernoun.PartOfSpeech.list")
    for row in load_list("DATA.NonDerived.Propernoun.Voweled.list"):
        feature = features[int(row["pos"]) - 1]
        if feature["type"] == "حرف هجاء":
            continue
        lemma = row["lemma"]
        noun = nouns[lemma]
        noun.kinds.add(KINDS.get(feature["type"], "j"))
        noun.weight = max(noun.weight, weights.get(lemma, 1e-9))
        if feature["number"] == "جمع" and feature["type"] in ("اسم جامد", "معربة"):
            add_plural(noun, bare(lemma), bare(normalize.strip_case_ending(row["vowform"])), 1)


def drop_borrowed_plurals(nouns: dict[str, Noun]) -> None:
    """Remove plurals that are attested for another lemma, or are better known as a singular of their own."""
    owners: dict[str, list[Noun]] = defaultdict(list)
    singular: dict[str, float] = defaultdict(float)
    for lemma, noun in nouns.items():
        singular[bare(lemma)] = max(singular[bare(lemma)], noun.weight)
        for plural in noun.plurals:
            owners[plural].append(noun)
    nisbas = {bare(lemma) for lemma, noun in nouns.items() if noun.kinds == {"n"}}
    for noun in nouns.values():
        top = max(noun.plurals.values(), default=0)
        for plural, count in list(noun.plurals.items()):
            is_minor = count < 0.02 * top
            is_shared = count < top and any(other is not noun for other in owners[plural])
            is_singular = singular[plural] > max(noun.weight, 1e-7) or plural in nisbas or FA_IL.match(plural)
            if is_minor or is_shared or is_singular:
                del noun.plurals[plural]


def add_arramooz(nouns: dict[str, Noun]) -> None:
    """Add its broken plurals and feminines to lemmas of the same spelling, and its lemmas that are new."""
    path = Path(arramooz.arabicdictionary.__file__).parent / "data" / "arabicdictionary.sqlite"
    columns = "unvocalized, vocalized, wordtype, number, broken_plural, feminable"
    spelled: dict[str, list[Noun]] = defaultdict(list)
    for lemma, noun in nouns.items():
        spelled[bare(lemma)].append(noun)
    for entries in spelled.values():
        entries.sort(key=lambda noun: -noun.weight)
    singulars = {bare(lemma) for lemma, noun in nouns.items() if noun.weight > 1e-6}
    with sqlite3.connect(path) as base:
        for word, vowelled, kind, number, plurals, feminable in base.execute(f"select {columns} from nouns"):  # noqa: S608
            if "تكسير" in (number or "") or not ARABIC.fullmatch(word):
                continue
            is_agent = any(part in kind for part in ("فاعل", "مفعول", "صفة", "صيغة", "منسوب"))
            lemma = normalize.strip_case_ending(vowelled)
            entries = spelled[word] or [nouns[lemma]]
            spelled[word] = entries
            for noun in entries:
                if not noun.kinds:
                    noun.kinds.add(
                        "n"
                        if "منسوب" in kind
                        else "a"
                        if is_agent
                        else "m"
                        if "مصدر" in kind or ACTION.fullmatch(lemma)
                        else "j"
                    )
                    noun.weight = FREQUENCY.get(word, 0.0)
                noun.is_defective |= lemma.endswith("\u0650ي") and "n" not in noun.kinds
                if is_agent and feminable and "a" in noun.kinds:
                    noun.has_feminine = True
            if len(entries) == 1 or all("p" in noun.kinds for noun in entries[1:]):
                take_plurals(entries[0], plurals or "", word, singulars)


def take_plurals(noun: Noun, text: str, word: str, singulars: set[str]) -> None:
    """Add the plurals that arramooz lists, if they are printed and are no word of their own."""
    known = FREQUENCY.get(word, 0.0) + sum(FREQUENCY.get(plural, 0.0) for plural in noun.plurals)
    for part in re.split("[;؛,،]", re.sub(r"\(.*?\)", "", text)):
        plural = bare(re.sub("[^\u0621-\u0652]", "", part))
        if len(plural) < 4 or plural == word or plural in noun.plurals or FA_IL.match(plural):
            continue
        printed = FREQUENCY.get(plural, 0.0)
        is_new = printed > 1e-6 and printed < 3 * known and plural not in singulars
        if is_new or (not noun.plurals and printed > LEAST_FREQUENCY):
            noun.plurals[plural] = 1.0


def add_simplemma(nouns: dict[str, Noun], verb_forms: set[str]) -> None:
    """Add broken plurals of lemmas that have none: same root letters in order, not a regular ending."""
    spelled: dict[str, list[Noun]] = defaultdict(list)
    for lemma, noun in nouns.items():
        spelled[bare(lemma)].append(noun)
    for form, lemma in DefaultDictionaryFactory().get_dictionary("ar").items():
        plural, base = bare(form), bare(lemma)
        entries = spelled.get(base, [])
        if (
            len(entries) != 1
            or entries[0].plurals
            or not ARABIC.fullmatch(plural)
            or len(plural) < 4
            or plural in verb_forms
        ):
            continue
        if "j" in entries[0].kinds and is_broken(plural, base) and FREQUENCY.get(plural, 0) > 1e-6:
            entries[0].plurals[plural] = 1.0


def is_broken(plural: str, base: str) -> bool:
    """Return whether two spellings share their root letters but not their beginning and length."""
    weak = "اأإآويىةءئؤ"
    same = [c for c in plural if c not in weak] == [c for c in base if c not in weak]
    return (
        same
        and not FA_IL.match(plural)
        and not plural.startswith(base[:-1])
        and not plural.startswith(("ال", "ب" + base, "و" + base))
    )


def scale(value: float) -> int:
    """Return a frequency as ten times its Zipf value, 0 for what is rarer than one in a thousand million."""
    return max(0, round(10 * (math.log10(value) + 9))) if value > 0 else 0


def noun_lines(nouns: dict[str, Noun]) -> Iterable[str]:
    """Yield lemma, vowelled lemma, kinds, weight, flags, plurals."""
    for lemma, noun in sorted(nouns.items()):
        word = bare(lemma)
        if len(word) < 2 or not ARABIC.fullmatch(word):
            continue
        weight = max(noun.weight, 0.0)
        flags = ("f" if noun.has_feminine else "") + ("s" if noun.has_sound_plural else "")
        flags += ("t" if noun.has_plural_at else "") + ("d" if noun.is_defective else "")
        plurals = " ".join(sorted(noun.plurals, key=lambda p: (-noun.plurals[p], p))[:4])
        yield f"{word}\t{lemma}\t{''.join(sorted(noun.kinds))}\t{scale(weight)}\t{flags}\t{plurals}"


def verb_lines(verbs: dict[str, Verb]) -> Iterable[str]:
    """Yield lemma, vowelled lemma, weight, past forms, present forms, verbal nouns."""
    for lemma, verb in sorted(verbs.items()):
        verb.weight = verb.weight or sum(FREQUENCY.get(form, 0.0) for form in verb.present)
        if verb.past and verb.present and verb.weight:
            present = sorted(verb.present)
            past = sorted(f for f in verb.past if len(f) > 2 or f == bare(lemma))
            masdars = " ".join(sorted(verb.masdars))
            forms = f"{' '.join(past)}\t{' '.join(present)}"
            yield f"{bare(lemma)}\t{lemma}\t{scale(verb.weight)}\t{forms}\t{masdars}"


def share_lines() -> Iterable[str]:
    """Yield each folded spelling and a hundred times its Zipf value, the frequent first."""
    shares: dict[str, float] = defaultdict(float)
    for word, value in FREQUENCY.items():
        if value >= LEAST_FREQUENCY and ARABIC.fullmatch(word):
            shares[fold(word)] += value
    for word, value in sorted(shares.items(), key=lambda item: (-item[1], item[0])):
        yield f"{word}\t{round(100 * (math.log10(value) + 9))}"


def write(name: str, source: str, lines: Iterable[str]) -> None:
    """Write a table; its first line names the source and licence."""
    text = "".join(f"{line}\n" for line in (f"# Derived from {source} by tools/build_lexicon.py", *lines))
    with (
        (OUT / name).open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed,
    ):
        packed.write(text.encode())
    print(name, text.count("\n"), (OUT / name).stat().st_size)  # noqa: T201


if __name__ == "__main__":
    main()
