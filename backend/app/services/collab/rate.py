"""Token buckets: how much one peer, one session or one address may ask for, in the long run and at once.

A bucket holds `burst` tokens at most and gets `per_s` a second. Time is given in, and the everyday question never looks
at it: a peer is handed some tokens in advance, and only when those are spent does its bucket ask how late it is.
"""

from collections.abc import Callable, Hashable
from typing import Final

from app.limits import PEER_BYTES, PEER_MESSAGES, PEER_WORK_S, SESSION_MESSAGES, Rate

ADVANCE_MESSAGES: Final = 64
"""Messages that are counted before the clock is looked at; also the most by which a burst can be passed."""
ADVANCE_BYTES: Final = 256 * 1024
"""Likewise for bytes."""
MAX_KEYS: Final = 10_000
"""Buckets that are kept by key. Full ones are forgotten first: they say nothing."""

type Clock = Callable[[], float]
"""Seconds that never go back."""


class Bucket:
    """Tokens, as of the time of the last question. It may owe: what was taken too much is paid back by waiting."""

    __slots__ = ("_at", "_burst", "_per_s", "_tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        self._per_s = rate.per_s
        self._burst = rate.burst
        self._tokens = float(rate.burst)
        self._at = now

    def take(self, amount: float, now: float) -> bool:
        """Take tokens if that many are there; nothing if not."""
        tokens = self._fill(now)
        if amount > tokens:
            return False
        self._tokens = tokens - amount
        return True

    def charge(self, amount: float, now: float) -> bool:
        """Take tokens for what has been done already; whether none are owed."""
        self._tokens = self._fill(now) - amount
        return self._tokens >= 0

    def tokens(self, now: float) -> float:
        """How many there are; below zero where some are owed."""
        return self._fill(now)

    def is_full(self, now: float) -> bool:
        """Whether it is as if nothing had ever been taken."""
        return self._fill(now) >= self._burst

    def _fill(self, now: float) -> float:
        # A full bucket gets nothing; time that stood still gives nothing.
        self._tokens = tokens = min(self._burst, self._tokens + (now - self._at) * self._per_s)
        self._at = now
        return tokens


class PeerAllowance:
    """What one peer may send, and how much of the slow path's CPU it may cost (RM9)."""

    __slots__ = ("_bytes", "_bytes_left", "_clock", "_messages", "_messages_left", "_work")

    def __init__(self, clock: Clock) -> None:
        now = clock()
        self._clock = clock
        self._messages = Bucket(PEER_MESSAGES, now)
        self._bytes = Bucket(PEER_BYTES, now)
        self._work = Bucket(PEER_WORK_S, now)
        self._messages_left = 0
        self._bytes_left = 0

    def spend(self, messages: int, size: int) -> bool:
        """Count what has come, `size` in bytes; false when it is too much, and the peer must go."""
        self._messages_left = messages_left = self._messages_left - messages
        self._bytes_left = bytes_left = self._bytes_left - size
        return (messages_left >= 0 and bytes_left >= 0) or self._renew()

    def work(self, seconds: float) -> bool:
        """Count CPU seconds that a message has cost; false when it is too much, and the peer must go."""
        return self._work.charge(seconds, self._clock())

    def left(self) -> float:
        """The share of its messages' burst that is left, from 1 down: who has the least is the busiest."""
        return (self._messages.tokens(self._clock()) + self._messages_left) / PEER_MESSAGES.burst

    def _renew(self) -> bool:
        now = self._clock()
        self._messages_left, paid_messages = _advance(self._messages, self._messages_left, ADVANCE_MESSAGES, now)
        self._bytes_left, paid_bytes = _advance(self._bytes, self._bytes_left, ADVANCE_BYTES, now)
        return paid_messages and paid_bytes


class SessionAllowance:
    """What all peers of one session may send together (RM9)."""

    __slots__ = ("_clock", "_messages", "_messages_left")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._messages = Bucket(SESSION_MESSAGES, clock())
        self._messages_left = 0

    def spend(self, messages: int) -> bool:
        """Count what has come; false when it is too much, and the busiest peer must go.

        Each time it is too much, an advance is given for nothing: one peer is closed, not one after another of those
        who did not cause it.
        """
        self._messages_left = left = self._messages_left - messages
        if left >= 0:
            return True
        self._messages_left, paid = _advance(self._messages, left, ADVANCE_MESSAGES, self._clock())
        if not paid:
            self._messages_left = ADVANCE_MESSAGES
        return paid


class Allowances:
    """One bucket for each key that has asked lately."""

    def __init__(self, rate: Rate, clock: Clock, most: int = MAX_KEYS) -> None:
        self._rate = rate
        self._clock = clock
        self._most = most
        self._buckets: dict[Hashable, Bucket] = {}

    def take(self, key: Hashable) -> bool:
        """Take one token of this key's; whether there was one."""
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._most:
                self._forget(now)
            bucket = self._buckets[key] = Bucket(self._rate, now)
        return bucket.take(1, now)

    @property
    def count(self) -> int:
        """How many buckets are kept."""
        return len(self._buckets)

    def _forget(self, now: float) -> None:
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_full(now)}
        # Somebody uses more keys than there can be people: half of them begin anew, the oldest first.
        for key in list(self._buckets)[: max(0, len(self._buckets) - self._most // 2)]:
            del self._buckets[key]


def _advance(bucket: Bucket, left: int, advance: int, now: float) -> tuple[int, bool]:
    """Settle what was spent beyond the advance, and hand out the next one; whether the bucket could pay."""
    if left >= 0:
        return left, True
    if not bucket.charge(-left, now):
        return 0, False
    handed = min(advance, int(bucket.tokens(now)))
    bucket.charge(handed, now)
    return handed, True
