"""/privacy: what is stored of a chat. /forget: erase it, at once."""

from bot.conversations.model import Call, Reply, screen
from bot.markup import BLANK
from bot.model import Button, DraftKind

_KEPT = (
    "privacy.chat",
    "privacy.watchlists",
    "privacy.alerts",
    "privacy.questions",
    "privacy.editors",
    "privacy.nothing-else",
)


def privacy(call: Call) -> Reply:
    """Return what is stored of this chat and of nobody else, and how to erase it."""
    texts, is_group = call.texts, call.subscriber.kind in ("group", "supergroup")
    kept = (texts.rich(key) for key in _KEPT if is_group or key != "privacy.editors")
    lines = (texts.rich("privacy.title"), BLANK, *kept, BLANK)
    return Reply(screen(texts, *lines, texts.rich("privacy.erase")))


def forget(call: Call) -> Reply:
    """Ask whether to erase everything of the chat."""
    texts, owned = call.texts, call.ask(DraftKind.FORGET, "")
    row = (Button(texts.t("forget.yes"), f"forget:{owned}"), Button(texts.t("forget.no"), f"no:{owned}"))
    return Reply(screen(texts, texts.rich("forget.ask"), buttons=(row,)))


def forget_confirmed(call: Call) -> Reply:
    """Erase everything of the chat; the answer is the last it hears, unless it writes again."""
    call.unit.chats.erase(call.origin.chat_id)
    return Reply(screen(call.texts, call.texts.rich("forget.done")), in_place=True)


def forget_refused(call: Call) -> Reply:
    """Leave everything as it is."""
    return Reply(screen(call.texts, call.texts.rich("forget.kept")), in_place=True)
