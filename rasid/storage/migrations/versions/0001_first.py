"""The first schema.

Types stand here as they were, so that a later change of `rasid.storage.schema` leaves this step alone.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0001"
down_revision = None

_INSTANT = sa.BigInteger().with_variant(TIMESTAMP(timezone=True), "postgresql")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state IN ('queued', 'unknown')")
_CLAIMED = sa.text("state = 'claimed'")


def upgrade() -> None:
    _make_feeds()
    _make_entries()
    _make_chats()
    _make_outbox()
    _make_inbox()


def _make_feeds() -> None:
    op.create_table(
        "feeds",
        *_texts("url", "outlet", "language", "zone"),
        *_numbers("interval", "limit_bytes"),
        *_numbers("slowest", null=True),
        sa.Column("full_text", sa.Boolean(), nullable=False),
        sa.Column("polled", sa.Boolean(), nullable=False),
        *_instants("next_poll_at"),
        *_texts("etag", "last_modified", "body_hash", null=True),
        *_numbers("failures"),
        *_texts("error_class", "error_detail", null=True),
        *_instants("last_success_at", "last_entry_at", "baselined_at", null=True),
        *_numbers("gap", null=True),
        *_texts("address", "moved_to", null=True),
        *_numbers("moved_polls"),
        *_instants("moved_since", null=True),
        *_numbers("kills"),
        *_texts("trouble", null=True),
        *_numbers("ttl", null=True),
        *_numbers("quiet_hours", "quiet_days"),
        *_numbers("lease"),
        *_instants("leased_until", null=True),
        sa.PrimaryKeyConstraint("url", name="pk_feeds"),
    )
    op.create_index("ix_feeds_next_poll_at", "feeds", ["next_poll_at"])
    op.create_table(
        "subscriptions",
        *_texts("feed_url", "hub", "topic", "token", "secret"),
        *_instants("next_ask_at"),
        *_instants("asked_at", null=True),
        *_numbers("asked_times"),
        *_instants("until", null=True),
        sa.PrimaryKeyConstraint("feed_url", name="pk_subscriptions"),
        sa.UniqueConstraint("token", name="uq_subscriptions_token"),
    )


def _make_entries() -> None:
    op.create_table(
        "articles",
        *_texts("entry_uid"),
        *_instants("next_try_at"),
        *_numbers("tries"),
        sa.PrimaryKeyConstraint("entry_uid", name="pk_articles"),
    )
    op.create_index("ix_articles_next_try_at", "articles", ["next_try_at"])
    op.create_table(
        "entries",
        *_texts("uid", "feed_url", "id", "source"),
        *_texts("url", null=True),
        *_texts("title", "body"),
        *_instants("published_at", null=True),
        *_instants("seen_at", "at"),
        *_texts("analysis", null=True),
        sa.PrimaryKeyConstraint("uid", name="pk_entries"),
    )
    op.create_index("ix_entries_at", "entries", ["at"])
    op.create_index("ix_entries_feed", "entries", ["feed_url", "at"])
    op.create_table(
        "matches",
        *_numbers("watchlist_id"),
        *_texts("entry_uid", "hits"),
        sa.PrimaryKeyConstraint("watchlist_id", "entry_uid", name="pk_matches"),
    )
    op.create_table(
        "incidents",
        *_texts("id"),
        *_instants("first_at", "last_at"),
        *_numbers("revision"),
        *_texts("value"),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_last_at", "incidents", ["last_at"])


def _make_chats() -> None:
    op.create_table(
        "chats",
        *_numbers("chat_id"),
        *_texts("kind", "language", "zone", "digits", "state"),
        *_instants("created_at"),
        *_numbers("quiet_from", "quiet_to", null=True),
        sa.Column("is_woken", sa.Boolean(), nullable=False),
        *_texts("digest"),
        *_numbers("digest_at"),
        *_instants("digest_due_at", null=True),
        *_texts("editors"),
        sa.Column("maps", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_chats"),
    )
    op.create_index("ix_chats_digest_due_at", "chats", ["digest_due_at"])
    op.create_table(
        "watchlists",
        _row_id("id"),
        *_numbers("chat_id", "thread_id"),
        *_texts("kind", "name", "query", "query_key"),
        *_instants("created_at"),
        sa.Column("paused", sa.Boolean(), nullable=False),
        *_instants("muted_until", null=True),
        *_texts("volume"),
        sa.PrimaryKeyConstraint("id", name="pk_watchlists"),
        sa.UniqueConstraint("chat_id", "thread_id", "kind", "query_key", name="uq_watchlists_chat_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "watchlist_changes",
        *_numbers("watchlist_id", "version"),
        sa.PrimaryKeyConstraint("watchlist_id", name="pk_watchlist_changes"),
    )
    op.create_index("ix_watchlist_changes_version", "watchlist_changes", ["version"])
    op.create_table(
        "forms",
        *_texts("word", "version", "forms"),
        sa.PrimaryKeyConstraint("word", name="pk_forms"),
    )
    op.create_table(
        "shares",
        *_texts("token"),
        *_numbers("watchlist_id"),
        sa.PrimaryKeyConstraint("token", name="pk_shares"),
        sa.UniqueConstraint("watchlist_id", name="uq_shares_watchlist_id"),
    )
    op.create_table(
        "drafts",
        _row_id("id"),
        *_numbers("chat_id", "thread_id", "user_id"),
        *_texts("kind", "text"),
        *_instants("expires_at"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"])
    op.create_index("ix_drafts_chat_id", "drafts", ["chat_id", "id"])


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        _row_id("id"),
        *_numbers("chat_id", "thread_id"),
        *_texts("incident_id"),
        *_numbers("revision"),
        *_texts("kind"),
        *_numbers("priority"),
        *_texts("content", "reason"),
        *_instants("created_at", "expires_at"),
        *_texts("state"),
        *_numbers("attempts"),
        *_instants("not_before"),
        *_instants("claimed_at", "settled_at", null=True),
        *_numbers("message_id", null=True),
        *_texts("error", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("chat_id", "thread_id", "incident_id", "revision", name="uq_outbox_chat_id"),
        sqlite_autoincrement=True,
    )
    _make_partial_index("ix_outbox_waiting", ["priority", "id"], _WAITING)
    _make_partial_index("ix_outbox_lane", ["chat_id", "thread_id", "id"], _WAITING)
    _make_partial_index("uq_outbox_claimed", ["chat_id", "thread_id"], _CLAIMED, unique=True)
    op.create_table(
        "told",
        *_numbers("chat_id", "thread_id"),
        *_texts("incident_id"),
        *_numbers("revision"),
        *_numbers("message_id", null=True),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", "incident_id", name="pk_told"),
    )
    op.create_index("ix_told_incident_id", "told", ["incident_id"])
    op.create_table(
        "pauses",
        *_numbers("chat_id"),
        *_instants("until"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_pauses"),
    )


def _make_inbox() -> None:
    op.create_table(
        "inbox",
        _row_id("position"),
        *_numbers("update_id"),
        *_texts("body", null=True),
        sa.PrimaryKeyConstraint("position", name="pk_inbox"),
        sa.UniqueConstraint("update_id", name="uq_inbox_update_id"),
        sqlite_autoincrement=True,
    )
    op.create_table("meta", *_texts("key", "value"), sa.PrimaryKeyConstraint("key", name="pk_meta"))


def _make_partial_index(name: str, columns: list[str], where: sa.TextClause, *, unique: bool = False) -> None:
    op.create_index(name, "outbox", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _row_id(name: str) -> sa.Column[int]:
    return sa.Column(name, _ROW_ID, autoincrement=True, nullable=False)


def _texts(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=null) for name in names]


def _numbers(*names: str, null: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null) for name in names]


def _instants(*names: str, null: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, _INSTANT, nullable=null) for name in names]
