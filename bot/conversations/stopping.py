"""/stop: no more alerts, and the watchlists are kept for /start."""

from dataclasses import replace

from bot.conversations.model import Call, Reply, screen
from bot.i18n import Texts
from bot.markup import Rich
from bot.model import Button, ChatState, DraftKind, Subscriber


def stop(call: Call) -> Reply:
    """Ask whether to stop the alerts."""
    texts, owned = call.texts, call.ask(DraftKind.STOP, "")
    row = (Button(texts.t("stop.yes"), f"halt:{owned}"), Button(texts.t("stop.no"), f"no:{owned}"))
    return Reply(screen(texts, texts.rich("stop.ask"), buttons=(row,)))


def stop_confirmed(call: Call) -> Reply:
    """Stop the alerts, those that wait included."""
    call.unit.chats.put(replace(call.subscriber, state=ChatState.STOPPED))
    call.unit.outbox.drop_chat(call.origin.chat_id, ChatState.STOPPED.value)
    return Reply(screen(call.texts, call.texts.rich("stop.done")), in_place=True)


def stopped_note(chat: Subscriber, texts: Texts) -> Rich:
    """Return that alerts are stopped and how they are resumed; nothing for a chat that gets them."""
    return texts.rich("stop.note") if chat.state is ChatState.STOPPED else ()
