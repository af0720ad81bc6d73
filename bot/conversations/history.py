"""/history: what this chat was told lately, what it was not, and why."""

from bot.conversations.model import Call, Reply, screen
from bot.i18n import Texts
from bot.locating import MAP
from bot.markup import BLANK, Rich, foreign, joined, marked, plain, shortened
from bot.model import QUIET, ChatState, Delivery, DeliveryState
from bot.render import reference
from bot.review import PICTURE, REVIEW

_SHOWN = 12
_LIMIT_TITLE = 80
_CHAT_STATES = frozenset(state.value for state in ChatState)
_NAMED = {REVIEW: "history.review", PICTURE: "history.review", MAP: "history.map"}
_MARKS = {"sent": "✓", "digest": "✓", "waiting": "…", "held": "🌙"}


def history(call: Call) -> Reply:
    """Return the chat's latest alerts, the newest first, each with what became of it."""
    texts = call.texts
    rows = call.unit.ledger.of_chat(call.origin.chat_id, _SHOWN)
    if not rows:
        return Reply(screen(texts, texts.rich("history.empty")))
    return Reply(screen(texts, texts.rich("history.title"), BLANK, *(_line(row, call) for row in rows)))


def fate(row: Delivery) -> str:
    """Return what became of the alert, as a word that the catalogues know.

    `sent`, `digest`, `waiting`, `held` (for the end of the quiet hours, or the review), `expired`,
    `superseded`, `muted`, `unreachable` (the chat took no messages) or `failed`.
    """
    if row.state is DeliveryState.SENT:
        return "digest" if row.error == "digest" else "sent"
    if row.state is not DeliveryState.DEAD:
        return "held" if row.error == QUIET else "waiting"
    if row.error in ("expired", "superseded", "muted"):
        return row.error
    return "unreachable" if row.error in _CHAT_STATES else "failed"


def _line(row: Delivery, call: Call) -> Rich:
    content, texts = row.alert.content, call.texts
    title = shortened(marked(content.title, (), href=content.url), _LIMIT_TITLE)
    named = _NAMED.get(row.alert.reason.decision)
    title = texts.rich(named) if named else title
    when = plain(texts.when(row.alert.created_at, call.now))
    told = joined((when, _fate(row, texts), foreign(reference(row.alert.incident_id))), " · ")
    return (*plain(f"{_MARKS.get(fate(row), '✗')} "), *joined((title, told), " — "))


def _fate(row: Delivery, texts: Texts) -> Rich:
    return texts.rich(f"history.{fate(row)}")
