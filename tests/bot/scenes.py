"""Every screen that the bot can show, filled with the longest and nastiest that people and feeds can send.

A scene is a function of a `Chat` that brings the bot to say something; `test_every_text.py` plays
them all and holds what was said against Telegram, and against the catalogues.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

from bot.conversations.model import (
    Given,
    MemberChanged,
    Person,
    Reply,
    Sent,
)
from bot.i18n import texts_of
from bot.model import (
    ChatState,
)
from bot.portable import Bad, Carried, Portable, Unreadable
from feeds.model import Entry
from filters.model import Report
from tests.bot.builders import NOW, alert, entry, incident
from tests.bot.chat import BUTTON, GROUP, LONG, MIXED, NAME, NASTY_ENTRY, OTHER, PERSON, QUERY, RULES, Chat
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
    chat.says("/privacy")
    for text in ("/nonsense", None, ""):
        chat.says(text)
    chat.presses("nonsense:1")


def stopping(chat: Chat) -> None:
    for button in ("stop.no", "stop.yes"):
        _answers(chat, chat.says("/stop"), button)
    chat.publishes(NASTY_ENTRY)
    _answers(chat, chat.says(QUERY), "add.yes")
    chat.says("/start")


def forgetting(chat: Chat) -> None:
    for button in ("forget.no", "forget.yes"):
        _answers(chat, chat.says("/forget"), button)


def _answers(chat: Chat, reply: Reply, key: str, **origin: Any) -> Reply:
    """Press the button with the text of `key`."""
    assert reply.message
    label = texts_of(chat.subscriber).t(key)
    data = next(b.data for row in reply.message.buttons for b in row if b.label == label)
    return chat.presses(data or "", **origin)


def adding(chat: Chat) -> None:
    """Preview nothing, little, a flood; save, refuse, save twice, save one too many."""
    chat.says("/add")
    chat.says("صاروخ")
    chat.publishes(*(_entry(at) for at in range(30)), NASTY_ENTRY)
    for query in (QUERY, "صاروخ -الرياضة -السوق", "الزهرة + الخضراء", "صاورخ"):
        asked = chat.says(query)
        assert asked.message
        for button in [b for row in asked.message.buttons for b in row]:
            if (button.data or "").startswith(("narrow", "widen")):
                ways = chat.presses(button.data or "").message
                assert ways
                chat.presses_all(ways)
    _answers(chat, chat.says(QUERY), "add.no")
    saved = _answers(chat, chat.says(QUERY), "add.yes")
    assert saved.message
    chat.presses_all(saved.message)
    one = _entry(0)
    report = Report(one.uid, one.id, one.source, one.title, one.url, one.at)
    chat.run(lambda unit: unit.incidents.put(incident(last_at=one.at, reports=(report,))))
    chat.presses_all(saved.message)
    _answers(chat, chat.says(QUERY), "add.yes")
    chat.says("س" * 500)
    last = chat.says("صاروخ + بغداد")
    for at in range(RULES.watchlists_per_chat):
        chat.follows(f"كلمة{at}")
    chat.says("غزة")
    _answers(chat, last, "add.yes")
    chat.presses("follow:start:rockets")
    chat.presses("try:99:0")


def _entry(at: int) -> Entry:
    when = NOW - timedelta(minutes=5 * at)
    title = f"سقوط صاروخ رقم {at} قرب السوق {MIXED}"
    return entry(id=str(at), title=title, body=LONG, published_at=when, seen_at=when, source=NAME)


def mistaking(chat: Chat) -> None:
    """Each way to get a query wrong, shown where and with its mend."""
    faults = (
        "", "( )", '"غزة', "غزة)", "(غزة", "غزة + ", "-غزة", "غزة + + بغداد", "من", "ا*", "*", "2 من (غزة)",
        "5/(غزة، بغداد)", "غزة NEAR/3 (بغداد + نفط)", "title:", "مصدر:(غزة + نفط)", "/[/", "غزة -غزة",
        "(" * 30 + "غزة" + ")" * 30, "غزة؛؛بغداد", " ".join(["غزة،"] * 90), "~", "غزة غزة*بغداد", "source:",
    )  # fmt: skip
    for fault in faults:
        chat.says(f"/add {fault}")
        chat.says(f"/search {fault}")
    mended = chat.says("غزة، (بغداد").message
    assert mended
    chat.presses_all(mended)


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
    chat.presses("list:1")
    chat.presses("list:0")
    chat.says("/remove")
    chat.presses("removing:1")
    _answers(chat, chat.says("/remove 3"), "remove.no")
    _answers(chat, chat.says("/remove 3"), "remove.yes")
    asked = chat.says("/remove 3")
    chat.run(lambda unit: unit.watchlists.remove(chat.id, lists[3].id))
    _answers(chat, asked, "remove.yes")
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
    _answers(chat, asked, "button.cancel")
    chat.presses(f"rewrite:{watchlist.id}")
    rewritten = chat.says(f"{QUERY}، نفط")
    _answers(chat, rewritten, "rewrite.yes")
    chat.presses(f"rewrite:{watchlist.id}")
    _answers(chat, chat.says("غزة، بغداد"), "rewrite.yes")


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
    for _ in range(2):
        chat.presses(f"attend:{row.id}")


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
    for name, unread in (("zone", NAME), ("quiet", NAME), ("review", NAME)):
        asked = chat.presses(f"set:{name}:say")
        chat.says(unread)
        _answers(chat, asked, "button.cancel")
    chat.presses("set:nonsense")


def searching(chat: Chat) -> None:
    chat.says("/search")
    chat.says(f"/search {'س' * 500}")
    chat.publishes(*(_entry(at) for at in range(60)), NASTY_ENTRY)
    for query in (QUERY, "صاورخ", "صاروخ + الكرمل", "لاشيءمنهذا"):
        found = chat.says(f"/search {query}").message
        assert found
        chat.presses_all(found)
    chat.is_whole = False
    chat.says(f"/search {QUERY}")
    chat.is_whole = True
    whole = chat.says("/search صاروخ").message
    assert whole
    pages = [b.data or "" for row in whole.buttons for b in row if (b.data or "").startswith("found")]
    chat.presses(pages[0])
    chat.run(lambda unit: unit.entries.purge(NOW + timedelta(days=1), 999))
    chat.presses(pages[0])
    chat.presses("found:9999:0")
    for text in ("quota.commands", "quota.searches", "quota.stranger"):
        chat.says("/list", Given(refusal=text))


def sharing(chat: Chat) -> None:
    chat.says("/share")
    chat.says("/start w_" + "x" * 20)
    mine = chat.follows(QUERY, name=NAME)
    topic = chat.follows("green-zone-attack", "topic")
    chat.says("/share")
    for one in (mine, topic):
        chat.presses(f"share:{one.id}", Given(token=f"token-of-watchlist-{one.id}"))
    chat.says(f"/start w_token-of-watchlist-{mine.id}")
    other = Chat(chat.language, OTHER, chat.shown, chat.toasts, chat.database)
    for one in (mine, topic):
        link = f"/start w_token-of-watchlist-{one.id}"
        _answers(other, other.says(link), "add.no")
        _answers(other, other.says(link), "add.yes")
    chat.presses(f"unshare:{mine.id}")
    chat.presses(f"unshare:{mine.id}")
    for at in range(45):
        chat.follows(f"كلمة{at}")
    chat.says("/share")


def exporting(chat: Chat) -> None:
    """Out, and everything that can be wrong with what comes back."""
    chat.follows(QUERY, name=NAME)
    chat.says("/export")
    sent = Sent(chat.origin(), "id", "rasid.json", 1)
    for why in ("too-large", "not-json", "not-ours", "too-new", "too-many", "too-often", "not-fetched"):
        chat.turn(sent, Given(file=Unreadable(why)))  # type: ignore[arg-type]  # one of them each
    chat.turn(sent)
    chat.turn(sent, Given(file=Portable(())))
    bad = tuple(Bad(LONG, code) for code in _CODES)
    for at in range(0, len(bad), 9):
        chat.turn(sent, Given(file=Portable((), (), bad[at : at + 9])))
    many = tuple(Carried("keywords", f"{QUERY[:300]}{at}", NAME) for at in range(30))
    settings: tuple[tuple[str, Any], ...] = (
        ("language", "en"), ("digits", "arabic"), ("zone", "Asia/Amman"), ("quiet_from", 60),
        ("digest", "daily"),
    )  # fmt: skip
    mine = Carried("keywords", QUERY, NAME)
    asked = chat.turn(sent, Given(file=Portable((mine, *many), settings, bad))).message
    assert asked
    only = chat.turn(sent, Given(file=Portable((), settings)))
    _answers(chat, only, "add.no")
    two = chat.turn(sent, Given(file=Portable(many[:2])))
    _answers(chat, two, "import.yes")
    chat.presses_all(asked)


# As the errors of queries are called; a new one is a new text, and belongs here.
_CODES = (
    "other", "empty", "too-long", "too-deep", "too-many", "too-common", "everything", "nothing", "bad-count",
    "unclosed-quote", "unclosed-paren", "unexpected-paren", "unexpected", "unfinished", "short-wildcard",
    "bad-pattern", "no-patterns", "joint-needed", "near-needs-words", "field-needs-words",
)  # fmt: skip


def _staged(scene: Callable[[Chat], None], chat_id: int) -> Callable[[Literal["ar", "en"]], Chat]:
    """Return the scene played in a chat of its own, in the language given."""

    def staged(language: Literal["ar", "en"]) -> Chat:
        chat = Chat(language, chat_id)
        scene(chat)
        return chat

    return staged


_PRIVATE = (
    starting, stopping, forgetting, adding, mistaking, listing, watching, alerting, setting, searching,
    sharing, exporting, remembering, warning,
)  # fmt: skip
SCENES = (*(_staged(scene, PERSON) for scene in _PRIVATE), _staged(grouping, GROUP))
