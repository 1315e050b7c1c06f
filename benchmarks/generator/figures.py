"""Figures as they are printed, and the digest by which texts are compared across processes."""

import hashlib

MILLISECONDS = 1e3
MICROSECONDS = 1e6

type Figures = dict[str, object]


def quantiles(values: list[float]) -> dict[str, float] | None:
    """Milliseconds at the usual ranks of sorted seconds."""
    if not values:
        return None
    ranks = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}
    last = len(values) - 1
    return {name: round(values[min(last, int(rank * len(values)))] * MILLISECONDS, 3) for name, rank in ranks.items()}


def digest(text: str) -> str:
    """What two texts are compared by across processes."""
    return hashlib.sha256(text.encode()).hexdigest()
