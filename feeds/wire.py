"""Connections that end when a server sends too much: headers, chunk sizes and the like are bytes too."""

import socket
from typing import TYPE_CHECKING, Any

from feeds.model import LIMIT_BYTES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

# A whole body, and a fifth of it more for what stands around it.
MOST_BYTES = LIMIT_BYTES * 6 // 5
TOO_MUCH = f"more than {MOST_BYTES} bytes with headers and chunk sizes"
# What arrives at once is read at once, and nothing else happens meanwhile.
_STEP_BYTES = 16_384


class TooMuchReceivedError(OSError):
    """More came than any answer may take; the connection is lost by it."""


class Wire(socket.socket):
    """A socket that receives in small steps, and after each request no more than 6 MB.

    The event loop asks for a real socket, so it is one.
    """

    _left = MOST_BYTES

    def send(self, data: "ReadableBuffer", flags: int = 0, /) -> int:
        """Send as any socket does: a request, so an answer may come."""
        self._left = MOST_BYTES
        return super().send(data, flags)

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Receive what a plain connection brings; raise TooMuchReceivedError when that is too much."""
        data = super().recv(min(bufsize, _STEP_BYTES), flags)
        self._count(len(data))
        return data

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        """Receive what an encrypted connection brings; raise TooMuchReceivedError likewise."""
        received = super().recv_into(buffer, min(nbytes or memoryview(buffer).nbytes, _STEP_BYTES), flags)
        self._count(received)
        return received

    def _count(self, received: int) -> None:
        self._left -= received
        if self._left < 0:
            raise TooMuchReceivedError(TOO_MUCH)


def open_wire(address: tuple[Any, ...]) -> Wire:
    """Return a new unconnected socket for an address as `socket.getaddrinfo` gives them."""
    family, kind, protocol, *_ = address
    return Wire(family, kind, protocol)
