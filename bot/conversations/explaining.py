"""/help, and «لماذا؟» under an alert."""

from bot.conversations.model import Call, Reply, screen
from bot.markup import BLANK
from bot.model import Alert, Button
from bot.ports import MUTED
from bot.render import why_message

_LONGEST_ID = 18
_MOST_ALERTS = 500
_EXPLAINED = (
    "start",
    "list",
    "remove",
    "topics",
    "map",
    "history",
    "search",
    "share",
    "export",
    "settings",
    "editors",
    "cancel",
    "stop",
    "privacy",
    "forget",
)


# Examples that belong together.
_LANGUAGE = (
    ("language.word", "language.phrase"),
    ("language.or", "language.and", "language.not", "language.groups"),
    ("language.exact", "language.near", "language.begins", "language.wider"),
    ("language.headline", "language.source", "language.place"),
)


def show_help(call: Call) -> Reply:
    """Return what each command does."""
    texts, is_group = call.texts, call.subscriber.kind in ("group", "supergroup")
    lines = (
        texts.rich("help.title"),
        BLANK,
        texts.rich("help.add", example=texts.rich("start.example")),
        *(texts.rich(f"help.{name}") for name in _EXPLAINED if is_group or name != "editors"),
        BLANK,
        texts.rich("help.plain"),
    )
    return Reply(screen(texts, *lines, buttons=(language_row(call),)))


def greet(call: Call) -> Reply:
    """Return a greeting for that of the argument, and what can be said to the bot."""
    texts, key = call.texts, f"greet.{call.argument}"
    back = texts.rich(key if texts.has(key) else "greet.hello")
    topics = (Button(texts.t("command.topics"), "topics:0"),)
    return Reply(screen(texts, back, texts.rich("greet.what"), buttons=(topics,)))


def language_row(call: Call) -> tuple[Button, ...]:
    """Return the row that opens the explanation of the watchlist language."""
    return (Button(call.texts.t("language.button"), "language:"),)


def show_language(call: Call) -> Reply:
    """Return what can be written to be watched or searched for, an example a line."""
    texts = call.texts
    groups = (BLANK, *(line for group in _LANGUAGE for line in (*map(texts.rich, group), BLANK)))
    return Reply(screen(texts, texts.rich("language.title"), *groups[:-1]))


def why(call: Call) -> Reply:
    """Return the reason of the alert whose delivery id is the argument, if it went to this chat."""
    is_id = call.argument.isascii() and call.argument.isdecimal() and len(call.argument) <= _LONGEST_ID
    delivery = call.unit.outbox.get(int(call.argument)) if is_id else None
    if delivery is None or delivery.alert.chat_id != call.origin.chat_id:
        return Reply(toast=call.texts.t("why.gone"))
    return Reply(why_message(delivery, call.texts, _held_back(call, delivery.alert)), quotes_it=True)


def _held_back(call: Call, alert: Alert) -> int:
    """Return how many reports of the alert's incident brought its chat no message as nothing changed."""
    incident = call.unit.incidents.get(alert.incident_id)
    place = (alert.chat_id, alert.thread_id, alert.incident_id)
    # Of a story that the chat has muted changes are held back, too.
    if incident is None or call.unit.outbox.told([alert.incident_id]).get(place) == MUTED:
        return 0
    rows = call.unit.ledger.since(alert.chat_id, alert.thread_id, incident.first_at, _MOST_ALERTS)
    told = sum((row.alert.chat_id, row.alert.thread_id, row.alert.incident_id) == place for row in rows)
    return len(incident.reports) - told
