"""The methods a stock Bot API server is asked for: the one table from name to function."""

from collections.abc import Callable
from functools import partial

from rasid.demo import profile, sending
from rasid.demo.checks import Request

Method = Callable[[Request], object]

METHODS: dict[str, Method] = {
    "getme": profile.get_me,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": sending.edit_message_text,
    "editmessagecaption": sending.edit_message_caption,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": sending.delete_message,
    "deletemessages": sending.delete_messages,
    "getfile": sending.get_file,
    "answercallbackquery": profile.answer_callback_query,
    "answerinlinequery": profile.answer_inline_query,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": partial(profile.set_my_text, kind="name"),
    "getmyname": partial(profile.get_my_text, kind="name"),
    "setmydescription": partial(profile.set_my_text, kind="description"),
    "getmydescription": partial(profile.get_my_text, kind="description"),
    "setmyshortdescription": partial(profile.set_my_text, kind="short_description"),
    "getmyshortdescription": partial(profile.get_my_text, kind="short_description"),
    "getchat": profile.get_chat,
    "getchatmember": profile.get_chat_member,
    "getchatmembercount": profile.get_chat_member_count,
    "getchatadministrators": profile.get_chat_administrators,
    "leavechat": profile.leave_chat,
    "setchatmenubutton": lambda _request: True,
    "setmydefaultadministratorrights": lambda _request: True,
}

# What counts against the rates, and whether as an edit.
PACED: dict[str, bool] = {
    "sendmessage": False,
    "sendphoto": False,
    "senddocument": False,
    "editmessagetext": True,
    "editmessagecaption": True,
    "editmessagereplymarkup": True,
}
