"""The process that parses for a `ParserPool`: requests come on standard input, answers go to standard output.

It ends with its input, or by a limit that a request exceeded.
"""

import fcntl
import json
import resource
import signal
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from feeds.extract import article_text
from feeds.model import Feed, FetchFailed
from feeds.parse import parse

LENGTHS = struct.Struct("!II")  # of a frame's JSON head and of the bytes after it
_PIPE_BYTES = 1 << 20  # an answer at once, for one that reads at once
OUT_OF_MEMORY = 77  # the exit code


def frame(head: Mapping[str, Any], body: bytes) -> bytes:
    """Return a request or an answer as it goes through the pipe."""
    # In UTF-16, which is how Python holds Arabic: a copy instead of a conversion. A header's undecodable
    # bytes are lone surrogates here.
    written = json.dumps(head, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
    return LENGTHS.pack(len(written), len(body)) + written + body


def unframed(written: bytes) -> dict[str, Any]:
    """Return the head of a request or an answer from its bytes."""
    head: dict[str, Any] = json.loads(written.decode("utf-16-le", "surrogatepass"))
    return head


def main(arguments: list[str]) -> int:
    """Answer requests until standard input ends. Arguments: CPU seconds a request, bytes of memory."""
    cpu_seconds, memory_bytes = (int(argument) for argument in arguments)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A stop of the whole service reaches us too, but its last polls still need us.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    with suppress(OSError, AttributeError):  # other systems know no such thing, or grant less
        fcntl.fcntl(answers, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    while sizes := requests.read(LENGTHS.size):
        head_bytes, body_bytes = LENGTHS.unpack(sizes)
        head = unframed(requests.read(head_bytes))
        _allow_cpu(cpu_seconds)
        try:
            written = frame(_answer(head, requests.read(body_bytes)), b"")
        except MemoryError:
            return OUT_OF_MEMORY
        answers.write(written)
        answers.flush()
    return 0


def _allow_cpu(seconds: int) -> None:
    # The limit counts whole seconds of a process's whole life, so it is moved on with each request.
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    limit = max(round(used + seconds), int(used) + 1)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _answer(head: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    if "article" in head:
        return {"text": article_text(body, head["content_type"], head["article"])}
    url, outlet, language, zone = head["feed"]
    feed = Feed(url=url, outlet=outlet, language=language, zone=zone)
    now = datetime.fromisoformat(head["now"])
    found = parse(body, head["content_type"], feed, now, base_url=head["base_url"])
    if isinstance(found, FetchFailed):
        return {"failed": found.error_class, "detail": found.detail}
    return {
        "title": found.title,
        "ttl": found.ttl.total_seconds() if found.ttl else None,
        "warning": found.warning,
        "quiet": (found.quiet_hours, found.quiet_days),
        "hub": (found.hub, found.topic),
        "entries": [
            (e.id, e.url, e.title, e.body, e.published_at.isoformat() if e.published_at else None)
            for e in found.entries
        ],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
