"""Which requests had begun when the process died, kept in a file that outlives it.

A row that is found claimed may have been sent, and may go out three times at most. But most deaths
hit it before its request began: those must not count. A transaction for each request would tell, and
cost as much as the request; a few bytes in a file tell as much, for what was written to a file survives
the process, though not the machine.
"""

import os
import struct
from pathlib import Path

_HEAD = struct.Struct("<40s")
# Order, row, its attempts so far.
_SLOT = struct.Struct("<QQQ")
# Far more than can be under way at a time.
_SLOTS = 256
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Begun:
    """The file at `path`. What another boot of the machine wrote, or nobody, says nothing."""

    def __init__(self, path: Path, boot: str | None = None) -> None:
        """Open the file, or make it; raises OSError if that is impossible."""
        self._boot = (boot_id() if boot is None else boot).encode()[: _HEAD.size].ljust(_HEAD.size)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        data = os.pread(self._file, _HEAD.size + _SLOTS * _SLOT.size, 0)
        self._is_known = bool(boot_id() if boot is None else boot) and data[: _HEAD.size] == self._boot
        self._was_known = self._is_known
        slots = _slots(data) if self._is_known else []
        self._rows = {(row, attempts) for order, row, attempts in slots if order}
        self._next = max((order for order, _, _ in slots), default=0) + 1

    def note(self, row: int, attempts: int) -> None:
        """Say that the request of a row, tried so often before, begins now."""
        if not self._is_known:
            os.pwrite(self._file, self._boot + bytes(_SLOTS * _SLOT.size), 0)
            self._is_known = True
        place = _HEAD.size + self._next % _SLOTS * _SLOT.size
        os.pwrite(self._file, _SLOT.pack(self._next, row, attempts), place)
        self._next += 1

    def may_have(self, row: int, attempts: int) -> bool:
        """Return whether the request of a row, tried so often before, may have begun before we were."""
        return not self._was_known or (row, attempts) in self._rows

    def close(self) -> None:
        """Give the file back; it stays where it is. A second call does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def boot_id() -> str:
    """Return what names this run of the machine, "" where nothing does."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _slots(data: bytes) -> list[tuple[int, int, int]]:
    whole = (len(data) - _HEAD.size) // _SLOT.size
    return [_SLOT.unpack_from(data, _HEAD.size + at * _SLOT.size) for at in range(whole)]
