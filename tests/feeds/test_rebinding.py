"""A name server that lies in turn: what was public when it was checked is private when it is used."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest

from feeds.discover import discover
from feeds.fetch import fetch
from feeds.gate import Client, GateError
from feeds.model import FetchClass, Fetched
from feeds.parse import parse
from tests.feeds.builders import NOW, feed, rss, state
from tests.feeds.conftest import Site

# Public by its number; nobody has it, so nothing of ours ever arrives there.
PUBLIC = "2001:4860:ffff::1"
SOON = timedelta(seconds=0.5)
MIXED = ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fe80::1"]
REFUSED = {FetchClass.CONNECT, FetchClass.TIMEOUT, FetchClass.FORBIDDEN_ADDRESS}


class NameServer:
    """Answers each question with the next of its answers, and with the last for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def lookup(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]

    def client(self, *private_hosts: str) -> Client:
        return Client(user_agent="Rasid/test", lookup=self.lookup, private_hosts=private_hosts)


def rebinding(site: Site, path: str = "/") -> str:
    return f"http://rebind.example:{site.port}{path}"


async def test_the_address_that_was_checked_is_the_one_that_is_asked(inner_site: Site):
    """One look-up a connection: the second answer, the private one, is never asked for."""
    names = NameServer([PUBLIC], ["127.0.0.1"])
    async with names.client() as client:
        outcome = await fetch(client, feed(rebinding(inner_site)), state(), deadline=SOON)
    assert outcome.error_class in REFUSED
    assert (1, 0) == (len(names.asked), inner_site.connections)


async def test_the_next_poll_is_checked_anew(inner_site: Site):
    """Nothing of an earlier look-up is trusted: the name that now leads inside is refused."""
    names = NameServer([PUBLIC], ["127.0.0.1"])
    async with names.client() as client:
        await fetch(client, feed(rebinding(inner_site)), state(), deadline=SOON)
        again = await fetch(client, feed(rebinding(inner_site)), state(), deadline=SOON)
    assert FetchClass.FORBIDDEN_ADDRESS is again.error_class
    assert (2, 0) == (len(names.asked), inner_site.connections)


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
async def test_each_hop_of_a_redirect_is_checked_anew(site: Site, inner_site: Site, status: str):
    """The name led to a public server a moment ago; that does not open the second hop."""
    names = NameServer([PUBLIC], ["127.0.0.1"])
    url = site.answer("/rss", status=status, Location=rebinding(inner_site))
    async with names.client(f"127.0.0.1:{site.port}") as client:
        outcomes = [await fetch(client, feed(url), state(url), deadline=SOON) for _ in range(3)]
    assert [FetchClass.FORBIDDEN_ADDRESS] * 2 == [outcome.error_class for outcome in outcomes[1:]]
    assert 0 == inner_site.connections


async def test_a_remembered_redirect_is_checked_anew(site: Site, inner_site: Site):
    names = NameServer(["127.0.0.1"])
    async with names.client(f"127.0.0.1:{site.port}") as client:
        outcome = await fetch(client, feed(site.url("/rss")), state(address=rebinding(inner_site)))
    assert FetchClass.FORBIDDEN_ADDRESS is outcome.error_class
    assert (0, 0) == (site.connections, inner_site.connections)


async def test_discovery_is_checked_anew_at_every_candidate(site: Site, inner_site: Site):
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{rebinding(inner_site, f"/{n}")}">'
        for n in range(4)
    )
    names = NameServer(["127.0.0.1"])

    async def parse_here(answer, asked, now):
        return parse(answer.body, answer.content_type, asked, now)

    async with names.client(f"127.0.0.1:{site.port}") as client:
        found = await discover(client, parse_here, site.answer("/", f"<html>{links}".encode()), NOW)
    assert () == found
    assert (4, 0) == (len(names.asked), inner_site.connections)


@pytest.mark.parametrize("private", MIXED)
@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_one_private_answer_among_public_ones_refuses_all(
    inner_site: Site, private: str, order: tuple[int, ...]
):
    """In whatever order: a connection that tries one after the other would come to it."""
    answers = ["93.184.215.14", PUBLIC, private]
    names = NameServer([answers[place] for place in order])
    async with names.client() as client:
        outcome = await fetch(client, feed(rebinding(inner_site)), state(), deadline=SOON)
    assert FetchClass.FORBIDDEN_ADDRESS is outcome.error_class
    assert 0 == inner_site.connections


async def test_a_name_without_addresses_is_not_asked(inner_site: Site):
    names = NameServer([])
    async with names.client() as client:
        outcome = await fetch(client, feed(rebinding(inner_site)), state(), deadline=SOON)
    assert not isinstance(outcome, Fetched)
    assert 0 == inner_site.connections


async def test_a_form_goes_no_other_way(site: Site, inner_site: Site):
    """A hub is a stranger's address like any other: at once, by redirect, rebinding, mixed."""
    names = NameServer(["127.0.0.1"])
    async with names.client(f"127.0.0.1:{site.port}") as client:
        for url in (
            rebinding(inner_site),
            inner_site.url(),
            site.answer("/307", status="307 Temporary Redirect", Location=rebinding(inner_site)),
            site.answer("/308", status="308 Permanent Redirect", Location=inner_site.url()),
        ):
            with pytest.raises(GateError) as caught:
                await client.post(url, {"hub.secret": "s"})
            assert FetchClass.FORBIDDEN_ADDRESS is caught.value.error_class
    assert 0 == inner_site.connections


async def test_a_form_is_posted_and_follows_what_keeps_its_method(client: Client, site: Site):
    """A 303 would make a GET of it: that is an answer, and no redirect of ours."""
    site.answer("/hub", status="202 Accepted")
    moved = site.answer("/moved", status="308 Permanent Redirect", Location="/hub")
    assert 202 == await client.post(moved, {"hub.topic": "https://a.example/خبر"})
    assert ["POST /moved HTTP/1.1", "POST /hub HTTP/1.1"] == [head.splitlines()[0] for head in site.heads]
    seen = site.answer("/seen", status="303 See Other", Location="/hub")
    assert 303 == await client.post(seen, {})


async def test_a_public_name_that_the_operator_listed_may_be_private(site: Site):
    """The very same names reach a server when the operator says so: the tests above could fail."""
    names = NameServer(["127.0.0.1"])
    site.answer("/", rss().encode())
    async with names.client("rebind.example") as client:
        assert isinstance(await fetch(client, feed(rebinding(site)), state(), deadline=SOON), Fetched)
    assert 1 == site.connections
