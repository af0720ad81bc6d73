"""/settings: language, digits, zone, quiet hours and review, on one screen that is edited in place."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversations.model import Call, Reply, cancel_row, in_rows, keep_question, screen
from bot.conversations.stopping import stopped_note
from bot.hours import next_review
from bot.i18n import SAMPLES, Texts, texts_of
from bot.markup import Rich, plain
from bot.model import Button, DraftKind, Message, Subscriber
from bot.zones import OFFERED, zone_name

_LANGUAGES = ("ar", "en")
_NIGHTS = ((22 * 60, 6 * 60), (23 * 60, 7 * 60), (0, 8 * 60), (1 * 60, 9 * 60))
_REVIEWS = ("off", "daily", "weekly")
_REVIEW_HOURS = (6, 7, 8, 9, 14, 18, 20, 21)


def settings(call: Call) -> Reply:
    """Return the settings of the chat, or the choice that the argument names."""
    return Reply(CHOICES.get(call.argument, _screen)(call.subscriber))


def _screen(chat: Subscriber) -> Message:
    texts = texts_of(chat)
    rows = (
        tuple(_choice(texts, "lang", value, chat.language, f"settings.{value}") for value in _LANGUAGES),
        tuple(
            _ticked(texts, sample, f"set:digits:{digits}", is_chosen=digits == chat.digits)
            for digits, sample in SAMPLES.items()
        ),
        (
            Button(texts.t("settings.zone-button"), "set:zone"),
            Button(texts.t("settings.quiet-button"), "set:quiet"),
        ),
        (
            Button(texts.t("settings.review-button"), "set:review"),
            Button(texts.t("command.list"), "list:0"),
        ),
        (_maps_button(chat, texts),),
        *(((Button(texts.t("settings.editors-button"), "editors:"),),) if _is_group(chat) else ()),
    )
    return screen(texts, *_lines(chat, texts), buttons=rows)


def _lines(chat: Subscriber, texts: Texts) -> tuple[Rich, ...]:
    return (
        stopped_note(chat, texts),
        texts.rich("settings.title"),
        texts.rich("settings.language", value=texts.rich(f"settings.{chat.language}")),
        texts.rich("settings.digits", value=plain(SAMPLES[chat.digits])),
        texts.rich("settings.zone", value=plain(zone_name(chat.zone, chat.language))),
        _quiet(chat, texts),
        _review(chat, texts),
        texts.rich("settings.maps-on" if chat.maps else "settings.maps-off"),
        texts.n_("settings.roles", len(chat.editors)) if _is_group(chat) else (),
    )


def _maps_button(chat: Subscriber, texts: Texts) -> Button:
    label, wish = texts.t("settings.maps-button"), "off" if chat.maps else "on"
    return _ticked(texts, label, f"set:maps:{wish}", is_chosen=chat.maps)


def _is_group(chat: Subscriber) -> bool:
    return chat.kind in ("group", "supergroup")


def _quiet(chat: Subscriber, texts: Texts) -> Rich:
    if chat.quiet_from is None or chat.quiet_to is None:
        return texts.rich("settings.quiet-off")
    key = "settings.quiet-woken" if chat.is_woken else "settings.quiet"
    begin, end = texts.minutes(chat.quiet_from), texts.minutes(chat.quiet_to)
    return texts.rich(key, begin=plain(begin), end=plain(end))


def _review(chat: Subscriber, texts: Texts) -> Rich:
    return texts.rich(f"settings.review-{chat.digest}", time=plain(texts.minutes(chat.digest_at)))


def _choice(texts: Texts, name: str, value: str, chosen: str, key: str) -> Button:
    return _ticked(texts, texts.t(key), f"set:{name}:{value}", is_chosen=value == chosen)


def _ticked(texts: Texts, label: str, data: str, *, is_chosen: bool) -> Button:
    return Button(texts.t("button.followed", name=plain(label)) if is_chosen else label, data)


def chosen(call: Call) -> Reply:
    """Open the choice `<name>` of the argument, or store `<name>:<value>` and show what is now."""
    name, _, value = call.argument.partition(":")
    if not value and name in CHOICES:
        return Reply(CHOICES[name](call.subscriber), in_place=True)
    if value == "say" and name in ASKED:
        return Reply(_asked(call, name), in_place=True)
    changed = _changed(call.subscriber, call.argument)
    if changed is None:
        return Reply(toast=call.texts.t("unknown.button"))
    store(call, changed)
    shown = CHOICES[name](changed) if name in ("quiet", "review") else _screen(changed)
    return Reply(shown, toast=_saved(call.subscriber, changed), in_place=True)


def _saved(before: Subscriber, now: Subscriber) -> str:
    """Return that it was stored; a review that begins or ends by it is named, as an hour begins one, too."""
    texts = texts_of(now)
    if before.digest == now.digest:
        return texts.t("settings.saved")
    return texts.t("settings.saved-as", now=_review(now, texts))


def store(call: Call, changed: Subscriber) -> None:
    """Store the settings; the next review follows the new hour, and what is held the new quiet hours."""
    changed = replace(changed, digest_due_at=next_review(changed, call.now))
    call.unit.chats.put(changed)
    if changed.quiet_from is None and call.subscriber.quiet_from is not None:
        call.unit.ledger.let_go(changed.chat_id, call.now)


def _changed(chat: Subscriber, choice: str) -> Subscriber | None:  # noqa: PLR0911  # a table
    match choice.split(":"):
        case ["lang", "ar" | "en" as language]:
            # «١ event» is no English; who wants it can still choose it.
            return replace(chat, language=language, digits="western" if language == "en" else chat.digits)
        case ["digits", "western" | "arabic" as digits]:
            return replace(chat, digits=digits)
        case ["zone", zone] if zone in OFFERED:
            return replace(chat, zone=zone)
        case ["maps", "on" | "off" as wish]:
            return replace(chat, maps=wish == "on")
        case ["quiet", "off"]:
            return replace(chat, quiet_from=None, quiet_to=None)
        case ["quiet", "wake" | "sleep" as wish]:
            return replace(chat, is_woken=wish == "wake")
        case ["quiet", begin, end] if (_minutes(begin), _minutes(end)) in _NIGHTS:
            return replace(chat, quiet_from=int(begin), quiet_to=int(end))
        case ["review", "off" | "daily" | "weekly" as digest]:
            return replace(chat, digest=digest)
        case ["review", hour] if _minutes(hour) in [60 * known for known in _REVIEW_HOURS]:
            return reviewed_at(chat, int(hour))
    return None


def reviewed_at(chat: Subscriber, minutes: int) -> Subscriber:
    """Return the chat with its review at that time; who chooses a time wants one."""
    return replace(chat, digest_at=minutes, digest="daily" if chat.digest == "off" else chat.digest)


def _minutes(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None  # noqa: PLR2004  # 1439


def _zones_screen(chat: Subscriber) -> Message:
    texts = texts_of(chat)
    buttons = [
        _ticked(texts, zone_name(zone, chat.language), f"set:zone:{zone}", is_chosen=zone == chat.zone)
        for zone in OFFERED
    ]
    lines = (
        texts.rich("settings.zone", value=plain(zone_name(chat.zone, chat.language))),
        texts.rich("settings.zone-how"),
    )
    return screen(texts, *lines, buttons=in_rows(buttons, 3) + _last(texts, "zone"))


def _last(texts: Texts, name: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button(texts.t("settings.say"), f"set:{name}:say"), Button(texts.t("button.back"), "set:all")),)


def _quiet_screen(chat: Subscriber) -> Message:
    texts = texts_of(chat)
    now = (chat.quiet_from, chat.quiet_to)
    nights = [
        _ticked(
            texts,
            texts.t("settings.span", begin=plain(texts.minutes(begin)), end=plain(texts.minutes(end))),
            f"set:quiet:{begin}:{end}",
            is_chosen=now == (begin, end),
        )
        for begin, end in _NIGHTS
    ]
    wishes = (
        _ticked(texts, texts.t("settings.wake"), "set:quiet:wake", is_chosen=chat.is_woken),
        _ticked(texts, texts.t("settings.sleep"), "set:quiet:sleep", is_chosen=not chat.is_woken),
    )
    off = (_ticked(texts, texts.t("settings.none"), "set:quiet:off", is_chosen=chat.quiet_from is None),)
    lines = (_quiet(chat, texts), texts.rich("settings.quiet-how"))
    return screen(texts, *lines, buttons=(*in_rows(nights, 2), off, wishes, *_last(texts, "quiet")))


def _review_screen(chat: Subscriber) -> Message:
    texts = texts_of(chat)
    kinds = tuple(_choice(texts, "review", value, chat.digest, f"settings.{value}") for value in _REVIEWS)
    hours = [
        _ticked(
            texts, texts.minutes(hour * 60), f"set:review:{hour * 60}", is_chosen=hour * 60 == chat.digest_at
        )
        for hour in _REVIEW_HOURS
    ]
    lines = (_review(chat, texts), texts.rich("settings.review-how"))
    return screen(texts, *lines, buttons=(kinds, *in_rows(hours, 4), *_last(texts, "review")))


CHOICES: dict[str, Callable[[Subscriber], Message]] = {
    "zone": _zones_screen,
    "quiet": _quiet_screen,
    "review": _review_screen,
    "all": _screen,
}
ASKED = {"zone": DraftKind.ZONE, "quiet": DraftKind.QUIET, "review": DraftKind.DIGEST}


def _asked(call: Call, name: str) -> Message:
    draft = keep_question(call, ASKED[name], "")
    return screen(call.texts, question(call, name), buttons=(cancel_row(call, draft),))


def question(call: Call, name: str) -> Rich:
    """Return what is asked of whoever types the setting."""
    return call.texts.rich(f"settings.ask-{name}")
