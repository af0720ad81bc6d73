"""The one way out: every request for a feed, a redirect or a page passes here.

A name is resolved by us, every address is checked, and the connection goes to a checked
address and no other; the Host header and TLS keep the name. Nothing else in Rasid may ask
the web (a test reads the tree for it).
"""

import ssl
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Self

import aiohttp
from yarl import URL

from feeds.addresses import FORBIDDEN, url_problem
from feeds.model import FetchClass
from feeds.patience import Patience
from feeds.resolving import CheckedResolver, ForbiddenAddressError, Lookup, SystemLookup
from feeds.turns import Turns
from feeds.wire import TOO_MUCH, TooMuchReceivedError, open_wire

REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REDIRECTS_OF_FORMS = frozenset({307, 308})
_PERMANENT = frozenset({301, 308})
_CHUNK_BYTES, _LONGEST_HEADER = 65_536, 32_768


class GateError(Exception):
    """A request that was refused or did not come through: `error_class` says which."""

    def __init__(self, error_class: FetchClass, detail: str) -> None:
        super().__init__(detail)
        self.error_class = error_class
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Answer:
    """What the last server of a chain of redirects said; its body is still to be read.

    `moved_to` is where permanent redirects lead, None if there were none; `links` are its
    headers of that name.
    """

    status: int
    headers: Mapping[str, str]
    url: str
    moved_to: str | None
    content: aiohttp.StreamReader
    links: Sequence[str] = ()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as it came over the wire, still compressed; raises GateError."""
        try:
            async for chunk in self.content.iter_chunked(_CHUNK_BYTES):
                yield chunk
        except (aiohttp.ClientError, OSError) as error:
            raise _gate_error(error) from error


class Client:
    """The HTTP client of the feeds. Use it as an async context manager.

    `private_hosts` are `host` or `host:port`, the only private addresses ever asked.
    `lookup` and `tls` are there to be replaced in tests. At most `per_host` requests for
    one host are under way at a time; the others wait before their deadline starts. How many
    there are in all is the caller's matter.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        private_hosts: Collection[str] = (),
        lookup: Lookup | None = None,
        tls: ssl.SSLContext | None = None,
        per_host: int = 4,
    ) -> None:
        self.private_hosts = frozenset(host.lower() for host in private_hosts)
        self.patience = Patience()
        self._system = SystemLookup()
        self.turns = Turns(per_host)
        self._resolver = CheckedResolver(lookup or self._system, self.private_hosts)
        self._tls = tls
        self._user_agent = user_agent
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            # No limit here: whoever waits for a connection would wait within its deadline.
            connector=aiohttp.TCPConnector(
                resolver=self._resolver,
                ssl=self._tls or True,
                limit=0,
                use_dns_cache=False,
                socket_factory=open_wire,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._user_agent},
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
            # Policies of content and permissions run to twice the usual 8 KB.
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
        )
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End every connection."""
        if self._session is not None:
            await self._session.close()
        self._system.close()

    def host(self, url: str) -> str:
        """Return the host that `url` would be asked at, empty if it must not be asked."""
        return URL(url).host or "" if url_problem(url, self.private_hosts) is None else ""

    def slot(self, url: str) -> AbstractAsyncContextManager[None]:
        """Return what must be held while `url` is asked; entering raises TimeoutError after a minute."""
        return self.turns.at(self.host(url))

    @asynccontextmanager
    async def get(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[Answer]:
        """Ask for `url`, following redirects, each hop checked like the first.

        Raises GateError for everything that can go wrong. Sets no deadline: the caller does.
        """
        response, moved_to = await self._follow(_Request(url, headers))
        try:
            links, url = response.headers.getall("Link", ()), str(response.url)
            yield Answer(response.status, response.headers, url, moved_to, response.content, links)
        finally:
            # A body that was not read to its end costs the connection, not our time.
            response.close()

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        """Send `form` to `url` and return the status of the answer, whose body is not read.

        Redirects that keep the method (307, 308) are followed, each hop checked like the first.
        Raises GateError for everything that can go wrong. Sets no deadline: the caller does.
        """
        response, _ = await self._follow(_Request(url, {}, form))
        response.close()
        return response.status

    async def _follow(self, request: "_Request") -> tuple[aiohttp.ClientResponse, str | None]:
        url, moved_to, is_permanent, seen = request.url, None, True, {request.url}
        followed = _REDIRECTS if request.form is None else _REDIRECTS_OF_FORMS
        for _ in range(REDIRECTS + 1):
            response = await self._ask(replace(request, url=url))
            if response.status not in followed or "Location" not in response.headers:
                return response, moved_to
            response.close()
            is_permanent = is_permanent and response.status in _PERMANENT
            url = _next_hop(response)
            if url in seen:
                raise GateError(FetchClass.REDIRECT_LOOP, f"redirected in a circle to {url}")
            seen.add(url)
            moved_to = url if is_permanent else moved_to
        raise GateError(FetchClass.REDIRECT_LOOP, f"redirected more than {REDIRECTS} times")

    async def _ask(self, request: "_Request") -> aiohttp.ClientResponse:
        if self._session is None:
            raise RuntimeError("the client is not open")
        problem = url_problem(request.url, self.private_hosts)
        if problem is not None:
            kind = FetchClass.FORBIDDEN_ADDRESS if problem == FORBIDDEN else FetchClass.BAD_URL
            raise GateError(kind, problem)
        try:
            return await self._session.request(
                "GET" if request.form is None else "POST",
                URL(request.url),
                headers=request.headers,
                data=request.form,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _gate_error(error) from error


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked of one hop; a form is posted."""

    url: str
    headers: Mapping[str, str]
    form: Mapping[str, str] | None = None


def _next_hop(response: aiohttp.ClientResponse) -> str:
    # aiohttp reads headers as UTF-8 with surrogates for what isn't: sites print raw bytes here.
    location = response.headers["Location"].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        target = response.url.join(URL(location.strip(" \t"))).with_fragment(None)
    except ValueError as error:
        raise GateError(FetchClass.BAD_URL, "redirected to a URL that cannot be read") from error
    if "\\" in location or target.user is not None:
        raise GateError(FetchClass.BAD_URL, "redirected to a URL with a backslash or a user name")
    if response.url.scheme == "https" and target.scheme == "http":
        raise GateError(FetchClass.BAD_URL, "redirected from https to http")
    return str(target)


def _gate_error(error: Exception) -> GateError:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        forbidden = isinstance(error.os_error, ForbiddenAddressError)
        kind = FetchClass.FORBIDDEN_ADDRESS if forbidden else FetchClass.DNS
        return GateError(kind, str(error.os_error) if forbidden else f"no address found for {error.host}")
    # Of what broke a connection in the middle of a body, aiohttp keeps only the words.
    if isinstance(error.__cause__, TooMuchReceivedError) or TooMuchReceivedError.__name__ in str(error):
        return GateError(FetchClass.TOO_LARGE, TOO_MUCH)
    for types, kind in _KINDS:
        if isinstance(error, types):
            return GateError(kind, _said(error))
    return GateError(FetchClass.RESET, _said(error))


_KINDS: tuple[tuple[tuple[type[Exception], ...], FetchClass], ...] = (
    (
        (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError),
        FetchClass.TLS,
    ),
    ((aiohttp.ConnectionTimeoutError, TimeoutError), FetchClass.TIMEOUT),
    ((aiohttp.ClientConnectorError,), FetchClass.CONNECT),
    ((aiohttp.InvalidURL, ValueError), FetchClass.BAD_URL),
)


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
