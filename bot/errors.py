"""Why the bot can't go on; the daemon says it in one line and exits."""


class DatabaseDownError(Exception):
    """The database is full, locked, read-only or out of reach: a wait may mend it."""


class TokenRefusedError(Exception):
    """Telegram does not accept the bot token (401 or 404)."""

    def __init__(self) -> None:
        super().__init__("Telegram refused the bot token: check it with @BotFather, then start again")


class PollingConflictError(Exception):
    """Another process asks for this bot's updates, or a webhook is set (409)."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            f"another process receives this bot's updates: stop it or remove the webhook ({detail})"
        )
