"""Which watchlists of the chat somebody means who types a number, a name or a word."""

from bot.conversations.model import Call
from bot.conversations.watching import name_of
from filters.arabic import fold
from filters.model import Watchlist

_LONGEST_NUMBER = 4


def here(call: Call) -> tuple[Watchlist, ...]:
    """Return the watchlists of this chat and thread, in the order in which they are numbered."""
    return call.unit.watchlists.of_chat(call.origin.chat_id, call.origin.thread_id)


def named(call: Call) -> Watchlist | None:
    """Return the watchlist whose number, name or query the argument is, None if it is none's."""
    mine, wanted = here(call), call.argument
    if wanted.isdecimal() and len(wanted) <= _LONGEST_NUMBER and 0 < int(wanted) <= len(mine):
        return mine[int(wanted) - 1]
    folded = fold(wanted)
    return next((one for one in mine if folded in _folded(call, one)), None)


def holding(call: Call) -> tuple[Watchlist, ...]:
    """Return the watchlists in whose name or query the argument stands."""
    folded = fold(call.argument)
    return tuple(one for one in here(call) if any(folded in text for text in _folded(call, one)))


def meant(call: Call) -> tuple[Watchlist, ...]:
    """Return the one that the argument names, or else all in which it stands."""
    found = named(call)
    return holding(call) if found is None else (found,)


def _folded(call: Call, watchlist: Watchlist) -> tuple[str, str]:
    return fold(name_of(call, watchlist)), fold(watchlist.query)
