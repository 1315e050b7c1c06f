"""The time of a turn: one for all that is expected in it, and never that of an earlier one."""

from datetime import UTC, datetime, timedelta
from itertools import count

from app.services.collab.turn_clock import TurnClock

START = datetime(2026, 1, 1, tzinfo=UTC)


def ticking() -> TurnClock:
    seconds = count()
    return TurnClock(lambda: START + timedelta(seconds=next(seconds)))


def test_a_turn_has_one_time() -> None:
    clock = ticking()
    assert clock.turn() is clock.turn()


def test_the_next_turn_has_a_time_of_its_own() -> None:
    clock = ticking()
    first = clock.turn()
    clock.end_turn()
    assert clock.turn() > first


def test_who_is_not_expected_reads_the_clock() -> None:
    clock = ticking()
    at = clock.turn()
    assert clock.now() > at
    assert clock.turn() is at
