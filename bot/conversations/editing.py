"""/editors: whom the admins of a group let see to its watchlists. Only their numbers are stored."""

from collections.abc import Mapping
from dataclasses import replace

from bot.conversations.model import Call, Person, Reply, number_of, screen
from bot.markup import BLANK, Rich, foreign, joined, plain, shortened
from bot.model import Button, Message

MOST_EDITORS = 20
_LIMIT_LABEL = 24
_LIMIT_NAME = 48


def editors(call: Call) -> Reply:
    """Return the editors of the group; as a reply to somebody's message, make that person one."""
    if call.subscriber.kind not in ("group", "supergroup"):
        return Reply(screen(call.texts, call.texts.rich("editors.groups-only")))
    if call.about is not None:
        return _named(call, call.about)
    return _listed(call)


def _named(call: Call, person: Person) -> Reply:
    texts, mine = call.texts, call.subscriber.editors
    name: Rich = shortened(foreign(person.name), _LIMIT_NAME)
    if person.user_id in mine:
        return Reply(screen(texts, texts.rich("editors.known", name=name), buttons=_last(call)))
    if len(mine) >= MOST_EDITORS:
        return Reply(screen(texts, texts.n_("editors.full", MOST_EDITORS), buttons=_last(call)))
    call.unit.chats.put(replace(call.subscriber, editors=(*mine, person.user_id)))
    undo = (Button(texts.t("editors.undo"), f"unedit:{person.user_id}"),)
    return Reply(screen(texts, texts.rich("editors.named", name=name), buttons=(undo, *_last(call))))


def _last(call: Call) -> tuple[tuple[Button, ...], ...]:
    return ((Button(call.texts.t("settings.editors-button"), "editors:"),),)


def editors_pressed(call: Call) -> Reply:
    """Show the editors of the group in place."""
    return replace(_listed(call), in_place=True)


def unedit_pressed(call: Call) -> Reply:
    """Take from the person of the argument the right to edit, and show the others in place."""
    gone = number_of(call.argument)
    if gone not in call.subscriber.editors:
        return replace(_listed(call), toast=call.texts.t("editors.gone"), in_place=True)
    if call.given.names is None:
        return Reply(names_of=call.subscriber.editors)
    left = tuple(one for one in call.subscriber.editors if one != gone)
    changed = replace(call.subscriber, editors=left)
    call.unit.chats.put(changed)
    shown = _listed(replace(call, subscriber=changed))
    return replace(shown, toast=call.texts.t("editors.removed"), in_place=True)


def _listed(call: Call) -> Reply:
    """Return the screen of the editors, or the wish to be told their names first."""
    mine, names = call.subscriber.editors, call.given.names
    return Reply(names_of=mine) if mine and names is None else Reply(_screen(call, mine, names or {}))


def _screen(call: Call, mine: tuple[int, ...], names: Mapping[int, str]) -> Message:
    texts = call.texts
    shown = {one: _name(call, one, names) for one in mine}
    lines = (
        texts.rich("editors.title"),
        *(joined((plain("•"), shortened(name, _LIMIT_NAME)), " ") for name in shown.values()),
        () if mine else texts.rich("editors.none"),
        BLANK,
        texts.rich("editors.how"),
    )
    rows = tuple(
        (Button(texts.t("watch.chip", name=shortened(name, _LIMIT_LABEL)), f"unedit:{one}"),)
        for one, name in shown.items()
    )
    return screen(texts, *lines, buttons=(*rows, (Button(texts.t("button.back"), "set:all"),)))


def _name(call: Call, user_id: int, names: Mapping[int, str]) -> Rich:
    """Return what Telegram says the person is called now, the bare number if it says nothing."""
    return foreign(names.get(user_id, "")) or call.texts.rich("editors.unknown", number=str(user_id))
