"""Who begins to follow is told what is under way: of a topic at once, of words when they wish it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.archive import Found, Look
from bot.conversations.model import Call, Reply, number_of, screen
from bot.conversations.phrasing import shown
from bot.markup import Rich, text_of
from bot.model import Alert, Button, ChatState
from bot.routing import route
from filters.analysis import analyse
from filters.model import Assignment, Change, Incident, Report, Watchlist
from filters.watchlists import WatchlistIndex

# Older news is found by looking back; it would not be an alert.
UNDER_WAY = timedelta(hours=12)
_MOST = 3
_MOST_REPORTS = 8
_KEEP = 200


def catch_up(call: Call, watchlist: Watchlist) -> int:
    """Queue a first alert of each incident under way that belongs to the topic; return how many.

    At most three, the latest; those that the chat was told of are passed over. From then on
    they change like any other message about their incident.
    """
    recent = call.unit.incidents.open(call.now - UNDER_WAY)
    own = [incident for incident in recent if watchlist.query in incident.topics]
    return _tell(call, watchlist, ((one, one.reports[: -_MOST_REPORTS - 1 : -1]) for one in _latest(own)))


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
    """Yield the incidents under way that were found, each with those of its reports, the latest first."""
    uids = {match.entry.uid for match in found.matches}
    for incident in _latest(call.unit.incidents.open(call.now - UNDER_WAY)):
        reports = tuple(report for report in reversed(incident.reports) if report.entry_uid in uids)
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
    call: Call, watchlist: Watchlist, incident: Incident, reports: Iterable[Report]
) -> Iterator[Alert]:
    told = call.unit.outbox.told([incident.id])
    if (watchlist.chat_id, watchlist.thread_id, incident.id) in told:
        return
    index = WatchlistIndex([watchlist])
    for report in reports:
        entry = call.unit.entries.get(report.entry_uid)
        analysis = analyse(entry) if entry else None
        matches = index.match(entry, analysis) if entry else ()
        if entry and analysis and matches:
            yield from route(
                Assignment(incident, Change.OPENED, ""),
                entry,
                analysis,
                matches,
                {watchlist.id: watchlist},
                {watchlist.chat_id: call.subscriber},
                told,
                call.now,
            )
            return
