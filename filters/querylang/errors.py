"""How a query that can't be used is refused."""


class QueryError(ValueError):
    """A query that can't be used.

    `code` is a stable key for translation, `position` a code point offset into the text
    as typed, `expected` what could have stood there, `suggestion` a mended text or None.
    """

    def __init__(
        self, code: str, position: int = 0, expected: str = "", suggestion: str | None = None
    ) -> None:
        super().__init__(f"{code} at {position}")
        self.code = code
        self.position = position
        self.expected = expected
        self.suggestion = suggestion
