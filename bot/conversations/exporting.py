"""/export: watchlists and settings as a file; the file sent back is taken in after a question."""

from dataclasses import replace

from bot.conversations.model import Call, Reply, directed_html, screen
from bot.conversations.phrasing import shown
from bot.conversations.settings import store
from bot.conversations.stopping import stopped_note
from bot.i18n import SAMPLES, Texts
from bot.markup import BLANK, Rich, joined, plain, shortened
from bot.model import Button, Document, Draft, DraftKind, Message
from bot.portable import Bad, Carried, Portable, Unreadable, carried, read, written
from bot.render import shown_name
from bot.zones import zone_name

_MOST_NAMED = 10
_MOST_BAD = 10
_LIMIT_NAME = 60


def export(call: Call) -> Reply:
    """Send the chat's watchlists and settings as a file."""
    texts = call.texts
    mine = call.unit.watchlists.of_chat(call.origin.chat_id)
    text = written(call.subscriber, [carried(one) for one in mine], call.now)
    caption = directed_html(texts, texts.n_("export.done", len(mine)), texts.rich("export.back"))
    document = Document(f"rasid-{call.now:%Y-%m-%d}.json", text)
    return Reply(Message(caption, document=document))


def received(call: Call) -> Reply:
    """Say what of the file that was sent would be added, and ask whether to."""
    file, texts = call.given.file, call.texts
    if file is None:
        return Reply(screen(texts, texts.rich("import.other-file")))
    if isinstance(file, Unreadable):
        return Reply(screen(texts, texts.rich(f"import.{file.reason}")))
    new, known, homeless = _sorted(call, file)
    changed = file.applied_to(call.subscriber)
    has_settings = changed != call.subscriber
    lines = (
        texts.n_("import.new", len(new), names=_names(call, new)) if new else (),
        texts.n_("import.known", known) if known else (),
        texts.n_("import.no-room", homeless) if homeless else (),
        *_bad_lines(call, file.bad),
        _settings_line(texts, file) if has_settings else (),
    )
    if not new and not has_settings:
        return Reply(screen(texts, texts.rich("import.nothing"), *lines))
    fitting = replace(file, watchlists=new)
    buttons = _question(call, fitting, has_settings=has_settings)
    return Reply(screen(texts, texts.rich("import.title"), BLANK, *lines, buttons=buttons))


def _sorted(call: Call, file: Portable) -> tuple[tuple[Carried, ...], int, int]:
    """Return what is new and has room, how many the chat's thread has already, how many have no room."""
    mine = call.unit.watchlists.of_chat(call.origin.chat_id)
    here = {(one.kind, one.query) for one in mine if one.thread_id == call.origin.thread_id}
    new = [one for one in file.watchlists if (one.kind, one.query) not in here]
    room = max(0, call.rules.watchlists_per_chat - len(mine))
    return tuple(new[:room]), len(file.watchlists) - len(new), max(0, len(new) - room)


def _names(call: Call, listed: tuple[Carried, ...]) -> Rich:
    texts = call.texts
    names = [
        texts.rich("alert.quote", text=shortened(shown(_name(texts, one)), _LIMIT_NAME))
        for one in listed[:_MOST_NAMED]
    ]
    more = [plain("…")] if len(listed) > _MOST_NAMED else []
    return joined([*names, *more], texts.t("alert.comma"))


def _name(texts: Texts, one: Carried) -> str:
    return shown_name(one.query, texts) if one.kind == "topic" else one.name


def _bad_lines(call: Call, bad: tuple[Bad, ...]) -> tuple[Rich, ...]:
    """Return how many can't be taken, and of the first ones which and why."""
    if not bad:
        return ()
    texts = call.texts
    named = (
        texts.rich("import.bad-item", name=shortened(shown(one.name), _LIMIT_NAME), why=_why(texts, one.code))
        for one in bad[:_MOST_BAD]
    )
    return texts.n_("import.bad", len(bad)), *named


def _why(texts: Texts, code: str) -> Rich:
    key = f"query.{code}"
    return texts.rich(key if texts.has(key) else "query.other")


def _settings_line(texts: Texts, file: Portable) -> Rich:
    found = dict(file.settings)
    told = [
        *((texts.rich(f"settings.{found['language']}"),) if "language" in found else ()),
        *((plain(SAMPLES[found["digits"]]),) if "digits" in found else ()),
    ]
    zone = [plain(zone_name(found["zone"], texts.language))] if "zone" in found else []
    others = [texts.rich("import.hours")] if {"quiet_from", "digest"} & found.keys() else []
    return texts.rich("import.settings", settings=joined([*told, *zone, *others], texts.t("alert.comma")))


def _question(call: Call, file: Portable, *, has_settings: bool) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons: what each adds is kept in a draft of its own, in the form of the file."""
    texts, rows = call.texts, []
    if file.watchlists:
        owned = call.ask(DraftKind.IMPORT, _packed(call, file, with_settings=False))
        rows.append((Button(texts.t("import.yes"), f"import:{owned}"),))
    if has_settings:
        owned = call.ask(DraftKind.IMPORT, _packed(call, file, with_settings=True))
        key = "import.yes-both" if file.watchlists else "import.yes-settings"
        rows.append((Button(texts.t(key), f"import:{owned}"),))
    return (*rows, (Button(texts.t("add.no"), f"no:{owned}"),))


def _packed(call: Call, file: Portable, *, with_settings: bool) -> str:
    subscriber = file.applied_to(call.subscriber) if with_settings else call.subscriber
    return written(subscriber, file.watchlists, call.now)


def import_confirmed(call: Call, draft: Draft) -> Reply:
    """Add what the draft holds, all in this one transaction, and say so in place of the question."""
    texts = call.texts
    file = read(draft.text.encode(), call.rules.query_chars, is_ours=True)
    if isinstance(file, Unreadable):
        return Reply(toast=texts.t("draft.gone"))
    new, _, homeless = _sorted(call, file)
    if homeless:
        # Other watchlists were added since: what was confirmed can't be done any more.
        return Reply(screen(texts, texts.n_("add.full", call.rules.watchlists_per_chat)), in_place=True)
    for one in new:
        _add(call, one)
    changed = file.applied_to(call.subscriber)
    if changed != call.subscriber:
        store(call, changed)
    note = stopped_note(call.subscriber, texts)
    buttons = ((Button(texts.t("command.list"), "list:0"),),)
    return Reply(screen(texts, texts.n_("import.done", len(new)), note, buttons=buttons), in_place=True)


def _add(call: Call, one: Carried) -> None:
    here = call.origin
    added = call.unit.watchlists.add(here.chat_id, here.thread_id, one.kind, one.name, one.query, call.now)
    call.unit.watchlists.update(replace(added, paused=one.paused, volume=one.volume))
