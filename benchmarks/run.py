"""Compares all servers in one run: installs them, loads one after the other, and writes the table into README.md.

The server has one core, the load generator another. Each round loads every server in turn, so that whatever else the
machine does falls on all of them; the table holds the medians over the rounds.
"""

import argparse
import json
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from driver import SERVER_CORE, allow_many_sockets, generate, keep
from results import Figures, read_results, write_into_readme
from servers import DEFAULT_TOOLS, SERVERS, Place, Running, Server, free_port, install
from table import write_table

FLOOD_WINDOW = 4
"""Keys in flight per person at saturation."""
FEW_IN_MANY_ROOMS = (300, 1)
MANY_IN_FEW_ROOMS = (30, 20)
"""Rooms, people: two shapes tell a room's memory from a connection's."""
STORED_ROOMS = 10
DEBOUNCE_S = 1.0
ONCE = ("memory", "kept", "killed")
"""What does not vary from round to round."""
KINDS = ("keys", "everyday", "flood", *ONCE)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how much is measured."""

    tools: Path
    rooms: int
    people: int
    seconds: float
    warm_up: float


def measure(server: Server, kind: str, plan: Plan) -> Figures:
    """The figures of one server under one kind of load, on fresh storage."""
    place = Place(plan.tools, plan.tools / "data" / server.name, free_port())
    with Running(server, place, SERVER_CORE) as running:
        match kind:
            case "memory":
                return _measure_memory(running)
            case "kept" | "killed":
                return _measure_keeping(running, plan, signal.SIGTERM if kind == "kept" else signal.SIGKILL)
            case _:
                return generate(running, ["run", *_load_arguments(kind, plan)])


def kinds_for(server: Server) -> list[str]:
    """What is measured of a server."""
    return [
        "keys",
        *(["everyday"] if server.protocol != "plain" else []),
        "flood",
        "memory",
        # The plain design's new texts replace old ones: there is no text that all keys lead to.
        *(["kept", "killed"] if server.stores else []),
    ]


def _load_arguments(kind: str, plan: Plan) -> list[str]:
    size = ["--rooms", str(plan.rooms), "--people", str(plan.people)]
    times = ["--seconds", str(plan.seconds), "--warm-up", str(plan.warm_up)]
    more = {"keys": [], "everyday": ["--carets"], "flood": ["--window", str(FLOOD_WINDOW)]}[kind]
    return [*size, *times, *more]


def _measure_memory(running: Running) -> Figures:
    """Solve two shapes for a room's and a connection's share."""
    shapes = []
    for rooms, people in (FEW_IN_MANY_ROOMS, MANY_IN_FEW_ROOMS):
        running.stop(signal.SIGKILL)
        running.start()
        idle = generate(running, ["idle", "--rooms", str(rooms), "--people", str(people)])
        shapes.append((rooms, rooms * people, int(str(idle["after"])) - int(str(idle["before"]))))
    (rooms_1, people_1, bytes_1), (rooms_2, people_2, bytes_2) = shapes
    connection = (bytes_2 * rooms_1 - bytes_1 * rooms_2) / (people_2 * rooms_1 - people_1 * rooms_2)
    room = (bytes_1 - people_1 * connection) / rooms_1
    return {"kb_per_connection": round(connection / 1e3, 1), "kb_per_room": round(room / 1e3, 1)}


def _measure_keeping(running: Running, plan: Plan, number: signal.Signals) -> Figures:
    """Whether new people find the texts after the server was ended and started again."""
    texts = running.place.data / "expected.json"
    size = ["--rooms", str(STORED_ROOMS), "--people", str(plan.people), "--compare", str(STORED_ROOMS)]
    generate(running, ["run", *size, "--seconds", "3", "--warm-up", "1", "--texts", str(texts)])
    running.stop(number)
    running.start()
    time.sleep(DEBOUNCE_S)
    return generate(running, ["verify", "--texts", str(texts)])


def _measure_all(servers: list[Server], kinds: list[str], rounds: int, plan: Plan, results: Path) -> None:
    for number in range(rounds):
        for kind in kinds:
            for server in servers:
                if kind not in kinds_for(server) or (number and kind in ONCE):
                    continue
                figures = keep(results, server.name, kind, partial(measure, server, kind, plan))
                print(f"{number + 1}/{rounds} {kind:9} {server.title}: {json.dumps(figures)}", flush=True)


def _arguments() -> argparse.Namespace:
    names = [server.name for server in SERVERS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="SERVER", help=", ".join(names))
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--people", type=int, default=3, help="in each room")
    parser.add_argument("--seconds", type=float, default=8, help="of each measurement")
    parser.add_argument("--warm-up", type=float, default=2, help="seconds before each")
    parser.add_argument("--tools", type=Path, default=DEFAULT_TOOLS, help="the folder with the installed peers")
    parser.add_argument("--add", action="store_true", help="keep the results of the last run and add to them")
    parser.add_argument("--table-only", action="store_true", help="write the table of the last run again")
    parser.add_argument("--no-readme", action="store_true", help="print the table instead of writing it to README.md")
    parser.add_argument("--note", default="", help="a sentence above the table")
    return parser.parse_args()


def main() -> int:
    """Do as the arguments say; returns the exit code."""
    given = _arguments()
    results: Path = given.tools / "results.jsonl"
    if not given.table_only:
        install(given.tools)
        allow_many_sockets()
        if not given.add:
            results.unlink(missing_ok=True)
        servers = [server for server in SERVERS if server.name in given.only]
        plan = Plan(given.tools, given.rooms, given.people, given.seconds, given.warm_up)
        _measure_all(servers, given.kinds, given.rounds, plan, results)
    text = write_table(read_results(results), given.note)
    if given.no_readme:
        print(text)
    else:
        write_into_readme("table", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
