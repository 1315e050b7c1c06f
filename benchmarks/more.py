"""Measures what everyday load does not show, beside the peers, and writes it into README.md.

opening: how long until a person has the whole text of a session of 40,000 edits
sockets: ten thousand of them in a thousand rooms
crowd: a hundred typists in one room
slow: people who do not read while others type
commit: what the update log takes for an append, with SQLite and with PostgreSQL
page: first paint, time until a key shows, and from Run to the first output, in Chromium
"""

import argparse
import json
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from driver import SERVER_CORE, allow_many_sockets, generate, keep, read_figures
from more_table import write_more_table
from results import Figures, read_results, write_into_readme
from servers import (
    ALGOROOM_PYTHON,
    BACKEND,
    BASELINE,
    DEFAULT_TOOLS,
    HERE,
    SERVERS,
    YJS_SERVERS,
    Place,
    Running,
    Server,
    free_port,
    install,
)

OPENING_PEOPLE, OPENING_KEYS_EACH, OPENING_KEYS_PER_S = 4, 10_000, 500
RESTARTS = 3
STORES_WITHIN_S = 11
"""Hocuspocus waits that long before it stores."""
SOCKETS = ("--rooms", "1000", "--people", "10")
CROWD = ("--rooms", "1", "--people", "100", "--compare", "1", "--carets")
SLOW = ("--rooms", "4", "--people", "4", "--keys", "40", "--warm-up", "2", "--seconds", "40")
BUILD_WITHIN_S = 600


def measure_opening(running: Running) -> Figures:
    """Type a long session, and come to it: first to a server that was just started, then to the room as it is."""
    texts = running.place.data / "expected.json"
    size = ["--rooms", "1", "--people", str(OPENING_PEOPLE), "--compare", "1", "--texts", str(texts)]
    # Behind the expected end, so that the script ends the typing and the session has exactly so many edits.
    seconds = OPENING_KEYS_EACH / OPENING_KEYS_PER_S * 1.1
    times = ["--keys", str(OPENING_KEYS_PER_S), "--seconds", str(seconds), "--warm-up", "0"]
    typed = generate(running, ["run", *size, *times, "--max-keys", str(OPENING_KEYS_EACH)])
    if typed["missing"] or typed["disconnects"]:
        raise RuntimeError(f"{typed['missing']} keys were not delivered, {typed['disconnects']} people lost")
    # Before the room is forgotten by a server that forgets: the visitors after the first one find it in any case.
    in_memory = generate(running, ["opening", "--texts", str(texts)])
    figures: Figures = {"edits": OPENING_PEOPLE * OPENING_KEYS_EACH, "warm_ms": in_memory["next_ms"], "cold_ms": None}
    if running.server.stores:
        time.sleep(STORES_WITHIN_S)
        figures |= _open_after_restarts(running, texts)
    return figures


def _open_after_restarts(running: Running, texts: Path) -> Figures:
    took = []
    for _ in range(RESTARTS):
        running.stop(signal.SIGTERM)
        running.start()
        try:
            opened = generate(running, ["opening", "--texts", str(texts), "--times", "1"])
        except RuntimeError:
            return {"lost": True}
        took.append(float(str(opened["first_ms"])))
    return {"cold_ms": statistics.median(took)}


def measure_slow(running: Running) -> Figures:
    """The same load twice: everybody reads, and one in each room does not."""
    calm = generate(running, ["slow", *SLOW, "--nobody-slow"])
    running.stop(signal.SIGKILL)
    running.start()
    return generate(running, ["slow", *SLOW]) | {"calm": calm}


def measure_page(running: Running) -> Figures:
    """The page as this server gives it out, in a browser."""
    address = f"http://127.0.0.1:{running.place.port}"
    return read_figures(["node", str(HERE / "page.mjs"), "--url", address], "the page")


def measure_commit(storage: str, folder: Path) -> Figures:
    """The update log alone, in a process of its own."""
    command = [str(ALGOROOM_PYTHON), str(HERE / "commit.py"), storage, "--folder", str(folder)]
    return read_figures(["env", f"PYTHONPATH={BACKEND}", *command], f"group commit on {storage}")


KINDS: dict[str, tuple[tuple[str, ...], Callable[[Running], Figures]]] = {
    "opening": ((BASELINE, *YJS_SERVERS), measure_opening),
    "sockets": ((BASELINE, "y-websocket"), lambda running: generate(running, ["sockets", *SOCKETS])),
    "crowd": ((BASELINE, "y-websocket", "relay"), lambda running: generate(running, ["run", *CROWD])),
    "slow": ((BASELINE, "y-websocket"), measure_slow),
    "page": ((BASELINE,), measure_page),
}
"""Which servers are measured, and how. `commit` has no server."""


def _measure(server: Server, work: Callable[[Running], Figures], tools: Path) -> Figures:
    place = Place(tools, tools / "data" / server.name, free_port())
    with Running(server, place, SERVER_CORE) as running:
        return work(running)


def _measure_all(kinds: list[str], only: list[str], rounds: int, tools: Path, results: Path) -> None:
    measurements: list[tuple[str, str, Callable[[], Figures]]] = []
    for kind in kinds:
        if kind == "commit":
            measurements += [(s, kind, partial(measure_commit, s, tools / "data")) for s in ("sqlite", "postgres")]
            continue
        names, work = KINDS[kind]
        wanted = [server for server in SERVERS if server.name in names and server.name in only]
        measurements += [(server.name, kind, partial(_measure, server, work, tools)) for server in wanted]
    for number in range(rounds):
        for name, kind, measure in measurements:
            figures = keep(results, name, kind, measure)
            print(f"{number + 1}/{rounds} {kind:8} {name}: {json.dumps(figures)}", flush=True)


def _arguments() -> argparse.Namespace:
    names = [server.name for server in SERVERS]
    kinds = [*KINDS, "commit"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", nargs="+", choices=kinds, default=kinds, metavar="KIND", help="what is measured")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="SERVER", help=", ".join(names))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--tools", type=Path, default=DEFAULT_TOOLS, help="the folder with the installed peers")
    parser.add_argument("--add", action="store_true", help="keep the results of the last run and add to them")
    parser.add_argument("--table-only", action="store_true", help="write the tables of the last run again")
    parser.add_argument(
        "--no-readme", action="store_true", help="print the tables instead of writing them to README.md"
    )
    parser.add_argument("--note", default="", help="a sentence above the tables")
    return parser.parse_args()


def main() -> int:
    """Do as the arguments say; returns the exit code."""
    given = _arguments()
    results: Path = given.tools / "more.jsonl"
    if not given.table_only:
        install(given.tools)
        if "page" in given.kinds:
            subprocess.run(["npm", "run", "build"], cwd=HERE.parent, check=True, timeout=BUILD_WITHIN_S)
        allow_many_sockets()
        if not given.add:
            results.unlink(missing_ok=True)
        (given.tools / "data").mkdir(exist_ok=True)
        _measure_all(given.kinds, given.only, given.rounds, given.tools, results)
    text = write_more_table(read_results(results), given.note)
    if given.no_readme:
        print(text)
    else:
        write_into_readme("more", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
