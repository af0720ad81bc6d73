"""Every screen that the bot can show, filled with the longest and nastiest that people and feeds can send.

A scene is a function of a `Chat` that brings the bot to say something; `test_every_text.py` plays
them all and holds what was said against Telegram, and against the catalogues.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from bot.conversations.model import (
    MemberChanged,
    Person,
)
from bot.model import (
    ChatState,
)
from feeds.model import Feed
from filters.model import Report
from tests.bot.builders import NOW, alert, incident
from tests.bot.chat import (
    BUTTON,
    GROUP,
    LONG,
    NAME,
    NASTY_ENTRY,
    OTHER,
    PERSON,
    QUERY,
    RULES,
    URL,
    Chat,
    nth_entry,
)
from tests.bot.scenes_read import exporting, mistaking, searching, sharing
from tests.bot.scenes_told import alerting, remembering, warning


def starting(chat: Chat) -> None:
    welcome = chat.says("/start").message
    assert welcome
    chat.presses_all(welcome)
    for page in range(9):
        topics = chat.presses(f"topics:{page}").message
        assert topics
        chat.presses_all(topics)
    chat.says("/start")
    chat.presses("follow:start:no-such-topic")
    chat.says("/topics")
    chat.says("/help")
    chat.presses("language:")
    chat.says("/privacy")
    for text in ("/nonsense", None, "", "السلام عليكم", "شكرا", "مرحبا"):
        chat.says(text)
    chat.presses("nonsense:1")


def stopping(chat: Chat) -> None:
    for button in ("stop.no", "stop.yes"):
        chat.answers(chat.says("/stop"), button)
    chat.publishes(NASTY_ENTRY)
    chat.answers(chat.says(QUERY), "add.yes")
    chat.says("/list")
    topics = chat.says("/topics").message
    assert topics
    chat.presses_all(topics)
    chat.says("/start")


def forgetting(chat: Chat) -> None:
    for button in ("forget.no", "forget.yes"):
        chat.answers(chat.says("/forget"), button)


def meaning(chat: Chat) -> None:
    """Every kind of condition, a source that is not polled, and names that there are not."""
    chat.run(lambda unit: unit.feeds.sync([Feed(URL, NAME)], NOW))
    for query in (
        f"{LONG[:40]} - كرة القدم",
        "مصدر:روترز + مكان:بغداد + من:الحشد + موضوع:الانفجارات -كرة",
        "مكان:بغداد هجوم، (صاروخ، نفط) + (قصف، مصدر:أ) -كرة، صاروخ، قصف",
        "عنوان:هجوم + عنوان:(هجوم، قصف) + عنوان:(هجوم + قصف) + عنوان:((هجوم، قصف) + نفط) + قصف + نفط",
        "صاروخ قرب/5 السفارة + على الأقل 2 من (صاروخ، سفارة) + مجموع 3 من (قصف^2، غارة)",
        "مسيرة",
        "مكان:بغداذ",
        "موضوع:فلان",
        "من:فلان",
    ):
        chat.says(query)


def adding(chat: Chat) -> None:
    """Preview nothing, little, a flood; save, refuse, save twice, save one too many."""
    chat.says("/add")
    chat.says("صاروخ")
    chat.publishes(*(nth_entry(at) for at in range(30)), NASTY_ENTRY)
    for query in (QUERY, "صاروخ -الرياضة -السوق", "الزهرة + الخضراء", "صاورخ"):
        asked = chat.says(query)
        assert asked.message
        for button in [b for row in asked.message.buttons for b in row]:
            if (button.data or "").startswith(("narrow", "widen")):
                ways = chat.presses(button.data or "").message
                assert ways
                chat.presses_all(ways)
    chat.answers(chat.says(QUERY), "add.no")
    saved = chat.answers(chat.says(QUERY), "add.yes")
    assert saved.message
    chat.presses_all(saved.message)
    one = nth_entry(0)
    report = Report(one.uid, one.id, one.source, one.title, one.url, one.at)
    chat.run(lambda unit: unit.incidents.put(incident(last_at=one.at, reports=(report,))))
    chat.presses_all(saved.message)
    chat.says(QUERY)
    chat.says("س" * 500)
    chat.says("https://e.example/rss")
    for _ in range(2):
        offered = chat.says("موضوع الانفجارات").message
        assert offered
        chat.presses(offered.buttons[0][0].data or "")
    chat.says("/topics الانفجارات")
    chat.says("/topics لا شيء منها")
    last = chat.says("صاروخ + بغداد")
    for at in range(RULES.watchlists_per_chat):
        chat.follows(f"كلمة{at}")
    chat.says("غزة")
    chat.answers(last, "add.yes")
    chat.says("/start")
    chat.presses("follow:start:rockets")
    chat.presses("try:99:0")


def listing(chat: Chat) -> None:
    chat.says("/list")
    chat.says("/remove")
    chat.says(f"/remove {BUTTON}")
    lists = [
        chat.follows(f"{QUERY[:200]}، كلمة{at}", name=NAME, age=timedelta(minutes=3**at)) for at in range(10)
    ]
    chat.follows("green-zone-attack", "topic")
    chat.run(lambda unit: unit.watchlists.update(replace(lists[0], paused=True)))
    chat.run(lambda unit: unit.watchlists.update(replace(lists[1], muted_until=NOW + timedelta(hours=30))))
    for command in ("/list", "/remove", "/share"):
        for word in (BUTTON, "صاروخ", "كلمة3"):
            chat.says(f"{command} {word}")
    chat.presses("list:1")
    chat.presses("list:0")
    chat.says("/remove")
    chat.presses("removing:1")
    chat.answers(chat.says("/remove 3"), "remove.no")
    chat.answers(chat.says("/remove 3"), "remove.yes")
    asked = chat.says("/remove 3")
    chat.run(lambda unit: unit.watchlists.remove(chat.id, lists[3].id))
    chat.answers(asked, "remove.yes")
    chat.presses(f"remove:{lists[3].id}")
    chat.presses(f"remove:{lists[4].id}")


def watching(chat: Chat) -> None:
    watchlist = chat.follows(QUERY, name=NAME)
    other = chat.follows("غزة، بغداد")
    for data in ("open", "pause", "resume", "volume", "rename", "rewrite", "share"):
        chat.presses(f"{data}:{watchlist.id}")
        chat.presses(f"{data}:99")
    for volume in ("urgent", "normal", "silent", "digest"):
        chat.presses(f"volume:{watchlist.id}:{volume}")
        chat.presses(f"volume:{watchlist.id}")
        chat.presses(f"open:{watchlist.id}")
    screen = chat.presses(f"open:{watchlist.id}").message
    assert screen
    chips = [b.data or "" for row in screen.buttons for b in row if (b.data or "").startswith("chip")]
    for chip in chips[:2]:
        chat.presses(chip)
    chat.presses(f"chip:{other.id}:0:0")
    chat.run(lambda unit: unit.watchlists.update(replace(other, muted_until=NOW + timedelta(hours=30))))
    chat.presses(f"open:{other.id}")
    chat.presses(f"rename:{watchlist.id}")
    chat.says("\u200b")
    chat.presses(f"rename:{watchlist.id}")
    chat.says(BUTTON)
    asked = chat.presses(f"rename:{watchlist.id}")
    chat.answers(asked, "button.cancel")
    chat.presses(f"rename:{watchlist.id}")
    chat.says(LONG)
    chat.presses(f"rename:{watchlist.id}")
    for _ in range(2):
        chat.says("/cancel")
    chat.presses(f"rewrite:{watchlist.id}")
    chat.answers(chat.says("غزة، (بغداد"), "button.cancel")
    chat.presses(f"rewrite:{watchlist.id}")
    rewritten = chat.says(f"{QUERY}، نفط")
    chat.answers(rewritten, "rewrite.yes")
    chat.presses(f"rewrite:{watchlist.id}")
    chat.answers(chat.says("غزة، بغداد"), "rewrite.yes")


def grouping(chat: Chat) -> None:
    """Be greeted in a newsroom's group; read, be refused, edit, hand on."""
    chat.run(lambda unit: unit.chats.erase(chat.id))
    chat.turn(MemberChanged(chat.origin(), ChatState.ACTIVE, is_new=True))
    chat.put(editors=tuple(range(20, 40)))
    member = {"is_admin": False, "user_id": OTHER}
    for text in ("/settings", "/add غزة", "/help", "/privacy", "/topics"):
        chat.says(text, **member)
    chat.says("/editors")
    chat.says("/settings")
    chat.says("/editors", about=Person(99, LONG))
    chat.says("/editors", about=Person(20, LONG))
    chat.presses("unedit:21")
    chat.presses("unedit:21")
    chat.says("/editors", about=Person(99, LONG))
    chat.put(editors=())
    chat.presses("editors:")
    question = chat.says("/add غزة").message
    assert question
    chat.presses(question.buttons[0][0].data or "", user_id=OTHER)
    for _ in range(2):
        chat.presses(question.buttons[0][0].data or "")
    (row,) = chat.told(alert(chat.id, "e7f3bb00c1d2"))
    for who in (PERSON, PERSON, OTHER, OTHER, *range(20, 26)):
        chat.presses(f"attend:{row.id}", user_id=who)


