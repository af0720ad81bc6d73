"""Foreign judges of what the bot asks of Telegram and of what the loopback server answers.

aiogram's models are generated from the Bot API's documentation; teremok enforces its prose.
"""

from typing import Any

from aiogram import Bot, methods, types
from aiogram.methods.base import TelegramMethod
from teremok.validation import validate_method

from rasid.demo.entities import utf16_length
from rasid.demo.state import Call

_BOT = Bot("42:judge")
_MODELS: dict[str, type[TelegramMethod[Any]]] = {
    model.__api_method__.lower(): model
    for model in vars(methods).values()
    if isinstance(model, type) and issubclass(model, TelegramMethod) and model is not TelegramMethod
}
_RESULTS: dict[str, type[types.TelegramObject]] = {
    "getme": types.User,
    "sendmessage": types.Message,
    "sendphoto": types.Message,
    "senddocument": types.Message,
    "editmessagetext": types.Message,
    "editmessagecaption": types.Message,
    "editmessagereplymarkup": types.Message,
    "getchat": types.ChatFullInfo,
    "getfile": types.File,
    "getwebhookinfo": types.WebhookInfo,
}
_LISTS: dict[str, type[types.TelegramObject]] = {
    "getupdates": types.Update,
    "getmycommands": types.BotCommand,
}
_FILES = {"photo", "document"}


def judge(call: Call) -> None:
    """Raise if the request is not what the documentation allows, or the reply not what it promises."""
    judge_request(call)
    if call.was_carried_out:
        judge_result(call)


def judge_request(call: Call) -> None:
    model = _MODELS[call.method]
    params = dict(call.params)
    for name in _FILES & model.model_fields.keys() - params.keys():
        params[name] = "as-uploaded"
    method = model.model_validate(params, context={"bot": _BOT})
    assert not method.model_extra, f"{call.method} knows no {method.model_extra}"
    if isinstance(call.result, dict) and "message_id" in call.result:
        _judge_parsed(method, call.result)


def _judge_parsed(method: TelegramMethod[Any], result: dict[str, Any]) -> None:
    # teremok counts tags as text, so it is shown what the text became.
    message = types.Message.model_validate(result)
    parsed = {"text": message.text, "entities": message.entities}
    parsed |= {"caption": message.caption, "caption_entities": message.caption_entities}
    known = {k: v for k, v in parsed.items() if k in type(method).model_fields and v is not None}
    # It counts UTF-16 units where Telegram counts code points: longer texts are the server's own to judge.
    if max(utf16_length(message.text or ""), 4 * utf16_length(message.caption or "")) > 4096:
        return
    validate_method(_BOT, method.model_copy(update={"parse_mode": None, **known}))


def judge_result(call: Call) -> None:
    if call.method in _RESULTS:
        _strictly(_RESULTS[call.method], call.result)
    for item in call.result if call.method in _LISTS and isinstance(call.result, list) else ():
        _strictly(_LISTS[call.method], item)


def _strictly(model: type[types.TelegramObject], value: object) -> None:
    found = model.model_validate(value, context={"bot": _BOT})
    assert not found.model_extra, f"{model.__name__} knows no {found.model_extra}"
