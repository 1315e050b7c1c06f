"""The results as Markdown: medians, ratios to AlgoRoom with its log on disk, and the machine they hold for."""

import json
import platform
import statistics
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from servers import HERE, SERVERS, Server

README = HERE / "README.md"
BASELINE = "algoroom"
NOTHING = "–"
FULL_CORES = 0.9
"""From here on a process counts as the limit: it has its core for itself."""

type Figures = dict[str, object]


@dataclass(frozen=True, slots=True)
class Result:
    """What one measurement found."""

    server: str
    kind: str
    load_average: float
    """Of the machine in the minute before."""
    figures: Figures

    def as_json(self) -> Figures:
        """For the file of results."""
        return {"server": self.server, "kind": self.kind, "load_average": self.load_average, "figures": self.figures}


def read_results(path: Path) -> list[Result]:
    """The results of the last run."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [Result(line["server"], line["kind"], line["load_average"], line["figures"]) for line in lines]


def write_table(results: list[Result], note: str) -> str:
    """Three tables and the facts of the machine."""
    servers = [server for server in SERVERS if any(result.server == server.name for result in results)]
    sections = [
        f"\n{note}\n" if note else "",
        _facts(results),
        "\n**Everyday load**: keys alone, and a presence update behind each key. Latency is that of the keys.\n",
        _everyday_table(servers, results),
        "\n**Saturation** (keys alone, a window in flight): what one core delivers.\n",
        _flood_table(servers, results),
        "\n**Memory and keeping**\n",
        _keeping_table(servers, results),
    ]
    return "\n".join(section for section in sections if section) + "\n"


def _everyday_table(servers: list[Server], results: list[Result]) -> str:
    head = [
        "server",
        "keys: µs CPU a message",
        "×",
        "with presence: µs CPU a message",
        "×",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "texts equal",
    ]
    rows = []
    for server in servers:
        row = [server.title]
        for kind in ("keys", "everyday"):
            cost = _median(results, server.name, kind, "server_us_per_message")
            row += [_number(cost), _ratio(cost, _median(results, BASELINE, kind, "server_us_per_message"))]
        kind = "everyday" if _of(results, server.name, "everyday") else "keys"
        row += [_number(_median_latency(results, server.name, kind, rank), 2) for rank in ("p50", "p99", "p99.9")]
        rows.append([*row, _equal(results, server.name)])
    return _table(head, rows)


def _flood_table(servers: list[Server], results: list[Result]) -> str:
    head = ["server", "delivered/s", "×", "µs CPU a message", "×", "the limit was"]
    rows = []
    for server in servers:
        rate = _median(results, server.name, "flood", "delivered_per_s")
        cost = _median(results, server.name, "flood", "server_us_per_message")
        cores = [_median(results, server.name, "flood", f"{who}_cores") or 0 for who in ("server", "generator")]
        limit = _limit(*cores)
        rows.append(
            [
                server.title,
                f"{rate:,.0f}" if rate else NOTHING,
                _ratio(rate, _median(results, BASELINE, "flood", "delivered_per_s")),
                _number(cost),
                _ratio(cost, _median(results, BASELINE, "flood", "server_us_per_message")),
                limit if rate else NOTHING,
            ]
        )
    return _table(head, rows)


def _limit(server_cores: float, generator_cores: float) -> str:
    if server_cores > FULL_CORES:
        return "the server"
    return "the generator" if generator_cores > FULL_CORES else "the busy machine"


def _keeping_table(servers: list[Server], results: list[Result]) -> str:
    head = ["server", "KB a room", "KB a connection", "keeps texts in", "found after a restart", "after kill -9"]
    rows = [
        [
            server.title,
            _number(_median(results, server.name, "memory", "kb_per_room")),
            _number(_median(results, server.name, "memory", "kb_per_connection")),
            server.keeps or NOTHING,
            _found(results, server, "kept"),
            _found(results, server, "killed"),
        ]
        for server in servers
    ]
    return _table(head, rows)


def _facts(results: list[Result]) -> str:
    loads = [result.load_average for result in results]
    rounds = max(len(_of(results, server.name, "everyday")) for server in SERVERS)
    commit = _output(["git", "rev-parse", "--short", "HEAD"])
    node = _output(["node", "--version"])
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    first = next((result.figures for result in results if result.kind == "everyday" and "rooms" in result.figures), {})
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}; {cpu}, one core for the server and one for the generator; "
        f"Linux {platform.release()}, Node {node}, Python {platform.python_version()}. "
        f"{first.get('rooms', NOTHING)} rooms × {first.get('people', NOTHING)} people × 5 keys/s, "
        f"{first.get('seconds', NOTHING)} s a measurement, medians of {rounds} round(s). "
        f"Load average of the machine before each measurement: {min(loads):.1f} to {max(loads):.1f}.\n"
    )


def _of(results: list[Result], server: str, kind: str) -> list[Figures]:
    return [r.figures for r in results if r.server == server and r.kind == kind and "failed" not in r.figures]


def _median(results: list[Result], server: str, kind: str, figure: str) -> float | None:
    return _middle(results, server, kind, lambda figures: figures[figure])


def _median_latency(results: list[Result], server: str, kind: str, rank: str) -> float | None:
    def read(figures: Figures) -> object:
        latency = figures["latency_ms"]
        return latency[rank] if isinstance(latency, dict) else None

    return _middle(results, server, kind, read)


def _middle(results: list[Result], server: str, kind: str, read: Callable[[Figures], object]) -> float | None:
    values = [value for value in map(read, _of(results, server, kind)) if isinstance(value, int | float)]
    return statistics.median(values) if values else None


def _equal(results: list[Result], server: str) -> str:
    faults = ("missing", "disconnects", "texts_different")
    runs = [figures for kind in ("keys", "everyday", "flood") for figures in _of(results, server, kind)]
    if not runs:
        return NOTHING
    return "yes" if not any(figures[fault] for figures in runs for fault in faults) else "**no**"


def _found(results: list[Result], server: Server, kind: str) -> str:
    runs = _of(results, server.name, kind)
    if not server.stores or not runs:
        return NOTHING
    rooms, wrong = (int(str(runs[-1][name])) for name in ("rooms", "wrong"))
    return f"{rooms - wrong} of {rooms}"


def _ratio(value: float | None, baseline: float | None) -> str:
    return f"{value / baseline:.2f}" if value and baseline else NOTHING


def _number(value: float | None, digits: int = 1) -> str:
    return NOTHING if value is None else f"{value:.{digits}f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _output(command: list[str]) -> str:
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()
