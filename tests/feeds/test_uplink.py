"""One notice for a lost way, not one for each feed."""

from feeds.model import FetchClass
from feeds.uplink import Uplink


def test_when_all_feeds_are_out_of_reach_it_is_said_once():
    uplink = Uplink()
    changes = [uplink.polled(f"https://{n}.example", FetchClass.CONNECT) for n in range(12)]
    assert (1, True) == (sum(changes), uplink.is_down)


def test_the_first_feed_that_answers_ends_it():
    uplink = Uplink()
    for number in range(12):
        uplink.polled(f"https://{number}.example", FetchClass.DNS)
    assert uplink.polled("https://3.example", None)
    assert not uplink.is_down
    assert not uplink.polled("https://4.example", FetchClass.DNS)


def test_one_feed_that_is_down_is_its_own_trouble():
    """However often it is asked."""
    uplink = Uplink()
    assert not any(uplink.polled("https://a.example", FetchClass.TIMEOUT) for _ in range(50))


def test_a_server_that_refuses_was_reached():
    uplink = Uplink()
    assert not any(uplink.polled(f"https://{n}.example", FetchClass.HTTP_SERVER) for n in range(30))


def test_a_few_dead_feeds_among_living_ones_are_not_the_way():
    uplink = Uplink()
    for number in range(40):
        uplink.polled(f"https://{number}.example", FetchClass.TIMEOUT if number % 3 else None)
    assert not uplink.is_down


def test_only_while_the_way_is_lost_is_it_to_blame():
    """And a server that answered with a failure was reached: that one is its own."""
    uplink = Uplink()
    assert not uplink.is_to_blame(FetchClass.DNS)
    for number in range(5):
        uplink.polled(f"https://{number}.example/", FetchClass.DNS)
    assert uplink.is_to_blame(FetchClass.CONNECT)
    assert not uplink.is_to_blame(FetchClass.HTTP_SERVER)


def test_many_feeds_at_one_host_that_is_down_are_their_hosts_trouble():
    """However many of them were asked since another feed answered."""
    uplink = Uplink()
    uplink.polled("https://well.example/rss", None)
    assert not any(uplink.polled(f"https://down.example/{n}", FetchClass.TIMEOUT) for n in range(60))


def test_the_way_of_one_who_follows_a_single_host_can_be_lost_too():
    uplink = Uplink()
    changes = [uplink.polled(f"https://a.example/{n}", FetchClass.DNS) for n in range(12)]
    assert (1, True) == (sum(changes), uplink.is_down)
