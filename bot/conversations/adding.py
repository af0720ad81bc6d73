"""/add, and a plain text that may become a watchlist: asked first, saved by a tap."""

from bot.conversations.model import Call, Reply, screen
from bot.markup import Rich, foreign, joined, shortened, text_of
from bot.model import Button, ChatState, Draft, DraftKind, Message
from filters.query import Not, Query, QueryError, children, parse, simple_terms, to_text

_LIMIT_TERMS_SHOWN = 8
_LIMIT_SHOWN = 300
_LIMIT_TOAST = 180
_AROUND_FAULT = 20


def add(call: Call) -> Reply:
    """Ask whether to watch for the argument; without one, show how."""
    if not call.argument:
        return Reply(screen(call.texts, *how(call)))
    return propose(call)


def how(call: Call) -> tuple[Rich, ...]:
    """Return the lines that explain adding."""
    keys = ("add.how", "add.example-phrase", "add.example-minus", "add.example-or", "add.explained")
    return tuple(call.texts.rich(key) for key in keys)


def propose(call: Call) -> Reply:
    """Ask «أأضيف …؟» for a query that can be read; else show where it can't, and a mend to tap."""
    refusal = _refusal(call)
    if refusal:
        return Reply(screen(call.texts, refusal))
    try:
        query = parse(call.argument)
    except QueryError as error:
        return Reply(_mistake(call, error))
    terms = simple_terms(query)
    lines = (
        call.texts.rich("add.ask", query=shown(call.argument)),
        call.texts.n_("add.terms", len(terms), terms=_listed(call, terms))
        if terms != (call.argument,)
        else (),
        call.texts.rich("add.without", terms=_listed(call, _excluded(query))) if _excluded(query) else (),
    )
    return Reply(screen(call.texts, *lines, buttons=_question(call, call.argument, "add.yes")))


def _refusal(call: Call) -> Rich:
    rules = call.rules
    if len(call.argument) > rules.query_chars:
        return call.texts.n_("add.too-long", rules.query_chars)
    if len(call.unit.watchlists.of_chat(call.origin.chat_id)) >= rules.watchlists_per_chat:
        return call.texts.n_("add.full", rules.watchlists_per_chat)
    return ()


def shown(query: str) -> Rich:
    """Return a query as it is shown inside our sentences."""
    return shortened(foreign(query), _LIMIT_SHOWN)


def _listed(call: Call, terms: tuple[str, ...]) -> Rich:
    quoted = [call.texts.rich("alert.quote", text=shown(term)) for term in terms[:_LIMIT_TERMS_SHOWN]]
    return joined(quoted, call.texts.t("alert.comma"))


def _excluded(query: Query) -> tuple[str, ...]:
    """Return what the query must not find, as text."""
    if isinstance(query, Not):
        return (to_text(query.part),)
    return tuple(text for part in children(query) for text in _excluded(part))


def _question(call: Call, query: str, yes: str) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of a question that is kept in a draft of whoever asked."""
    owned = call.ask(DraftKind.ADD, query)
    return ((Button(call.texts.t(yes), f"add:{owned}"), Button(call.texts.t("add.no"), f"no:{owned}")),)


def _mistake(call: Call, error: QueryError) -> Message:
    """Return what is wrong with the query, where, and the mended query as a button."""
    texts = call.texts
    key = f"query.{error.code}"
    lines = [texts.rich(key if texts.has(key) else "query.other"), _place_of(call, error)]
    if not error.suggestion or len(error.suggestion) > call.rules.query_chars:
        return screen(texts, *lines)
    lines.append(texts.rich("query.suggestion", query=shown(error.suggestion)))
    return screen(texts, *lines, buttons=_question(call, error.suggestion, "query.use"))


def _place_of(call: Call, error: QueryError) -> Rich:
    """Return the words around the fault with «⟨ ⟩» at it; nothing if the fault is the whole query."""
    text, at = call.argument, error.position
    if not 0 < at <= len(text):
        return ()
    before, fault, after = text[max(0, at - _AROUND_FAULT) : at], text[at : at + 1], text[at + 1 :]
    around = f"{before}⟨{fault or '…'}⟩{after[:_AROUND_FAULT]}"
    return call.texts.rich("query.at", place=foreign(around))


def add_confirmed(call: Call, draft: Draft) -> Reply:
    """Store the watchlist of the draft and say so in place of the question."""
    texts, query = call.texts, draft.text
    mine = call.unit.watchlists.of_chat(draft.chat_id, draft.thread_id)
    if any(watchlist.kind == "keywords" and watchlist.query == query for watchlist in mine):
        return Reply(screen(texts, texts.rich("add.exists", query=shown(query))), in_place=True)
    if len(call.unit.watchlists.of_chat(draft.chat_id)) >= call.rules.watchlists_per_chat:
        return Reply(screen(texts, texts.n_("add.full", call.rules.watchlists_per_chat)), in_place=True)
    call.unit.watchlists.add(draft.chat_id, draft.thread_id, "keywords", query, query, call.now)
    note = texts.rich("stop.note") if call.subscriber.state is ChatState.STOPPED else ()
    done = texts.rich("add.done", query=shown(query))
    toast = text_of(shortened(texts.rich("add.toast", query=shown(query)), _LIMIT_TOAST))
    buttons = ((Button(texts.t("command.list"), "list:0"),),)
    return Reply(screen(texts, done, note, buttons=buttons), toast=toast, in_place=True)
