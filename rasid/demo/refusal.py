"""How the Bot API says no: a code, a sentence, sometimes a hint for the machine."""

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - Telegram's word for it would be an error; for the server it is an answer
    """A request that is answered with `ok: false`.

    Raised deep inside a method and turned into an answer in one place, as aiohttp does with
    its own HTTP refusals: each of thirty checks returning a union would hide the methods.
    """

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def answer(self) -> Json:
        """Return the body of the reply."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(reason: str, parameters: Json | None = None) -> Refusal:
    """Return a refusal 400 with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {reason}", parameters)


def forbidden(reason: str) -> Refusal:
    """Return a refusal 403 with Telegram's prefix."""
    return Refusal(403, f"Forbidden: {reason}")


def too_many(seconds: int) -> Refusal:
    """Return a refusal 429 that asks for `seconds` of silence."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
