"""/start: a welcome with the topics under it, the flagship first; one tap follows."""

from dataclasses import replace

from bot.conversations.model import Call, Reply, screen
from bot.conversations.sharing import LINK_PREFIX
from bot.conversations.sharing import opened as shared_opened
from bot.conversations.topics import follow, following_line, leave, topic_buttons, topics_screen
from bot.markup import BLANK, Rich
from bot.model import Button, ChatState, Message
from filters.topics import all_topics

_FIRST_TOPICS = 6
_BACK_TO_START = "start"


def start(call: Call) -> Reply:
    """Welcome the chat and let alerts flow again; from a link, show what is shared by it."""
    if call.argument.startswith(LINK_PREFIX):
        return shared_opened(replace(call, argument=call.argument.removeprefix(LINK_PREFIX)))
    was_stopped = call.subscriber.state is ChatState.STOPPED
    call.unit.chats.put(replace(call.subscriber, state=ChatState.ACTIVE))
    return Reply(_screen(call, call.texts.rich("start.again") if was_stopped else ()))


def _screen(call: Call, note: Rich) -> Message:
    texts = call.texts
    lines = (
        texts.rich("start.welcome"),
        note or texts.rich("start.what"),
        BLANK,
        following_line(call) or texts.rich("start.how", example=texts.rich("start.example")),
    )
    shown = all_topics()[:_FIRST_TOPICS]
    more = (
        ((Button(texts.t("button.more-topics"), "topics:0"),),) if len(all_topics()) > _FIRST_TOPICS else ()
    )
    return screen(texts, *lines, buttons=topic_buttons(call, shown, _BACK_TO_START) + more)


def follow_pressed(call: Call) -> Reply:
    """Follow the topic of `<screen>:<slug>` and show that screen again in place."""
    back, _, slug = call.argument.partition(":")
    _, toast = follow(replace(call, argument=slug))
    return _again(call, back, toast)


def leave_pressed(call: Call) -> Reply:
    """Leave the topic of `<screen>:<slug>` and show that screen again in place."""
    back, _, slug = call.argument.partition(":")
    return _again(call, back, leave(replace(call, argument=slug)))


def _again(call: Call, back: str, toast: str) -> Reply:
    if back == _BACK_TO_START:
        return Reply(_screen(call, ()), toast=toast, in_place=True)
    page = back.partition(".")[2]
    number = int(page) if page.isascii() and page.isdecimal() else 0
    return Reply(topics_screen(call, number), toast=toast, in_place=True)
