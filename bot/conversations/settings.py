"""/settings: language and digits, chosen by buttons on one screen."""

from dataclasses import replace

from bot.conversations.model import Call, Reply, screen
from bot.i18n import Texts, texts_of
from bot.markup import plain
from bot.model import Button, Message, Subscriber

_LANGUAGES = ("ar", "en")
_DIGITS = ("western", "arabic")


def settings(call: Call) -> Reply:
    """Return the settings of the chat."""
    return Reply(_screen(call.subscriber))


def _screen(subscriber: Subscriber) -> Message:
    texts = texts_of(subscriber)
    rows = (
        tuple(_choice(texts, "lang", value, subscriber.language) for value in _LANGUAGES),
        tuple(_choice(texts, "digits", value, subscriber.digits) for value in _DIGITS),
    )
    lines = (
        texts.rich("settings.title"),
        texts.rich("settings.language", value=texts.rich(f"settings.{subscriber.language}")),
        texts.rich("settings.digits", value=texts.rich(f"settings.{subscriber.digits}")),
    )
    return screen(texts, *lines, buttons=rows)


def _choice(texts: Texts, name: str, value: str, chosen: str) -> Button:
    label = texts.t(f"settings.{value}")
    shown = texts.t("button.followed", name=plain(label)) if value == chosen else label
    return Button(shown, f"set:{name}:{value}")


def chosen(call: Call) -> Reply:
    """Store the choice `<name>:<value>` of the argument and show the screen as it is now."""
    changed = _changed(call.subscriber, call.argument)
    if changed is None:
        return Reply(toast=call.texts.t("unknown.button"))
    call.unit.chats.put(changed)
    return Reply(_screen(changed), toast=texts_of(changed).t("settings.saved"), in_place=True)


def _changed(subscriber: Subscriber, choice: str) -> Subscriber | None:
    match choice.split(":"):
        case ["lang", "ar" | "en" as language]:
            return replace(subscriber, language=language)
        case ["digits", "western" | "arabic" as digits]:
            return replace(subscriber, digits=digits)
    return None
