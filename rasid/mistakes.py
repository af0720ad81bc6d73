"""What is wrong with a file that an operator wrote."""

from pathlib import Path


class ConfigError(Exception):
    """A configuration that can't be used; `problems` holds every reason, each with its place."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        super().__init__(f"{path}: {len(problems)} problem(s)")
        self.path = path
        self.problems = problems
