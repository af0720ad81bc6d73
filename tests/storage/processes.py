"""Other processes, made by fork: they have everything imported, and can be killed."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Child:
    """A process that does one thing and writes bytes for us to read."""

    pid: int
    output: int

    def kill(self) -> None:
        """Kill it as the kernel does, -9, and wait until it is gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.output)

    def read(self) -> bytes:
        """Return what it wrote next; waits for it."""
        return os.read(self.output, 1024)

    def finish(self) -> bytes:
        """Return all that it wrote, once it has ended well."""
        found = b"".join(iter(self.read, b""))
        _, status = os.waitpid(self.pid, 0)
        os.close(self.output)
        assert status == 0, found
        return found


def spawn(work: Callable[[Callable[[bytes], None]], None]) -> Child:
    """Run `work` in another process and return at once; `work` gets a function that writes to us."""
    output, to_parent = os.pipe()
    pid = os.fork()
    if pid:
        os.close(to_parent)
        return Child(pid, output)
    status = 1
    try:
        work(lambda data: (os.write(to_parent, data), None)[1])
        status = 0
    except BaseException as error:  # noqa: BLE001  # the parent reports it
        os.write(to_parent, f"{type(error).__name__}: {error}".encode())
    finally:
        sys.stdout.flush()
        os._exit(status)
