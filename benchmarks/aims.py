"""The aims of the project's speed as figures of one run, and whether they were met."""

from collections.abc import Callable
from dataclasses import dataclass

from results import NOTHING, Results, markdown_table
from servers import BASELINE, NODE_SERVERS, YJS_SERVERS


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure is at most, or at least."""

    what: str
    measure: Callable[[Results], float | None]
    bound: float
    unit: str = "×"
    is_at_most: bool = True


def aims_table(aims: list[Aim], results: Results) -> str:
    """One line an aim."""
    head = ["aim", "wanted", "measured", "met"]
    rows = []
    for aim in aims:
        measured = aim.measure(results)
        wanted = f"{'≤' if aim.is_at_most else '≥'} {aim.bound:g} {aim.unit}"
        if measured is None:
            rows.append([aim.what, wanted, NOTHING, NOTHING])
            continue
        is_met = measured <= aim.bound if aim.is_at_most else measured >= aim.bound
        rows.append([aim.what, wanted, f"{measured:.2f} {aim.unit}", "yes" if is_met else "**no**"])
    return markdown_table(head, rows)


def _everyday_cost(peer: str) -> Callable[[Results], float | None]:
    return lambda results: _quotient(
        results.median(BASELINE, "everyday", "server_us_per_message"),
        results.median(peer, "everyday", "server_us_per_message"),
    )


def _best_latency(results: Results) -> float | None:
    found = [value for peer in YJS_SERVERS if (value := results.latency(peer, "everyday", "p99")) is not None]
    return _quotient(results.latency(BASELINE, "everyday", "p99"), min(found, default=None))


def _best_rate(results: Results) -> float | None:
    found = [value for peer in NODE_SERVERS if (value := results.median(peer, "flood", "delivered_per_s")) is not None]
    return _quotient(results.median(BASELINE, "flood", "delivered_per_s"), max(found, default=None))


def _floor(results: Results) -> float | None:
    return _quotient(
        results.median(BASELINE, "flood", "server_us_per_message"),
        results.median("relay", "flood", "server_us_per_message"),
    )


def _quotient(value: float | None, by: float | None) -> float | None:
    return value / by if value is not None and by else None


AIMS = [
    Aim("everyday CPU a message, of the y-websocket server's", _everyday_cost("y-websocket"), 0.5),
    Aim("everyday CPU a message, of Hocuspocus's", _everyday_cost("hocuspocus"), 0.4),
    Aim("everyday CPU a message, of pycrdt-websocket's", _everyday_cost("pycrdt-websocket"), 0.25),
    Aim("everyday p99, of the best of these peers'", _best_latency, 1),
    Aim("messages/s at saturation, of the best Node peer's", _best_rate, 2.5, is_at_most=False),
    Aim("CPU a message at saturation, of the relay's in C", _floor, 3),
]

MORE_AIMS = [
    Aim("memory with 10,000 sockets", lambda results: results.median(BASELINE, "sockets", "memory_mb"), 600, "MB"),
    Aim("missed by a broadcast to 10,000", lambda results: results.median(BASELINE, "sockets", "missing"), 0, "people"),
    Aim("p99 with a hundred typists", lambda results: results.latency(BASELINE, "crowd", "p99"), 100, "ms"),
    Aim("p99 of others beside slow readers", lambda results: results.latency(BASELINE, "slow", "p99"), 100, "ms"),
]
