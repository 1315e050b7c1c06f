"""The load generator: people type a recorded editing session into a server's rooms, and what arrives is counted.

run: keys at a set rate, or as many as a window in flight allows; prints figures as JSON, fails if texts differ
idle: people connect and do nothing; prints the server's memory
verify: a new person must find the texts that an earlier run left
"""

import argparse
import asyncio
import gc
import hashlib
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvloop

from generator.process import count_instructions, cpu_seconds, family_of, memory_bytes
from generator.room import Room, Tally, Typist
from generator.script import FIRST_CLIENT_ID, Step, read_trace, text_of, write_script
from generator.target import Target
from generator.yjs_typist import Cast, cast_of

TRACE = Path(__file__).resolve().parents[1] / "backend" / "tests" / "traces" / "sveltecomponent.json.gz"
PLAIN_TEXT_LENGTH = 2000
"""Characters of the text that the plain design sends at each key."""
SETTLE_S = 0.5
DRAIN_WITHIN_S = 15.0
TICK_S = 0.001
MILLISECONDS = 1e3
MICROSECONDS = 1e6

type Figures = dict[str, object]


@dataclass(frozen=True, slots=True)
class Load:
    """How much is typed, and for how long."""

    rooms: int
    people: int
    keys_per_s: float
    with_carets: bool
    window: int
    """Keys in flight per person; 0: keys at a rate."""
    max_keys: int
    warm_up_s: float
    seconds: float
    compared_rooms: int
    """Rooms whose texts are rebuilt and compared; in all others the deliveries are counted."""

    def keys_needed(self) -> int:
        """Length of a script that does not end before the time does."""
        expected = self.keys_per_s * (self.warm_up_s + self.seconds)
        return self.max_keys if self.window else int(expected + 8 * expected**0.5 + 16)


@dataclass(frozen=True, slots=True)
class Reading:
    """The counters at one moment."""

    at: float
    own_cpu: float
    server_cpu: float
    counts: dict[str, int]


