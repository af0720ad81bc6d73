"""Trouble by script: what goes wrong, with which request, how many times."""

from dataclasses import dataclass
from typing import Literal

from rasid.demo.refusal import Json

FaultKind = Literal["deny", "hang", "reset", "accept-then-drop", "5xx", "html-200", "cut-json", "429"]
_CARRIED_OUT: frozenset[FaultKind] = frozenset({"accept-then-drop", "cut-json"})


@dataclass(slots=True)
class Fault:
    """One rule of the script. `left` None means for ever; `skip` requests pass unharmed before it.

    `is_carried_out` says whether the request takes effect all the same.
    """

    kind: FaultKind
    method: str | None
    chat_id: int | None
    left: int | None
    skip: int
    is_carried_out: bool
    code: int
    description: str
    parameters: Json
    seconds: float

    def fits(self, method: str, chat_id: object) -> bool:
        """Return whether the rule speaks of this request and isn't used up."""
        about_method = self.method is None or self.method.lower() == method
        about_chat = self.chat_id is None or self.chat_id == chat_id
        return about_method and about_chat and self.left != 0


class Faults:
    """The script of one server; rules are tried in the order of `add`."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def add(
        self,
        kind: FaultKind,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        times: int | None = 1,
        skip: int = 0,
        accept: bool | None = None,
        code: int | None = None,
        description: str | None = None,
        parameters: Json | None = None,
        retry_after: int = 1,
        seconds: float = 3600.0,
    ) -> Fault:
        """Add a rule and return it.

        `accept` overrides whether the request takes effect (by default only for `accept-then-drop`
        and `cut-json`); `code`, `description` and `parameters` are for `deny` and `5xx`;
        `retry_after` for `429`; a `hang` ends after `seconds` with a 504, or when the server stops.
        """
        code, text = _answer(kind, code, description, retry_after)
        if kind == "429":
            parameters = {"retry_after": retry_after} | (parameters or {})
        carried_out = kind in _CARRIED_OUT if accept is None else accept
        fault = Fault(kind, method, chat_id, times, skip, carried_out, code, text, parameters or {}, seconds)
        self._rules.append(fault)
        return fault

    def clear(self) -> None:
        """Forget every rule."""
        self._rules.clear()

    def take(self, method: str, chat_id: object) -> Fault | None:
        """Return the first rule that strikes this request and use it up by one. `method` is lower-case."""
        for rule in self._rules:
            if not rule.fits(method, chat_id):
                continue
            if rule.skip:
                rule.skip -= 1
                continue
            if rule.left is not None:
                rule.left -= 1
            return rule
        return None


def _answer(kind: FaultKind, code: int | None, description: str | None, retry_after: int) -> tuple[int, str]:
    standard = {
        "deny": (403, "Forbidden: bot was blocked by the user"),
        "429": (429, f"Too Many Requests: retry after {retry_after}"),
        "5xx": (502, "Bad Gateway"),
    }.get(kind, (504, "Gateway Timeout"))
    return code or standard[0], description or standard[1]
