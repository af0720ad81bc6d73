"""The bot token: never in the configuration, never in a log."""

import os
from pathlib import Path

from rasid.mistakes import ConfigError

TOKEN_VARIABLE = "RASID_TELEGRAM_TOKEN"  # noqa: S105 - the name of a variable, not a token


def telegram_token(token_file: str | None) -> str | None:
    """Return the bot token: from the environment, systemd's credential, or the named file.

    Returns None when none of the three is there. Raises ConfigError for a named file that
    can't be read, and for what is no token.
    """
    if token := os.environ.get(TOKEN_VARIABLE, "").strip():
        return _checked_token(Path(TOKEN_VARIABLE), token)
    # Before the named file, which only root can read where systemd hands over a copy.
    credential = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent")) / "telegram-token"
    if credential.exists():
        return _checked_token(credential, _read_token(credential))
    if token_file is None:
        return None
    return _checked_token(Path(token_file), _read_token(Path(token_file)))


def _read_token(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise ConfigError(path, [f"{path}: the token file can't be read: {reason}"]) from None


def _checked_token(place: Path, token: str) -> str:
    number, colon, secret = token.partition(":")
    if not (number.isdecimal() and colon and secret) or any(map(str.isspace, token)):
        raise ConfigError(place, [f"{place}: holds no bot token (123456:ABC…); @BotFather gives one"])
    return token
