"""«أنا أتابعه» under an alert of a group: who is on its story. Names are shown, never stored."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.conversations.alerting import delivery_of, gone
from bot.conversations.model import Call, Reply, screen
from bot.markup import Rich, foreign, joined, plain, shortened, text_of
from bot.model import Draft, DraftKind
from bot.render import reference

_TAKEN_FOR = timedelta(days=1)
# A big newsroom's names would not fit, and each is asked of Telegram.
_MOST_NAMED = 5
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
    names = call.given.names
    if taken and names is None:
        return Reply(names_of=tuple(one.user_id for one in taken[:_MOST_NAMED]))
    until = call.now + _TAKEN_FOR
    mine = call.unit.drafts.add(*here, origin.user_id, DraftKind.TAKEN, story, until)
    known = {**(names or {}), origin.user_id: origin.name}
    who = _listed(call, taken, [_taker(call, one, known) for one in (*taken[:_MOST_NAMED], mine)])
    told = call.texts.rich("take.done", who=who, story=foreign(reference(story)))
    return Reply(screen(call.texts, told), toast=_toast(call, taken, known), quotes_it=True)


def _taker(call: Call, taken: Draft, names: Mapping[int, str]) -> Rich:
    """Return who it is, and since when."""
    since = plain(call.texts.clock(taken.expires_at - _TAKEN_FOR))
    return call.texts.rich("take.one", name=_name(call, taken, names), time=since)


def _listed(call: Call, taken: Sequence[Draft], named: Sequence[Rich]) -> Rich:
    """Return what is named of those who took it, and that there are more if there are."""
    more = [call.texts.rich("take.others")] if len(taken) > _MOST_NAMED else []
    return joined([*named, *more], call.texts.t("alert.comma"))


def _name(call: Call, taken: Draft, names: Mapping[int, str]) -> Rich:
    name = foreign(names.get(taken.user_id, "")) or call.texts.rich(
        "editors.unknown", number=str(taken.user_id)
    )
    return shortened(name, _LIMIT_NAME)


def _toast(call: Call, others: Sequence[Draft], names: Mapping[int, str]) -> str:
    texts = call.texts
    if not others:
        return texts.t("take.toast")
    listed = _listed(call, others, [_name(call, one, names) for one in others[:_MOST_NAMED]])
    return text_of(shortened(texts.rich("take.toast-too", names=listed), _LIMIT_TOAST))
