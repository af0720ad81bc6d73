"""The `[[feeds]]` blocks of a configuration: how one is written, and how some are added to the file."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from bot.markup import host_of
from feeds.model import Feed
from rasid.config import LONGEST_OUTLET, load
from rasid.mistakes import ConfigError


def outlet_of(url: str) -> str:
    """Return the name of an outlet of which only the address is known: its host.

    >>> outlet_of("https://www.example.com/rss")
    'example.com'
    """
    # A name is never empty, also while the address is still to be refused.
    return (host_of(url) or url or "-")[:LONGEST_OUTLET]


def append(config: Path, feeds: Sequence[Feed]) -> None:
    """Write blocks at the end of the file, all or none: what can't be loaded or written takes no place."""
    target = config.resolve()
    part = target.with_name(f"{target.name}.part")
    try:
        shutil.copy2(target, part)
        with part.open("a", encoding="utf-8") as file:
            file.write("\n" + "\n".join(map(block, feeds)) if feeds else "")
        load(part)
        part.replace(target)
    except ConfigError as error:
        would_be = [problem.replace(str(part), f"{config} would be wrong") for problem in error.problems]
        raise ConfigError(config, would_be) from None
    finally:
        part.unlink(missing_ok=True)


def block(feed: Feed) -> str:
    """Return the feed as it stands in a configuration."""
    lines = [
        "[[feeds]]",
        f"url = {_toml(feed.url)}",
        f"outlet = {_toml(feed.outlet)}",
        f"zone = {_toml(feed.zone)}",
    ]
    return "\n".join(lines) + "\n"


def _toml(text: str) -> str:
    # A JSON string is a TOML basic string but for DEL, which no name or address holds.
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)
