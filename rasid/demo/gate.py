"""Who may talk to the demo: this machine, by a loopback name, and no page of another origin."""

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse foreign Host headers (a name rebound to this machine) and foreign origins; pass on the rest."""
    if not is_loopback(request.host):
        return web.Response(status=421, text="this server answers to 127.0.0.1 only")
    origin = request.headers.get("Origin")
    if origin is not None and not is_own(origin, request.host):
        return web.Response(status=403, text="requests from other pages are refused")
    return await handler(request)


def is_loopback(host: str) -> bool:
    """Return whether a Host header names this machine."""
    try:
        return URL(f"http://{host}").host in LOOPBACK
    except ValueError:
        return False


def is_own(origin: str, host: str) -> bool:
    """Return whether a page of `origin` was served by `host` itself."""
    return origin == f"http://{host}"