def setting(chat: Chat) -> None:
    chat.says("/editors")
    chat.says("/settings")
    for data in ("zone", "quiet", "review", "all", "lang:ar", f"lang:{chat.language}", "digits:western"):
        chat.presses(f"set:{data}")
    for data in (
        "quiet:1380:420", "quiet:sleep", "quiet:off", "review:daily", "review:weekly", "review:off",
        "maps:on", "maps:off",
    ):  # fmt: skip
        chat.presses(f"set:{data}")
        chat.says("/settings")
    for name in ("zone", "quiet", "review"):
        asked = chat.presses(f"set:{name}:say")
        for unread in (NAME, "25:00 - 06:00", "06:00 - 06:00"):
            chat.says(unread)
        chat.answers(asked, "button.cancel")
    chat.presses("set:nonsense")


def _staged(scene: Callable[[Chat], None], chat_id: int) -> Callable[[Literal["ar", "en"]], Chat]:
    """Return the scene played in a chat of its own, in the language given."""

    def staged(language: Literal["ar", "en"]) -> Chat:
        chat = Chat(language, chat_id)
        scene(chat)
        return chat

    return staged


_PRIVATE = (
    starting, stopping, forgetting, adding, meaning, mistaking, listing, watching, alerting, setting,
    searching, sharing, exporting, remembering, warning,
)  # fmt: skip
SCENES = (*(_staged(scene, PERSON) for scene in _PRIVATE), _staged(grouping, GROUP))
