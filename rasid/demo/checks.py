"""What every sending method must ask first: which chat, may the bot write there, are the buttons sound."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rasid.demo.entities import Formatted
from rasid.demo.refusal import Json, bad_request, forbidden
from rasid.demo.state import CHANNEL, GONE, SUPERGROUP, Chat, Topic, Upload, World
from rasid.demo.text import OwnReader, Reader, formatted

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_DATA_LIMIT_BYTES = 64
_BUTTON_LIMIT = 100
_ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ]
)
_MIGRATED = "group chat was upgraded to a supergroup chat"


@dataclass(frozen=True, slots=True)
class Request:
    """One call of one method with everything it may touch."""

    world: World
    params: Json
    files: dict[str, Upload] = field(default_factory=dict)
    reader: Reader = field(default_factory=OwnReader)


def find_chat(world: World, params: Json) -> Chat:
    """Return the chat that `chat_id` names. Raises Refusal if there is none or it moved."""
    chat_id = params.get("chat_id", "")
    if chat_id == "":
        raise bad_request("chat_id is empty")
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else world.chat_named(str(chat_id))
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request(_MIGRATED, {"migrate_to_chat_id": chat.migrated_to})
    return chat


def writable_chat(world: World, params: Json) -> Chat:
    """Return the chat if the bot may write there. Raises Refusal with Telegram's reason."""
    chat = find_chat(world, params)
    _check_private(world, chat) if chat.is_private else _check_group(chat)
    return chat


def _check_private(world: World, chat: Chat) -> None:
    if world.people[chat.id].is_deactivated:
        raise forbidden("user is deactivated")
    if not chat.is_started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.bot_status == "kicked":
        raise forbidden("bot was blocked by the user")


def _check_group(chat: Chat) -> None:
    if chat.is_deleted:
        raise forbidden("the group chat was deleted")
    if chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.bot_status in GONE:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    if chat.type == CHANNEL and chat.bot_status != "administrator":
        raise bad_request("need administrator rights in the channel chat")
    if not chat.may_write:
        raise bad_request("not enough rights to send text messages to the chat")


def topic_of(chat: Chat, params: Json) -> Json:
    """Return what a message carries of its forum topic. Raises Refusal for a closed or missing one."""
    thread_id: int | None = params.get("message_thread_id")
    if thread_id is None:
        return {}
    _check_topic(chat, chat.topics.get(thread_id))
    return {"message_thread_id": thread_id, "is_topic_message": True}


def _check_topic(chat: Chat, topic: Topic | None) -> None:
    if not (chat.is_forum and chat.type == SUPERGROUP) or topic is None:
        raise bad_request("message thread not found")
    if topic.is_deleted:
        raise bad_request("TOPIC_DELETED")
    if topic.is_closed:
        raise bad_request("TOPIC_CLOSED")


def replied(chat: Chat, params: Json) -> Json:
    """Return `reply_to_message` for the message that is answered, {} if none is. Raises Refusal."""
    legacy = {"message_id": params.get("reply_to_message_id")}
    reply = params.get("reply_parameters") or legacy
    message_id: int | None = reply.get("message_id")
    if message_id is None:
        return {}
    target = chat.messages.get(message_id)
    may_miss = reply.get("allow_sending_without_reply", params.get("allow_sending_without_reply"))
    if target is not None:
        return {"reply_to_message": {k: v for k, v in target.items() if k != "reply_to_message"}}
    if may_miss:
        return {}
    raise bad_request("message to be replied not found")


def message_text(request: Request) -> Formatted:
    """Return the text as it will stand. Raises Refusal if it is empty, too long or no HTML."""
    text = request.params.get("text", "")
    if not text:
        raise bad_request("message text is empty")
    settled = _settled(request, text, "entities")
    if not settled.text:
        raise bad_request("message text is empty")
    if len(settled.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return settled


def caption_fields(request: Request) -> Json:
    """Return `caption` and `caption_entities` of a message with a file. Raises Refusal if too long."""
    settled = _settled(request, request.params.get("caption") or "", "caption_entities")
    if len(settled.text) > CAPTION_LIMIT:
        raise bad_request("media caption is too long")
    fields: Json = {"caption": settled.text} if settled.text else {}
    return fields | ({"caption_entities": list(settled.entities)} if settled.entities else {})


def _settled(request: Request, text: str, entities: str) -> Formatted:
    written = request.params.get(entities) or ()
    return formatted(request.reader, text, request.params.get("parse_mode"), written)


def markup_fields(params: Json) -> Json:
    """Return `reply_markup` if it is an inline keyboard, {} for none or a keyboard of another kind."""
    markup = params.get("reply_markup")
    if not markup:
        return {}
    rows = markup.get("inline_keyboard")
    if rows is None:
        return {}
    _check_keyboard(rows)
    kept = [row for row in rows if row]
    return {"reply_markup": {"inline_keyboard": kept}} if kept else {}


def _check_keyboard(rows: object) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard markup JSON object")
    buttons = [button for row in rows for button in row]
    if len(buttons) > _BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)


def _check_button(button: object) -> None:
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if len(_ACTIONS & button.keys()) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if not all(isinstance(button.get(name, ""), str) for name in ("text", "callback_data", "url")):
        raise bad_request("can't parse inline keyboard button")
    data = button.get("callback_data")
    if data is not None and not 0 < len(str(data).encode()) <= _DATA_LIMIT_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not _is_sound_url(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _is_sound_url(url: str) -> bool:
    """Return whether Telegram would take it: a known scheme, and a host with a dot."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "tg" or (parts.scheme in {"http", "https"} and "." in host.strip("."))
