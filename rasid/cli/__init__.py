"""The `rasid` command."""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line; end the process with its exit code."""
    try:
        # Loading takes a second, in which Ctrl-C may come as well as later.
        from rasid.cli.app import main as run_command_line

        run_command_line()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


__all__ = ["main"]
