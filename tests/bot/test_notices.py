"""Words to the operator: in the chat's language, copyable, and known to the digest and the history."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest import digest_message, to_fold
from bot.i18n import LANGUAGES, texts_of
from bot.model import Alert, AlertKind, Delivery, DeliveryState, Notice, Subscriber
from bot.notices import notice_alert, notice_id, notice_message, notice_revision
from tests.bot.builders import NOW

URL = "https://news.example/rss?a=1&b=2"
COMMAND = "rasid feeds resume 'https://news.example/rss?a=1&b=2'"
OF_FEEDS = ("gone", "quarantined", "not-a-feed", "failing", "silent", "well", "renamed")
KINDS = (*OF_FEEDS, "uplink-down", "uplink-back")


def told(kind: str, language: str = "ar", **changes: object) -> tuple[Alert, str]:
    """Return the alert and the HTML of its message."""
    values = {"about": URL, "outlet": "وكالة <b>", "url": URL, "since": NOW - timedelta(hours=1), "count": 7}
    subscriber = Subscriber(7, "private", "en" if language == "en" else "ar", NOW)
    alert = notice_alert(Notice(kind=kind, at=NOW, **values | changes), subscriber)
    return alert, notice_message(alert, texts_of(subscriber), NOW).html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_reads_in_both_languages(kind: str, language: str) -> None:
    """No key and no placeholder is left, foreign names are escaped, the feed's address is a link."""
    alert, html = told(kind, language)
    assert f"notice.{kind}" not in html
    assert "{" not in html
    assert ("وكالة &lt;b&gt;" in html) is (kind in OF_FEEDS)
    assert 'href="https://news.example/rss?a=1&amp;b=2"' in html
    assert alert.content.title
    assert "{" not in alert.content.title
    assert (language == "ar") is any("ء" <= char <= "ي" for char in html.replace("وكالة", ""))


def test_a_command_can_be_copied() -> None:
    """Nothing invisible stands inside it."""
    _, html = told("gone", command=COMMAND, detail="the server answered 410")
    assert f"<code>{COMMAND.replace('&', '&amp;')}</code>" in html
    assert "<code>the server answered 410</code>" in html


def test_what_ends_a_trouble_answers_the_message_that_told_of_it() -> None:
    trouble, _ = told("silent")
    relief, _ = told("well", is_relief=True)
    assert (AlertKind.NEW, AlertKind.REPLY) == (trouble.kind, relief.kind)
    assert notice_id(URL) == trouble.incident_id == relief.incident_id
    assert notice_revision(NOW) < notice_revision(NOW + timedelta(microseconds=1))


def test_a_notice_outlives_a_night_without_telegram() -> None:
    alert, _ = told("gone")
    assert alert.expires_at - alert.created_at >= timedelta(days=1)


def test_an_alert_of_news_is_no_notice() -> None:
    alert, _ = told("gone")
    news = replace(alert, content=replace(alert.content, notice=None))
    with pytest.raises(ValueError, match="not a notice"):
        notice_message(news, texts_of(None), NOW)


def test_many_notices_are_one_digest_that_names_each() -> None:
    """Forty feeds that end at once are one message."""
    alerts = [told("gone", outlet=f"وكالة {n}", about=f"{URL}{n}")[0] for n in range(12)]
    rows = [Delivery(n, alert, DeliveryState.QUEUED, 0, NOW) for n, alert in enumerate(alerts)]
    assert 12 == len(to_fold(rows, NOW, 10))
    html = digest_message(rows[:1], texts_of(None), NOW).html
    assert "وكالة 0" in html
    assert "أُزيلت" in html
