"""`rasid feeds …` as an operator types it: on a terminal, with lists and feeds that mean no good."""

import asyncio
import os
import pty
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import web

from tests.rasid.stage import RASID, Item, Newsroom


@pytest.fixture
def folder(tmp_path: Path, newsroom: Newsroom) -> Path:
    host = newsroom.url.removeprefix("http://")
    (tmp_path / "config.toml").write_text(f'[polling]\nprivate_hosts = ["{host}"]\n', encoding="utf-8")
    return tmp_path


async def rasid(folder: Path, *arguments: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        RASID,
        *arguments,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"COLUMNS": "200"},
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


def opml(*urls: str) -> str:
    return (
        "<opml><body>" + "".join(f'<outline text="وكالة" xmlUrl="{url}"/>' for url in urls) + "</body></opml>"
    )


async def test_a_list_that_leads_inside_is_passed_over_by_name(folder: Path, newsroom: Newsroom) -> None:
    """What may be asked is taken, the private host that the operator allowed too."""
    urls = (
        "http://169.254.169.254/x",
        "https://news.example/rss",
        f"{newsroom.url}/a.xml",
        "file:///etc/passwd",
    )
    (folder / "list.opml").write_text(opml(*urls), encoding="utf-8")
    code, out, err = await rasid(folder, "feeds", "import", "list.opml")
    assert (0, True) == (code, "2 feeds added" in out)
    assert [urls[0], urls[3]] == [line.split(" ")[1].rstrip(":") for line in err.splitlines()]
    written = (folder / "config.toml").read_text(encoding="utf-8")
    assert [False, True, True, False] == [url in written for url in urls]


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + opml("&a;"),
        opml(*(f"https://news.example/{n}" for n in range(501))),
        opml("https://news.example/rss") + " " * 1_000_000,
    ],
)
async def test_a_list_that_is_too_much_changes_nothing(folder: Path, text: str) -> None:
    before = (folder / "config.toml").read_text(encoding="utf-8")
    (folder / "list.opml").write_text(text, encoding="utf-8")
    code, _, err = await rasid(folder, "feeds", "import", "list.opml")
    assert (1, True) == (code, err.startswith("rasid: list.opml: the file "))
    assert before == (folder / "config.toml").read_text(encoding="utf-8")


async def test_check_prints_headlines_as_they_are(folder: Path, newsroom: Newsroom) -> None:
    """Brackets are no markup of ours, whatever stands in them."""
    newsroom.items["/a.xml"] = [Item("1", "[red]عاجل[/red] [/] [bold]خبر")]
    newsroom.items["/b.xml"] = []
    code, out, _ = await rasid(folder, "feeds", "check", f"{newsroom.url}/a.xml", f"{newsroom.url}/b.xml")
    assert 1 == code
    assert "[red]عاجل[/red] [/] [bold]خبر" in out
    assert "a feed without entries" in out


async def test_check_shows_on_a_terminal_how_far_it_is(folder: Path, newsroom: Newsroom) -> None:
    """The bar moves while a feed is slow, and is gone when the table is printed; a pipe gets none."""
    release = asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        await release.wait()
        return web.Response(status=404)

    newsroom.items["/a.xml"] = [Item("1", "خبر")]
    newsroom.answers["/slow.xml"] = slow
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        RASID, "feeds", "check", f"{newsroom.url}/a.xml", f"{newsroom.url}/slow.xml",
        cwd=folder, stdout=subprocess.PIPE, stderr=theirs,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    async with asyncio.timeout(30):
        while b" 50%" not in shown:
            shown += await asyncio.to_thread(os.read, ours, 4096)
        release.set()
        out, _ = await process.communicate()
    shown += b"".join(_rest(ours))
    os.close(ours)
    assert b"feeds" in shown
    assert b"\x1b[2K" in shown
    assert "خبر" in out.decode()
    assert "feeds ━" not in out.decode()


def _rest(descriptor: int) -> Iterator[bytes]:
    # A terminal whose other end is closed gives EIO instead of an end.
    with suppress(OSError):
        while piece := os.read(descriptor, 4096):
            yield piece


async def test_a_feed_that_is_not_polled_is_not_resumed(folder: Path) -> None:
    assert 0 == (await rasid(folder, "migrate"))[0]
    code, _, err = await rasid(folder, "feeds", "resume", "https://news.example/rss")
    assert (1, True) == (code, "no feed of this address is polled" in err)


async def test_find_names_the_feeds_of_a_page(folder: Path, newsroom: Newsroom) -> None:
    """Those that answer, by the address to add; a link to something else is left out."""

    async def page(_request: web.Request) -> web.Response:
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{path}">'
            for path in ("/a.xml", "/gone.xml")
        )
        return web.Response(text=f"<html><head>{links}</head></html>", content_type="text/html")

    newsroom.answers["/"] = page
    newsroom.items["/a.xml"] = [Item("1", "[خبر]"), Item("2", "خبر")]
    code, out, _ = await rasid(folder, "feeds", "find", f"{newsroom.url}/")
    assert (0, True, False) == (code, f"{newsroom.url}/a.xml" in out, "gone.xml" in out)


async def test_find_says_why_there_is_nothing(folder: Path, newsroom: Newsroom) -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<html></html>", content_type="text/html")

    newsroom.answers["/"] = page
    code, out, err = await rasid(folder, "feeds", "find", f"{newsroom.url}/")
    assert (1, "", True) == (code, out, "the page names no feed" in err)
    code, out, err = await rasid(folder, "feeds", "find", "http://127.0.0.1:9/")
    assert (1, "", True) == (code, out, "forbidden-address" in err)


async def test_add_of_a_page_says_how_to_find_its_feeds(folder: Path, newsroom: Newsroom) -> None:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<html></html>", content_type="text/html")

    newsroom.answers["/"] = page
    code, _, err = await rasid(folder, "feeds", "add", f"{newsroom.url}/")
    assert (1, True) == (code, f"rasid feeds find {newsroom.url}/" in err)
