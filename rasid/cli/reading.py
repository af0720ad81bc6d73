"""`match`, `analyze`, `replay`: JSON lines of recorded entries in, JSON lines out."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from feeds.model import Entry
from filters.analysis import analyse
from filters.model import Analysis, Hit, Mention, Quantity, Watchlist
from filters.query import About, Query, QueryError, children, parse
from filters.watchlists import WatchlistIndex
from rasid.mistakes import ConfigError
from rasid.records import STDIN, BadLine, read_entries
from rasid.toml_reading import read_text
from rasid.wording import query_problem

Files = Annotated[
    list[Path] | None, typer.Argument(help="JSON lines, .gz or not; - or nothing: standard input.")
]


def register(app: typer.Typer) -> None:
    """Add the three commands to `app`."""
    # A query may begin with a minus: «-مباراة هجوم».
    app.command("match", help=_MATCH_HELP, context_settings={"ignore_unknown_options": True})(match)
    app.command("analyze")(analyze)
    app.command("replay")(replay_command)


_MATCH_HELP = """Print each recorded entry that a query matches, with the places of the match.

[bold]rasid match QUERY FILES…[/] or [bold]rasid match --queries FILE FILES…[/] (one query a line).
Output: {"query","id","spans":[{"field","start","end","text","term"}]}, offsets in code points.
"""


def match(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY FILES", help="A query, then files; no file: standard input."),
    ] = None,
    queries: Annotated[Path | None, typer.Option(help="A file with one query a line.")] = None,
    explain: Annotated[bool, typer.Option(help="Print the forms that the query stands for.")] = False,
) -> None:
    """Print each recorded entry that a query matches, with the places of the match."""
    names = list(arguments or ())
    if unknown := next((name for name in names if name.startswith("--")), None):
        raise typer.BadParameter(f"no such option: {unknown}")
    if queries is None and not names:
        raise typer.BadParameter("give a query, or a file of queries with --queries")
    texts = _queries(queries) if queries else [(names.pop(0), "the query")]
    files = list(map(Path, names))
    if explain:
        _explain([text for text, _ in texts])
        return
    index = _index(texts)
    # Analysis costs far more than matching, and only a place:, topic: or who: reads it.
    asks_analysis = any(_reads_analysis(parse(text)) for text, _ in texts)
    bad = _Bad()
    for entry in _progress(bad.skip(_recorded(files))):
        for found in index.match(entry, analyse(entry) if asks_analysis else None):
            spans = [_hit_json(hit) for hit in found.hits]
            _print({"query": texts[found.watchlist_id][0], "id": entry.id, "spans": spans})
    bad.finish()


def _reads_analysis(query: Query) -> bool:
    return isinstance(query, About) or any(map(_reads_analysis, children(query)))


def _queries(path: Path) -> list[tuple[str, str]]:
    # Not splitlines(): U+2028 and its like may stand in a query that was pasted.
    lines = read_text(path).split("\n")
    texts = [(line.strip(), f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not texts:
        raise ConfigError(path, [f"{path}: holds no query"])
    return texts


def _index(texts: list[tuple[str, str]]) -> WatchlistIndex:
    index, problems = WatchlistIndex(), []
    for number, (text, place) in enumerate(texts):
        watchlist = Watchlist(number, 0, 0, "keywords", text, text, datetime.now(UTC))
        try:
            index.add(watchlist)
        except QueryError as error:
            problems.append(f"{place}: {query_problem(error)}")
    if problems:
        raise ConfigError(Path(), problems)
    return index


def _explain(texts: list[str]) -> None:
    from filters.explain import explain_query

    for text in texts:
        _print({"query": text, "terms": explain_query(text)})


def analyze(
    files: Files = None,
    explain: Annotated[bool, typer.Option(help="Add which words decided.")] = False,
) -> None:
    """Print what each recorded entry reports: event, actuality, place, topics, figures, mentions, summary."""
    bad = _Bad()
    for entry in _progress(bad.skip(_recorded(files))):
        _print(_analysis_json(entry, analyse(entry), explain))
    bad.finish()


def replay_command(
    watchlists: Annotated[Path, typer.Option(help=r"TOML with \[\[watchlist]] blocks.")],
    files: Files = None,
) -> None:
    """Run recorded entries through the whole pipeline under their own clock: alerts, then incidents."""
    from rasid.replay import as_json, read_watchlists, replay

    specs = read_watchlists(watchlists)
    bad = _Bad()
    entries = list(bad.skip(_recorded(files)))

    async def run() -> None:
        async for item in replay(_progress(sorted(entries, key=lambda entry: entry.at), len(entries)), specs):
            _print(as_json(item))

    asyncio.run(run())
    bad.finish()


def _recorded(files: list[Path] | None) -> Iterator[Entry | BadLine]:
    if not files and sys.stdin.isatty():
        typer.echo("rasid: reading entries from standard input, one JSON object a line", err=True)
    return read_entries(files or [STDIN])


class _Bad:
    """Tells of lines that are no entries, lets the others pass, and remembers to exit with 1."""

    def __init__(self) -> None:
        self._seen = False

    def skip(self, lines: Iterable[Entry | BadLine]) -> Iterator[Entry]:
        for line in lines:
            if isinstance(line, BadLine):
                self._seen = True
                typer.echo(f"rasid: {line}", err=True)
            else:
                yield line

    def finish(self) -> None:
        if self._seen:
            raise typer.Exit(1)


def _progress(entries: Iterable[Entry], total: int | None = None) -> Iterator[Entry]:
    console = Console(stderr=True)
    # Output to a terminal would be torn by a bar that is drawn between its lines.
    if not console.is_terminal or Console().is_terminal:
        yield from entries
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield from progress.track(entries, total=total, description="entries")


def _print(value: dict[str, Any]) -> None:
    try:
        typer.echo(json.dumps(value, ensure_ascii=False))
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough. What is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None


def _hit_json(hit: Hit) -> dict[str, Any]:
    span = hit.span
    return {"field": span.field, "start": span.start, "end": span.end, "text": span.text, "term": hit.term}


def _analysis_json(entry: Entry, analysis: Analysis, explain: bool) -> dict[str, Any]:
    figures: Callable[[tuple[Quantity, ...]], list[dict[str, Any]]] = lambda found: [  # noqa: E731 - used thrice below
        {"count": figure.count, "qualifier": figure.qualifier, "source": figure.source} for figure in found
    ]
    return {
        "id": entry.id,
        "event": analysis.event,
        "actuality": analysis.actuality,
        "place": analysis.place,
        "topics": list(analysis.topics),
        "weapons": [
            {"kind": figure.kind, **body}
            for figure, body in zip(analysis.weapons, figures(analysis.weapons), strict=True)
        ],
        "killed": figures(analysis.killed),
        "injured": figures(analysis.injured),
        "mentions": [_mention_json(mention) for mention in analysis.mentions],
        "summary": list(analysis.summary),
    } | ({"evidence": [asdict(evidence) for evidence in analysis.evidence]} if explain else {})


def _mention_json(mention: Mention) -> dict[str, Any]:
    return {"entity": mention.entity, "type": mention.type, **asdict(mention.span)}
