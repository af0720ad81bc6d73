"""What of a feed's state is worth telling its operator, and when it is over."""

from datetime import timedelta

import pytest

from feeds.model import FeedState, FetchClass, Trouble
from feeds.trouble import trouble_after
from tests.feeds.builders import NOW, state

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RARE = {"gap": HOUR, "last_entry_at": NOW - 2 * DAY}


def failing(kind: FetchClass, failures: int = 3, **changes: object) -> FeedState:
    return state(error_class=kind, failures=failures, **({"last_success_at": NOW - HOUR} | changes))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (state(), None),
        (state(**RARE), Trouble.SILENT),
        (state(**RARE | {"last_entry_at": NOW - HOUR}), None),
        (failing(FetchClass.GONE, 1), Trouble.GONE),
        (failing(FetchClass.PARSER_KILLED, 3, kills=3), Trouble.QUARANTINED),
        (failing(FetchClass.PARSER_KILLED, 3, kills=2), None),
        (failing(FetchClass.NOT_A_FEED, 2), None),
        (failing(FetchClass.NOT_A_FEED, 3), Trouble.NOT_A_FEED),
        (failing(FetchClass.HTTP_CLIENT, 30), None),
        (failing(FetchClass.HTTP_CLIENT, 30, last_success_at=NOW - DAY), Trouble.FAILING),
        (failing(FetchClass.DNS, 3, last_success_at=None), Trouble.FAILING),
        (failing(FetchClass.DNS, 1, last_success_at=NOW - 9 * DAY), None),
    ],
)
def test_only_what_lasts_is_trouble(after: FeedState, expected: Trouble | None):
    """A timeout, one challenge page, an hour of 503 mend themselves."""
    assert expected is trouble_after(after, NOW)


def test_only_a_good_poll_ends_an_episode():
    """A timeout in the middle of challenge pages does not begin them anew."""
    timeout = failing(FetchClass.TIMEOUT, 1, trouble=Trouble.NOT_A_FEED)
    assert Trouble.NOT_A_FEED is trouble_after(timeout, NOW)
    assert None is trouble_after(state(trouble=Trouble.NOT_A_FEED), NOW)


def test_a_lesser_trouble_does_not_hide_a_graver_one():
    page = failing(FetchClass.NOT_A_FEED, 9, last_success_at=NOW - DAY, trouble=Trouble.FAILING)
    assert Trouble.NOT_A_FEED is trouble_after(page, NOW)
    down = failing(FetchClass.HTTP_SERVER, 9, last_success_at=NOW - DAY, trouble=Trouble.NOT_A_FEED)
    assert Trouble.NOT_A_FEED is trouble_after(down, NOW)
