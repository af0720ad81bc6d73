"""The methods about the bot itself and about chats, and the answers to taps and inline queries."""

import json
import re
from datetime import timedelta

from rasid.demo.checks import Request, find_chat
from rasid.demo.refusal import Json, bad_request
from rasid.demo.state import GONE, Chat

_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_COMMAND_LIMIT = 100
_DESCRIPTION_LIMIT = 256
_ANSWER_LIMIT = 200
_RESULT_LIMIT = 50
_QUERY_LIVES = timedelta(minutes=15)
_TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_RIGHTS = [
    "can_be_edited",
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_promote_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "is_anonymous",
    "can_post_messages",
    "can_edit_messages",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
]


def get_me(request: Request) -> Json:
    """Return the bot with what it may do."""
    return request.world.bot


def set_my_commands(request: Request) -> bool:
    """Store the command menu of one scope and language."""
    commands = request.params.get("commands") or []
    if len(commands) > _COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    request.world.commands[_scope(request)] = commands
    _tell_commands(request)
    return True


def delete_my_commands(request: Request) -> bool:
    """Forget the command menu of one scope and language."""
    request.world.commands.pop(_scope(request), None)
    _tell_commands(request)
    return True


def get_my_commands(request: Request) -> list[Json]:
    """Return the command menu of exactly this scope and language."""
    return request.world.commands.get(_scope(request), [])


def _check_command(command: Json) -> None:
    if not _COMMAND.fullmatch(str(command.get("command", ""))):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 0 < len(str(command.get("description", ""))) <= _DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def _tell_commands(request: Request) -> None:
    for chat_id in request.world.chats:
        request.world.publish(chat_id, "commands", None)


def _scope(request: Request) -> tuple[str, str]:
    scope = request.params.get("scope") or {"type": "default"}
    ids = [str(scope[key]) for key in ("chat_id", "user_id") if key in scope]
    return ":".join([scope.get("type", "default"), *ids]), _language(request)


def _language(request: Request) -> str:
    language = request.params.get("language_code") or ""
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("Invalid language code specified")
    return str(language)


def set_my_text(request: Request, kind: str) -> bool:
    """Store the bot's `name`, `description` or `short_description` in one language."""
    text = str(request.params.get(kind) or "")
    if len(text) > _TEXT_LIMITS[kind]:
        raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
    request.world.texts[kind, _language(request)] = text
    _tell_commands(request)
    return True


def get_my_text(request: Request, kind: str) -> Json:
    """Return the bot's `name`, `description` or `short_description` in that language, else in none."""
    texts = request.world.texts
    general = texts.get((kind, "")) or (request.world.bot["first_name"] if kind == "name" else "")
    return {kind: texts.get((kind, _language(request))) or general}


def get_chat(request: Request) -> Json:
    """Return Telegram's ChatFullInfo."""
    chat = find_chat(request.world, request.params)
    kinds = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    gifts = dict.fromkeys(kinds, False)
    return chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_chat_member(request: Request) -> Json:
    """Return a person's or the bot's standing in the chat."""
    chat = find_chat(request.world, request.params)
    user_id = request.params.get("user_id")
    if user_id == request.world.bot["id"]:
        return member(request.world.bot_user(), chat.bot_status)
    person = request.world.people.get(user_id or 0)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    usual = "member" if chat.id == person.id else "left"
    return member(person.as_json(), chat.members.get(person.id, usual))


def get_chat_administrators(request: Request) -> list[Json]:
    """Return the creator and the administrators, the bot too if it is one."""
    chat = find_chat(request.world, request.params)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    heads = {"creator", "administrator"}
    found = [(request.world.people[i].as_json(), status) for i, status in chat.members.items()]
    everyone = [*found, (request.world.bot_user(), chat.bot_status)]
    return [member(user, status) for user, status in everyone if status in heads]


def get_chat_member_count(request: Request) -> int:
    """Return how many are in the chat, the bot among them."""
    chat = find_chat(request.world, request.params)
    return sum(status not in GONE for status in (*chat.members.values(), chat.bot_status))


def member(user: Json, status: str) -> Json:
    """Return Telegram's ChatMember."""
    rights: Json = dict.fromkeys(_RIGHTS, True) | {"is_anonymous": False, "can_be_edited": False}
    extra: dict[str, Json] = {
        "creator": {"is_anonymous": False},
        "administrator": rights,
        "kicked": {"until_date": 0},
    }
    return {"user": user, "status": status} | extra.get(status, {})


def leave_chat(request: Request) -> bool:
    """Take the bot out of a group or channel."""
    chat: Chat = find_chat(request.world, request.params)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    return True


def answer_callback_query(request: Request) -> bool:
    """Answer a tap; the chat page ends its spinner and shows the text, as an alert if asked to."""
    query = request.world.queries.get(str(request.params.get("callback_query_id", "")))
    if query is None or request.world.clock() - query.at > _QUERY_LIVES:
        raise bad_request(_TOO_OLD)
    text = str(request.params.get("text") or "")
    if len(text) > _ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": bool(request.params.get("show_alert"))}
    if url := request.params.get("url"):
        answer["url"] = url
    request.world.answers[query.id] = answer
    request.world.publish(query.chat_id, "answer", {"id": query.id, "message_id": query.message_id} | answer)
    return True


def answer_inline_query(request: Request) -> bool:
    """Answer an inline query; the results stand in `World.answers`."""
    query = request.world.queries.get(str(request.params.get("inline_query_id", "")))
    results = request.params.get("results") or []
    if query is None or request.world.clock() - query.at > _QUERY_LIVES:
        raise bad_request(_TOO_OLD)
    if len(results) > _RESULT_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [json.dumps(result.get("id")) for result in results]
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    request.world.answers[query.id] = dict(request.params)
    request.world.stir()
    return True
