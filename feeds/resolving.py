"""Names to addresses for the gate: every one is checked before a connection may use it."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.addresses import FORBIDDEN, is_allowed, is_public

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""From (host, port) to IP addresses in text; raises OSError when there are none."""

_MOST_THREADS = 256


class SystemLookup:
    """A Lookup that asks the system's resolver, in threads of its own.

    One that hangs must not hold up whoever else uses the loop's few default threads.
    """

    def __init__(self) -> None:
        # As many as may ask at once, and those whose names hang longer than anyone waits for them.
        self._threads = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="dns")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the host's addresses; raises OSError when there are none."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return tuple(str(row[4][0]) for row in found)

    def close(self) -> None:
        """Ask no more; what hangs is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class CheckedResolver(AbstractResolver):
    """Gives aiohttp checked addresses only. aiohttp asks for this very base class."""

    def __init__(self, lookup: Lookup, private_hosts: Collection[str]) -> None:
        self._lookup = lookup
        self._private_hosts = private_hosts

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002  # aiohttp's signature
    ) -> list[ResolveResult]:
        """Return the host's addresses; raises OSError if one of them must not be asked."""
        addresses = await self._lookup(host, port)
        if not addresses:
            raise OSError(f"{host} has no address")
        if not is_allowed(host, port, self._private_hosts):
            # One private answer among public ones is an attack or a mistake: ask none.
            for address in addresses:
                if not is_public(address):
                    raise ForbiddenAddressError(f"{host} resolves to {address}: {FORBIDDEN}")
        return [_result(host, address, port) for address in dict.fromkeys(addresses)]

    async def close(self) -> None:
        """Do nothing: the lookup's owner closes it."""


class ForbiddenAddressError(OSError):
    """Passes through aiohttp, which expects an OSError of a resolver."""


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )
