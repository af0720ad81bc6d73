"""One process that has imported everything and forks the workers that get killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, Self

ROOT = Path(__file__).parents[2]
_PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class Worker:
    """A process of the nursery's."""

    pid: int
    ends: "SimpleQueue[int]"

    async def end(self, how: signal.Signals | None = None) -> int:
        """Send the signal, if any, and return the exit code once the process is gone."""
        if how is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, how)
        return await asyncio.to_thread(self.ends.get, timeout=_PATIENCE_S)


class Nursery:
    """Forks workers (`tests.crash.worker.KINDS`), so that a start costs milliseconds, not seconds."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=ROOT, text=True,
        )  # fmt: skip
        self._begun: SimpleQueue[int] = SimpleQueue()
        self._ends: defaultdict[int, SimpleQueue[int]] = defaultdict(SimpleQueue)
        Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kill what still runs and end."""
        self._process.stdin.close()  # type: ignore[union-attr]  # a pipe
        self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]  # a pipe

    async def start(self, kind: str, **options: Any) -> Worker:
        """Fork a worker."""
        self._process.stdin.write(f"{kind} {json.dumps(options)}\n")  # type: ignore[union-attr]  # a pipe
        self._process.stdin.flush()  # type: ignore[union-attr]  # a pipe
        pid = await asyncio.to_thread(self._begun.get, timeout=_PATIENCE_S)
        return Worker(pid, self._ends[pid])

    def _listen(self) -> None:
        with suppress(ValueError):  # closed
            for line in self._process.stdout or ():
                pid, _, code = line.partition(" ")
                if code.strip():
                    self._ends[int(pid)].put(int(code))
                else:
                    # The number may have been another worker's before.
                    self._ends[int(pid)] = SimpleQueue()
                    self._begun.put(int(pid))
