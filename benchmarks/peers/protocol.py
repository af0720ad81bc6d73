"""How `feed_peers` and the program that it measures speak with one another.

The program prints "ready", waits for a line before each of the two phases and prints after it
how many entries it holds. Then it is killed.
"""

import sys
from collections.abc import Callable

PHASES = ("first fetch", "re-poll")


def serve(phase: Callable[[str], int]) -> None:
    """Carry out `phase` once for each name of PHASES, each when asked; it returns the entries held."""
    print("ready", flush=True)
    for name in PHASES:
        sys.stdin.readline()
        print(phase(name), flush=True)
    sys.stdin.readline()
