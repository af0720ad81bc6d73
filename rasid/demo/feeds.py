"""The demo's feeds and article pages: what a newsroom's own server would answer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from aiohttp import web

from rasid.demo.evening import Evening, Outlet, Published, outlets
from rasid.demo.page import HEADERS

_FORMATS: Final = {"rss": "application/rss+xml", "atom": "application/atom+xml"}
_MONTHS: Final = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip


class Newsroom:
    """Serves the outlets of one evening under `/feeds/<outlet>.xml` and `/news/<outlet>/<id>`."""

    def __init__(self, evening: Evening) -> None:
        self._evening = evening

    def add_routes(self, app: web.Application) -> None:
        """Serve the feeds and the articles."""
        app.router.add_get("/feeds/{outlet}.xml", self.feed)
        app.router.add_get("/news/{outlet}/{id}", self.article)

    async def feed(self, request: web.Request) -> web.Response:
        """Answer a feed, or 304 if nothing came out since."""
        outlet = _outlet(request)
        out = self._evening.published(outlet.slug)
        site = f"{request.scheme}://{request.host}"
        body = (_rss if outlet.format == "rss" else _atom)(outlet, out, site, self._evening)
        newest = out[0].at if out else self._evening.started_at
        headers = {
            "ETag": f'"{sha256(body.encode()).hexdigest()[:24]}"',
            "Last-Modified": format_datetime(newest.astimezone(UTC), usegmt=True),
            "Cache-Control": "no-cache",
        }
        if _is_known(request, headers["ETag"], newest):
            return web.Response(status=304, headers=headers)
        return web.Response(text=body, content_type=_FORMATS[outlet.format], charset="utf-8", headers=headers)

    async def article(self, request: web.Request) -> web.Response:
        """Answer the page of one article that is out."""
        outlet = _outlet(request)
        for one in self._evening.published(outlet.slug):
            if one.item.id == request.match_info["id"]:
                return web.Response(text=_page(one), content_type="text/html", headers=HEADERS)
        raise web.HTTPNotFound


def _outlet(request: web.Request) -> Outlet:
    outlet = outlets().get(request.match_info["outlet"])
    if outlet is None:
        raise web.HTTPNotFound
    return outlet


def _is_known(request: web.Request, etag: str, newest: datetime) -> bool:
    """Return whether the client has this very document; a tag outranks a date."""
    if known := request.headers.get("If-None-Match"):
        return etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}
    since = request.headers.get("If-Modified-Since")
    try:
        return since is not None and parsedate_to_datetime(since) >= newest
    except (TypeError, ValueError):
        return False


def _rss(outlet: Outlet, out: Sequence[Published], site: str, evening: Evening) -> str:
    zone = ZoneInfo(outlet.zone)
    items = "".join(
        f"""
    <item>
      <title>{escape(one.item.title)}</title>
      <link>{_link(one, site)}</link>
      <guid isPermaLink="false">{evening.guid(one.item)}</guid>
      <pubDate>{format_datetime(one.at.astimezone(zone))}</pubDate>
      <description>{escape(_html(one))}</description>
    </item>"""
        for one in out
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
  <channel>
    <title>{escape(outlet.name)}</title>
    <link>{site}/</link>
    <description>{escape(outlet.name)}: آخر الأخبار</description>
    <language>ar</language>{items}
  </channel>
</rss>
"""


def _atom(outlet: Outlet, out: Sequence[Published], site: str, evening: Evening) -> str:
    updated = out[0].at if out else evening.started_at
    entries = "".join(
        f"""
  <entry>
    <id>{evening.guid(one.item)}</id>
    <title>{escape(one.item.title)}</title>
    <link rel="alternate" href="{_link(one, site)}"/>
    <published>{one.at.isoformat()}</published>
    <updated>{one.at.isoformat()}</updated>
    <content type="html">{escape(_html(one))}</content>
  </entry>"""
        for one in out
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar">
  <id>{site}/feeds/{outlet.slug}.xml</id>
  <title>{escape(outlet.name)}</title>
  <link rel="self" href="{site}/feeds/{outlet.slug}.xml"/>
  <author><name>{escape(outlet.name)}</name></author>
  <updated>{updated.isoformat()}</updated>{entries}
</feed>
"""


def _link(one: Published, site: str) -> str:
    return f"{site}/news/{one.item.outlet.slug}/{one.item.id}"


def _html(one: Published) -> str:
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in one.item.paragraphs)


def _page(one: Published) -> str:
    at = one.at.astimezone(ZoneInfo(one.item.outlet.zone))
    day = f"{at.day} {_MONTHS[at.month - 1]} {at.year}، {at:%H:%M}"
    title, outlet = escape(one.item.title), escape(one.item.outlet.name)
    return f"""<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {outlet}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/news.css">
</head>
<body>
<article>
<p class="outlet">{outlet}</p>
<h1>{title}</h1>
<time datetime="{at.isoformat()}">{day}</time>
{_html(one)}
<footer>خبر متخيَّل كُتب للعرض التجريبي.</footer>
</article>
</body>
</html>
"""
