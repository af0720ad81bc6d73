"""The one way in which storage says that it cannot be used."""

from bot.errors import DatabaseDownError


class StorageError(DatabaseDownError):
    """The database is missing, damaged, foreign, too new, full, busy or out of reach.

    The message is for the operator: what is wrong, then what to do. It holds no password.
    """
