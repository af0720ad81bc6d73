"""What Telegram tells a bot of what people do: the updates, and which of them it hears at all."""

import secrets

from rasid.demo.profile import member
from rasid.demo.refusal import Json
from rasid.demo.state import CHANNEL, GONE, GROUP, SUPERGROUP, Chat, Person, Query, Upload, World
from rasid.demo.text import find_links

ANONYMOUS_ADMIN: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


def written(chat: Chat, text: str, thread_id: int | None, reply_to: int | None) -> Json:
    """Return the content of a message that a person writes. Raises KeyError for an unknown `reply_to`."""
    content: Json = {"text": text}
    if entities := list(find_links(text)):
        content["entities"] = entities
    if thread_id is not None:
        content |= {"message_thread_id": thread_id, "is_topic_message": True}
    if reply_to is not None:
        content["reply_to_message"] = chat.messages[reply_to]
    return content


def attached(world: World, upload: Upload, caption: str) -> Json:
    """Return the content of a message with a file, which can be had by getFile from now on."""
    file_id = f"sent{secrets.token_hex(16)}"
    world.files[file_id] = upload
    document: Json = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": upload.name}
    document |= {"mime_type": upload.content_type, "file_size": len(upload.body)}
    return {"document": document} | ({"caption": caption} if caption else {})


def update_kind(chat: Chat) -> str:
    """Return the kind of update that a new message in `chat` is."""
    return "channel_post" if chat.type == CHANNEL else "message"


def is_heard(world: World, chat: Chat, message: Json) -> bool:
    """Return whether the bot gets the message: in groups only what is meant for it (privacy mode)."""
    if chat.bot_status in GONE:
        return False
    if chat.type not in {GROUP, SUPERGROUP} or chat.bot_status == "administrator":
        return True
    text = message.get("text") or message.get("caption") or ""
    is_reply = message.get("reply_to_message", {}).get("from", {}).get("id") == world.bot["id"]
    return is_reply or text.startswith("/") or f"@{world.bot['username']}" in text


def data_of(message: Json, button: str) -> str:
    """Return the callback data of the button with that label or data. Raises LookupError without one."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    for fitting in (one for row in rows for one in row if "callback_data" in one):
        if button in (fitting["text"], fitting["callback_data"]):
            return str(fitting["callback_data"])
    raise LookupError(f"no button {button!r} that can be tapped")


def tap(query: Query, person: Person, message: Json, data: str) -> Json:
    """Return the CallbackQuery of a tap."""
    who = {"id": query.id, "from": person.as_json(), "message": message}
    return who | {"chat_instance": str(query.chat_id), "data": data}


def standing_change(world: World, chat: Chat, by: Person, before: str) -> Json:
    """Return the ChatMemberUpdated that tells the bot of its own standing."""
    head: Json = {"chat": chat.as_json(), "from": by.as_json(), "date": world.now_seconds()}
    bot = world.bot_user()
    return head | {"old_chat_member": member(bot, before), "new_chat_member": member(bot, chat.bot_status)}
