"""One message carried to Telegram: new, as an edit or a reply, with fall-backs so that it is not lost."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import unescape

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.model import AlertKind, Delivery, Message
from bot.outcomes import MaybeSent, Ours, Outcome, Sent, TargetGone, ThreadGone, Unchanged, judge

_TAG = re.compile(r"<[^<>]*>")


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
    reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to is not None else None
    picture = await _drawn(message)
    try:
        if picture is not None:
            sent = await bot.send_photo(
                chat_id,
                picture,
                caption=message.html,
                parse_mode=parse_mode,
                message_thread_id=thread_id or None,
                reply_parameters=reply,
                reply_markup=keyboard(message),
            )
            return Sent(sent.message_id)
        sent = await bot.send_message(
            chat_id,
            message.html,
            parse_mode=parse_mode,
            message_thread_id=thread_id or None,
            reply_parameters=reply,
            reply_markup=keyboard(message),
            link_preview_options=_preview(message),
            disable_notification=message.silent or None,
            allow_paid_broadcast=is_paid or None,
        )
    except TelegramError as error:
        return judge(error)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return MaybeSent(f"unreadable answer: {type(error).__name__}")
    return Sent(sent.message_id)


async def _drawn(message: Message) -> bytes | None:
    """Return the message's picture as a PNG file, None if it has none or nothing on it can be placed."""
    if message.drawing is None:
        return None
    # Drawing brings 60 MB into memory: only where somebody asks for a map.
    from bot.pictures.place_map import draw_map  # noqa: PLC0415

    picture = await asyncio.to_thread(draw_map, message.drawing)
    return None if picture is None else picture.png


async def edit(
    bot: Bot, chat_id: int, message_id: int, message: Message, parse_mode: str | None = ParseMode.HTML
) -> Outcome:
    """Replace the text and buttons of a message of ours; one that is so already counts as sent."""
    try:
        await bot.edit_message_text(
            message.html,
            chat_id,
            message_id,
            parse_mode=parse_mode,
            reply_markup=keyboard(message),
            link_preview_options=_preview(message),
        )
    except TelegramError as error:
        outcome = judge(error)
        return Sent(message_id) if isinstance(outcome, Unchanged) else outcome
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return MaybeSent(f"unreadable answer: {type(error).__name__}")
    return Sent(message_id)


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """Return the buttons as Telegram's keyboard, None if there are none."""
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(b.label, callback_data=b.data, url=b.url) for b in row]
            for row in message.buttons
        ]
    )


def _preview(message: Message) -> LinkPreviewOptions:
    if message.preview_url is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=message.preview_url, prefer_small_media=True)


def as_plain(message: Message) -> Message:
    """Return the message without tags and buttons: at worst it is ugly, but it is read."""
    return Message(unescape(_TAG.sub("", message.html)), silent=message.silent)
