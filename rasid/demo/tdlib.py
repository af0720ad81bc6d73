"""Telegram's own parser as a judge: TDLib's synchronous requests, which need neither network nor login.

Only where the development dependency `tdjson` is installed; a call costs some 11 microseconds.
"""

import importlib
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from rasid.demo.entities import Formatted
from rasid.demo.html import ParseError
from rasid.demo.refusal import Json
from rasid.demo.text import OwnReader

Execute = Callable[[Json], Json]

_MODES = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
_NAMES = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough",
    "Spoiler": "spoiler", "Code": "code", "Pre": "pre", "PreCode": "pre", "TextUrl": "text_link",
    "MentionName": "text_mention", "BlockQuote": "blockquote", "CustomEmoji": "custom_emoji",
    "ExpandableBlockQuote": "expandable_blockquote", "Url": "url", "EmailAddress": "email",
    "PhoneNumber": "phone_number", "Mention": "mention", "Hashtag": "hashtag", "Cashtag": "cashtag",
    "BotCommand": "bot_command", "DateTime": "date_time",
}  # fmt: skip
_KINDS = {name: kind for kind, name in _NAMES.items() if kind != "PreCode"}
_CARRIED = ("url", "language", "custom_emoji_id", "unix_time")
# parseMarkdown is the one offline request that cleans and mends; it also reads these signs.
_MARKDOWN = re.compile(r"\*\*|__|~~|\|\||`|\]\(")


class TdlibReader:
    """Asks Telegram's code; where no offline request does a step, our own does it."""

    def __init__(self) -> None:
        self._execute = load()
        self._own = OwnReader()

    def parse(self, text: str, parse_mode: str) -> Formatted:
        """Return text and entities as written. Raises ParseError."""
        mode = _MODES.get(parse_mode.lower())
        if mode is None:
            return self._own.parse(text, parse_mode)
        answer = self._execute({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
        if answer["@type"] == "error":
            raise ParseError(answer["message"].removeprefix("Can't parse entities: "))
        return _from_td(answer)

    def settle(self, formatted: Formatted) -> Formatted:
        """Return it cleaned, with entities mended."""
        if not formatted.text or _MARKDOWN.search(formatted.text):
            return self._own.settle(formatted)
        answer = self._execute({"@type": "parseMarkdown", "text": _to_td(formatted)})
        return _from_td(answer) if answer["@type"] == "formattedText" else self._own.settle(formatted)

    def links(self, text: str) -> tuple[Json, ...]:
        """Return the entities that Telegram finds in `text` by itself."""
        answer = self._execute({"@type": "getTextEntities", "text": text})
        return _known(answer["entities"])


def load() -> Execute:
    """Return TDLib's `execute`, silenced. Raises ImportError where it isn't installed."""
    library = importlib.import_module("tdjson")

    def execute(request: Json) -> Json:
        answer: Any = json.loads(library.td_execute(json.dumps(request).encode()) or b"null")
        return dict(answer or {"@type": "error", "message": "no answer"})

    execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
    return execute


def _from_td(answer: Json) -> Formatted:
    return Formatted(answer["text"], _known(answer["entities"]))


def _known(entities: Sequence[Json]) -> tuple[Json, ...]:
    """Return the Bot API's entities: it has no name for bank cards and media timestamps."""
    return tuple(entity for entity in map(_entity, entities) if entity["type"] != "unknown")


def _entity(entity: Json) -> Json:
    found = entity["type"]
    kind = _NAMES.get(found["@type"].removeprefix("textEntityType"), "unknown")
    own: Json = {"offset": entity["offset"], "length": entity["length"], "type": kind}
    extra: Json = {key: found[key] for key in _CARRIED if key in found}
    if kind == "text_mention":
        extra["user"] = {"id": found["user_id"]}
    return own | extra


def _to_td(formatted: Formatted) -> Json:
    entities = [
        {"@type": "textEntity", "offset": e["offset"], "length": e["length"], "type": _td_type(e)}
        for e in formatted.entities
    ]
    return {"@type": "formattedText", "text": formatted.text, "entities": entities}


def _td_type(entity: Json) -> Json:
    name = "PreCode" if entity["type"] == "pre" and entity.get("language") else _KINDS.get(entity["type"], "")
    extra: Json = {key: entity[key] for key in _CARRIED if key in entity}
    if entity["type"] == "text_mention":
        extra["user_id"] = entity["user"]["id"]
    return {"@type": f"textEntityType{name}", **extra}
