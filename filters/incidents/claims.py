"""What an entry adds to its incident: claims, what is news in them, and how sure the incident is now."""

from collections.abc import Iterable, Sequence

from feeds.model import Entry
from filters.incidents.likeness import overlap
from filters.incidents.nearness import VOICES
from filters.model import Actuality, Analysis, Change, Claim, Evidence, Incident, Qualifier, Report, Status

_OFFICIALS = ("official-voice", "army", "force")
_ECHO = 0.75
_ECHO_TERMS = 15
_BIG = frozenset((
    "first-casualties", "first-deaths", "figure-doubled", "official", "denial", "responsibility", "arrest",
    "second-strike",
))  # fmt: skip
_HARM = ("killed", "injured")


def claims_of(entry: Entry, analysis: Analysis) -> tuple[Claim, ...]:
    """Return the entry's figures as claims, and one of a kind of `VOICES` for each such voice."""
    if analysis.actuality not in (Actuality.NEW, Actuality.DENIAL):
        return ()
    figures = [
        Claim(q.kind, q.count, q.qualifier, entry.source, q.source, entry.at)
        for q in (*analysis.weapons, *analysis.killed, *analysis.injured)
    ]
    voices = [
        Claim(e.rule, None, Qualifier.EXACT, entry.source, _cited(e, analysis), entry.at)
        for e in analysis.evidence
        if e.rule in VOICES
    ]
    if analysis.actuality is Actuality.DENIAL:
        voices = [voice for voice in voices if voice.kind == "denial"]
    return tuple(dict.fromkeys([*figures, *voices]))


def _cited(voice: Evidence, analysis: Analysis) -> str | None:
    """Return whose voice it is, as printed: who confirms or denies, which group claims; None if not named."""
    if voice.rule == "responsibility":
        return _named(analysis, ("armed-group",))
    if voice.rule == "denial":
        confirmed = next((e.span.text for e in analysis.evidence if e.rule == "official" and e.span), None)
        return confirmed or _named(analysis, _OFFICIALS)
    return voice.span.text if voice.span else None


def _named(analysis: Analysis, types: Sequence[str]) -> str | None:
    return next((mention.span.text for mention in analysis.mentions if mention.type in types), None)


def fresh_claims(known: Sequence[Claim], new: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return those of `new` that nobody of the same outlet and source has made before.

    That there were rockets, told by nobody and without a number, is no claim where rockets are known.
    """
    made = {_identity(claim) for claim in known}
    kinds = {claim.kind for claim in known}
    fresh = [claim for claim in new if _identity(claim) not in made]
    return tuple(claim for claim in fresh if not (_is_bare(claim) and claim.kind in kinds))


def _is_bare(claim: Claim) -> bool:
    is_figure = claim.kind not in VOICES
    says_nothing = claim.count is None and claim.qualifier in (Qualifier.EXACT, Qualifier.SEVERAL)
    return is_figure and says_nothing and claim.cited is None


def _identity(claim: Claim) -> tuple[str, int | None, Qualifier, str, str | None]:
    return claim.kind, claim.count, claim.qualifier, claim.outlet, claim.cited


def is_echo(report: Report, reports: Sequence[Report]) -> bool:
    """Tell whether the report prints the text of an earlier one: one voice, not two."""
    return any(
        len(report.terms) >= _ECHO_TERMS and overlap(report.terms, other.terms) >= _ECHO for other in reports
    )


def voices(reports: Sequence[Report]) -> int:
    """Return how many outlets report independently: echoes of a text count once, feeds of one outlet too."""
    heard: list[Report] = []
    for report in reports:
        if (
            not report.is_follow_up
            and all(report.outlet != other.outlet for other in heard)
            and not is_echo(report, heard)
        ):
            heard.append(report)
    return len(heard)


def news_of(incident: Incident, report: Report, added: Sequence[Claim], *, is_again: bool) -> tuple[str, ...]:
    """Return stable names of what the report changes: big ones first, nothing if it only repeats."""
    news = [name for name, holds in _questions(incident, added) if holds]
    if is_again:
        news.append("second-strike")
    if any(claim.kind not in VOICES and _is_new_figure(incident.claims, claim) for claim in added):
        news.append("new-figure")
    if report.outlet not in incident.outlets and not is_echo(report, incident.reports):
        news.append("new-outlet")
    return tuple(news)


def change_of(news: Sequence[str]) -> Change:
    """Return how much these news are worth."""
    if not news:
        return Change.NOTHING
    return Change.BIG if _BIG.intersection(news) else Change.SMALL


def _questions(incident: Incident, added: Sequence[Claim]) -> Iterable[tuple[str, bool]]:
    known = {claim.kind for claim in incident.claims}
    yield "first-casualties", _has_harm(added) and not _has_harm(incident.claims)
    yield "first-deaths", _has_harm(incident.claims) and _kills(added) and not _kills(incident.claims)
    yield "figure-doubled", any(_is_doubled(incident.claims, claim) for claim in added)
    for voice in VOICES:
        yield voice, voice not in known and any(claim.kind == voice for claim in added)


def _has_harm(claims: Sequence[Claim]) -> bool:
    return any(claim.kind in _HARM and bool(claim.count) for claim in claims)


def _kills(claims: Sequence[Claim]) -> bool:
    return any(claim.kind == "killed" and bool(claim.count) for claim in claims)


def _is_doubled(known: Sequence[Claim], claim: Claim) -> bool:
    before = max((c.count or 0 for c in known if c.kind == claim.kind), default=0)
    return bool(claim.count) and before > 0 and (claim.count or 0) >= 2 * before


def _is_new_figure(known: Sequence[Claim], claim: Claim) -> bool:
    if claim.count is None:
        return all(c.kind != claim.kind for c in known)
    return all((c.kind, c.count) != (claim.kind, claim.count) for c in known)


def status_of(reports: Sequence[Report], claims: Sequence[Claim]) -> Status:
    """Return how sure the incident is: a denial beside other voices is a conflict, alone it stands."""
    kinds = {claim.kind for claim in claims}
    denied = {claim.outlet for claim in claims if claim.kind == "denial"}
    if denied:
        others = {report.outlet for report in reports if not report.is_follow_up} - denied
        return Status.CONFLICTING if others else Status.DENIED
    if "official" in kinds:
        return Status.OFFICIAL
    return Status.MULTI_SOURCE if voices(reports) > 1 else Status.INITIAL
