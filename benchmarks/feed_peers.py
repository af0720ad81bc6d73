"""Fetch many feeds for the first time and again unchanged: Rasid beside `reader`, `rsstt`, `newsboat`.

    python benchmarks/feed_peers.py [--feeds 2000] [--items 40] [--install] [--only NAME...]

A loopback server in a process of its own serves each feed from an address of its own: RSS in
Arabic with full text, by default of 40 items; of a hundred feeds two answer after three
seconds, one takes the request and hangs up after five, one refuses the connection. Every program
polls all feeds twice; CPU is that of the program with all its processes and threads, without
its start, read from /proc; the server's is not in it. Entries are older than six hours by
default, so Rasid records them without analysis, which no peer does either; `--youngest 0` lets
it analyse the three newest of each feed as after a real first poll.

`floor` is no reader: the request, the decompression, the XML parser and the database alone, which no
Python program can do without. What it takes is what is left to gain.

Peers are measured as far as they are there; `--install` fetches the missing ones:
PyPI's into `.venv/peers/NAME`, each with the versions that it asks for, newsboat by apt-get as root.
A peer that cannot be had is named.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from peers.protocol import PHASES

HERE = Path(__file__).parent
VENVS = HERE.parent / ".venv" / "peers"
TICKS = os.sysconf("SC_CLK_TCK")
# With what a peer's own requirements leave open and newer releases have broken.
PACKAGES = {
    "reader": ("reader==3.26", "sgmllib3k==1.0.0"),
    "rsstt": ("rsstt==2.10.0", "aiosqlite==0.21.0"),
}
COLUMNS = ("feeds/s", "CPU s/1,000", "whole", "304")
PROGRAMS = ("rasid", "reader", "rsstt", "newsboat", "floor")


@dataclass(frozen=True, slots=True)
class Phase:
    """What one phase of one program took, and how many answers the server gave it."""

    cpu_seconds: float
    seconds: float
    entries: int
    whole: int
    unchanged: int


def main() -> int:
    """Measure and print a table and one JSON object; return 1 if a program failed."""
    given = _options()
    if given.install:
        _install(given.only)
    found: dict[str, tuple[Phase, ...] | str] = {}
    with tempfile.TemporaryDirectory(prefix="feed-peers-") as folder:
        urls = Path(folder) / "urls"
        with _server(given, urls):
            _print_head()
            for name in given.only:
                found[name] = _measured(name, urls, Path(folder))
                _print(name, found[name], given.feeds)
    measured = {name: phases for name, phases in found.items() if not isinstance(phases, str)}
    print(json.dumps({name: _figures(phases, given.feeds) for name, phases in measured.items()}))
    return any(isinstance(result, str) and "failed" in result for result in found.values())


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--feeds", type=int, default=2000)
    options.add_argument("--items", type=int, default=40)
    options.add_argument("--youngest", type=int, default=7 * 60, help="minutes since the newest entry")
    options.add_argument("--install", action="store_true")
    options.add_argument("--only", nargs="+", choices=PROGRAMS, default=PROGRAMS)
    return options.parse_args()


def _install(names: tuple[str, ...]) -> None:
    for name in names:
        if name in PACKAGES and not _python(name).exists():
            subprocess.run([sys.executable, "-m", "venv", VENVS / name], check=True)
            pip = (_python(name), "-m", "pip", "--disable-pip-version-check", "--quiet")
            if subprocess.run([*pip, "install", *PACKAGES[name]], check=False).returncode:
                shutil.rmtree(VENVS / name)
        if name == "newsboat" and not shutil.which("newsboat") and os.geteuid() == 0:
            command = ("apt-get", "install", "--yes", "--no-install-recommends", "newsboat")
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)


def _python(name: str) -> Path:
    return VENVS / name / "bin" / "python" if name in PACKAGES else Path(sys.executable)


def _absence(name: str) -> str | None:
    if name == "newsboat" and not shutil.which("newsboat"):
        return "absent: apt-get install newsboat"
    return None if _python(name).exists() else "absent: run with --install"


@contextmanager
def _server(given: argparse.Namespace, urls: Path) -> Iterator[None]:
    command = [sys.executable, HERE / "peers" / "site.py", given.feeds, given.items, given.youngest, urls]
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as server:
        try:
            _told(server)
            yield
        finally:
            server.kill()


def _measured(name: str, urls: Path, folder: Path) -> tuple[Phase, ...] | str:
    """Return what each phase took, or why there is nothing to tell."""
    if absence := _absence(name):
        return absence
    log, counts_url = folder / f"{name}.log", urls.read_text().split("/feed/")[0] + "/counts"
    command = [_python(name), HERE / "peers" / f"{name}_client.py", urls, folder]
    where = os.environ | {"PYTHONPATH": str(HERE.parent), "HOME": str(folder)}
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=where
        ) as client,
    ):
        try:
            _told(client)
            phases = tuple(_phase(client, counts_url) for _ in PHASES)
        except (EOFError, BrokenPipeError):
            return f"failed: {log.read_text(errors='replace')[-2000:]}"
        finally:
            client.kill()  # not all of them would end by themselves
    return phases


def _phase(client: "subprocess.Popen[str]", counts_url: str) -> Phase:
    assert client.stdin
    cpu, began = _cpu_seconds(client.pid), time.monotonic()
    client.stdin.write("\n")
    client.stdin.flush()
    entries = int(_told(client))
    cpu, seconds = _cpu_seconds(client.pid) - cpu, time.monotonic() - began
    with urlopen(counts_url) as answer:
        whole, unchanged = map(int, answer.read().split())
    return Phase(cpu, seconds, entries, whole, unchanged)


def _told(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    if line := process.stdout.readline():
        return line.strip()
    raise EOFError


def _cpu_seconds(pid: int) -> float:
    """Return the CPU that the process, its living children and its dead ones have had."""
    try:
        # The name in parentheses may hold anything; after it: own and children's user and system time.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except FileNotFoundError:
        return 0.0  # it ended in this moment
    return sum(map(int, fields[11:15])) / TICKS + sum(map(_cpu_seconds, map(int, children.split())))


def _print_head() -> None:
    print(f"{'':10}" + "".join(f"{name:>{12 * len(COLUMNS)}}" for name in PHASES))
    print(f"{'':10}" + "".join(f"{name:>12}" for _ in PHASES for name in COLUMNS), flush=True)


def _print(name: str, phases: tuple[Phase, ...] | str, feeds: int) -> None:
    if isinstance(phases, str):
        print(f"{name:10}  {phases}", flush=True)
        return
    cells = (
        f"{feeds / p.seconds:>12.1f}{1000 * p.cpu_seconds / feeds:>12.2f}{p.whole:>12}{p.unchanged:>12}"
        for p in phases
    )
    print(f"{name:10}{''.join(cells)}   {phases[0].entries} entries", flush=True)


def _figures(phases: tuple[Phase, ...], feeds: int) -> dict[str, object]:
    figures: dict[str, object] = {"entries": phases[0].entries}
    for name, phase in zip(PHASES, phases, strict=True):
        figures[f"{name}: feeds/s"] = round(feeds / phase.seconds, 1)
        figures[f"{name}: CPU s per 1,000"] = round(1000 * phase.cpu_seconds / feeds, 2)
    return figures


if __name__ == "__main__":
    sys.exit(main())
