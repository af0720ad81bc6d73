"""One line an event: a fixed name, then key=value. Never a token, a chat's text or a name."""

import logging
import re
import sys
from typing import Literal

import structlog

_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
_USERINFO = re.compile(r"(?<=://)[^/@\s]+@")
# These libraries print request lines, and a request line to Telegram holds the token.
_NOISY = ("httpx", "httpcore", "telegram", "aiohttp.access", "apscheduler", "asyncio", "alembic")

LogFormat = Literal["text", "json"]


def redact(text: str) -> str:
    """Return `text` with bot tokens and the user part of URLs replaced by `***`.

    >>> redact("https://u:p@host/bot123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/getMe")
    'https://***@host/bot***/getMe'
    """
    return _USERINFO.sub("***@", _TOKEN.sub("***", text))


def configure(level: str, log_format: LogFormat) -> None:
    """Send all logs, ours and the libraries', to standard error in one shape, redacted."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(log_format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A tick that finds the one before it still at work is left out by design, hundreds of times a day.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


def _renderer(log_format: LogFormat) -> structlog.typing.Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)


def _redact_values(
    _logger: object, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of one module."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
