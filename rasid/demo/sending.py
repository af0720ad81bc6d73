"""The methods that write into a chat: send, edit, delete."""

import secrets
import struct
from datetime import timedelta
from typing import Any

from rasid.demo.checks import (
    Request,
    caption_fields,
    find_chat,
    markup_fields,
    message_text,
    replied,
    topic_of,
    writable_chat,
)
from rasid.demo.refusal import Json, bad_request
from rasid.demo.state import Chat, Upload, World

_DELETE_WITHIN = timedelta(hours=48)
_PNG = b"\x89PNG\r\n\x1a\n"
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_CONTENT = ("text", "entities", "caption", "caption_entities", "reply_markup", "link_preview_options")


def send_message(request: Request) -> Json:
    """Post a text and return the Message."""
    settled = message_text(request)
    content: Json = {"text": settled.text}
    if settled.entities:
        content["entities"] = list(settled.entities)
    if options := request.params.get("link_preview_options"):
        content["link_preview_options"] = options
    return _send(request, content)


def send_photo(request: Request) -> Json:
    """Post a picture and return the Message; its file can be had at the chat page and by getFile."""
    file_id, upload = _file(request, "photo")
    width, height = _size(upload.body)
    size = {"file_id": file_id, "file_unique_id": f"u{file_id}", "width": width, "height": height}
    photo = [size | {"file_size": len(upload.body)}]
    return _send(request, {"photo": photo} | caption_fields(request))


def send_document(request: Request) -> Json:
    """Post a file and return the Message."""
    file_id, upload = _file(request, "document")
    document: Json = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": upload.name}
    document |= {"mime_type": upload.content_type, "file_size": len(upload.body)}
    return _send(request, {"document": document} | caption_fields(request))


def _send(request: Request, content: Json) -> Json:
    markup = markup_fields(request.params)
    chat = writable_chat(request.world, request.params)
    place = topic_of(chat, request.params) | replied(chat, request.params)
    protected = {"has_protected_content": True} if request.params.get("protect_content") else {}
    message = request.world.post(chat, place | content | markup | protected)
    _count(request.world, chat, message)
    return message


def _count(world: World, chat: Chat, message: Json) -> None:
    text = message.get("text") or message.get("caption") or ""
    reference = world.reference(text) if world.reference else None
    if reference is not None:
        world.deliveries[chat.id, reference] += 1


def _file(request: Request, name: str) -> tuple[str, Upload]:
    """Return the id and the content of a file that was uploaded, or sent before. Raises Refusal."""
    given = str(request.params.get(name, ""))
    upload = request.files.get(given.removeprefix("attach://") if given else name)
    if upload is not None:
        if not upload.body:
            raise bad_request("file must be non-empty")
        file_id = f"file{len(request.world.files) + 1}{secrets.token_hex(8)}"
        request.world.files[file_id] = upload
        return file_id, upload
    if given in request.world.files:
        return given, request.world.files[given]
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    raise bad_request(
        "wrong file identifier/HTTP URL specified" if given else f"there is no {name} in the request"
    )


def _size(body: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, a square for anything else."""
    if body.startswith(_PNG) and len(body) >= len(_PNG) + 16:
        width, height = struct.unpack(">II", body[16:24])
        return int(width), int(height)
    return 640, 640


def edit_message_text(request: Request) -> Json:
    """Replace a message's text and buttons and return it."""
    settled = message_text(request)
    content: Json = {"text": settled.text}
    if settled.entities:
        content["entities"] = list(settled.entities)
    if options := request.params.get("link_preview_options"):
        content["link_preview_options"] = options
    message = _editable(request, needs="text")
    return _edit(request, message, content | markup_fields(request.params))


def edit_message_caption(request: Request) -> Json:
    """Replace the caption and buttons of a message with a file and return it."""
    content = caption_fields(request) | markup_fields(request.params)
    message = _editable(request, needs="photo" if "text" not in request.params else "text")
    return _edit(request, message, content)


def edit_message_reply_markup(request: Request) -> Json:
    """Replace only the buttons and return the message."""
    markup = markup_fields(request.params)
    message = _editable(request, needs=None)
    kept = {key: message[key] for key in _CONTENT if key in message and key != "reply_markup"}
    return _edit(request, message, kept | markup)


def _editable(request: Request, needs: str | None) -> Json:
    chat = writable_chat(request.world, request.params)
    message_id = request.params.get("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.get("from", {}).get("id") != request.world.bot["id"] and "sender_chat" not in message:
        raise bad_request("message can't be edited")
    if needs == "text" and "text" not in message:
        raise bad_request("there is no text in the message to edit")
    if needs == "photo" and "text" in message:
        raise bad_request("there is no caption in the message to edit")
    return message


def _edit(request: Request, message: Json, content: Json) -> Json:
    before = {key: message[key] for key in _CONTENT if key in message}
    if before == content:
        raise bad_request(_UNCHANGED)
    edited = {key: value for key, value in message.items() if key not in _CONTENT}
    edited |= content | {"edit_date": request.world.now_seconds()}
    chat = request.world.chats[message["chat"]["id"]]
    chat.messages[message["message_id"]] = edited
    request.world.publish(chat.id, "message", edited)
    return edited


def delete_message(request: Request) -> bool:
    """Remove a message of the last 48 hours."""
    chat = find_chat(request.world, request.params)
    message = chat.messages.get(request.params.get("message_id", 0))
    if message is None:
        raise bad_request("message to delete not found")
    age = timedelta(seconds=request.world.now_seconds() - message["date"])
    if age > _DELETE_WITHIN:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message["message_id"]]
    request.world.publish(chat.id, "deleted", message["message_id"])
    return True


def delete_messages(request: Request) -> bool:
    """Remove several messages; those that are gone already are passed over."""
    chat = find_chat(request.world, request.params)
    for message_id in request.params.get("message_ids") or ():
        if chat.messages.pop(message_id, None) is not None:
            request.world.publish(chat.id, "deleted", message_id)
    return True


def send_chat_action(request: Request) -> bool:
    """Let the chat page show that the bot is writing."""
    chat = writable_chat(request.world, request.params)
    if not request.params.get("action"):
        raise bad_request("wrong parameter action in request")
    request.world.publish(chat.id, "typing", request.params["action"])
    return True


def get_file(request: Request) -> Any:
    """Return where a file can be downloaded, relative to `/file/bot<token>/`."""
    file_id = str(request.params.get("file_id", ""))
    upload = request.world.files.get(file_id)
    if upload is None:
        raise bad_request("invalid file_id")
    unique = {"file_id": file_id, "file_unique_id": f"u{file_id}"}
    return unique | {"file_size": len(upload.body), "file_path": file_id}
