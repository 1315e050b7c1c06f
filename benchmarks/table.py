"""The comparison as Markdown: medians, ratios to AlgoRoom with its log on disk, and the aims."""

from aims import AIMS, aims_table
from results import NOTHING, Results, describe_machine, markdown_table, number, ratio
from servers import BASELINE, SERVERS, Server

FULL_CORES = 0.9
"""From here on a process counts as the limit: it has its core for itself."""


def write_table(results: Results, note: str) -> str:
    """Four tables and the facts of the machine."""
    servers = [server for server in SERVERS if any(result.server == server.name for result in results.all)]
    sections = [
        f"\n{note}\n" if note else "",
        _facts(results),
        "\n**Everyday load**: keys alone, and a presence update behind each key. Latency is that of the keys.\n",
        _everyday_table(servers, results),
        "\n**Saturation** (keys alone, a window in flight): what one core delivers.\n",
        _flood_table(servers, results),
        "\n**Memory and keeping**\n",
        _keeping_table(servers, results),
        "\n**Against the aims**: AlgoRoom with SQLite, from the medians above.\n",
        aims_table(AIMS, results),
    ]
    return "\n".join(section for section in sections if section) + "\n"


def _everyday_table(servers: list[Server], results: Results) -> str:
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
            cost = results.median(server.name, kind, "server_us_per_message")
            row += [number(cost), ratio(cost, results.median(BASELINE, kind, "server_us_per_message"))]
        kind = "everyday" if results.of(server.name, "everyday") else "keys"
        row += [number(results.latency(server.name, kind, rank), 2) for rank in ("p50", "p99", "p99.9")]
        rows.append([*row, _equal(results, server.name)])
    return markdown_table(head, rows)


def _flood_table(servers: list[Server], results: Results) -> str:
    head = ["server", "delivered/s", "×", "µs CPU a message", "×", "the limit was"]
    rows = []
    for server in servers:
        rate = results.median(server.name, "flood", "delivered_per_s")
        cost = results.median(server.name, "flood", "server_us_per_message")
        rows.append(
            [
                server.title,
                number(rate, 0),
                ratio(rate, results.median(BASELINE, "flood", "delivered_per_s")),
                number(cost),
                ratio(cost, results.median(BASELINE, "flood", "server_us_per_message")),
                _limit(results, server) if rate else NOTHING,
            ]
        )
    return markdown_table(head, rows)


def _limit(results: Results, server: Server) -> str:
    server_cores = results.median(server.name, "flood", "server_cores") or 0
    generator_cores = results.median(server.name, "flood", "generator_cores") or 0
    if server_cores > FULL_CORES:
        return "the server"
    if generator_cores > FULL_CORES:
        return f"the generator (the server used {server_cores:.2f} of its core)"
    return "the busy machine"


def _keeping_table(servers: list[Server], results: Results) -> str:
    head = ["server", "KB a room", "KB a connection", "keeps texts in", "found after a restart", "after kill -9"]
    rows = [
        [
            server.title,
            number(results.median(server.name, "memory", "kb_per_room")),
            number(results.median(server.name, "memory", "kb_per_connection")),
            server.keeps or NOTHING,
            _found(results, server, "kept"),
            _found(results, server, "killed"),
        ]
        for server in servers
    ]
    return markdown_table(head, rows)


def _facts(results: Results) -> str:
    rounds = max(len(results.of(server.name, "everyday")) for server in SERVERS)
    first = next((figures for server in SERVERS for figures in results.of(server.name, "everyday")), {})
    return (
        f"{describe_machine(results)} {first.get('rooms', NOTHING)} rooms × {first.get('people', NOTHING)} people "
        f"× 5 keys/s, {first.get('seconds', NOTHING)} s a measurement, medians of {rounds} round(s).\n"
    )


def _equal(results: Results, server: str) -> str:
    faults = ("missing", "disconnects", "texts_different")
    runs = [figures for kind in ("keys", "everyday", "flood") for figures in results.of(server, kind)]
    if not runs:
        return NOTHING
    return "yes" if not any(figures[fault] for figures in runs for fault in faults) else "**no**"


def _found(results: Results, server: Server, kind: str) -> str:
    rooms, wrong = (results.last(server.name, kind, name) for name in ("rooms", "wrong"))
    return f"{rooms - wrong} of {rooms}" if isinstance(rooms, int) and isinstance(wrong, int) else NOTHING
