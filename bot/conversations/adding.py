"""/add, and a plain text that may become a watchlist: asked first, saved by a tap."""

from dataclasses import replace

from bot.conversations.catching_up import catch_up_button
from bot.conversations.explaining import language_row
from bot.conversations.model import Call, Reply, directed_html, screen
from bot.conversations.phrasing import shown
from bot.conversations.previewing import propose
from bot.conversations.stopping import stopped_note
from bot.conversations.topics import offer, topic_named
from bot.conversations.watching import existing, exists_screen
from bot.markup import Rich, shortened, text_of
from bot.model import Button, Draft, Message
from filters.topics import TopicDefinition

_LIMIT_TOAST = 180


def add(call: Call) -> Reply:
    """Ask whether to watch for the argument; without one, show how."""
    if not call.argument:
        return Reply(screen(call.texts, *how(call), buttons=(language_row(call),)))
    return proposed(call)


def proposed(call: Call) -> Reply:
    """Ask whether to watch for the argument, or say that it is watched; offer a topic of that name."""
    known = existing(call, "keywords", call.argument)
    if known is not None:
        return Reply(exists_screen(call, known))
    reply, topic = propose(call), topic_named(call.argument)
    if topic is None or reply.message is None:
        return reply
    return replace(reply, message=_beside_topic(call, topic, reply.message))


def _beside_topic(call: Call, topic: TopicDefinition, question: Message) -> Message:
    line, buttons = offer(call, topic)
    html = f"{directed_html(call.texts, line)}\n\n{question.html}"
    return replace(question, html=html, buttons=(*buttons, *question.buttons))


def how(call: Call) -> tuple[Rich, ...]:
    """Return the lines that explain adding."""
    return call.texts.rich("add.how"), *examples(call)


def examples(call: Call) -> tuple[Rich, ...]:
    """Return the lines that show the watchlist language."""
    keys = ("add.example-phrase", "add.example-minus", "add.example-or", "add.explained")
    return tuple(call.texts.rich(key) for key in keys)


def add_confirmed(call: Call, draft: Draft) -> Reply:
    """Store the watchlist of the draft and say so in place of the question."""
    texts, query = call.texts, draft.text
    known = existing(call, "keywords", query)
    if known is not None:
        return Reply(exists_screen(call, known), in_place=True)
    if len(call.unit.watchlists.of_chat(draft.chat_id)) >= call.rules.watchlists_per_chat:
        return Reply(screen(texts, texts.n_("add.full", call.rules.watchlists_per_chat)), in_place=True)
    added = call.unit.watchlists.add(draft.chat_id, draft.thread_id, "keywords", query, query, call.now)
    note = stopped_note(call.subscriber, texts)
    done = texts.rich("add.done", query=shown(query))
    toast = text_of(shortened(texts.rich("add.toast", query=shown(query)), _LIMIT_TOAST))
    buttons = (*catch_up_button(call, added), (Button(texts.t("command.list"), "list:0"),))
    return Reply(screen(texts, done, note, buttons=buttons), toast=toast, in_place=True)
