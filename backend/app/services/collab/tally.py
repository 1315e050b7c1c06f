"""What has happened in this process since it started, in plain numbers that the busiest paths can afford to count."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

APPEND_BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LAG_BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Spread:
    """How often something took how long, by upper bounds in seconds."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(self.bounds) + 1)
        """Of each bound those that it holds and no lower one does; the last of them those beyond all bounds."""
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds


@dataclass(slots=True, eq=False)
class Tally:
    """Counts that only grow. Whoever does something adds to them; metrics.py reads them when it is asked."""

    messages_received: int = 0
    bytes_received: int = 0
    messages_delivered: int = 0
    """Frames handed to the sockets of peers, each once for each peer."""
    bytes_delivered: int = 0
    appends: int = 0
    """Group commits that succeeded."""
    appends_failed: int = 0
    entries_appended: int = 0
    append_s: Spread = field(default_factory=lambda: Spread(APPEND_BOUNDS_S))
    """How long group commits took, failed ones too."""
    loop_lag_s: Spread = field(default_factory=lambda: Spread(LAG_BOUNDS_S))
    """How late the event loop came back to what was due."""
    sessions_created: int = 0
    runs: Counter[str] = field(default_factory=Counter)
    """Runs that ended, by outcome."""
    closes: Counter[str] = field(default_factory=Counter)
    """Sockets that the server closed, by the code of the error."""
    notices: Counter[str] = field(default_factory=Counter)
    """Frames that were refused on connections that live on, by the code of the error."""
    refusals: Counter[str] = field(default_factory=Counter)
    """HTTP requests that were refused, by the code of the error."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is at one moment."""

    rooms: int
    rooms_in_trouble: Mapping[str, int]
    """Rooms whose storage is in trouble, by the trouble's name."""
    peers: Mapping[str, int]
    """Connected peers by what they speak."""
    unsaved_entries: int
    unsaved_age_s: float
    """How long ago the oldest entry was decided that is not on disk yet; 0 where there is none."""
    outbox_bytes: int
    """What waits to be taken by the sockets of peers."""
