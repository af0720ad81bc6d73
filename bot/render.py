"""Alerts as messages: what happened, who says so, where to read it, why it was sent."""

from datetime import datetime

from bot.figures import figure_lines, names
from bot.i18n import Texts
from bot.markup import (
    Rich,
    clean_foreign,
    directed,
    foreign,
    host_of,
    joined,
    marked,
    plain,
    shortened,
    styled,
    web_url,
)
from bot.model import Alert, AlertKind, Button, Content, Delivery, Message, Reason
from bot.telegram_html import to_html
from filters.gazetteer import place_label
from filters.model import Event, Hit, Status
from filters.topics import all_topics

_LIMIT_TITLE = 300
_LIMIT_SENTENCE = 600
_LIMIT_NAMES = 5
_LIMIT_HITS = 6
_GRAVE = (Event.ATTACK, Event.EXPLOSION, Event.ALERT)
_GROUPS = ("group", "supergroup")
_PLAIN_NEWS = (Event.STATEMENT, Event.NONE)
_KNOWN_NEWS = (
    "first-casualties", "first-deaths", "figure-doubled", "official", "denial", "responsibility", "arrest",
    "second-strike", "new-figure", "new-outlet",
)  # fmt: skip


def alert_message(told: Delivery | Alert, texts: Texts, now: datetime, audience: str = "private") -> Message:
    """Return the message that tells the alert to a reader with these `texts`.

    A `Delivery` gets the buttons that ask us something, an alert outside the outbox does not, nor does
    one in a channel (`audience`, the kind of the chat): there everybody would press them, for all.
    """
    alert = told.alert if isinstance(told, Delivery) else told
    content = alert.content
    lines = (
        _head(alert, texts),
        *_story(content, texts),
        *figure_lines(content.claims, texts),
        _news(alert, texts),
        _latest(content, texts, now),
        _outlets(content, texts),
        _foot(alert, texts, now),
        _updated(alert, texts),
    )
    buttons = _buttons(told, texts, audience)
    is_silent = alert.reason.volume in ("silent", "digest")
    return Message(to_html(directed(lines, texts.language)), buttons, web_url(content.url), is_silent)


def reference(incident_id: str) -> str:
    """Return the short name of an incident that every message about it carries: `#A7F3`.

    Telegram takes `#5660` for no hashtag, and a tap on it would find nothing: so digits alone
    begin with a letter that is no hex digit, `#L660`.
    """
    name = "".join(char for char in incident_id if char.isascii() and char.isalnum())[:4].upper()
    return "#" + (chr(ord("G") + int(name[0])) + name[1:] if name.isdecimal() else name)


def _mark(content: Content) -> str:
    if content.status is Status.DENIED:
        return "⚪"
    if content.event in _GRAVE:
        return "🔴"
    return "📰" if content.event in _PLAIN_NEWS else "🟠"


def _head(alert: Alert, texts: Texts) -> Rich:
    content = alert.content
    is_event = content.event not in _PLAIN_NEWS
    what = joined(
        (
            texts.rich("alert.big-change") if alert.kind is AlertKind.REPLY else (),
            texts.rich(f"status.{content.status.value}") if is_event else (),
            texts.rich(f"event.{content.event.value}"),
        ),
        " · ",
    )
    where = plain(place_label(content.place, texts.language)) if content.place else ()
    followed = () if is_event else names([shown_name(name, texts) for name in alert.reason.names], 2, texts)
    return (*plain(_mark(content) + " "), *styled(joined((what, where or followed), " — "), bold=True))


def _story(content: Content, texts: Texts) -> tuple[Rich, Rich]:
    title = marked(content.title, content.title_bold, href=content.url)
    sentence = marked(content.sentence, content.bold)
    is_repeated = clean_foreign(content.sentence).split() == clean_foreign(content.title).split()
    quoted = texts.rich("alert.quote", text=shortened(sentence, _LIMIT_SENTENCE)) if sentence else ()
    return shortened(title, _LIMIT_TITLE), () if is_repeated else quoted


def _news(alert: Alert, texts: Texts) -> Rich:
    if alert.kind is AlertKind.NEW:
        return ()
    known = [texts.rich(f"news.{key}") for key in alert.content.news if key in _KNOWN_NEWS]
    return texts.rich("alert.news", news=joined(known, texts.t("alert.comma"))) if known else ()


def _latest(content: Content, texts: Texts, now: datetime) -> Rich:
    latest = content.latest
    if latest is None:
        return ()
    title = shortened(marked(latest.title, (), href=latest.url), _LIMIT_TITLE)
    return texts.rich("alert.latest", time=plain(texts.when(latest.at, now)), title=title)


def _outlets(content: Content, texts: Texts) -> Rich:
    outlets = content.outlets or (content.source,)
    listed = names(outlets, _LIMIT_NAMES, texts)
    return texts.n_("alert.outlets", len(outlets), names=listed) if listed else ()


