"""Who begins to follow a topic is told at once what of it is under way."""

from collections.abc import Iterator
from datetime import timedelta

from bot.conversations.model import Call
from bot.model import Alert
from bot.routing import route
from filters.analysis import analyse
from filters.model import Assignment, Change, Incident, Watchlist
from filters.watchlists import WatchlistIndex

# Older news is found by looking back; it would not be an alert.
_UNDER_WAY = timedelta(hours=12)
_MOST = 3
_MOST_REPORTS = 8


def catch_up(call: Call, watchlist: Watchlist) -> int:
    """Queue a first alert of each incident under way that belongs to the topic; return how many.

    At most three, the latest; those that the chat was told of are passed over. From then on
    they change like any other message about their incident.
    """
    recent = call.unit.incidents.open(call.now - _UNDER_WAY)
    own = [incident for incident in recent if watchlist.query in incident.topics]
    queued = 0
    for incident in sorted(own, key=lambda incident: incident.last_at, reverse=True):
        if queued == _MOST:
            break
        queued += call.unit.outbox.add(tuple(_first_alert(call, watchlist, incident)))
    return queued


def _first_alert(call: Call, watchlist: Watchlist, incident: Incident) -> Iterator[Alert]:
    told = call.unit.outbox.told([incident.id])
    if (watchlist.chat_id, watchlist.thread_id, incident.id) in told:
        return
    index = WatchlistIndex([watchlist])
    for report in incident.reports[: -_MOST_REPORTS - 1 : -1]:
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
