"""Scenes of what the bot is given to read: queries with mistakes, searches, links, files."""

from datetime import timedelta
from typing import Any

from bot.conversations.model import (
    Given,
    Sent,
)
from bot.portable import Bad, Carried, Portable, Unreadable
from tests.bot.builders import NOW
from tests.bot.chat import LONG, NAME, NASTY_ENTRY, OTHER, QUERY, Chat, nth_entry


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


def searching(chat: Chat) -> None:
    chat.says("/search")
    chat.says(f"/search {'س' * 500}")
    chat.publishes(*(nth_entry(at) for at in range(60)), NASTY_ENTRY)
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
        other.answers(other.says(link), "add.no")
        other.answers(other.says(link), "add.yes")
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
    chat.answers(only, "add.no")
    two = chat.turn(sent, Given(file=Portable(many[:2])))
    chat.answers(two, "import.yes")
    chat.presses_all(asked)


# As the errors of queries are called; a new one is a new text, and belongs here.
_CODES = (
    "other", "empty", "too-long", "too-deep", "too-many", "too-common", "everything", "nothing", "bad-count",
    "unclosed-quote", "unclosed-paren", "unexpected-paren", "unexpected", "unfinished", "short-wildcard",
    "bad-pattern", "loose-pattern", "no-patterns", "joint-needed", "near-needs-words", "field-needs-words",
)  # fmt: skip
