"""`run`, `demo`, `init`, `migrate`, `check`: what an operator does with the daemon."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from rasid import logs
from rasid.bot_token import telegram_token
from rasid.cli.readiness import NO_TOKEN, lacking, remarks
from rasid.cli.tables import counted
from rasid.config import Config, example_text, load
from rasid.mistakes import ConfigError

ConfigPath = Annotated[
    Path, typer.Option("--config", "-c", envvar="RASID_CONFIG", help="The configuration file.")
]
DEFAULT_CONFIG = Path("config.toml")
_DEMO_INSTEAD = ("; running the demo instead", "؛ يُشغَّل العرض التجريبي بدلًا من ذلك")


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (run, demo, init, check, backup, restore):
        app.command()(command)
    app.command("migrate")(migrate_command)


def run(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Run the daemon; without a bot token, the demo. SIGTERM stops it, SIGHUP reloads the configuration."""
    settings = load(config)
    token = telegram_token(settings.telegram.token_file)
    logs.configure(settings.log.level, settings.log.format)
    if token is None:
        for reason, instead in zip(NO_TOKEN, _DEMO_INSTEAD, strict=True):
            typer.echo(f"rasid: {reason}{instead}", err=True)
        _demo(0, verbose=False)
        return
    from rasid.daemon import Wiring
    from rasid.daemon import run as run_daemon

    asyncio.run(run_daemon(Wiring(settings, token, config)))


def demo(
    port: Annotated[
        int, typer.Option(help="The port of the chat page; 0 takes a free one.", min=0, max=65_535)
    ] = 0,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log every poll and delivery.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Only print its evening as JSON lines.")] = False,
) -> None:
    """Run the daemon against feeds and a Telegram of our own on this machine, with a chat page."""
    if record:
        _print_evening()
        return
    _demo(port, verbose)


def _demo(port: int, verbose: bool) -> None:
    from rasid.demo.session import PortTakenError, run_demo

    # Feeds are asked every other second: a line for each would carry the address away.
    logs.configure("info" if verbose else "warning", "text")
    try:
        asyncio.run(run_demo(_tell_address, port))
    except PortTakenError as error:
        raise ConfigError(Path(), [f"--port {port}: {error}; give another, or none for a free one"]) from None


def _print_evening() -> None:
    from rasid.demo.evening import recorded

    for entry in recorded(datetime.now(UTC).replace(microsecond=0)):
        typer.echo(json.dumps(entry, ensure_ascii=False))


def _tell_address(address: str) -> None:
    Console(highlight=False).print(f"\n  Open [bold]{address}[/]   ·   افتح هذا العنوان في المتصفح\n")


def init(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Write a commented configuration; never over an existing file."""
    try:
        with config.open("x", encoding="utf-8") as file:
            file.write(example_text())
    except FileExistsError:
        typer.echo(f"rasid: {config} exists and is left alone", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"Wrote {config}: look at [[feeds]], then start with `rasid run`.")


def migrate_command(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Bring the database to this version's schema. `run` does it by itself."""
    from rasid.storage.migrate import migrate

    settings = load(config)
    typer.echo(f"{logs.redact(settings.database.url)}: {migrate(settings.database.url)}")


def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes.")],
    config: ConfigPath = DEFAULT_CONFIG,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over the file, should there be one.")
    ] = False,
) -> None:
    """Copy the SQLite database, checked, while the daemon runs; never over an existing file unasked."""
    from rasid.storage.backup import backup as write_backup

    try:
        write_backup(load(config).database.url, file, replace=replace)
    except FileExistsError:
        problem = (
            f"{file} exists and is left alone; give the copy another name, or --replace to write over it"
        )
        raise ConfigError(file, [problem]) from None
    typer.echo(f"Wrote {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="A copy that `rasid backup` wrote.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Put a backup in the place of the SQLite database; the replaced file is kept. Stop the daemon first."""
    from rasid.storage.backup import restore as put_back

    kept = put_back(load(config).database.url, file)
    typer.echo(f"Restored {file}" + (f"; the database that it replaced is {kept}" if kept else ""))


def check(
    config: ConfigPath = DEFAULT_CONFIG,
    fetch: Annotated[bool, typer.Option("--fetch", help="Also ask each feed and say what it gave.")] = False,
) -> None:
    """Say everything that is wrong with the configuration, each with its line."""
    settings = load(config)
    missing = lacking(settings, telegram_token(settings.telegram.token_file))
    verdict, still = ("no mistakes", ", not ready yet:") if missing else ("good", "")
    typer.echo(f"{config}: {verdict}, {counted(len(settings.feeds), 'feed')}{still}")
    for line in missing:
        typer.echo(f"  {line}")
    for remark in remarks(settings):
        typer.echo(f"rasid: {remark}", err=True)
    if fetch:
        _check_feeds(settings)


def _check_feeds(settings: Config) -> None:
    from rasid.cli.probing import probe_feeds, show_findings

    findings = asyncio.run(probe_feeds(settings.feed_list(), settings.polling))
    show_findings(findings)
    if any(finding.problem for finding in findings):
        raise typer.Exit(1)
