"""Schedule feeds for one simulated day, with a stop of an hour at noon, by the rules of `feeds.schedule`.

    python benchmarks/feed_schedule.py [FEEDS] [CONCURRENCY]

A second is one tick: up to CONCURRENCY due feeds are claimed, the longest overdue first, as the daemon
does; a poll takes a second. Prints one JSON object: polls, the busiest second, how late a feed
was at worst in parts of its interval, how long the stop was felt, CPU seconds.
"""

import heapq
import json
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from feeds.model import Feed, FeedState, NotModified
from feeds.rhythm import pause_of
from feeds.schedule import after_success

START = datetime(2026, 9, 24, tzinfo=UTC)
DAY, NOON, STOP = 86_400, 43_200, 3_600
WARM = 3_600  # in the first hour every feed is new and due at once
UNCHANGED = NotModified()


@dataclass(slots=True)
class Day:
    """What was seen of the day so far."""

    polls: int = 0
    busiest: int = 0
    worst: float = 0.0
    worst_after_stop: float = 0.0
    caught_up: int = NOON + STOP
    due: list[tuple[float, int]] = field(default_factory=list)


def main(count: int, concurrency: int) -> None:
    chance = random.Random(1)
    feeds = [_feed(number) for number in range(count)]
    states = [_state(feed, chance) for feed in feeds]
    day = Day(due=[(0.0, number) for number in range(count)])
    started = time.process_time()
    for second in range(DAY):
        if not NOON <= second < NOON + STOP:
            _tick(day, second, feeds, states, concurrency, chance)
    print(json.dumps(_told(day, count, concurrency, time.process_time() - started), indent=1))


def _feed(number: int) -> Feed:
    return Feed(f"https://host{number % 10_000}.example/{number}", outlet="x", slowest=timedelta(hours=6))


def _state(feed: Feed, chance: random.Random) -> FeedState:
    """Return that of a feed that has an entry every half hour to every two days."""
    return FeedState(feed.url, START, gap=timedelta(minutes=30 * 96 ** chance.random()), baselined_at=START)


def _tick(
    day: Day, second: int, feeds: list[Feed], states: list[FeedState], concurrency: int, chance: random.Random
) -> None:
    claimed = 0
    now = START + timedelta(seconds=second)
    while claimed < concurrency and day.due and day.due[0][0] <= second:
        at, number = heapq.heappop(day.due)
        claimed += 1
        feed, state = feeds[number], states[number]
        _note(day, second, (second - at) / pause_of(feed, state.gap, None).total_seconds())
        after = after_success(state, feed, UNCHANGED, None, now, chance.random())
        states[number] = after
        heapq.heappush(day.due, ((after.next_poll_at - START).total_seconds(), number))
    day.polls += claimed
    day.busiest = max(day.busiest, claimed)


def _note(day: Day, second: int, lateness: float) -> None:
    if WARM <= second < NOON:
        day.worst = max(day.worst, lateness)
    elif second >= NOON + STOP:
        day.worst_after_stop = max(day.worst_after_stop, lateness)
        if lateness > 0.1:  # the tenth that is promised
            day.caught_up = second


def _told(day: Day, count: int, concurrency: int, cpu: float) -> dict[str, object]:
    return {
        "feeds": count,
        "concurrency": concurrency,
        "polls": day.polls,
        "polls in the busiest second": day.busiest,
        "latest, parts of the interval": round(day.worst, 3),
        "latest after the stop": round(day.worst_after_stop, 3),
        "seconds until none was a tenth late": day.caught_up - NOON - STOP,
        "cpu seconds": round(cpu, 1),
    }


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(*(arguments + [100_000, 100][len(arguments) :]))
