"""Which URLs and addresses a stranger may make us ask. Our own table, for one reason.

`ipaddress.is_global` says yes to NAT64 and 6to4 wrappings of loopback, to multicast and to
the metadata addresses of clouds.
"""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from yarl import URL

_FORBIDDEN_V4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's wire server
        "169.254.0.0/16",  # link-local, metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments, with Oracle's metadata at 192.0.0.192
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Of IPv6 only global unicast is asked at all: that leaves out loopback, mapped and
# compatible IPv4, NAT64, unique-local, link-local, site-local and multicast at once.
_UNICAST_V6 = ip_network("2000::/3")
_FORBIDDEN_V6 = tuple(
    ip_network(block)
    for block in (
        "2001::/23",  # Teredo, ORCHID, benchmarking: wrappings
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
    )
)
_LONGEST_URL = 2048
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
# Of a scheme as it may be mistyped: "ftp://", "htp:/", "https//", "//".
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*(?::/+|//)|/+)", re.IGNORECASE)
_LOOKS_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)\.?", re.IGNORECASE)


def is_public(address: str) -> bool:
    """Return whether anyone may make us connect to `address`, an IP address in text.

    >>> is_public("8.8.8.8"), is_public("64:ff9b::7f00:1"), is_public("127.1")
    (True, False, False)
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in block for block in _FORBIDDEN_V4)
    return _is_public_v6(ip)


def _is_public_v6(ip: IPv6Address) -> bool:
    return ip in _UNICAST_V6 and ip.scope_id is None and not any(ip in block for block in _FORBIDDEN_V6)


def beginnings(host: str) -> tuple[str, ...]:
    """Return with what the http(s) URLs at `host` begin.

    >>> beginnings("feeds.example")[:2]
    ('http://feeds.example/', 'http://feeds.example:')
    """
    name = f"[{host}]" if ":" in host else host
    return tuple(f"{scheme}://{name}{after}" for scheme in ("http", "https") for after in "/:?")


def url_problem(url: str, private_hosts: Collection[str] = ()) -> str | None:
    """Return why `url` must not be asked, None if it may be as far as the text tells.

    The addresses behind a name are the gate's matter. `private_hosts` holds `host` or
    `host:port` as the operator allowed them, in lower case.
    """
    if len(url) > _LONGEST_URL:
        return f"the URL is longer than {_LONGEST_URL} characters"
    if _UNPRINTABLE.search(url):
        return "the URL has a backslash, a space or a control character"
    try:
        return _parsed_problem(URL(url), private_hosts)
    except ValueError:
        return "the URL cannot be read"


def likely_url(text: str) -> str | None:
    """Return the URL that was probably meant by a text that is none, None if nothing is likely.

    >>> likely_url("www.example.com/rss"), likely_url("htp:/example.com"), likely_url("example")
    ('https://www.example.com/rss', 'https://example.com', None)
    """
    url = f"https://{_SCHEME.sub('', text.strip())}"
    is_host = url_problem(url) is None and "." in (URL(url).host or "").strip(".")
    return url if is_host else None


def _parsed_problem(parsed: URL, private_hosts: Collection[str]) -> str | None:
    host, port = parsed.host, parsed.port
    if parsed.scheme not in ("http", "https"):
        return "the URL is not http or https"
    if not host or port is None:
        return "the URL has no host"
    if parsed.user is not None or parsed.password is not None or "@" in parsed.authority:
        return "the URL has a user name or password before the host"
    return _host_problem(host, is_allowed(host, port, private_hosts))


def _host_problem(host: str, allowed: bool) -> str | None:
    literal = _ip_literal(host)
    if literal is not None:
        return None if allowed or is_public(literal) else FORBIDDEN
    # "127.1", "0x7f000001" and "2130706433" are loopback to a resolver: no site needs them.
    if _LOOKS_NUMERIC.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return "the host is a number that is no plain IP address"
    if "%" in host:
        return "the host has a zone or an escape in it"
    return None


FORBIDDEN = "the address is private or reserved"


def _ip_literal(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None


def is_allowed(host: str, port: int, private_hosts: Collection[str]) -> bool:
    """Return whether the operator listed `host`, or `host` with this `port`."""
    name = host.lower()
    return name in private_hosts or f"{name}:{port}" in private_hosts or f"[{name}]:{port}" in private_hosts
