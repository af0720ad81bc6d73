"""The server of `feed_peers`: as many hosts as feeds, a few of them slow, silent or shut.

    python benchmarks/peers/site.py FEEDS ITEMS YOUNGEST_MINUTES URLS_FILE

Writes the feeds' URLs, one a line, prints "ready" and serves until it is killed. Every feed has
an address of its own in 127.0.0.0/8, so that no client gains by keeping connections to one host.
Feeds are RSS with full text in Arabic, sent in gzip, with an ETag that is honoured. "/counts"
tells how many whole feeds and how many "not modified" were sent since it was asked before.
"""

import asyncio
import gzip
import random
import socket
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

SLOW_SECONDS, SILENT_SECONDS = 3.0, 5.0
TEXT = (
    "قال مصدر في الوزارة اليوم إن الحكومة ناقشت خطة جديدة لتطوير قطاع الكهرباء والمياه في المحافظات الجنوبية "
    "وأضاف المتحدث باسم المجلس أن الاجتماع المقبل سيعقد خلال الأسبوع الجاري بحضور عدد من الخبراء والمستشارين "
    "من جهتها أعلنت الشركة العامة للموانئ وصول سفينة محملة بالحبوب إلى الميناء بعد رحلة استمرت عشرين يوما "
    "وشهدت المدينة افتتاح معرض الكتاب بمشاركة دور نشر عربية وأجنبية وسط إقبال واسع من القراء والطلبة "
    "وأوضح التقرير أن أسعار النفط ارتفعت قليلا مع تراجع المخزونات بينما حافظ الدينار على سعره أمام الدولار"
)
WORDS = TEXT.split()


class Chance(random.Random):
    """Sentences, the same in every run."""

    def sentence(self, words: int) -> str:
        return " ".join(self.choices(WORDS, k=words))


class Feeds:
    """The bodies by path; what stands before the last part of a path is how it is served."""

    def __init__(self, items: int, youngest_minutes: int) -> None:
        self.chance = Chance(1)
        self.sentences = [f"{self.chance.sentence(24)}." for _ in range(4000)]
        self.items = items
        self.newest_at = datetime.now(UTC) - timedelta(minutes=youngest_minutes)

    def body(self, number: int) -> bytes:
        items = "".join(self._item(number, place) for place in range(self.items))
        return gzip.compress(
            (
                '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
                'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
                f"<title>وكالة الأنباء {number}</title><link>http://news{number}.example/</link>"
                f"<description>آخر الأخبار</description><language>ar</language>{items}</channel></rss>"
            ).encode(),
            compresslevel=6,
        )

    def _item(self, feed: int, place: int) -> str:
        link = f"http://news{feed}.example/2026/{UUID(int=self.chance.getrandbits(128))}"
        first, *others = self.chance.choices(self.sentences, k=12)
        paragraphs = "".join(f'<p dir="rtl">{sentence}</p>\n' for sentence in others)
        at = format_datetime(self.newest_at - timedelta(minutes=37 * place))
        return (
            f"<item><title>{self.chance.sentence(9)}</title><link>{link}</link>"
            f'<guid isPermaLink="false">{link}</guid><pubDate>{at}</pubDate><dc:creator>التحرير</dc:creator>'
            f"<category>أخبار</category><description><![CDATA[<p>{first}</p>]]></description>"
            f'<content:encoded><![CDATA[<figure class="photo"><img src="{link}.jpg" alt="صورة" width="800">'
            f"<figcaption>{self.chance.sentence(5)}</figcaption></figure>\n"
            f"<p><strong>{first}</strong></p>\n{paragraphs}"
            f'<p>اقرأ أيضا: <a href="{link}/2">{self.chance.sentence(7)}</a></p>'
            "]]></content:encoded></item>\n"
        )


class Connection(asyncio.Protocol):
    """One client's connection: requests without a body, one answer each."""

    def __init__(self, bodies: dict[str, bytes], counts: Counter[str]) -> None:
        self.bodies, self.counts = bodies, counts
        self.received = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            loop, answer = asyncio.get_running_loop(), self._answer(path, head)
            if path.startswith("/slow"):
                loop.call_later(SLOW_SECONDS, self.transport.write, answer)
            elif path.startswith("/silent"):
                loop.call_later(SILENT_SECONDS, self.transport.abort)
            else:
                self.transport.write(answer)

    def _answer(self, path: str, head: bytes) -> bytes:
        if path == "/counts":
            told = f"{self.counts['whole']} {self.counts['unchanged']}".encode()
            self.counts.clear()
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told)
        body, etag = self.bodies[path], f'"{path}"'.encode()
        if etag in head:
            self.counts["unchanged"] += 1
            return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % etag
        self.counts["whole"] += 1
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Encoding: gzip\r\n"
            b"ETag: %s\r\nContent-Length: %d\r\n\r\n%s" % (etag, len(body), body)
        )


def kind(number: int) -> str:
    """Return how feed `number` is served: of a hundred, two are slow, one is silent, one refuses."""
    return {20: "slow", 45: "silent", 70: "slow", 95: "shut"}.get(number % 100, "feed")


async def main(count: int, items: int, youngest_minutes: int, urls_file: Path) -> None:
    feeds = Feeds(items, youngest_minutes)
    paths = {number: f"/{kind(number)}/{number}.xml" for number in range(count)}
    bodies = {path: feeds.body(number) for number, path in paths.items()}
    shut = socket.socket()
    shut.bind(("127.0.0.1", 0))  # bound, so that nobody else takes the port, and never listening
    counts: Counter[str] = Counter()
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(bodies, counts), "0.0.0.0", 0, backlog=1024
    )
    port, shut_port = server.sockets[0].getsockname()[1], shut.getsockname()[1]
    urls = [
        f"http://127.1.{number // 250}.{number % 250 + 1}:{shut_port if 'shut' in path else port}{path}\n"
        for number, path in paths.items()
    ]
    await asyncio.to_thread(urls_file.write_text, "".join(urls))
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*(int(argument) for argument in sys.argv[1:4]), Path(sys.argv[4])))
