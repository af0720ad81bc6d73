"""Of which kind each parameter is, as the Bot API documents it; whatever comes otherwise is refused."""

import json
import re
from collections.abc import Mapping

from rasid.demo.refusal import Json, bad_request

_INTEGERS = frozenset(
    ["offset", "limit", "timeout", "message_id", "message_thread_id", "reply_to_message_id", "user_id",
     "cache_time", "max_connections", "width", "height", "duration", "from_chat_id"]
)  # fmt: skip
_BOOLEANS = frozenset(
    ["disable_notification", "protect_content", "allow_paid_broadcast", "allow_sending_without_reply",
     "show_alert", "disable_web_page_preview", "drop_pending_updates", "show_caption_above_media",
     "has_spoiler", "is_personal", "disable_content_type_detection", "revoke_messages"]
)  # fmt: skip
_OBJECTS = frozenset(
    ["reply_markup", "reply_parameters", "link_preview_options", "scope", "button", "menu_button", "rights"]
)
_LISTS: dict[str, type] = {
    "allowed_updates": str, "message_ids": int,
    "entities": dict, "caption_entities": dict, "commands": dict, "results": dict, "media": dict,
}  # fmt: skip
_ENTITY: dict[str, type] = {"offset": int, "length": int, "type": str}
# Inside objects, only what the methods look at.
_FIELDS: dict[str, dict[str, type]] = {
    "entities": _ENTITY,
    "caption_entities": _ENTITY,
    "commands": {"command": str, "description": str},
    "reply_parameters": {"message_id": int},
    "scope": {"type": str},
}
_NUMBER = re.compile(r"-?[0-9]{1,19}")


def shaped(params: Mapping[str, object]) -> Json:
    """Return `params` with every value of its documented kind. Raises Refusal.

    Forms carry only text, so numbers, booleans and JSON are read from it; what is null is left out.
    """
    return {name: _shaped(name, value) for name, value in params.items() if value is not None}


def _shaped(name: str, value: object) -> object:
    if name in _INTEGERS:
        return _integer(name, value)
    if name in _BOOLEANS:
        return value is True or str(value).lower() in {"true", "1", "yes"}
    if name in _OBJECTS or name in _LISTS:
        return _structure(name, _decoded(name, value))
    if name == "chat_id":
        return int(str(value)) if _NUMBER.fullmatch(str(value)) else str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise bad_request(f"{name} must be of type String")


def _integer(name: str, value: object) -> int:
    if isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
        raise bad_request(f"{name} must be an integer")
    return int(str(value))


def _decoded(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value:
        return [] if name in _LISTS else {}
    try:
        return json.loads(value)
    except ValueError:
        raise _unreadable(name) from None


def _structure(name: str, value: object) -> object:
    if name in _OBJECTS:
        _check_fields(name, value)
        return value
    kind = _LISTS[name]
    if not isinstance(value, list) or not all(type(item) is kind for item in value):
        raise _unreadable(name)
    for item in value if kind is dict else ():
        _check_fields(name, item)
    return value


def _check_fields(name: str, value: object) -> None:
    if not isinstance(value, dict):
        raise _unreadable(name)
    for field, kind in _FIELDS.get(name, {}).items():
        if type(value.get(field)) is not kind:
            raise _unreadable(name)


def _unreadable(name: str) -> Exception:
    return bad_request(f"can't parse {name.replace('_', ' ')} JSON object")
