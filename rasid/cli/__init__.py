"""The `rasid` command."""

from rasid.cli.app import main

__all__ = ["main"]
