"""Which chats are told of what an entry did to an incident, as what kind of message, and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Alert, AlertKind, ChatState, Content, Priority, Reason, Subscriber
from feeds.model import Entry
from filters.analysis.summary import key_sentence
from filters.model import Actuality, Analysis, Assignment, Change, Event, Hit, Match, Volume, Watchlist

EXPIRES_AFTER = timedelta(hours=6)
_BREAKING = frozenset({Event.ATTACK, Event.EXPLOSION, Event.ALERT})
_DECISIONS = {AlertKind.NEW: "first-report", AlertKind.EDIT: "small-change", AlertKind.REPLY: "big-change"}

_LOUDEST: tuple[Volume, ...] = ("urgent", "normal", "silent", "digest")

Place = tuple[int, int]


def route(  # noqa: PLR0917  # eight values, each of its own type
    assignment: Assignment,
    entry: Entry,
    analysis: Analysis,
    matches: Sequence[Match],
    watchlists: Mapping[int, Watchlist],
    subscribers: Mapping[int, Subscriber],
    told: Mapping[tuple[int, int, str], int],
    now: datetime,
) -> tuple[Alert, ...]:
    """Return one alert for each chat and thread to be told, in order of chat and thread.

    `watchlists` holds those of every chat concerned, by id; `subscribers` the chats that accept
    messages; `told` the highest revision of the incident queued to each (chat, thread, incident).
    Who was not told yet and has a match gets a new message; who was told gets an edit for a
    small change, a reply for a big one, whether or not this entry matched, as long as the
    chat still has a watchlist there that is neither paused nor muted.
    """
    hits = _hits(matches, watchlists, now)
    revisions = {
        (chat, thread): told[chat, thread, i] for chat, thread, i in told if i == assignment.incident.id
    }
    followers = _followers(revisions.keys() - hits.keys(), watchlists.values(), now)
    news = _News(assignment, entry, analysis, now)
    # Many chats follow the same words: they share one content.
    contents: dict[tuple[Hit, ...], Content] = {}
    alerts = []
    for place in sorted({*hits, *followers}):
        kind = _kind(place in revisions, revisions.get(place, 0), assignment)
        is_heard = place[0] in subscribers and subscribers[place[0]].state is ChatState.ACTIVE
        if kind is not None and is_heard:
            cause = hits.get(place) or _Cause(_topic_lists(followers[place], assignment), ())
            content = contents.get(cause.hits) or contents.setdefault(cause.hits, _content(news, cause.hits))
            alerts.append(_alert(place, kind, cause, news, content))
    return tuple(alerts)


@dataclass(frozen=True, slots=True)
class _News:
    """An entry, what was found in it, and what it did to its incident."""

    assignment: Assignment
    entry: Entry
    analysis: Analysis
    now: datetime


@dataclass(frozen=True, slots=True)
class _Cause:
    """The watchlists of one chat and thread that an entry concerns, with their hits."""

    watchlists: tuple[Watchlist, ...]
    hits: tuple[Hit, ...]

    @property
    def volume(self) -> Volume:
        """Return that of the loudest watchlist; normal without one."""
        return min((watchlist.volume for watchlist in self.watchlists), key=_LOUDEST.index, default="normal")


def _hits(
    matches: Iterable[Match], watchlists: Mapping[int, Watchlist], now: datetime
) -> dict[Place, _Cause]:
    causes: dict[Place, _Cause] = {}
    for match in sorted(matches, key=lambda match: match.watchlist_id):
        watchlist = watchlists.get(match.watchlist_id)
        if watchlist is None or not watchlist.is_heard(now):
            continue
        place = (watchlist.chat_id, watchlist.thread_id)
        known = causes.get(place, _Cause((), ()))
        causes[place] = _Cause(
            (*known.watchlists, watchlist), tuple(dict.fromkeys((*known.hits, *match.hits)))
        )
    return causes


def _followers(
    places: Collection[Place], watchlists: Iterable[Watchlist], now: datetime
) -> dict[Place, list[Watchlist]]:
    """Return those of `places` that still have a watchlist that is heard, with them all."""
    followers: dict[Place, list[Watchlist]] = {}
    for watchlist in watchlists if places else ():
        place = (watchlist.chat_id, watchlist.thread_id)
        if place in places and watchlist.is_heard(now):
            followers.setdefault(place, []).append(watchlist)
    return followers


def _topic_lists(watchlists: Iterable[Watchlist], assignment: Assignment) -> tuple[Watchlist, ...]:
    topics = assignment.incident.topics
    return tuple(w for w in watchlists if w.kind == "topic" and w.query in topics)


def _kind(is_told: bool, revision: int, assignment: Assignment) -> AlertKind | None:
    """Return how the chat is told; None if it knows this revision, or nothing changed."""
    if not is_told:
        return AlertKind.NEW
    if revision >= assignment.incident.revision:
        return None
    return {Change.SMALL: AlertKind.EDIT, Change.BIG: AlertKind.REPLY}.get(assignment.change)


def _alert(place: Place, kind: AlertKind, cause: _Cause, news: _News, content: Content) -> Alert:
    incident = news.assignment.incident
    return Alert(
        chat_id=place[0],
        thread_id=place[1],
        incident_id=incident.id,
        revision=incident.revision,
        kind=kind,
        priority=_priority(kind, incident.event, cause, news.analysis),
        content=content,
        reason=_reason(kind, cause, news),
        created_at=news.now,
        expires_at=news.now + EXPIRES_AFTER,
    )


def _priority(kind: AlertKind, event: Event, cause: _Cause, analysis: Analysis) -> Priority:
    if kind is AlertKind.EDIT:
        return Priority.UPDATE
    if cause.volume == "digest":
        return Priority.DIGEST
    is_breaking = event in _BREAKING and analysis.actuality in (Actuality.NEW, Actuality.DENIAL)
    return Priority.BREAKING if is_breaking else Priority.NORMAL


def _content(news: _News, hits: Sequence[Hit]) -> Content:
    entry, incident = news.entry, news.assignment.incident
    sentence, bold = key_sentence(entry, hits, news.analysis)
    return Content(
        event=incident.event,
        place=incident.place,
        status=incident.status,
        title=entry.title,
        source=entry.source,
        url=entry.url,
        at=entry.at,
        sentence=sentence,
        bold=bold,
        title_bold=tuple((hit.span.start, hit.span.end) for hit in hits if hit.span.field == "title"),
        claims=incident.claims,
        outlets=incident.outlets,
        news=news.assignment.news,
        first_at=incident.first_at,
    )


def _reason(kind: AlertKind, cause: _Cause, news: _News) -> Reason:
    return Reason(
        decision=_DECISIONS[kind],
        watchlist_ids=tuple(watchlist.id for watchlist in cause.watchlists),
        names=tuple(w.query if w.kind == "topic" else w.name for w in cause.watchlists),
        hits=tuple(cause.hits),
        evidence=news.analysis.evidence,
        assignment=news.assignment.reason,
        score=news.assignment.score,
        volume=cause.volume,
    )
