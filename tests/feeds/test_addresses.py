"""Which addresses are public, and which URLs can be asked at all."""

import pytest

from feeds.addresses import is_public, url_problem


@pytest.mark.parametrize(
    "address",
    [
        *(
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.31.0.1",
        ),
        *(
            "168.63.129.16",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
        ),
        *("240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1"),
        *(
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fe80::1%lo",
            "fec0::1",
            "ff02::1",
        ),
        *("127.1", "0x7f000001", "2130706433", "٨.٨.٨.٨", "", "localhost"),
    ],
)
def test_a_private_address_is_not_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_a_public_address_is_public(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/rss",
        "http://news.example:8080/أخبار?a=1&b=2",
        "https://أخبار.example/rss",
        "https://4news.example/",
        "https://8.8.8.8/rss",
    ],
)
def test_an_ordinary_url_has_no_problem(url: str):
    assert url_problem(url) is None


@pytest.mark.parametrize(
    "url", ["", "news.example", "mailto:a@b", "https://", "http://[::1", "http://a:99999/", "x" * 3000]
)
def test_a_url_that_cannot_be_asked_has_a_problem(url: str):
    assert url_problem(url)
