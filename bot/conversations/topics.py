"""/topics and the topic buttons of /start: one tap follows, one more leaves."""

from bot.conversations.catching_up import catch_up
from bot.conversations.model import Call, Reply, in_rows, number_of, screen
from bot.conversations.phrasing import shown
from bot.conversations.stopping import stopped_note
from bot.i18n import Texts
from bot.markup import Rich, joined, plain
from bot.model import Button, ChatState, Message
from bot.render import shown_name
from filters.arabic import fold
from filters.model import Watchlist
from filters.topics import TopicDefinition, all_topics

_PER_PAGE = 12
_MOST_NAMED = 12
_TOPIC_KIND = "topic"


def topics(call: Call) -> Reply:
    """Return the screen of topics; the argument is the page, or the name of the one that is wanted."""
    wanted = topic_named(call.argument)
    if wanted is not None:
        line, buttons = offer(call, wanted)
        return Reply(screen(call.texts, line, buttons=(*buttons, _others(call.texts))))
    page = number_of(call.argument)
    unknown = () if page is not None or not call.argument else call.texts.rich("topics.none-named")
    return Reply(topics_screen(call, page or 0, unknown), in_place=True)


def _others(texts: Texts) -> tuple[Button, ...]:
    return (Button(texts.t("button.more-topics"), "topics:0"),)


def topic_named(text: str) -> TopicDefinition | None:
    """Return the topic that goes by this name in Arabic or English, None if none does."""
    words = fold(text).removeprefix(fold("موضوع") + " ")
    return next((topic for topic in all_topics() if words in map(fold, (topic.arabic, topic.english))), None)


def offer(call: Call, topic: TopicDefinition) -> tuple[Rich, tuple[tuple[Button, ...], ...]]:
    """Return the line that says that there is such a topic, and the button that follows it."""
    texts, name = call.texts, plain(shown_name(topic.slug, call.texts))
    if topic.slug in _followed(call):
        return texts.rich("topics.followed", name=name), ()
    page = all_topics().index(topic) // _PER_PAGE
    row = (Button(texts.t("topics.follow"), f"follow:topics.{page}:{topic.slug}"),)
    return texts.rich("topics.ready", name=name), (row,)


def topics_screen(call: Call, page: int, note: Rich = ()) -> Message:
    """Return page `page` of all topics, the followed ones ticked, with `note` above them."""
    offered = all_topics()
    page = min(page, (len(offered) - 1) // _PER_PAGE)
    shown = offered[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    stopped = stopped_note(call.subscriber, call.texts)
    lines = (note, stopped, call.texts.rich("topics.title"), call.texts.rich("topics.hint"))
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
    is_stopped = call.subscriber.state is ChatState.STOPPED
    key = "topics.followed-stopped" if is_stopped else "topics.followed"
    return topic, call.texts.t(key, name=plain(name))


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
    """Return «تتابع الآن: …» with the topics, then the watchlists that are heard; empty if there are none."""
    texts, heard = call.texts, [one for one in _mine(call) if one.is_heard(call.now)]
    followed = {one.query for one in heard if one.kind == _TOPIC_KIND}
    names = [
        *(plain(shown_name(topic.slug, texts)) for topic in all_topics() if topic.slug in followed),
        *(texts.rich("alert.quote", text=shown(one.name)) for one in heard if one.kind != _TOPIC_KIND),
    ]
    more = [texts.rich("topics.others")] if len(names) > _MOST_NAMED else []
    listed = joined([*names[:_MOST_NAMED], *more], texts.t("alert.comma"))
    return texts.rich("topics.following", names=listed) if listed else ()


def _topic(call: Call) -> TopicDefinition | None:
    return next((topic for topic in all_topics() if topic.slug == call.argument), None)


def _followed(call: Call) -> frozenset[str]:
    return frozenset(watchlist.query for watchlist in _topic_lists(call))


def _topic_lists(call: Call) -> list[Watchlist]:
    return [watchlist for watchlist in _mine(call) if watchlist.kind == _TOPIC_KIND]


def _mine(call: Call) -> tuple[Watchlist, ...]:
    return call.unit.watchlists.of_chat(call.origin.chat_id, call.origin.thread_id)
