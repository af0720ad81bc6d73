"""Who begins to follow is told what is under way: of a topic at once, of words when they wish it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from bot.archive import Found, Look
from bot.conversations.model import Call, Reply, number_of, screen
from bot.conversations.phrasing import shown
from bot.markup import Rich, text_of
from bot.model import Alert, Button, ChatState, Headline
from bot.routing import route
from feeds.model import Entry
from filters.analysis import analyse
from filters.incidents.claims import is_echo
from filters.model import Actuality, Analysis, Assignment, Change, Incident, Match, Report, Watchlist
from filters.watchlists import WatchlistIndex

# Older news is found by looking back; it would not be an alert.
UNDER_WAY = timedelta(hours=12)
_MOST = 3
# Of a long story: how many reports are asked for one that tells the event, from its beginning and its end.
_MOST_EARLY, _MOST_LATE = 6, 2
_KEEP = 200


def catch_up(call: Call, watchlist: Watchlist) -> int:
    """Queue a first alert of each incident under way that belongs to the topic; return how many.

    At most three, the latest; those that the chat was told of are passed over. Each tells the event
    as the earliest report does, then names the newest. From then on they change like any other
    message about their incident.
    """
    recent = call.unit.incidents.open(call.now - UNDER_WAY)
    own = [incident for incident in recent if watchlist.query in incident.topics]
    return _tell(call, watchlist, ((one, one.reports) for one in _latest(own)))


def catch_up_button(call: Call, watchlist: Watchlist) -> tuple[tuple[Button, ...], ...]:
    """Return the row under a watchlist that was just saved; none for a chat that wants no alerts."""
    if watchlist.kind == "topic" or call.subscriber.state is not ChatState.ACTIVE:
        return ()
    return ((Button(call.texts.t("catch.button"), f"catch:{watchlist.id}"),),)


def catch_up_pressed(call: Call) -> Reply:
    """Queue what of the last hours the watchlist of the argument finds, as if it had been there."""
    wanted, texts = number_of(call.argument), call.texts
    watchlist = None if wanted is None else call.unit.watchlists.get(call.origin.chat_id, wanted)
    if watchlist is None or watchlist.kind != "keywords":
        return Reply(toast=texts.t("remove.gone"))
    if call.given.found is None:
        return Reply(look=Look(watchlist.query, call.now - UNDER_WAY, keep=_KEEP))
    queued = _tell(call, watchlist, _matched(call, call.given.found))
    said: Rich = texts.n_("catch.done", queued) if queued else texts.rich("catch.none")
    buttons = ((Button(texts.t("command.list"), "list:0"),),)
    lines = (texts.rich("add.done", query=shown(watchlist.name)), said)
    return Reply(screen(texts, *lines, buttons=buttons), toast=text_of(said), in_place=True)


def _matched(call: Call, found: Found) -> Iterator[tuple[Incident, tuple[Report, ...]]]:
    """Yield the incidents under way that were found, each with those of its reports."""
    uids = {match.entry.uid for match in found.matches}
    for incident in _latest(call.unit.incidents.open(call.now - UNDER_WAY)):
        reports = tuple(report for report in incident.reports if report.entry_uid in uids)
        if reports:
            yield incident, reports


def _latest(incidents: Iterable[Incident]) -> list[Incident]:
    return sorted(incidents, key=lambda incident: incident.last_at, reverse=True)


def _tell(call: Call, watchlist: Watchlist, stories: Iterable[tuple[Incident, tuple[Report, ...]]]) -> int:
    queued = 0
    for incident, reports in stories:
        if queued == _MOST:
            break
        queued += call.unit.outbox.add(tuple(_first_alert(call, watchlist, incident, reports)))
    return queued


def _first_alert(
    call: Call, watchlist: Watchlist, incident: Incident, reports: Sequence[Report]
) -> Iterator[Alert]:
    told = call.unit.outbox.told([incident.id])
    if (watchlist.chat_id, watchlist.thread_id, incident.id) in told:
        return
    story = _story_of(
        incident, _matching(call, watchlist, (*reports[:_MOST_EARLY], *reports[_MOST_EARLY:][-_MOST_LATE:]))
    )
    if story is None:
        return
    for alert in route(
        Assignment(incident, Change.OPENED, ""),
        story.entry,
        story.analysis,
        story.matches,
        {watchlist.id: watchlist},
        {watchlist.chat_id: call.subscriber},
        told,
        call.now,
    ):
        yield replace(alert, content=replace(alert.content, latest=_newest(incident, story.entry)))


@dataclass(frozen=True, slots=True)
class _Story:
    """A report that the watchlist finds."""

    entry: Entry
    analysis: Analysis
    matches: tuple[Match, ...]


def _matching(call: Call, watchlist: Watchlist, reports: Iterable[Report]) -> Iterator[_Story]:
    index = WatchlistIndex([watchlist])
    for report in reports:
        entry = call.unit.entries.get(report.entry_uid)
        analysis = analyse(entry) if entry else None
        matches = index.match(entry, analysis) if entry else ()
        if entry and analysis and matches:
            yield _Story(entry, analysis, tuple(matches))


def _story_of(incident: Incident, stories: Iterator[_Story]) -> _Story | None:
    """Return the first that tells the event itself: a headline of the inquiry would tell of no attack."""
    first = next(stories, None)
    told = chain((first,) if first else (), stories)
    is_event = (
        s for s in told if s.analysis.event is incident.event and s.analysis.actuality is Actuality.NEW
    )
    return next(is_event, first)


def _newest(incident: Incident, told: Entry) -> Headline | None:
    """Return the newest report, None if it is the one that is told or prints the same text."""
    reports = [report for report in incident.reports if not report.is_follow_up]
    newest = max(reports, key=lambda report: report.at, default=None)
    own = [report for report in reports if report.entry_uid == told.uid]
    if newest is None or newest in own or newest.title == told.title or is_echo(newest, own):
        return None
    return Headline(newest.title, newest.url, newest.at)
