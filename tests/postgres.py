"""A PostgreSQL server of our own: in a temporary directory, reached by a socket, gone after the tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

REQUIRE = "RASID_TESTS_REQUIRE_POSTGRES"
HOW_TO = "PostgreSQL's programs are not here; run tests/setup_machine.sh"

# The tests lose nothing if the machine does.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. Its databases are reached at `url`."""

    programs: Path
    directory: Path

    def url(self, database: str) -> str:
        """Return the URL of a database of this server, whether it exists or not."""
        return f"postgresql://rasid@/{database}?host={self.directory}"

    def create(self, database: str) -> str:
        """Make an empty database; return its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Delete a database, whoever uses it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-k {self.directory} -c listen_addresses='' {_FAST}"
        log = self.directory / "log"
        self._run("pg_ctl", "-w", "-l", str(log), "-o", options, "start")

    def stop(self) -> None:
        """Stop it as a power cut would."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def make(self) -> None:
        """Make its files."""
        self._run("initdb", "-U", "rasid", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*_as_ordinary_user(), str(self.programs / program), "-D", str(self.directory / "data")]
        # To a file, because the server would keep a pipe open for as long as it runs.
        with (self.directory / "output").open("w+") as output:
            done = subprocess.run(
                [*command, *arguments], cwd=self.directory, stdout=output, stderr=output, check=False
            )
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed: {output.read()}")


def durable(server: Server, database: str) -> str:
    """Make a database whose commits survive the server, unlike those of the other tests; return its URL."""
    url = server.create(database)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{database}" SET synchronous_commit = on')
    return url


def find_programs() -> Path | None:
    """Return the directory of the newest installed initdb and pg_ctl, None if there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    found = [*([Path(on_path)] if on_path else []), *debian]
    return found[-1].parent if found else None


@contextmanager
def running_server(programs: Path) -> Iterator[Server]:
    """Make and start a server; stop and delete it in the end."""
    # Below /tmp itself, because the path of a socket may not be longer than 107 bytes.
    directory = Path(tempfile.mkdtemp(prefix="rasid-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(directory, "postgres")
    server = Server(programs, directory)
    try:
        server.make()
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _as_ordinary_user() -> list[str]:
    """Return what goes before a command that refuses to run as root."""
    if os.geteuid() != 0:
        return []
    pwd.getpwnam("postgres")
    return ["runuser", "-u", "postgres", "--"]
