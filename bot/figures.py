"""What the reports of an incident count, source by source, as lines of a message."""

from collections.abc import Iterable, Sequence

from bot.i18n import Texts
from bot.markup import Rich, foreign, joined, plain
from filters.model import Claim, Qualifier

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
    voices = _voices(_latest(claims))
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


def _voices(claims: Iterable[Claim]) -> dict[Figure, list[str]]:
    """Return who states each figure: the cited voice first, then the outlets that publish it."""
    voices: dict[Figure, list[str]] = {}
    for claim in claims:
        qualifier = Qualifier.NONE_REPORTED if claim.count == 0 else claim.qualifier
        count = None if qualifier is Qualifier.NONE_REPORTED else claim.count
        said = voices.setdefault((claim.kind, count, qualifier), [])
        said.extend(name for name in (claim.cited, claim.outlet) if name and name not in said)
    return voices


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
