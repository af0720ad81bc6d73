"""One message carried to Telegram: new, as an edit or a reply, with fall-backs so that it is not lost."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import unescape
from typing import Any

from telegram import Bot, InputFile
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.model import AlertKind, Button, Delivery, Message
from bot.outcomes import MaybeSent, Ours, Outcome, Sent, TargetGone, ThreadGone, Unchanged, judge

_TAG = re.compile(r"<[^<>]*>")
# In this spelling, which Telegram reads as well, python-telegram-bot hands over the bare answer; in
# its own it makes objects of all that the answer holds, which costs more than the rest of a request.
_SEND_TEXT, _SEND_PHOTO, _SEND_FILE = "sendmessage", "sendphoto", "senddocument"
_EDIT_TEXT = "editmessagetext"


async def deliver(
    bot: Bot,
    delivery: Delivery,
    message: Message,
    book: Callable[[], None],
    *,
    is_new: bool = False,
    is_paid: bool = False,
) -> Outcome:
    """Send `message` as the delivery wants it, or as a new one, and return what became of it.

    An edit whose target is gone is sent anew; a closed topic falls back to the chat's main
    thread; a text that Telegram can't read goes once more as plain text, without buttons.
    `book` is called before each request beyond the first.
    """
    if is_new:
        delivery = replace(delivery, alert=replace(delivery.alert, kind=AlertKind.NEW))
    outcome = await _deliver(bot, delivery, message, book, is_paid=is_paid)
    if isinstance(outcome, Ours):
        book()
        retried = await _deliver(bot, delivery, as_plain(message), book, None, is_paid=is_paid)
        return outcome if isinstance(retried, Ours) else retried
    return outcome


async def _deliver(
    bot: Bot,
    delivery: Delivery,
    message: Message,
    book: Callable[[], None],
    parse_mode: str | None = ParseMode.HTML,
    *,
    is_paid: bool,
) -> Outcome:
    alert, target = delivery.alert, delivery.target_message_id
    if alert.kind is AlertKind.EDIT and target is not None:
        outcome = await edit(bot, alert.chat_id, target, message, parse_mode)
        if not isinstance(outcome, TargetGone):
            return outcome
        book()
    reply_to = target if alert.kind is AlertKind.REPLY else None
    send_to = partial(
        send,
        bot,
        alert.chat_id,
        message=message,
        reply_to=reply_to,
        parse_mode=parse_mode,
        is_paid=is_paid,
    )
    outcome = await send_to(alert.thread_id)
    if isinstance(outcome, ThreadGone) and alert.thread_id:
        book()
        outcome = await send_to(0)
    return Ours(outcome.error) if isinstance(outcome, ThreadGone | TargetGone) else outcome


async def send(
    bot: Bot,
    chat_id: int,
    thread_id: int,
    message: Message,
    *,
    reply_to: int | None = None,
    parse_mode: str | None = ParseMode.HTML,
    is_paid: bool = False,
) -> Outcome:
    """Send a new message to the chat's thread (0: none) and return what became of it.

    `is_paid` lets Telegram charge Stars for what goes beyond its free rate.
    """
    params = _shown(message, parse_mode) | {
        "chat_id": chat_id,
        "message_thread_id": thread_id or None,
        "disable_notification": message.silent or None,
        "allow_paid_broadcast": is_paid or None,
    }
    if reply_to is not None:
        params["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    if message.document is not None:
        file = InputFile(message.document.text.encode(), message.document.name)
        return await _request(bot, _SEND_FILE, _captioned(params, "document", file))
    picture = await _drawn(message)
    if picture is None:
        return await _request(bot, _SEND_TEXT, params)
    return await _request(bot, _SEND_PHOTO, _captioned(params, "photo", InputFile(picture)))


def _captioned(params: dict[str, Any], kind: str, file: InputFile) -> dict[str, Any]:
    """Return the parameters of a text as those of a file that has it for a caption."""
    rest = {name: value for name, value in params.items() if name not in ("text", "link_preview_options")}
    return rest | {kind: file, "caption": params["text"]}


async def _drawn(message: Message) -> bytes | None:
    """Return the message's picture as a PNG file, None if it has none or nothing on it can be placed."""
    if message.drawing is None:
        return None
    # Drawing brings 60 MB into memory: only where somebody asks for a picture.
    from bot.pictures.drawn import draw  # noqa: PLC0415

    picture = await asyncio.to_thread(draw, message.drawing)
    return None if picture is None else picture.png


async def edit(
    bot: Bot, chat_id: int, message_id: int, message: Message, parse_mode: str | None = ParseMode.HTML
) -> Outcome:
    """Replace the text and buttons of a message of ours; one that is so already counts as sent."""
    params = _shown(message, parse_mode) | {"chat_id": chat_id, "message_id": message_id}
    outcome = await _request(bot, _EDIT_TEXT, params)
    return Sent(message_id) if isinstance(outcome, Unchanged) else outcome


async def _request(bot: Bot, method: str, params: dict[str, Any]) -> Outcome:
    """Ask Telegram for a message and return what became of it; parameters that are None are left out."""
    try:
        sent = await bot.do_api_request(method, params)
        return Sent(int(sent["message_id"]))
    except TelegramError as error:
        return judge(error)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return MaybeSent(f"unreadable answer: {type(error).__name__}")


def _shown(message: Message, parse_mode: str | None) -> dict[str, Any]:
    """Return the parameters that say how a message looks."""
    preview = message.preview_url
    return {
        "text": message.html,
        "parse_mode": parse_mode,
        "reply_markup": _keyboard(message),
        "link_preview_options": {"is_disabled": True}
        if preview is None
        else {"url": preview, "prefer_small_media": True},
    }


def _keyboard(message: Message) -> dict[str, Any] | None:
    """Return the buttons as Telegram's keyboard, None if there are none."""
    rows = [[_button(button) for button in row] for row in message.buttons]
    return {"inline_keyboard": rows} if rows else None


def _button(button: Button) -> dict[str, str]:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data or ""}


def as_plain(message: Message) -> Message:
    """Return the message without tags and buttons: at worst it is ugly, but it is read."""
    text = unescape(_TAG.sub("", message.html))
    return Message(text, silent=message.silent, document=message.document)
