"""«أنا أتابعه» under an alert of a group: who is on its story. Names are shown, never stored."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.conversations.alerting import delivery_of, gone
from bot.conversations.model import Call, Reply, screen
from bot.markup import Rich, foreign, joined, plain, shortened, text_of
from bot.model import Draft, DraftKind
from bot.render import reference

_TAKEN_FOR = timedelta(days=1)
_LIMIT_NAME = 48
_LIMIT_TOAST = 180


def take_pressed(call: Call) -> Reply:
    """Say below the alert who is on its story, each person once; who comes later is told of the others."""
    row, origin = delivery_of(call), call.origin
    if row is None or not origin.name:
        return gone(call)
    here, story = (origin.chat_id, origin.thread_id), row.alert.incident_id
    taken = [one for one in call.unit.drafts.of_kind(*here, DraftKind.TAKEN, call.now) if one.text == story]
    if origin.user_id in [one.user_id for one in taken]:
        return Reply(toast=call.texts.t("take.already"))
    others, names = tuple(one.user_id for one in taken), call.given.names
    if others and names is None:
        return Reply(names_of=others)
    until = call.now + _TAKEN_FOR
    mine = call.unit.drafts.add(*here, origin.user_id, DraftKind.TAKEN, story, until)
    known = {**(names or {}), origin.user_id: origin.name}
    told = call.texts.rich(
        "take.done", who=_takers(call, [*taken, mine], known), story=foreign(reference(story))
    )
    return Reply(screen(call.texts, told), toast=_take_toast(call, taken, known), quotes_it=True)


def _takers(call: Call, taken: Sequence[Draft], names: Mapping[int, str]) -> Rich:
    """Return each of them with since when."""
    texts = call.texts
    told = [
        texts.rich(
            "take.one",
            name=_name(call, one, names),
            time=plain(texts.clock(one.expires_at - _TAKEN_FOR)),
        )
        for one in taken
    ]
    return joined(told, texts.t("alert.comma"))


def _name(call: Call, taken: Draft, names: Mapping[int, str]) -> Rich:
    name = foreign(names.get(taken.user_id, "")) or call.texts.rich(
        "editors.unknown", number=str(taken.user_id)
    )
    return shortened(name, _LIMIT_NAME)


def _take_toast(call: Call, others: Sequence[Draft], names: Mapping[int, str]) -> str:
    texts = call.texts
    if not others:
        return texts.t("take.toast")
    listed = joined([_name(call, one, names) for one in others], texts.t("alert.comma"))
    return text_of(shortened(texts.rich("take.toast-too", names=listed), _LIMIT_TOAST))
