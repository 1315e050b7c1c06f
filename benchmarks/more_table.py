"""What `more.py` measured, as Markdown."""

from aims import MORE_AIMS, aims_table
from results import NOTHING, Figures, Results, describe_machine, markdown_table, number, ratio
from servers import BASELINE, SERVERS

STORAGES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
PROGRAMS = {"python": "Python", "javascript": "JavaScript"}
ABNORMAL = "1006"


def write_more_table(results: Results, note: str) -> str:
    """A table for each kind that was measured, and the facts of the machine."""
    kinds = {result.kind for result in results.all}
    tables = {
        "opening": ("**A session of 40,000 edits**: from connecting to its last byte, for a new person.", _opening),
        "sockets": ("**Ten thousand sockets** in a thousand rooms, and one key in each room.", _sockets),
        "crowd": ("**A hundred typists in one room**, 5 keys/s each, a presence update behind each key.", _crowd),
        "slow": (
            "**Slow readers**: four rooms of four people who replace 4 KB 40 times a second for 40 s. Megabytes by "
            "which the server grows while everybody reads, and while one more in each room does not.",
            _slow,
        ),
        "commit": ("**Group commit**: the update log alone, beside plain inserts into SQLite.", _commit),
        "page": ("**The page** in Chromium, ms: in a fresh profile, and after that.", _page),
    }
    sections = [f"\n{note}\n" if note else "", describe_machine(results) + "\n"]
    for kind, (title, table) in tables.items():
        if kind in kinds:
            sections += [f"\n{title}\n", table(results)]
    sections += ["\n**Against the aims**: AlgoRoom with SQLite.\n", aims_table(MORE_AIMS, results)]
    return "\n".join(section for section in sections if section) + "\n"


def _measured(results: Results, kind: str) -> list[tuple[str, str]]:
    """(Name, title) of the servers."""
    return [
        (server.name, server.title)
        for server in SERVERS
        if any(r.server == server.name and r.kind == kind for r in results.all)
    ]


def _opening(results: Results) -> str:
    head = ["server", "just started, ms", "×", "room in memory, ms", "×"]
    rows = []
    for name, title in _measured(results, "opening"):
        row = [title]
        for figure in ("cold_ms", "warm_ms"):
            took = results.median(name, "opening", figure)
            row += [number(took), ratio(took, results.median(BASELINE, "opening", figure))]
        if results.last(name, "opening", "lost"):
            row[1] = "not whole"
        rows.append(row)
    return markdown_table(head, rows)


def _sockets(results: Results) -> str:
    head = [
        "server",
        "all connected, s",
        "MB before",
        "MB connected",
        "×",
        "key everywhere, ms",
        "×",
        "not reached",
        "CPU idle, cores",
    ]
    rows = []
    for name, title in _measured(results, "sockets"):
        memory, broadcast = (results.median(name, "sockets", figure) for figure in ("memory_mb", "broadcast_ms"))
        rows.append(
            [
                title,
                number(results.median(name, "sockets", "connect_s"), 1),
                number(results.median(name, "sockets", "memory_before_mb"), 0),
                number(memory, 0),
                ratio(memory, results.median(BASELINE, "sockets", "memory_mb")),
                number(broadcast, 0),
                ratio(broadcast, results.median(BASELINE, "sockets", "broadcast_ms")),
                number(results.median(name, "sockets", "missing"), 0),
                number(results.median(name, "sockets", "idle_cores"), 4),
            ]
        )
    return markdown_table(head, rows)


def _crowd(results: Results) -> str:
    head = [
        "server",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "× (p99)",
        "keys delivered/s",
        "presence/s",
        "server, cores",
        "generator, cores",
        "texts equal",
    ]
    rows = []
    for name, title in _measured(results, "crowd"):
        p99 = results.latency(name, "crowd", "p99")
        faults = [results.last(name, "crowd", fault) for fault in ("missing", "disconnects", "texts_different")]
        rows.append(
            [
                title,
                *(number(results.latency(name, "crowd", rank), 2) for rank in ("p50", "p99", "p99.9")),
                ratio(p99, results.latency(BASELINE, "crowd", "p99")),
                *(
                    number(results.median(name, "crowd", f"{what}_per_s"), 0)
                    for what in ("delivered", "carets_delivered")
                ),
                *(number(results.median(name, "crowd", f"{who}_cores"), 2) for who in ("server", "generator")),
                NOTHING if p99 is None else "**no**" if any(faults) else "yes",
            ]
        )
    return markdown_table(head, rows)


def _slow(results: Results) -> str:
    head = ["server", "everybody reads: MB", "one does not: MB", "others' p99 ms", "the slow ones"]
    rows = []
    for name, title in _measured(results, "slow"):
        figures = results.of(name, "slow")
        if not figures:
            rows.append([title, *[NOTHING] * 4])
            continue
        last = figures[-1]
        calm = last["calm"]
        rows.append(
            [
                title,
                number(_growth(calm) if isinstance(calm, dict) else None),
                number(_growth(last)),
                number(results.latency(name, "slow", "p99"), 2),
                _fates(last),
            ]
        )
    return markdown_table(head, rows)


def _growth(figures: Figures) -> float:
    return float(str(figures["memory_peak_mb"])) - float(str(figures["memory_before_mb"]))


def _fates(figures: Figures) -> str:
    closed = figures["closed"] if isinstance(figures["closed"], dict) else {}
    told = [f"{count} cut off" if code == ABNORMAL else f"{count} closed with {code}" for code, count in closed.items()]
    return ", ".join([f"{figures['caught_up']} of {figures['slow']} caught up", *told])


def _commit(results: Results) -> str:
    head = [
        "storage",
        "sessions × entries",
        "µs CPU an append",
        "µs an append",
        "µs CPU an entry",
        "× plain",
        "µs an entry",
        "× plain",
    ]
    rows = []
    for storage, title in STORAGES.items():
        for shape, costs in _last(results, storage, "commit").items():
            if not isinstance(costs, dict):
                continue
            row = [
                title,
                shape.replace("x", " × "),
                number(costs["log_cpu_us"] + costs["log_server_cpu_us"], 0),
                number(costs["log_wall_us"], 0),
            ]
            for figure in ("cpu_us_an_entry", "wall_us_an_entry"):
                cost, plain = costs[f"log_{figure}"], costs[f"plain_{figure}"]
                row += [number(cost, 2), ratio(cost, plain)]
            rows.append(row)
    return markdown_table(head, rows)


def _page(results: Results) -> str:
    head = [
        "program",
        "first paint: cold",
        "warm",
        "a key shows: cold",
        "warm",
        "Run to output: cold",
        "second visit",
        "second run",
    ]
    rows = []
    for program, title in PROGRAMS.items():
        visits = _last(results, BASELINE, "page").get(program)
        if isinstance(visits, dict):
            cold, warm = visits["cold"], visits["warm"]
            pairs = [number(visit[figure], 0) for figure in ("firstPaint", "keyShown") for visit in (cold, warm)]
            runs = [number(took, 0) for took in (cold["output"], warm["outputOnSecondVisit"], warm["output"])]
            rows.append([title, *pairs, *runs])
    return markdown_table(head, rows)


def _last(results: Results, server: str, kind: str) -> Figures:
    found = results.of(server, kind)
    return found[-1] if found else {}
