"""The tables, for SQLite and PostgreSQL alike. A change here needs a migration beside it."""

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.sql.selectable import FromClause

from bot.model import DeliveryState
from rasid.storage.columns import (
    CleanText,
    Duration,
    ids_column,
    instant_column,
    number_column,
    row_id_column,
    text_column,
)

# Which migration a database has seen; not alembic's own name, which another program may use beside us.
VERSION_TABLE = "rasid_schema"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    text_column("url", key=True),
    text_column("outlet"),
    text_column("language"),
    text_column("zone"),
    Column("interval", Duration(), nullable=False),
    number_column("limit_bytes"),
    Column("slowest", Duration(), nullable=True),
    Column("full_text", Boolean(), nullable=False),
    Column("polled", Boolean(), nullable=False),
    instant_column("next_poll_at"),
    text_column("etag", null=True),
    text_column("last_modified", null=True),
    text_column("body_hash", null=True),
    number_column("failures"),
    text_column("error_class", null=True),
    text_column("error_detail", null=True),
    instant_column("last_success_at", null=True),
    instant_column("last_entry_at", null=True),
    instant_column("baselined_at", null=True),
    Column("gap", Duration(), nullable=True),
    text_column("address", null=True),
    text_column("moved_to", null=True),
    number_column("moved_polls"),
    instant_column("moved_since", null=True),
    number_column("kills"),
    text_column("trouble", null=True),
    Column("ttl", Duration(), nullable=True),
    number_column("quiet_hours"),
    number_column("quiet_days"),
    number_column("lease"),
    instant_column("leased_until", null=True),
    Index("ix_feeds_next_poll_at", "next_poll_at"),
)

# What hubs were asked to send us (WebSub).
subscriptions = Table(
    "subscriptions",
    metadata,
    text_column("feed_url", key=True),
    text_column("hub"),
    text_column("topic"),
    text_column("token"),
    text_column("secret"),
    instant_column("next_ask_at"),
    instant_column("asked_at", null=True),
    number_column("asked_times"),
    instant_column("until", null=True),
    UniqueConstraint("token"),
)

# Entries whose full text is still to be read.
articles = Table(
    "articles",
    metadata,
    text_column("entry_uid", key=True),
    instant_column("next_try_at"),
    number_column("tries"),
    Index("ix_articles_next_try_at", "next_try_at"),
)

entries = Table(
    "entries",
    metadata,
    text_column("uid", key=True),
    text_column("feed_url"),
    text_column("id"),
    text_column("source"),
    text_column("url", null=True),
    text_column("title"),
    text_column("body"),
    instant_column("published_at", null=True),
    instant_column("seen_at"),
    instant_column("at"),
    text_column("analysis", null=True),
    Index("ix_entries_at", "at"),
    Index("ix_entries_feed", "feed_url", "at"),
)

matches = Table(
    "matches",
    metadata,
    number_column("watchlist_id", key=True),
    text_column("entry_uid", key=True),
    text_column("hits"),
)

incidents = Table(
    "incidents",
    metadata,
    text_column("id", key=True),
    instant_column("first_at"),
    instant_column("last_at"),
    number_column("revision"),
    text_column("value"),
    Index("ix_incidents_last_at", "last_at"),
)

chats = Table(
    "chats",
    metadata,
    number_column("chat_id", key=True),
    text_column("kind"),
    text_column("language"),
    text_column("zone"),
    text_column("digits"),
    text_column("state"),
    instant_column("created_at"),
    number_column("quiet_from", null=True),
    number_column("quiet_to", null=True),
    Column("is_woken", Boolean(), nullable=False),
    text_column("digest"),
    number_column("digest_at"),
    instant_column("digest_due_at", null=True),
    ids_column("editors"),
    Column("maps", Boolean(), nullable=False),
    Index("ix_chats_digest_due_at", "digest_due_at"),
)

# `query_key` is a hash, because PostgreSQL can't index a query of three thousand bytes.
watchlists = Table(
    "watchlists",
    metadata,
    row_id_column(),
    number_column("chat_id"),
    number_column("thread_id"),
    text_column("kind"),
    text_column("name"),
    text_column("query"),
    text_column("query_key"),
    instant_column("created_at"),
    Column("paused", Boolean(), nullable=False),
    instant_column("muted_until", null=True),
    text_column("volume"),
    UniqueConstraint("chat_id", "thread_id", "kind", "query_key"),
    sqlite_autoincrement=True,
)

