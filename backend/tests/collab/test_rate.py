"""How much may be sent: in the long run, at once, and by whom."""

import random

import pytest

from app.limits import PEER_BYTES, PEER_MESSAGES, PEER_WORK_S, SESSION_MESSAGES, Rate
from app.services.collab.rate import (
    ADVANCE_BYTES,
    ADVANCE_MESSAGES,
    Allowances,
    Bucket,
    PeerAllowance,
    SessionAllowance,
)


class FakeTime:
    """A clock that the test moves, and that counts how often it is looked at."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return self.now


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


def spend_all(allowance: PeerAllowance | SessionAllowance, size: int = 1) -> int:
    """Send until it is too much; how many messages were let through."""
    sent = 0
    while allowance.spend(1, size) if isinstance(allowance, PeerAllowance) else allowance.spend(1):
        sent += 1
        assert sent <= 1_000_000
    return sent


def test_a_bucket_gives_what_is_in_it_and_fills_with_time() -> None:
    bucket = Bucket(Rate(10, 20), 0.0)
    assert bucket.take(20, 0.0)
    assert not bucket.take(1, 0.0)
    assert not bucket.take(6, 0.5)
    assert bucket.take(5, 0.5)
    assert not bucket.is_full(2.4)
    assert bucket.is_full(2.5)
    assert not bucket.take(21, 1_000.0), "it never holds more than its burst"


def test_a_bucket_that_owes_gives_nothing_until_it_is_paid_back() -> None:
    bucket = Bucket(Rate(10, 20), 0.0)
    assert not bucket.charge(50, 0.0)
    assert not bucket.take(1, 3.0)
    assert bucket.tokens(3.1) == pytest.approx(1)


def test_a_peer_may_send_a_burst_and_then_at_its_rate(time: FakeTime) -> None:
    """[RM9] The burst is passed by one advance at most."""
    allowance = PeerAllowance(time)
    assert PEER_MESSAGES.burst <= spend_all(allowance) <= PEER_MESSAGES.burst + ADVANCE_MESSAGES

    steady = PeerAllowance(time)
    for _ in range(20 * int(PEER_MESSAGES.per_s)):
        time.now += 1 / PEER_MESSAGES.per_s
        assert steady.spend(1, 100)


def test_a_peer_that_sends_a_little_too_fast_is_found_out(time: FakeTime) -> None:
    """[RM9] A tenth over the rate lasts as long as the burst pays for it."""
    allowance = PeerAllowance(time)
    sent = 0
    while allowance.spend(1, 100):
        sent += 1
        time.now += 1 / (1.1 * PEER_MESSAGES.per_s)
        assert sent < 100_000
    assert sent == pytest.approx(11 * PEER_MESSAGES.burst, rel=0.02)


def test_a_peer_may_send_so_many_bytes_however_they_are_divided(time: FakeTime) -> None:
    """[RM9] In frames of every size."""
    for size in (1 << 20, 100_000, 8_192):
        sent = spend_all(PeerAllowance(time), size) * size
        assert PEER_BYTES.burst - size <= sent <= PEER_BYTES.burst + ADVANCE_BYTES


def test_no_way_of_sending_passes_the_rate(time: FakeTime) -> None:
    """[RM9] Over any time: the burst, the rate times the time, and one advance."""
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    for _ in range(50):
        allowance = PeerAllowance(time)
        began, messages, size = time.now, 0, 0
        while True:
            time.now += chance.choice((0, 0, 0.001, 0.05, 3))
            count, length = chance.randint(1, 200), chance.choice((50, 5_000, 200_000))
            if not allowance.spend(count, length):
                break
            messages, size = messages + count, size + length
            lasted = time.now - began
            assert messages <= PEER_MESSAGES.burst + PEER_MESSAGES.per_s * lasted + ADVANCE_MESSAGES, seed
            assert size <= PEER_BYTES.burst + PEER_BYTES.per_s * lasted + ADVANCE_BYTES, seed
            if messages > 20_000:
                break


def test_the_everyday_message_does_not_look_at_the_clock(time: FakeTime) -> None:
    allowance, session = PeerAllowance(time), SessionAllowance(time)
    time.looks = 0
    for _ in range(10 * ADVANCE_MESSAGES):
        assert allowance.spend(1, 60)
        assert session.spend(1)
    assert time.looks <= 22


def test_a_peer_may_cost_so_much_work(time: FakeTime) -> None:
    """[RM9] CPU of what needs more than the everyday path."""
    allowance = PeerAllowance(time)
    for _ in range(100):
        assert allowance.work(PEER_WORK_S.per_s)
        time.now += 1.0
    assert allowance.work(PEER_WORK_S.burst)
    assert not allowance.work(0.01)
    assert PeerAllowance(time).work(0.01), "nobody else pays for it"


def test_a_session_may_send_so_much_and_its_busiest_peer_goes(time: FakeTime) -> None:
    """[RM9] Whoever is left may go on."""
    session = SessionAllowance(time)
    peers = {name: PeerAllowance(time) for name in ("ada", "flood", "ben")}
    sent = 0
    while session.spend(1):
        sent += 1
        peers["flood" if sent % 10 else "ada"].spend(1, 10)
    assert SESSION_MESSAGES.burst <= sent <= SESSION_MESSAGES.burst + ADVANCE_MESSAGES
    assert min(peers, key=lambda name: peers[name].left()) == "flood"
    assert peers["ben"].left() == 1
    for _ in range(ADVANCE_MESSAGES):
        assert session.spend(1)
    assert not session.spend(1)


def test_each_key_has_its_own_allowance(time: FakeTime) -> None:
    allowances = Allowances(Rate(1, 3), time)
    assert [allowances.take("office") for _ in range(4)] == [True, True, True, False]
    assert allowances.take("home")
    time.now += 1
    assert [allowances.take("office") for _ in range(2)] == [True, False]


def test_keys_are_bounded_and_those_who_wait_are_forgotten_last(time: FakeTime) -> None:
    allowances = Allowances(Rate(1, 2), time, most=100)
    for number in range(90):
        allowances.take(number)
    time.now += 10
    assert allowances.take("busy")
    assert allowances.take("busy")
    for number in range(9):
        allowances.take(("new", number))
    allowances.take("one too many")
    assert allowances.count == 11, "full buckets are forgotten"
    assert not allowances.take("busy")
    for number in range(1_000):
        allowances.take(("flood", number))
        assert allowances.count <= 100
