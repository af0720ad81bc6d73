"""A certificate that is not the site's own is never accepted, and nobody is led out of HTTPS."""

import ssl
from datetime import UTC, datetime

import pytest
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer

from feeds.fetch import fetch
from feeds.gate import Client
from feeds.model import FetchClass, Fetched
from tests.feeds.builders import feed, rss, state


async def _serve_rss(_request: web.Request) -> web.Response:
    return web.Response(body=rss().encode())


async def _lead_down(_request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "http://127.0.0.1/"})


@pytest.fixture
async def secure_sites():
    """HTTPS servers on loopback by kind of their certificate, and the context that trusts our CA."""
    authority, stranger = trustme.CA(), trustme.CA()
    certificates = {
        "good": authority.issue_cert("127.0.0.1"),
        "other-name": authority.issue_cert("other.example"),
        "expired": authority.issue_cert(
            "127.0.0.1",
            not_before=datetime(2020, 1, 1, tzinfo=UTC),
            not_after=datetime(2021, 1, 1, tzinfo=UTC),
        ),
        "unknown-authority": stranger.issue_cert("127.0.0.1"),
    }
    servers = {}
    for kind, certificate in certificates.items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        app = web.Application()
        app.router.add_get("/rss", _serve_rss)
        app.router.add_get("/down", _lead_down)
        servers[kind] = TestServer(app, host="127.0.0.1", scheme="https")
        await servers[kind].start_server(ssl=context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    yield {kind: f"https://127.0.0.1:{server.port}" for kind, server in servers.items()}, trusting
    for server in servers.values():
        await server.close()


@pytest.mark.parametrize("kind", ["other-name", "expired", "unknown-authority"])
async def test_a_bad_certificate_is_never_accepted(secure_sites, kind: str):
    urls, trusting = secure_sites
    async with Client(user_agent="Rasid/test", private_hosts=("127.0.0.1",), tls=trusting) as client:
        outcome = await fetch(client, feed(f"{urls[kind]}/rss"), state())
    assert outcome.error_class is FetchClass.TLS


async def test_a_good_certificate_is_accepted(secure_sites):
    urls, trusting = secure_sites
    async with Client(user_agent="Rasid/test", private_hosts=("127.0.0.1",), tls=trusting) as client:
        assert isinstance(await fetch(client, feed(f"{urls['good']}/rss"), state()), Fetched)


async def test_nobody_is_led_from_https_to_http(secure_sites):
    urls, trusting = secure_sites
    async with Client(user_agent="Rasid/test", private_hosts=("127.0.0.1",), tls=trusting) as client:
        outcome = await fetch(client, feed(f"{urls['good']}/down"), state())
    assert outcome.detail == "redirected from https to http"
