"""/share: a link with which others copy a watchlist, until it is taken back."""

import re
from dataclasses import replace
from urllib.parse import quote

from bot.conversations.catching_up import catch_up_button
from bot.conversations.finding import here, meant
from bot.conversations.meaning import meaning_lines
from bot.conversations.model import Call, Reply, in_rows, number_of, screen
from bot.conversations.phrasing import shown
from bot.conversations.stopping import stopped_note
from bot.conversations.topics import follow
from bot.conversations.watching import existing, exists_screen, name_of
from bot.markup import Rich, foreign, shortened, text_of
from bot.model import Button, Draft, DraftKind, Message
from filters.model import Watchlist
from filters.query import QueryError, parse

LINK_PREFIX = "w_"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,48}")
_LIMIT_LABEL = 24
_MOST_OFFERED = 40


def share(call: Call) -> Reply:
    """Show the link of the watchlist that the argument means; offer all, to choose the one to share."""
    found = meant(call) if call.argument else ()
    if len(found) == 1:
        return Reply(_link(call, found[0]))
    unknown = call.texts.rich("remove.unknown", name=shown(call.argument))
    return Reply(_choice(call, found or here(call), unknown if call.argument and not found else ()))


def _choice(call: Call, mine: tuple[Watchlist, ...], note: Rich = ()) -> Message:
    texts = call.texts
    if not mine:
        return screen(texts, texts.rich("share.none"))
    buttons = [Button(_label(call, one), f"share:{one.id}") for one in mine[:_MOST_OFFERED]]
    more = texts.rich("share.more") if len(mine) > _MOST_OFFERED else ()
    return screen(texts, note, texts.rich("share.which"), more, buttons=in_rows(buttons, 2))


def _label(call: Call, watchlist: Watchlist) -> str:
    return text_of(shortened(foreign(name_of(call, watchlist)), _LIMIT_LABEL))


def share_pressed(call: Call) -> Reply:
    """Show the link of the watchlist whose id is the argument, in place of the choice."""
    found = _mine(call)
    if found is None:
        return Reply(toast=call.texts.t("remove.gone"))
    return Reply(_link(call, found), in_place=True)


def _mine(call: Call) -> Watchlist | None:
    wanted = number_of(call.argument)
    return None if wanted is None else call.unit.watchlists.get(call.origin.chat_id, wanted)


def _link(call: Call, watchlist: Watchlist) -> Message:
    texts = call.texts
    token = call.unit.watchlists.share(watchlist.chat_id, watchlist.id, call.given.token)
    url = f"https://t.me/{call.given.bot_name}?start={LINK_PREFIX}{token}"
    name = shown(name_of(call, watchlist))
    return screen(
        texts,
        texts.rich("share.link", name=name),
        foreign(url, href=url),
        texts.rich("share.explained"),
        buttons=(
            (Button(texts.t("share.send"), url=f"https://t.me/share/url?url={quote(url, safe='')}"),),
            (Button(texts.t("share.revoke"), f"unshare:{watchlist.id}"),),
            _back(call, watchlist),
        ),
    )


def _back(call: Call, watchlist: Watchlist) -> tuple[Button, ...]:
    return (Button(call.texts.t("button.back"), f"open:{watchlist.id}"),)


def revoke_pressed(call: Call) -> Reply:
    """Take back the link of the watchlist whose id is the argument."""
    found = _mine(call)
    if found is None or not call.unit.watchlists.unshare(found.chat_id, found.id):
        return Reply(toast=call.texts.t("share.not-shared"))
    name = shown(name_of(call, found))
    again = Button(call.texts.t("share.again"), f"share:{found.id}")
    told = call.texts.rich("share.revoked", name=name)
    return Reply(screen(call.texts, told, buttons=((again,), _back(call, found))), in_place=True)


def opened(call: Call) -> Reply:
    """Show the watchlist behind the link whose token is the argument, and ask whether to copy it."""
    texts, token = call.texts, call.argument
    shared = call.unit.watchlists.shared(token) if _TOKEN.fullmatch(token) else None
    if shared is None:
        buttons = ((Button(texts.t("command.topics"), "topics:0"),),)
        return Reply(screen(texts, texts.rich("share.gone"), buttons=buttons))
    refused = _refused(call, shared)
    if refused is not None:
        return Reply(refused)
    owned = call.ask(DraftKind.SHARED, token)
    row = (Button(texts.t("add.yes"), f"take:{owned}"), Button(texts.t("add.no"), f"no:{owned}"))
    offered = texts.rich("share.offer", name=shown(name_of(call, shared)))
    return Reply(screen(texts, offered, *_contents(call, shared), buttons=(row,)))


def _contents(call: Call, shared: Watchlist) -> tuple[Rich, ...]:
    """Return what the watchlist finds, as people read it."""
    if shared.kind == "topic":
        return (call.texts.rich("share.topic"),)
    is_named = shared.name != shared.query
    query = call.texts.rich("watch.query", query=shown(shared.query)) if is_named else ()
    try:
        tree = parse(shared.query)
    except QueryError:
        # Stored by an older version that could read more.
        return (query,)
    return (query, *meaning_lines(replace(call, argument=shared.query), tree))


def _refused(call: Call, shared: Watchlist) -> Message | None:
    """Return why it can't be copied, None if it can."""
    known, texts = existing(call, shared.kind, shared.query), call.texts
    if known is not None:
        return exists_screen(call, known)
    if len(call.unit.watchlists.of_chat(call.origin.chat_id)) >= call.rules.watchlists_per_chat:
        return screen(texts, texts.n_("add.full", call.rules.watchlists_per_chat))
    return None


def copy_confirmed(call: Call, draft: Draft) -> Reply:
    """Copy the watchlist of the draft's token, as it is now, and say so in place of the question."""
    texts = call.texts
    shared = call.unit.watchlists.shared(draft.text)
    if shared is None:
        return Reply(screen(texts, texts.rich("share.gone")), in_place=True)
    refused = _refused(call, shared)
    if refused is not None:
        return Reply(refused, in_place=True)
    copied = _copy(call, shared)
    name = shown(name_of(call, shared))
    note = stopped_note(call.subscriber, texts)
    buttons = (*copied, (Button(texts.t("command.list"), "list:0"),))
    is_topic = shared.kind == "topic"
    done = texts.rich("topics.followed", name=name) if is_topic else texts.rich("add.done", query=name)
    return Reply(screen(texts, done, note, buttons=buttons), in_place=True)


def _copy(call: Call, shared: Watchlist) -> tuple[tuple[Button, ...], ...]:
    """Add what is shared to the chat's own; return the button that brings what is under way."""
    if shared.kind == "topic":
        follow(replace(call, argument=shared.query))
        return ()
    origin, name, query = call.origin, shared.name, shared.query
    added = call.unit.watchlists.add(origin.chat_id, origin.thread_id, "keywords", name, query, call.now)
    return catch_up_button(call, added)