# Under which version each watchlist last changed, also one that is gone: what a reader must read again.
watchlist_changes = Table(
    "watchlist_changes",
    metadata,
    number_column("watchlist_id", key=True),
    number_column("version"),
    Index("ix_watchlist_changes_version", "version"),
)

# The forms of each watched word, as they were made by the lexicon and the rules of `version`.
forms = Table(
    "forms",
    metadata,
    text_column("word", key=True),
    text_column("version"),
    text_column("forms"),
)

# The link that lets other chats copy a watchlist; its text is a secret of who was given it.
shares = Table(
    "shares",
    metadata,
    text_column("token", key=True),
    number_column("watchlist_id"),
    UniqueConstraint("watchlist_id"),
)

drafts = Table(
    "drafts",
    metadata,
    row_id_column(),
    number_column("chat_id"),
    number_column("thread_id"),
    number_column("user_id"),
    text_column("kind"),
    text_column("text"),
    instant_column("expires_at"),
    Index("ix_drafts_expires_at", "expires_at"),
    Index("ix_drafts_chat_id", "chat_id", "id"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    row_id_column(),
    number_column("chat_id"),
    number_column("thread_id"),
    text_column("incident_id"),
    number_column("revision"),
    text_column("kind"),
    number_column("priority"),
    text_column("content"),
    text_column("reason"),
    instant_column("created_at"),
    instant_column("expires_at"),
    text_column("state"),
    number_column("attempts"),
    instant_column("not_before"),
    instant_column("claimed_at", null=True),
    instant_column("settled_at", null=True),
    number_column("message_id", null=True),
    text_column("error", null=True),
    UniqueConstraint("chat_id", "thread_id", "incident_id", "revision"),
    sqlite_autoincrement=True,
)

# Literals, because SQLite uses a partial index only for the very words it was made with.
_QUEUED, _UNKNOWN, _CLAIMED = (
    literal_column(f"'{state}'", CleanText())
    for state in (DeliveryState.QUEUED, DeliveryState.UNKNOWN, DeliveryState.CLAIMED)
)


def is_waiting(table: FromClause) -> ColumnElement[bool]:
    """Return the condition that a row of the outbox, or of an alias of it, waits."""
    return table.c.state.in_([_QUEUED, _UNKNOWN])


def is_claimed(table: FromClause) -> ColumnElement[bool]:
    """Return the condition that a row of the outbox, or of an alias of it, is under way."""
    return table.c.state == _CLAIMED


def _partial(name: str, *columns: str, where: ColumnElement[bool], unique: bool = False) -> Index:
    on = [outbox.c[column] for column in columns]
    return Index(name, *on, unique=unique, sqlite_where=where, postgresql_where=where)


_partial("ix_outbox_waiting", "priority", "id", where=is_waiting(outbox))
_partial("ix_outbox_lane", "chat_id", "thread_id", "id", where=is_waiting(outbox))
_partial("uq_outbox_claimed", "chat_id", "thread_id", where=is_claimed(outbox), unique=True)

# What each chat knows of each incident; kept when the outbox forgets.
told = Table(
    "told",
    metadata,
    number_column("chat_id", key=True),
    number_column("thread_id", key=True),
    text_column("incident_id", key=True),
    number_column("revision"),
    number_column("message_id", null=True),
    Column("muted", Boolean(), nullable=False, default=False),
    Index("ix_told_incident_id", "incident_id"),
)

pauses = Table("pauses", metadata, number_column("chat_id", key=True), instant_column("until"))

# A handled update stays as a number without its text, so that Telegram may send it twice.
inbox = Table(
    "inbox",
    metadata,
    row_id_column("position"),
    number_column("update_id"),
    text_column("body", null=True),
    UniqueConstraint("update_id"),
    sqlite_autoincrement=True,
)

meta = Table("meta", metadata, text_column("key", key=True), text_column("value"))
