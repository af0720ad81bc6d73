"""`rasid outbox …`: what waits, which alerts were given up, and what to do with those."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from rasid.cli.running import DEFAULT_CONFIG, ConfigPath
from rasid.cli.tables import show, table_of
from rasid.config import load

if TYPE_CHECKING:
    from rich.table import Table

    from bot.model import Delivery
    from rasid.storage.database import SqlDatabase
    from rasid.storage.unit import Unit

_app = typer.Typer(help="The alerts on their way: list, retry, drop.", no_args_is_help=True)
_DROPPED = "dropped by the operator"
# Ends that are nobody's fault: too late, overtaken, or the chat stopped listening.
_ORDINARY = (
    _DROPPED, "expired", "superseded", "muted",
    "stopped", "blocked", "deactivated", "kicked", "restricted", "invalid",
)  # fmt: skip
_LIMIT = 200
_STATES = {
    "queued": "it waits to be sent",
    "claimed": "it is under way",
    "sent": "it was sent",
    "unknown": "it may have been sent",
    "dead": "it was given up",
}

# The numbers of rows are as long as SQLite and PostgreSQL count.
_LAST_ID = 2**63 - 1
Ids = Annotated[
    list[int],
    typer.Argument(metavar="ID...", help="Numbers that `rasid outbox list` shows.", min=1, max=_LAST_ID),
]


def register(app: typer.Typer) -> None:
    """Add the group of commands to `app`."""
    app.add_typer(_app, name="outbox")


@_app.command("list")
def list_letters(
    everything: Annotated[bool, typer.Option("--all", help="Also those that ended as they may.")] = False,
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Count what waits, and show the alerts that were given up, the newest first."""
    besides = () if everything else _ORDINARY
    with _opened(config) as database:
        depth, letters = database.transact(
            lambda unit: (unit.outbox.depth(), unit.ledger.dead(_LIMIT, besides))
        )
        console = Console(highlight=False)
        console.print("  ".join(f"{state.value} {count}" for state, count in depth.items()))
        if letters:
            show(_table(letters))


@_app.command("retry")
def retry(ids: Ids, config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Send given-up alerts again; the daemon takes them up within seconds."""
    from bot.routing import EXPIRES_AFTER

    now = datetime.now(UTC)
    with _opened(config) as database:
        _tell("queued", ids, database, lambda one: _reviving(one, now, now + EXPIRES_AFTER))


@_app.command("drop")
def drop(ids: Ids, config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Give up alerts that wait or were given up: they are listed no more."""
    with _opened(config) as database:
        _tell("dropped", ids, database, _dropping)


def _reviving(delivery_id: int, now: datetime, expires_at: datetime) -> "Callable[[Unit], bool]":
    return lambda unit: unit.ledger.revive(delivery_id, now, expires_at)


def _dropping(delivery_id: int) -> "Callable[[Unit], bool]":
    from bot.model import DeliveryState

    def work(unit: "Unit") -> bool:
        row = unit.outbox.get(delivery_id)
        # One that is under way can't be called back, and one that was sent was sent.
        if row is None or row.state.value in ("claimed", "sent"):
            return False
        unit.outbox.settle(delivery_id, DeliveryState.DEAD, now=datetime.now(UTC), error=_DROPPED)
        return True

    return work


@contextmanager
def _opened(config: ConfigPath) -> "Iterator[SqlDatabase]":
    from rasid.storage.database import open_database

    database = open_database(load(config).database.url)
    try:
        yield database
    finally:
        database.shut()


def _tell(
    done: str, ids: list[int], database: "SqlDatabase", act: "Callable[[int], Callable[[Unit], bool]]"
) -> None:
    all_were = True
    for one in ids:
        was = database.transact(act(one))
        why = "" if was else database.transact(_why_not(one))
        typer.echo(f"{one}: {done}" if was else f"{one}: left as it is: {why}", err=not was)
        all_were = all_were and was
    if not all_were:
        raise typer.Exit(1)


def _why_not(delivery_id: int) -> "Callable[[Unit], str]":
    def work(unit: "Unit") -> str:
        row = unit.outbox.get(delivery_id)
        return "no alert has this number" if row is None else _STATES[row.state.value]

    return work


def _table(letters: "tuple[Delivery, ...]") -> "Table":
    # A chat's id and what it was told are the operator's to see here, but never in a log.
    table = table_of("id", "decided", "chat", "tries", "error", "title")
    for row in letters:
        alert = row.alert
        decided = f"{alert.created_at:%m-%d %H:%M}"
        table.add_row(
            str(row.id),
            decided,
            str(alert.chat_id),
            str(row.attempts),
            escape(row.error or ""),
            escape(alert.content.title),
        )
    return table
