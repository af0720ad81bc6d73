"""A request's parameters as values, whichever way the client wrote them: query, form, JSON or multipart."""

import json

from aiohttp import web

from rasid.demo.refusal import Json, bad_request
from rasid.demo.shapes import shaped
from rasid.demo.state import Upload


async def read(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """Return the parameters, each of its documented kind, and the files. Raises Refusal."""
    raw: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.can_read_body:
        body, files = await _body(request)
        raw |= body
    return shaped(raw), files


async def _body(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    if request.content_type == "application/json":
        return _json_object(await request.text()), {}
    fields: Json = {}
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            fields[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    return fields, files


def _json_object(text: str) -> Json:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(found, dict):
        raise bad_request("object expected")
    return found
