"""Inline queries answered: what Telegram asks on every pause in somebody's typing."""

from collections.abc import Callable
from datetime import datetime

import structlog
from telegram import (
    Bot,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import CallbackContext

from bot.archive import Found, Look
from bot.conversations.inlining import Article, Hint, Page, articles, asked
from bot.conversations.membership import language_of
from bot.conversations.model import Rules
from bot.i18n import Texts, texts_of
from bot.looking_back import Looker
from bot.patience import commit
from bot.ports import Database
from bot.quotas import Quotas, Verdict

_log = structlog.stdlib.get_logger("bot.inline")

# Within it the same text of the same person is answered by Telegram; news is not older than it.
_CACHE_SECONDS = 60
_MOST_SECONDS = 1.5
_START = "inline"


class Inline:
    """Answers the latest query of each person. Nothing is stored of who asked."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        looker: Looker,
        quotas: Quotas,
        rules: Rules,
        *,
        clock: Callable[[], datetime],
        steady: Callable[[], float],
    ) -> None:
        self._database = database
        self._bot = bot
        self._looker = looker
        self._quotas = quotas
        self._rules = rules
        self._clock = clock
        self._steady = steady
        self._latest: dict[int, str] = {}

    async def handle(self, update: Update, _context: CallbackContext[Bot, object, object, object]) -> None:
        """Answer the update's query; whatever goes wrong is logged."""
        if update.inline_query is None:
            return
        try:
            await self._answer(update.inline_query)
        except TelegramError as error:
            # Too old mostly: the person has typed on.
            _log.info("inline-lost", error=type(error).__name__)
        except Exception:  # noqa: BLE001  # a bug here must not end the others
            _log.exception("inline-bug", update=update.update_id)

    async def _answer(self, query: InlineQuery) -> None:
        user_id, now = query.from_user.id, self._clock()
        if not self._may_ask(user_id):
            await self._bot.answer_inline_query(query.id, [], cache_time=0, is_personal=True)
            return
        known = await commit(self._database, lambda unit: unit.chats.get(user_id))
        texts = texts_of(known) if known else Texts(language_of(query.from_user.language_code))
        wanted = asked(query.query, texts, self._rules, now)
        if isinstance(wanted, Hint):
            await self._show(query.id, wanted)
            return
        found = await self._found(user_id, query.id, wanted)
        if found is not None:
            await self._show(query.id, articles(found, texts, now, query.offset))

    async def _found(self, user_id: int, query_id: str, wanted: Look) -> Found | None:
        """Return what is found; None if the person has typed on while others were searching."""
        self._latest[user_id] = query_id
        found = await self._looker.look_if(
            lambda: self._latest.get(user_id) == query_id, wanted, _MOST_SECONDS
        )
        if self._latest.get(user_id) == query_id:
            del self._latest[user_id]
        return found

    def _may_ask(self, user_id: int) -> bool:
        """Return whether the person may search once more; in groups, too, it is the person who asks."""
        is_admitted = self._quotas.inline(user_id, self._steady()) is Verdict.ADMITTED
        return is_admitted and self._quotas.is_allowed(user_id)

    async def _show(self, query_id: str, shown: Page | Hint) -> None:
        page = shown if isinstance(shown, Page) else Page(())
        is_hint = isinstance(shown, Hint)
        await self._bot.answer_inline_query(
            query_id,
            [_result(article) for article in page.articles],
            cache_time=0 if is_hint else _CACHE_SECONDS,
            # Language, zone and digits are the reader's own.
            is_personal=True,
            next_offset=page.next_after,
            button=InlineQueryResultsButton(shown.text, start_parameter=_START)
            if isinstance(shown, Hint)
            else None,
        )


def _result(article: Article) -> InlineQueryResultArticle:
    preview = (
        LinkPreviewOptions(is_disabled=True)
        if article.url is None
        else LinkPreviewOptions(url=article.url, prefer_small_media=True)
    )
    content = InputTextMessageContent(article.html, parse_mode=ParseMode.HTML, link_preview_options=preview)
    return InlineQueryResultArticle(
        article.id, article.title, content, url=article.url, description=article.description
    )
