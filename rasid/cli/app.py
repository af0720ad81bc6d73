"""The commands, and how an error is told: one line that says what to do."""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.errors import PollingConflictError, TokenRefusedError
from rasid import __version__
from rasid.cli import feeding, measuring, outboxing, reading, running
from rasid.logs import redact
from rasid.mistakes import ConfigError
from rasid.storage.refusal import StorageError

# Exit codes: 1 something in the input was bad, 2 the configuration or the call; of sysexits.h
# EX_TEMPFAIL (another process receives the bot's updates), EX_NOPERM (the token is refused),
# EX_CONFIG (the database). The systemd unit restarts after the first and the third of these five.
BAD_CONFIG, BOT_TAKEN, BAD_TOKEN, BAD_DATABASE = 2, 75, 77, 78

app = typer.Typer(
    name="rasid",
    help=(
        "Watches Arabic news feeds and alerts people in Telegram.\n\n"
        "راصد: يرصد الأخبار العربية وينبّه المشتركين في تيليغرام."
    ),
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
running.register(app)
reading.register(app)
feeding.register(app)
outboxing.register(app)
measuring.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rasid {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; end the process with its exit code."""
    try:
        app()
    except ConfigError as error:
        _fail(error.problems, BAD_CONFIG)
    except StorageError as error:
        _fail([str(error)], BAD_DATABASE)
    except TokenRefusedError as error:
        _fail([str(error)], BAD_TOKEN)
    except PollingConflictError as error:
        _fail([str(error)], BOT_TAKEN)
    except OSError as error:
        _fail([f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")], 1)


def _fail(problems: list[str], code: int) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for problem in problems:
        console.print(f"[bold red]rasid:[/] {escape(redact(problem))}", markup=True)
    sys.exit(code)
