"""`stats` and `eval`: how the installation fares, and how good the judgements are."""

import asyncio
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from rasid.cli.running import DEFAULT_CONFIG, ConfigPath
from rasid.cli.tables import show, table_of
from rasid.config import load
from rasid.storage.stats import Stats

_eval = typer.Typer(help="Score against labelled cases; each error is listed.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(stats)
    app.add_typer(_eval, name="eval")


def stats(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Count what is stored: feeds, entries, incidents, chats, watchlists, the outbox."""
    found = asyncio.run(_stats(load(config).database.url))
    table = table_of()
    for entry in fields(found):
        table.add_row(entry.name.replace("_", " "), _shown(getattr(found, entry.name)))
    show(table)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return "–" if value is None else str(value)


async def _stats(url: str) -> Stats:
    from rasid.storage.database import open_database

    database = open_database(url)
    try:
        return await database.run(lambda unit: unit.stats())
    finally:
        await database.close()


@_eval.command("matching")
def eval_matching(
    file: Annotated[Path, typer.Argument(help="TSV: query, form, label, phenomenon.")],
) -> None:
    """Score the matcher against a file of queries and forms."""
    from rasid.evaluate import evaluate_matching

    typer.echo(evaluate_matching(file))


@_eval.command("labels")
def eval_labels(folder: Annotated[Path, typer.Argument(help="entries.jsonl and labels.jsonl.")]) -> None:
    """Score event, actuality, place, figures and topics against labelled entries."""
    from rasid.evaluate_labels import evaluate_labels

    typer.echo(evaluate_labels(folder))


@_eval.command("clusters")
def eval_clusters(folder: Annotated[Path, typer.Argument(help="Incidents as JSON lines.")]) -> None:
    """Score the gathering of reports into incidents."""
    from rasid.evaluate_labels import evaluate_clusters

    typer.echo(evaluate_clusters(folder))
