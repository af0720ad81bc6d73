"""How a table is printed: to people folded into their terminal, to programs a row a line."""

from rich.console import Console
from rich.table import Table

# Wider than any row: grep and cut must find an address whole.
_WIDE = 100_000


def table_of(*columns: str) -> Table:
    """Return an empty table with these headings or with none; its long cells are folded, never cut."""
    table = Table(box=None, show_header=bool(columns), header_style="bold")
    for heading in columns or ("", ""):
        table.add_column(heading, overflow="fold")
    return table


def show(table: Table) -> None:
    """Print `table` to standard output."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDE)
    console.print(table)


def counted(number: int, noun: str) -> str:
    """Return `number` with its noun in English.

    >>> counted(1, "feed")
    '1 feed'
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
