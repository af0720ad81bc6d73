"""/topics and the topic buttons of /start: one tap follows, one more leaves."""

from bot.conversations.catching_up import catch_up
from bot.conversations.model import Call, Reply, in_rows, screen
from bot.i18n import Texts
from bot.markup import Rich, joined, plain
from bot.model import Button, Message
from bot.render import shown_name
from filters.model import Watchlist
from filters.topics import TopicDefinition, all_topics

_PER_PAGE = 12
_TOPIC_KIND = "topic"


def topics(call: Call) -> Reply:
    """Return the screen of topics; the argument is the page."""
    page = int(call.argument) if call.argument.isdecimal() and call.argument.isascii() else 0
    return Reply(topics_screen(call, page), in_place=True)


def topics_screen(call: Call, page: int) -> Message:
    """Return page `page` of all topics, the followed ones ticked."""
    offered = all_topics()
    page = min(page, (len(offered) - 1) // _PER_PAGE)
    shown = offered[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    lines = (call.texts.rich("topics.title"), call.texts.rich("topics.hint"))
    rows = topic_buttons(call, shown, f"topics.{page}") + _pager(call.texts, page, len(offered))
    return screen(call.texts, *lines, buttons=rows)


def topic_buttons(
    call: Call, offered: tuple[TopicDefinition, ...], back: str
) -> tuple[tuple[Button, ...], ...]:
    """Return a button per topic; each says what it does, so that a double tap does it once."""
    followed = _followed(call)
    return in_rows([_button(topic, topic.slug in followed, back, call.texts) for topic in offered], 2)


def _button(topic: TopicDefinition, is_followed: bool, back: str, texts: Texts) -> Button:
    name = shown_name(topic.slug, texts)
    if is_followed:
        return Button(texts.t("button.followed", name=plain(name)), f"leave:{back}:{topic.slug}")
    return Button(name, f"follow:{back}:{topic.slug}")


def _pager(texts: Texts, page: int, total: int) -> tuple[tuple[Button, ...], ...]:
    row = (
        *((Button(texts.t("button.previous"), f"topics:{page - 1}"),) if page else ()),
        *((Button(texts.t("button.next"), f"topics:{page + 1}"),) if (page + 1) * _PER_PAGE < total else ()),
    )
    return (row,) if row else ()


def follow(call: Call) -> tuple[TopicDefinition | None, str]:
    """Follow the topic of the argument; return it and what to say. Following twice changes nothing."""
    topic = _topic(call)
    if topic is None:
        return None, call.texts.t("topics.unknown")
    mine = call.unit.watchlists.of_chat(call.origin.chat_id)
    is_followed = topic.slug in _followed(call)
    if len(mine) >= call.rules.watchlists_per_chat and not is_followed:
        return None, joined_text(call.texts.n_("add.full", call.rules.watchlists_per_chat))
    name = shown_name(topic.slug, call.texts)
    watchlist = call.unit.watchlists.add(
        call.origin.chat_id, call.origin.thread_id, _TOPIC_KIND, topic.slug, topic.slug, call.now
    )
    if not is_followed:
        catch_up(call, watchlist)
    return topic, call.texts.t("topics.followed", name=plain(name))


def leave(call: Call) -> str:
    """Leave the topic of the argument; return what to say. Leaving twice changes nothing."""
    topic = _topic(call)
    slug = topic.slug if topic else call.argument
    for watchlist in _topic_lists(call):
        if watchlist.query == slug:
            call.unit.watchlists.remove(call.origin.chat_id, watchlist.id)
    return call.texts.t("topics.left", name=plain(shown_name(topic.slug, call.texts))) if topic else ""


def joined_text(rich: Rich) -> str:
    """Return formatted text for a place that shows none."""
    return "".join(run.text for run in rich)


def following_line(call: Call) -> Rich:
    """Return «تتابع الآن: …» with the followed topics, empty if there are none."""
    followed = _followed(call)
    names = [plain(shown_name(topic.slug, call.texts)) for topic in all_topics() if topic.slug in followed]
    listed = joined(names, call.texts.t("alert.comma"))
    return call.texts.rich("topics.following", names=listed) if listed else ()


def _topic(call: Call) -> TopicDefinition | None:
    return next((topic for topic in all_topics() if topic.slug == call.argument), None)


def _followed(call: Call) -> frozenset[str]:
    return frozenset(watchlist.query for watchlist in _topic_lists(call))


def _topic_lists(call: Call) -> list[Watchlist]:
    mine = call.unit.watchlists.of_chat(call.origin.chat_id, call.origin.thread_id)
    return [watchlist for watchlist in mine if watchlist.kind == _TOPIC_KIND]