def _foot(alert: Alert, texts: Texts, now: datetime) -> Rich:
    content = alert.content
    host = host_of(content.url) if content.url else None
    told_at, first_at = texts.when(content.at, now), texts.when(content.first_at or content.at, now)
    return joined(
        (
            foreign(host or ""),
            plain(told_at),
            texts.rich("alert.first", time=plain(first_at)) if first_at != told_at else (),
            foreign(reference(alert.incident_id)),
        ),
        " · ",
    )


def _updated(alert: Alert, texts: Texts) -> Rich:
    return (
        texts.rich("alert.updated", time=plain(texts.clock(alert.created_at)))
        if alert.kind is AlertKind.EDIT
        else ()
    )


def _buttons(told: Delivery | Alert, texts: Texts, audience: str) -> tuple[tuple[Button, ...], ...]:
    content = told.alert.content if isinstance(told, Delivery) else told.content
    url = web_url(content.url)
    opened = (Button(texts.t("button.open"), url=url),) if url else ()
    if not isinstance(told, Delivery) or audience == "channel":
        return (opened,) if opened else ()
    take = (Button(texts.t("button.take"), f"attend:{told.id}"),) if audience in _GROUPS else ()
    return (
        (*opened, Button(texts.t("button.why"), f"why:{told.id}")),
        (
            *take,
            Button(texts.t("button.hush"), f"hush:{told.id}"),
            Button(texts.t("button.more"), f"more:{told.id}"),
        ),
    )


def why_message(delivery: Delivery, texts: Texts, held_back: int = 0) -> Message:
    """Return why the chat was told: watchlists, matched forms taken apart, evidence, how it was joined.

    `held_back` is how many reports of the incident it was not told of.
    """
    reason = delivery.alert.reason
    shown = {item.span for item in reason.evidence}
    hits = list(dict.fromkeys(_hit(hit, texts) for hit in reason.hits if hit.span not in shown))[:_LIMIT_HITS]
    lines = (
        texts.rich("why.title"),
        texts.rich(f"why.{reason.decision}") if texts.has(f"why.{reason.decision}") else (),
        _watchlists(reason, texts),
        *hits,
        _evidence(reason, texts),
        _assignment(reason, texts),
        texts.n_("why.held-back", held_back) if held_back > 0 else (),
        foreign(reference(delivery.alert.incident_id)),
    )
    return Message(to_html(directed(lines, texts.language)))


def shown_name(name: str, texts: Texts) -> str:
    """Return a watchlist's name as the reader knows it: a topic's slug becomes its name."""
    topic = next((topic for topic in all_topics() if topic.slug == name), None)
    if topic is None:
        return name
    return topic.arabic if texts.language == "ar" else topic.english


def _watchlists(reason: Reason, texts: Texts) -> Rich:
    shown = [shown_name(name, texts) for name in reason.names]
    return texts.n_("why.watchlists", len(shown), names=names(shown, _LIMIT_NAMES, texts)) if shown else ()


def _hit(hit: Hit, texts: Texts) -> Rich:
    """Return «النص المطابق: «بالمنطقة الخضراء»، أي: بـ + المنطقة الخضراء (اسم علم)», or less."""
    printed, form = shortened(foreign(hit.span.text), 80), hit.form or hit.term
    form_class = texts.rich(f"form.{hit.form_class}") if texts.has(f"form.{hit.form_class}") else ()
    if hit.span.text == form and not hit.proclitic and not hit.enclitic:
        return texts.rich(
            "why.hit-classed" if form_class else "why.hit-plain", printed=printed, form=form_class
        )
    parts = joined(
        (
            plain(f"{hit.proclitic}ـ" if hit.proclitic else ""),
            foreign(form),
            plain(f"ـ{hit.enclitic}" if hit.enclitic else ""),
        ),
        " + ",
    )
    told = texts.rich("why.class", parts=parts, form=form_class) if form_class else parts
    return texts.rich("why.hit", printed=printed, parts=shortened(told, 160))


def _assignment(reason: Reason, texts: Texts) -> Rich:
    """Return how the entry came to its incident, in our words if we have some for it."""
    if reason.score:
        return texts.rich("why.joined", percent=round(reason.score * 100))
    if reason.assignment.startswith("no open incident"):
        return texts.rich("why.opened")
    return texts.rich("why.assigned", reason=reason.assignment) if reason.assignment else ()


def _evidence(reason: Reason, texts: Texts) -> Rich:
    words = list(dict.fromkeys(item.span.text for item in reason.evidence if item.span))
    quoted = [texts.rich("alert.quote", text=shortened(foreign(word), 60)) for word in words[:_LIMIT_HITS]]
    return texts.rich("why.evidence", words=joined(quoted, texts.t("alert.comma"))) if quoted else ()
