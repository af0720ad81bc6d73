"""What remains when one chat takes over everything of another: rules, without tables."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.model import DeliveryState, Subscriber

# Under way comes first, because the sender still has to say what became of it; then what the
# readers may have seen, so that nobody is told twice; then what waits, so that nothing is lost.
_KEPT_FIRST = (
    DeliveryState.CLAIMED,
    DeliveryState.SENT,
    DeliveryState.UNKNOWN,
    DeliveryState.QUEUED,
    DeliveryState.DEAD,
)


@dataclass(frozen=True, slots=True)
class OutboxKey:
    """What decides whether two rows of the outbox collide when one chat becomes the other."""

    id: int
    chat_id: int
    thread_id: int
    incident_id: str
    revision: int
    state: DeliveryState


@dataclass(frozen=True, slots=True)
class OutboxMerge:
    """The rows to delete, and those under way that must wait as UNKNOWN behind another one."""

    doomed: frozenset[int]
    demoted: frozenset[int]


def merge_outbox(keys: Iterable[OutboxKey], new_id: int) -> OutboxMerge:
    """Return what must go so that the rows of both chats can be rows of `new_id`."""
    kept: dict[tuple[int, str, int], OutboxKey] = {}
    claimed: dict[int, OutboxKey] = {}
    doomed, demoted = set(), set()
    for key in sorted(keys, key=lambda key: (_KEPT_FIRST.index(key.state), key.chat_id != new_id, key.id)):
        if kept.setdefault((key.thread_id, key.incident_id, key.revision), key) is not key:
            doomed.add(key.id)
        elif key.state is DeliveryState.CLAIMED and claimed.setdefault(key.thread_id, key) is not key:
            demoted.add(key.id)
    return OutboxMerge(frozenset(doomed), frozenset(demoted))


def merge_subscribers(old: Subscriber | None, new: Subscriber | None, new_id: int) -> Subscriber | None:
    """Return the chat with the settings that were made in the old one and the kind and state of the new one.

    A group becomes a supergroup: nothing else changes its id.
    """
    if old is None:
        return new
    if new is None:
        return replace(old, chat_id=new_id, kind="supergroup" if old.kind == "group" else old.kind)
    created_at = min(old.created_at, new.created_at)
    editors = tuple(dict.fromkeys((*old.editors, *new.editors)))
    return replace(
        old, chat_id=new_id, kind=new.kind, state=new.state, created_at=created_at, editors=editors
    )