class Run:
    """One load on one server, from joining to comparing texts."""

    def __init__(self, target: Target, load: Load, pid: int | None, *, counts_instructions: bool) -> None:
        self.target, self.load = target, load
        self.pids = family_of(pid) if pid else []
        self.counts_instructions = counts_instructions and bool(pid)
        self.tally = Tally()
        trace = read_trace(TRACE)
        self.body = _plain_body(trace)
        people = range(load.people)
        keys = 0 if target.protocol == "plain" else load.keys_needed()
        scripts = [write_script(trace, FIRST_CLIENT_ID + person, keys, target.root) for person in people]
        self.cast = cast_of(scripts, target.root)
        self.lag: list[float] = []
        self.latencies: list[float] = []
        self.readings: list[Reading] = []
        self.is_over = False
        self.read_instructions: Callable[[], int | None] = lambda: None

    async def perform(self) -> tuple[Figures, dict[str, str]]:
        """The figures, and the digest of each compared room's text by the room's name."""
        load = self.load
        names = self.target.name_rooms(load.rooms)
        rooms = [Room(name, load.people, number < load.compared_rooms) for number, name in enumerate(names)]
        await self.target.fill(rooms, self.cast, self.body, self.tally)
        await asyncio.sleep(SETTLE_S)
        gc.collect()
        gc.freeze()
        gc.disable()
        loop = asyncio.get_running_loop()
        loop.call_later(load.warm_up_s, self._begin)
        ending = asyncio.Event()
        loop.call_later(load.warm_up_s + load.seconds, self._end, ending)
        if load.window:
            await self._type_by_window(rooms, ending)
        else:
            await self._type_by_clock(rooms)
            await ending.wait()
        missing = await self._drain(rooms)
        texts, different = await self._compare(rooms)
        memory = memory_bytes(self.pids)
        for room in rooms:
            for typist in room.typists:
                typist.close()
        return self._figures(missing, different, len(texts), memory), texts

    async def _type_by_clock(self, rooms: list[Room]) -> None:
        """Everybody's keys come at random moments, at the same mean rate."""
        load, start = self.load, time.perf_counter()
        for due, typist in _schedule(load, rooms, random.Random(1)):
            while (now := time.perf_counter() - start) < due:
                await asyncio.sleep(TICK_S)
            self.lag.append(now - due)
            typist.press()
            if load.with_carets:
                typist.show_caret()

    async def _type_by_window(self, rooms: list[Room], ending: asyncio.Event) -> None:
        """Everybody presses the next key as soon as an earlier one has reached the neighbour."""
        for room in rooms:
            for typist in room.typists:
                typist.on_heard = self._pusher(room, typist.index)
        for room in rooms:
            for typist in room.typists:
                for _ in range(self.load.window):
                    self._press(typist)
            await asyncio.sleep(0)
        await ending.wait()

    def _pusher(self, room: Room, listener: int) -> Callable[[int, int], None]:
        def push(person: int, keys: int) -> None:
            if listener == (person + 1) % room.people and not self.is_over:
                for _ in range(keys):
                    self._press(room.typists[person])

        return push

    def _press(self, typist: Typist) -> None:
        if typist.press() and self.load.with_carets:
            typist.show_caret()

    def _begin(self) -> None:
        self.tally.latencies.clear()
        self.lag.clear()
        if self.counts_instructions:
            self.read_instructions = count_instructions(self.pids, self.load.seconds)
        self._note()

    def _end(self, ending: asyncio.Event) -> None:
        self._note()
        self.latencies = sorted(self.tally.latencies)
        self.is_over = True
        ending.set()

    def _note(self) -> None:
        cpu = cpu_seconds(self.pids)
        self.readings.append(Reading(time.perf_counter(), time.process_time(), cpu, self.tally.counts()))

    async def _drain(self, rooms: list[Room]) -> int:
        """Wait for what is on its way; how much never came."""
        deadline = time.perf_counter() + DRAIN_WITHIN_S
        while (missing := sum(room.missing() for room in rooms)) and time.perf_counter() < deadline:
            await asyncio.sleep(0.02)
        return missing

    async def _compare(self, rooms: list[Room]) -> tuple[dict[str, str], list[str]]:
        """The digests of the texts, and who has another text than everybody's keys lead to."""
        texts: dict[str, str] = {}
        different: list[str] = []
        for room in rooms[: self.load.compared_rooms]:
            wanted = room.typists[0].text() if self.target.protocol == "plain" else _expected(room, self.cast)
            texts[room.name] = digest(wanted)
            different += [f"{room.name}, person {t.index}" for t in room.typists if t.text() != wanted]
        return texts, different

    def _figures(self, missing: int, different: list[str], compared: int, memory: int) -> Figures:
        first, last = self.readings
        seconds = last.at - first.at
        counts = {name: last.counts[name] - first.counts[name] for name in first.counts}
        messages = counts["delivered"] + counts["carets_delivered"]
        cpu = last.server_cpu - first.server_cpu
        instructions = self.read_instructions()
        return {
            "rooms": self.load.rooms,
            "people": self.load.people,
            "seconds": round(seconds, 2),
            "sent_per_s": round(counts["sent"] / seconds),
            "delivered_per_s": round(counts["delivered"] / seconds),
            "carets_delivered_per_s": round(counts["carets_delivered"] / seconds),
            "latency_ms": quantiles(self.latencies),
            "server_cores": round(cpu / seconds, 3),
            "server_us_per_message": round(cpu / messages * MICROSECONDS, 2) if messages else None,
            "server_kinstructions_per_message": round(instructions / messages / 1e3, 1)
            if instructions and messages
            else None,
            "server_memory_mb": round(memory / 1e6, 1),
            "generator_cores": round((last.own_cpu - first.own_cpu) / seconds, 3),
            "generator_lag_ms": quantiles(sorted(self.lag)),
            "gaps": self.tally.gaps,
            "missing": missing,
            "disconnects": self.tally.disconnects,
            "texts_compared": compared,
            "texts_different": different,
        }


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


async def measure_idle(target: Target, rooms: int, people: int, pid: int) -> Figures:
    """Memory of the server before and after people have connected, in bytes."""
    pids = family_of(pid)
    before = memory_bytes(pids)
    names = target.name_rooms(rooms)
    created = [Room(name, people, keeps_updates=False) for name in names]
    await target.fill(created, cast_of([], target.root), "", Tally())
    await asyncio.sleep(SETTLE_S)
    pids = family_of(pid)
    first = cpu_seconds(pids), time.perf_counter()
    after = memory_bytes(pids)
    await asyncio.sleep(2 * SETTLE_S)
    cores = (cpu_seconds(pids) - first[0]) / (time.perf_counter() - first[1])
    for room in created:
        for typist in room.typists:
            typist.close()
    return {"rooms": rooms, "people": people, "before": before, "after": after, "idle_cores": round(cores, 4)}


