"""The real python-telegram-bot against the server: start, tap, edit, file, stop."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import ChatMigrated, Forbidden, InvalidToken
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.request import HTTPXRequest

from rasid.demo.botapi import BotApiServer

_FOLLOW = InlineKeyboardMarkup([[InlineKeyboardButton("🚀 تابع", callback_data="follow")]])
App = Application[Any, Any, Any, Any, Any, Any]


async def _start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.effective_message.reply_html("<b>أهلًا</b> بك", reply_markup=_FOLLOW, do_quote=True)


async def _follow(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.callback_query.answer("تمّ")
    await update.callback_query.edit_message_text("تتابع الآن")


def _build(server: BotApiServer) -> App:
    return Application.builder().token(server.token).base_url(f"{server.url}/bot").build()


@pytest.fixture
async def app(server: BotApiServer) -> AsyncIterator[App]:
    app = _build(server)
    app.add_handler(CommandHandler("start", _start))
    app.add_handler(CallbackQueryHandler(_follow))
    async with app:
        await app.start()
        await app.updater.start_polling(timeout=20)
        yield app
        await app.updater.stop()
        await app.stop()


async def test_a_conversation_runs_its_course(server: BotApiServer, app: App) -> None:
    """/start is answered with buttons, the tap is acknowledged, and the message edited in place."""
    sara = server.user(7, "سارة")
    server.send_text(sara, sara, "/start")
    await server.until(lambda: len(server.messages(7)) == 2)
    welcome = server.messages(7)[1]
    assert ("أهلًا بك", 1) == (welcome["text"], welcome["reply_to_message"]["message_id"])
    query_id = server.press(welcome, "🚀 تابع")
    await server.until(lambda: server.messages(7)[1]["text"] == "تتابع الآن")
    assert {"text": "تمّ", "show_alert": False} == server.answer(query_id)
    assert "reply_markup" not in server.messages(7)[1]


async def test_everything_the_bot_asks_at_its_start_is_known(server: BotApiServer, app: App) -> None:
    """Name, menu, descriptions, members and files come back as the library's own objects."""
    server.user(7, "سارة")
    assert "rasid_bot" == (await app.bot.get_me()).username
    assert await app.bot.set_my_commands([("start", "البداية")], language_code="ar")
    assert ("start",) == tuple(c.command for c in await app.bot.get_my_commands(language_code="ar"))
    assert await app.bot.set_my_short_description("تنبيهات", language_code="ar")
    assert "سارة" == (await app.bot.get_chat(7)).first_name
    assert "member" == (await app.bot.get_chat_member(7, 7)).status
    sent = await app.bot.send_document(7, b"{}", filename="rasid.json", caption="قوائمك")
    assert "rasid.json" == sent.document.file_name


async def test_refusals_become_the_librarys_errors(server: BotApiServer, app: App) -> None:
    server.block(server.user(7))
    server.group(-5, kind="group")
    server.migrate(-5, -1005)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await app.bot.send_message(7, "خبر")
    with pytest.raises(ChatMigrated) as moved:
        await app.bot.send_message(-5, "خبر")
    assert -1005 == moved.value.new_chat_id


async def test_a_wrong_token_is_told_at_once(server: BotApiServer) -> None:
    async with HTTPXRequest() as request, HTTPXRequest() as polling:
        bot = Bot("1000000:wrong", f"{server.url}/bot", request=request, get_updates_request=polling)
        with pytest.raises(InvalidToken):
            await bot.initialize()
