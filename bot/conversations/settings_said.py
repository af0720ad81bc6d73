"""Settings in a person's own words: a city, two times, an hour; what can't be read is asked again."""

from dataclasses import replace

from bot.conversations.model import Call, Reply, cancel_row, screen
from bot.conversations.settings import ASKED, CHOICES, question, reviewed_at, store
from bot.hours import Misread, minute_of_day, span_of_day
from bot.model import Draft, Subscriber
from bot.zones import zone_of


def zone_said(call: Call, draft: Draft) -> Reply:
    """Take the argument as a city or zone; ask again if there is none of that name."""
    zone = zone_of(call.argument)
    return _said(call, draft, replace(call.subscriber, zone=zone) if zone else "zone")


def quiet_said(call: Call, draft: Draft) -> Reply:
    """Take the argument as two times; ask again if it is not."""
    span = span_of_day(call.argument)
    if isinstance(span, Misread):
        return _said(call, draft, span.value)
    return _said(call, draft, replace(call.subscriber, quiet_from=span[0], quiet_to=span[1]))


def review_said(call: Call, draft: Draft) -> Reply:
    """Take the argument as the hour of the review; ask again if it is none."""
    minutes = minute_of_day(call.argument)
    return _said(call, draft, "time" if minutes is None else reviewed_at(call.subscriber, minutes))


def _said(call: Call, draft: Draft, answer: Subscriber | str) -> Reply:
    """Store the settings that were said, or ask again, with why the answer is none."""
    name = next(name for name, kind in ASKED.items() if kind is draft.kind)
    if isinstance(answer, str):
        lines = (call.texts.rich(f"settings.unread-{answer}"), question(call, name))
        return Reply(screen(call.texts, *lines, buttons=(cancel_row(call, draft),)))
    call.unit.drafts.take(draft.id, draft.chat_id, call.now)
    store(call, answer)
    return Reply(CHOICES["all" if name == "zone" else name](answer))
