"""A TOML file that an operator wrote, read so that every problem can be told with its line."""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rasid.config_words import dotted, in_words
from rasid.mistakes import ConfigError
from rasid.toml_lines import Place, line_of, lines_of
from rasid.toml_slips import slip_in

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """The file as it stands and what it says."""

    path: Path
    text: str
    raw: dict[str, Any]

    def mistakes(self, problems: Iterable[tuple[Place, str]]) -> ConfigError:
        """Return the error that names each problem with its line."""
        lines = lines_of(self.text)
        told = [
            f"{self.path}:{line_of(lines, place)}: {dotted(place)}: {problem}" for place, problem in problems
        ]
        return ConfigError(self.path, told)

    def misfits(self, error: ValidationError, unknown_key: Callable[[Place], str]) -> ConfigError:
        """Return what pydantic found as the error that names each problem with its line."""
        return self.mistakes(
            (one["loc"], unknown_key(one["loc"]) if one["type"] == "extra_forbidden" else in_words(one))
            for one in error.errors(include_url=False)
        )


def read_toml(path: Path, if_missing: str = "no such file") -> TomlFile:
    """Return the file; raise ConfigError if it can't be read or is no TOML."""
    text = read_text(path, if_missing)
    try:
        return TomlFile(path, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, [_unreadable(path, text, str(error))]) from None


def _unreadable(path: Path, text: str, fault: str) -> str:
    """Return what the TOML reader complains of, on which line, and what was probably meant there."""
    place = _PLACE.search(fault)
    if place is None:
        return f"{path}: not valid TOML: {fault}"
    slip = slip_in(text.split("\n")[int(place[1]) - 1])
    told = slip or f"{fault[: place.start()]}(column {place[2]})"
    return f"{path}:{place[1]}: not valid TOML: {told}"


def read_text(path: Path, if_missing: str = "no such file") -> str:
    """Return what the file holds, without a byte order mark; raise ConfigError if it can't be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(path, [f"{path}: {if_missing}"]) from None
    except OSError as error:
        raise ConfigError(path, [f"{path}: can't be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, [f"{path}:{line}: not UTF-8: save the file in this encoding"]) from None
