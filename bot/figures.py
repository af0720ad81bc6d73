"""What the reports of an incident count, source by source, as lines of a message."""

from collections.abc import Collection, Iterable, Sequence

from bot.i18n import Texts
from bot.markup import Rich, foreign, joined, plain
from filters.arabic import tokenise
from filters.model import Claim, Qualifier
from filters.wordlists import word_list

_NAMELESS = word_list("nameless-statement")
_CASUALTIES = ("killed", "injured")
_UNCOUNTED = (Qualifier.NONE_REPORTED, Qualifier.SEVERAL, Qualifier.TENS)
_LIMIT_FIGURES = 3
_LIMIT_VOICES = 3

Figure = tuple[str, int | None, Qualifier]


def figure_lines(claims: Sequence[Claim], texts: Texts) -> tuple[Rich, ...]:
    """Return a line per weapon and one for the casualties: «الصواريخ: 4 (…) · 2 (…)».

    Of one voice only its latest figure counts; figures are never averaged, and stand in the
    order in which they were first stated.
    """
    officials = {claim.cited for claim in claims if claim.kind == "official" and claim.cited}
    voices = _voices(_latest(claims), officials)
    weapons = dict.fromkeys(_label(figure[0], texts) for figure in voices if figure[0] not in _CASUALTIES)
    lines = [
        _line(
            label,
            _telling([f for f in voices if f[0] not in _CASUALTIES and _label(f[0], texts) == label]),
            voices,
            texts,
        )
        for label in weapons
    ]
    harmed = _told_once([figure for figure in voices if figure[0] in _CASUALTIES], voices)
    casualties = [f for kind in _CASUALTIES for f in _telling([one for one in harmed if one[0] == kind])]
    lines.append(_line(texts.t("alert.casualties"), casualties, voices, texts))
    return tuple(line for line in lines if line)


def _latest(claims: Sequence[Claim]) -> list[Claim]:
    latest: dict[tuple[str, str, str | None], Claim] = {}
    for claim in claims:
        if claim.count is not None or claim.qualifier is not Qualifier.EXACT:
            latest[claim.kind, claim.outlet, claim.cited] = claim
    return list(latest.values())


def _voices(claims: Sequence[Claim], officials: Collection[str]) -> dict[Figure, list[str]]:
    """Return who states each figure, each voice once: those who are cited, then outlets that cite nobody."""
    stated: dict[Figure, list[Claim]] = {}
    for claim in claims:
        stated.setdefault(_figure_of(claim), []).append(claim)
    names_of = {figure: _speakers(said, officials) for figure, said in stated.items()}
    return {
        figure: [
            name for speaker in names_of[figure] for name in (speaker, *_told_apart(figure, speaker, stated))
        ]
        for figure in stated
    }


def _figure_of(claim: Claim) -> Figure:
    qualifier = Qualifier.NONE_REPORTED if claim.count == 0 else claim.qualifier
    return claim.kind, None if qualifier is Qualifier.NONE_REPORTED else claim.count, qualifier


def _speakers(said: Sequence[Claim], officials: Collection[str]) -> list[str]:
    """Return whose word one figure is; «an official statement» is no second voice beside whose it is."""
    cited = list(dict.fromkeys(claim.cited for claim in said if claim.cited))
    named = [name for name in cited if not _is_nameless(name)]
    speakers = named if any(name in officials for name in named) else cited
    return list(dict.fromkeys((*speakers, *(claim.outlet for claim in said if not claim.cited))))


def _is_nameless(cited: str) -> bool:
    return all(token.folded in _NAMELESS for token in tokenise(cited))


def _told_apart(figure: Figure, speaker: str, stated: dict[Figure, list[Claim]]) -> list[str]:
    """Return which outlet cites the speaker, where the same words stand behind other figures of the kind."""
    outlets = {
        other: [claim.outlet for claim in said if claim.cited == speaker]
        for other, said in stated.items()
        if other[0] == figure[0]
    }
    is_behind_several = sum(map(bool, outlets.values())) > 1
    return outlets[figure][:1] if is_behind_several else []


def _telling(figures: list[Figure]) -> list[Figure]:
    """Return the few figures that tell most, in their order: the lowest, the highest and the latest."""
    if len(figures) <= _LIMIT_FIGURES:
        return figures
    lowest = min(figures, key=lambda figure: figure[1] or 0)
    highest = max(figures, key=lambda figure: figure[1] or 0)
    return [figure for figure in figures if figure in (lowest, highest, figures[-1])]


def _told_once(figures: list[Figure], voices: dict[Figure, list[str]]) -> list[Figure]:
    """Return the figures without a «no deaths» that the same voices' «no casualties» already says."""
    unhurt = voices.get(("injured", None, Qualifier.NONE_REPORTED))
    return [f for f in figures if f != ("killed", None, Qualifier.NONE_REPORTED) or voices[f] != unhurt]


def _line(label: str, figures: Iterable[Figure], voices: dict[Figure, list[str]], texts: Texts) -> Rich:
    told = [_figure(figure, voices[figure], texts) for figure in figures]
    return texts.rich("alert.figures", label=plain(label), figures=joined(told, " · ")) if told else ()


def _figure(figure: Figure, voices: list[str], texts: Texts) -> Rich:
    return texts.rich(
        "figure.voiced", figure=_count(figure, texts), voices=names(voices, _LIMIT_VOICES, texts)
    )


def names(voices: Sequence[str], limit: int, texts: Texts) -> Rich:
    """Return the first `limit` names, each isolated, and how many more there are."""
    listed = joined([foreign(voice) for voice in voices[:limit]], texts.t("alert.comma"))
    rest = len(voices) - limit
    return (*listed, *texts.n_("alert.more", rest)) if rest > 0 else listed


def _count(figure: Figure, texts: Texts) -> Rich:
    kind, count, qualifier = figure
    group = kind if kind in _CASUALTIES else "weapon"
    if count is None:
        return texts.rich(
            f"{group}.{qualifier.value if qualifier in _UNCOUNTED else Qualifier.SEVERAL.value}"
        )
    if kind in _CASUALTIES:
        number = texts.n_(f"{kind}.{'about' if qualifier is Qualifier.ABOUT else 'count'}", count)
    else:
        number = plain(texts.number(count))
        number = texts.rich("figure.about", figure=number) if qualifier is Qualifier.ABOUT else number
    return texts.rich("figure.at_least", figure=number) if qualifier is Qualifier.AT_LEAST else number


def _label(kind: str, texts: Texts) -> str:
    return texts.t(f"weapon.{kind}" if texts.has(f"weapon.{kind}") else "weapon.other")
