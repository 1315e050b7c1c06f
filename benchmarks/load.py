"""The load generator: people type a recorded editing session into a server's rooms, and what arrives is counted.

run: keys at a set rate, or as many as a window in flight allows; prints figures as JSON, fails if texts differ
idle: people connect and do nothing; prints the server's memory
verify: a new person must find the texts that an earlier run left
opening: the time until a new person has a whole text that an earlier run left
sockets: how long many take to connect, what they cost, and when a key in each room has reached everybody
slow: the server's memory while people replace blocks of text, and one in each room has stopped reading
"""

import argparse
import json
import resource
import sys
from pathlib import Path

import uvloop

from generator.figures import Figures
from generator.script import read_trace
from generator.slow_readers import measure_slow_readers
from generator.target import Target
from generator.typed_load import Load, Run
from generator.visits import measure_idle, measure_opening, measure_sockets, verify

TRACE = Path(__file__).resolve().parents[1] / "backend" / "tests" / "traces" / "sveltecomponent.json.gz"
MAX_KEYS = 15_000


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="ws://host:port/path/{room}")
    parser.add_argument("--protocol", choices=["y", "hocuspocus", "plain"], default="y")
    parser.add_argument("--root", default="content", help="name of the Y.Text")
    parser.add_argument("--sessions-url", help="where rooms are created by POST, as AlgoRoom wants it")
    parser.add_argument("--pid", type=int, help="the server's process; its children are found")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("--carets", action="store_true", help="a presence update behind each key, as editor bindings send")
    run.add_argument("--window", type=int, default=0, help="keys in flight per person, instead of a rate")
    run.add_argument("--max-keys", type=int, default=MAX_KEYS, help="per person")
    run.add_argument("--compare", type=int, default=5, help="rooms whose texts are compared in full")
    run.add_argument("--instructions", action="store_true", help="count the server's instructions with perf")
    run.add_argument("--texts", type=Path, help="write what `verify` and `opening` expect to this file")
    slow = commands.add_parser("slow")
    slow.add_argument("--nobody-slow", action="store_true", help="the same load, and everybody reads")
    for command in (run, slow):
        command.add_argument("--keys", type=float, default=5, help="a second and person")
        command.add_argument("--warm-up", type=float, default=3)
        command.add_argument("--seconds", type=float, default=10)
    idle = commands.add_parser("idle")
    sockets = commands.add_parser("sockets")
    sockets.add_argument("--rest", type=float, default=10, help="seconds over which the idle server is watched")
    for command in (run, slow, idle, sockets):
        command.add_argument("--rooms", type=int, default=100)
        command.add_argument("--people", type=int, default=3, help="in each room")
    check = commands.add_parser("verify")
    check.add_argument("--listen", type=float, default=1, help="seconds until a text is judged")
    opening = commands.add_parser("opening")
    opening.add_argument("--times", type=int, default=6, help="visitors one after the other")
    for command in (check, opening):
        command.add_argument("--texts", type=Path, required=True)
    return parser.parse_args()


def main() -> int:
    """Do as the arguments say; returns the exit code."""
    given = _arguments()
    _allow_many_sockets()
    target = Target(given.url, given.protocol, given.root, given.sessions_url)
    figures: Figures
    match given.command:
        case "idle":
            figures = uvloop.run(measure_idle(target, given.rooms, given.people, given.pid))
        case "sockets":
            shape = given.rooms, given.people
            figures = uvloop.run(measure_sockets(target, read_trace(TRACE), shape, given.pid, given.rest))
        case "verify":
            figures = uvloop.run(verify(target, json.loads(given.texts.read_text()), given.listen))
        case "opening":
            figures = uvloop.run(measure_opening(target, json.loads(given.texts.read_text()), given.times))
        case "slow":
            figures = uvloop.run(measure_slow_readers(target, _load(given), given.pid, with_slow=not given.nobody_slow))
        case _:
            run = Run(target, _load(given), read_trace(TRACE), given.pid)
            run.counts_instructions = given.instructions and bool(given.pid)
            figures, texts = uvloop.run(run.perform())
            if given.texts:
                given.texts.write_text(json.dumps(texts))
    print(json.dumps(figures))
    return 1 if any(figures.get(fault) for fault in ("wrong", "missing", "disconnects", "texts_different")) else 0


def _load(given: argparse.Namespace) -> Load:
    asked = vars(given)
    return Load(
        given.rooms,
        given.people,
        given.keys,
        asked.get("carets", False),
        asked.get("window", 0),
        asked.get("max_keys", MAX_KEYS),
        given.warm_up,
        given.seconds,
        asked.get("compare", 0),
    )


def _allow_many_sockets() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    sys.exit(main())
