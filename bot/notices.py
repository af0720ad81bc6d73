"""Words to the operator about the daemon itself: what is wrong, what to do, and when it is well again."""

from datetime import datetime, timedelta
from hashlib import blake2b

from bot.i18n import Texts, texts_of
from bot.markup import Rich, Run, clean_foreign, directed, foreign, joined, plain, styled, web_url
from bot.model import Alert, AlertKind, Content, Message, Notice, Priority, Reason, Subscriber
from bot.render import reference
from bot.telegram_html import to_html
from filters.model import Event, Status

# Longer than alerts of news: what is wrong with a feed is still so after a day without Telegram.
EXPIRES_AFTER = timedelta(days=3)
_LIMIT_DETAIL = 200
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def notice_id(about: str) -> str:
    """Return the name under which a chat is told all that concerns `about`: 32 hex digits."""
    return blake2b(f"notice\n{about}".encode(), digest_size=16).hexdigest()


def notice_revision(at: datetime) -> int:
    """Return the moment as the revision of a notice: no two of the same matter fall together."""
    return (at - _EPOCH) // _MICROSECOND


def notice_alert(notice: Notice, subscriber: Subscriber) -> Alert:
    """Return the notice as an alert to the operator's chat; one that ends another answers below it."""
    texts = texts_of(subscriber)
    return Alert(
        chat_id=subscriber.chat_id,
        thread_id=0,
        incident_id=notice_id(notice.about),
        revision=notice_revision(notice.at),
        kind=AlertKind.REPLY if notice.is_relief else AlertKind.NEW,
        priority=Priority.NORMAL,
        content=Content(
            event=Event.NONE,
            place="",
            status=Status.INITIAL,
            # What a digest and the history show.
            title=clean_foreign(texts.t(_key(notice), **_values(notice, texts))),
            source="",
            url=web_url(notice.url),
            at=notice.at,
            notice=notice,
        ),
        reason=Reason(decision="notice", watchlist_ids=(), names=()),
        created_at=notice.at,
        expires_at=notice.at + EXPIRES_AFTER,
    )


def notice_message(alert: Alert, texts: Texts, now: datetime) -> Message:
    """Return the message of an alert that holds a notice."""
    notice = alert.content.notice
    if notice is None:
        raise ValueError("not a notice")
    values, advice = _values(notice, texts), f"advice.{notice.kind}"
    head = texts.rich(_key(notice), **values)
    lines = (
        (*plain("✅ " if notice.is_relief else "⚠️ "), *styled(head, bold=True)),
        texts.rich(advice, **values) if texts.has(advice) else (),
        _code(notice.command),
        _link(notice),
        _code(notice.detail[:_LIMIT_DETAIL]),
        joined((plain(texts.when(notice.at, now)), foreign(reference(alert.incident_id))), " · "),
    )
    return Message(to_html(directed(lines, texts.language)))


def _key(notice: Notice) -> str:
    return f"notice.{notice.kind}"


def _values(notice: Notice, texts: Texts) -> dict[str, str | int | Rich]:
    since = plain(texts.when(notice.since, notice.at)) if notice.since else plain("–")
    return {"outlet": notice.outlet, "since": since, "count": notice.count}


def _code(text: str) -> Rich:
    # Bare, so that a command can be copied without invisible marks.
    cleaned = clean_foreign(text).strip()
    return (Run(cleaned, code=True),) if cleaned else ()


def _link(notice: Notice) -> Rich:
    return foreign(notice.url, href=notice.url) if notice.url else ()
