"""Where it was, on a map: on request, or below each first alert in a chat that wants that."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.i18n import Texts
from bot.markup import directed, plain
from bot.model import AlertKind, Content, Delivery, Drawing, Mark, Message, Priority
from bot.ports import Unit
from bot.telegram_html import to_html
from filters.gazetteer import coordinates, place_label
from filters.model import Event

MAP = "map"
_KEPT_FOR = timedelta(hours=1)


def queue_map(unit: Unit, told: Delivery, now: datetime) -> None:
    """Queue the map of a first alert that was sent, if its chat wants maps and the place is known.

    A second call queues nothing. The revision is the alert's with a minus: no news, and nobody else's.
    """
    alert = told.alert
    chat = unit.chats.get(alert.chat_id)
    if chat is None or not chat.maps or alert.kind is not AlertKind.NEW or not _is_placed(alert.content):
        return
    wanted = replace(
        alert,
        revision=-alert.revision,
        kind=AlertKind.REPLY,
        priority=Priority.UPDATE,
        reason=replace(alert.reason, decision=MAP),
        created_at=now,
        expires_at=now + _KEPT_FOR,
    )
    unit.outbox.add([wanted])


def _is_placed(content: Content) -> bool:
    is_event = content.event not in (Event.STATEMENT, Event.NONE)
    return is_event and content.notice is None and coordinates(content.place) is not None


def map_message(content: Content, texts: Texts) -> Message:
    """Return the map of the place of `content`, which must have coordinates; it makes no sound."""
    label = place_label(content.place, texts.language)
    title = texts.t("where.title", place=plain(label))
    drawing = Drawing(title, texts.language, (Mark(content.place, label),))
    caption = to_html(directed((texts.rich("where.caption", place=plain(label)),), texts.language))
    return Message(caption, silent=True, drawing=drawing)
