"""What tests of several folders share."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import HOW_TO, REQUIRE, Server, find_programs, running_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Start a PostgreSQL server for all tests."""
    programs = find_programs()
    if programs is None and os.environ.get(REQUIRE):
        pytest.fail(HOW_TO)
    if programs is None:
        pytest.skip(HOW_TO)
    with running_server(programs) as server:
        yield server


# A machine that does something else at the same time makes no test wrong.
settings.register_profile("rasid", deadline=None)
settings.load_profile("rasid")