async def verify(target: Target, expected: dict[str, str], listen_s: float) -> Figures:
    """Whether a new person finds each text. Some servers send a document after the handshake: listen for a while."""
    rooms = [Room(name, 1, keeps_updates=True) for name in expected]
    await target.fill(rooms, cast_of([write_script([], FIRST_CLIENT_ID, 0, target.root)], target.root), "", Tally())
    await asyncio.sleep(listen_s)
    wrong = [room.name for room in rooms if digest(room.typists[0].text()) != expected[room.name]]
    return {"rooms": len(expected), "wrong": len(wrong)}


def _expected(room: Room, cast: Cast) -> str:
    people = zip(cast.scripts, room.sent_at, strict=True)
    return text_of([update for script, sent in people for update in script.updates[: len(sent)]], cast.root)


def _plain_body(trace: list[Step]) -> str:
    typed = "".join(inserted for step in trace for _, _, inserted in step)
    return typed[:PLAIN_TEXT_LENGTH]


def _schedule(load: Load, rooms: list[Room], dice: random.Random) -> list[tuple[float, Typist]]:
    """Poisson arrivals for everybody, in order of time."""
    presses: list[tuple[float, Typist]] = []
    for typist in (typist for room in rooms for typist in room.typists):
        due = dice.expovariate(load.keys_per_s)
        while due < load.warm_up_s + load.seconds:
            presses.append((due, typist))
            due += dice.expovariate(load.keys_per_s)
    return sorted(presses, key=lambda press: press[0])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="ws://host:port/path/{room}")
    parser.add_argument("--protocol", choices=["y", "hocuspocus", "plain"], default="y")
    parser.add_argument("--root", default="content", help="name of the Y.Text")
    parser.add_argument("--sessions-url", help="where rooms are created by POST, as AlgoRoom wants it")
    parser.add_argument("--pid", type=int, help="the server's process; its children are found")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run")
    run.add_argument("--keys", type=float, default=5, help="a second and person")
    run.add_argument("--carets", action="store_true", help="a presence update behind each key, as editor bindings send")
    run.add_argument("--window", type=int, default=0, help="keys in flight per person, instead of a rate")
    run.add_argument("--max-keys", type=int, default=15_000, help="per person, with --window")
    run.add_argument("--warm-up", type=float, default=3)
    run.add_argument("--seconds", type=float, default=10)
    run.add_argument("--compare", type=int, default=5, help="rooms whose texts are compared in full")
    run.add_argument("--instructions", action="store_true", help="count the server's instructions with perf")
    run.add_argument("--texts", type=Path, help="write what `verify` expects to this file")
    idle = commands.add_parser("idle")
    for command in (run, idle):
        command.add_argument("--rooms", type=int, default=100)
        command.add_argument("--people", type=int, default=3, help="in each room")
    check = commands.add_parser("verify")
    check.add_argument("--texts", type=Path, required=True)
    check.add_argument("--listen", type=float, default=1, help="seconds until a text is judged")
    return parser.parse_args()


def main() -> int:
    """Do as the arguments say; returns the exit code."""
    given = _arguments()
    target = Target(given.url, given.protocol, given.root, given.sessions_url)
    if given.command == "idle":
        print(json.dumps(uvloop.run(measure_idle(target, given.rooms, given.people, given.pid))))
        return 0
    if given.command == "verify":
        found = uvloop.run(verify(target, json.loads(given.texts.read_text()), given.listen))
        print(json.dumps(found))
        return 1 if found["wrong"] else 0
    load = Load(
        given.rooms,
        given.people,
        given.keys,
        given.carets,
        given.window,
        given.max_keys,
        given.warm_up,
        given.seconds,
        given.compare,
    )
    figures, texts = uvloop.run(Run(target, load, given.pid, counts_instructions=given.instructions).perform())
    if given.texts:
        given.texts.write_text(json.dumps(texts))
    print(json.dumps(figures))
    return 1 if figures["missing"] or figures["disconnects"] or figures["texts_different"] else 0


if __name__ == "__main__":
    sys.exit(main())
