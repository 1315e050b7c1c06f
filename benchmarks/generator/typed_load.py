"""People type into a server's rooms, at a rate or as fast as a window in flight allows."""

import asyncio
import gc
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from .figures import MICROSECONDS, Figures, digest, quantiles
from .process import count_instructions, cpu_seconds, family_of, memory_bytes
from .room import Room, Tally, Typist
from .script import FIRST_CLIENT_ID, Step, text_of, write_script
from .target import Target
from .yjs_typist import Cast, cast_of

PLAIN_TEXT_LENGTH = 2000
"""Characters of the text that the plain design sends at each key."""
SETTLE_S = 0.5
DRAIN_WITHIN_S = 15.0
TICK_S = 0.001


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
    """Per person."""
    warm_up_s: float
    seconds: float
    compared_rooms: int
    """Rooms whose texts are rebuilt and compared; in all others the deliveries are counted."""

    def keys_needed(self) -> int:
        """Length of a script that does not end before the time does, unless it must."""
        if self.window:
            return self.max_keys
        expected = self.keys_per_s * (self.warm_up_s + self.seconds)
        return min(self.max_keys, int(expected + 8 * expected**0.5 + 16))


@dataclass(frozen=True, slots=True)
class Reading:
    """The counters at one moment."""

    at: float
    own_cpu: float
    server_cpu: float
    sent: int
    delivered: int
    carets_delivered: int


class Run:
    """One load on one server, from joining to comparing texts."""

    def __init__(self, target: Target, load: Load, trace: list[Step], pid: int | None) -> None:
        self.target, self.load = target, load
        self.pids = family_of(pid) if pid else []
        self.counts_instructions = False
        self.tally = Tally()
        self.body = _plain_body(trace)
        people = range(load.people)
        keys = 0 if target.protocol == "plain" else load.keys_needed()
        scripts = [write_script(trace, FIRST_CLIENT_ID + person, keys, target.root) for person in people]
        self.cast = cast_of(scripts, target.root)
        self.rooms: list[Room] = []
        self.lag: list[float] = []
        self.latencies: list[float] = []
        self.readings: list[Reading] = []
        self.is_over = False
        self.read_instructions: Callable[[], int | None] = lambda: None

    async def perform(self) -> tuple[Figures, dict[str, str]]:
        """The figures, and the digest of each compared room's text by the room's name."""
        await self.join()
        await self.type()
        return await self.leave()

    async def join(self) -> None:
        """Let everybody come."""
        load = self.load
        names = self.target.name_rooms(load.rooms)
        self.rooms = [
            # At saturation the keys of the compared rooms are timed alone: a time for each key is half the work.
            Room(name, load.people, number < load.compared_rooms, not load.window or number < load.compared_rooms)
            for number, name in enumerate(names)
        ]
        await self.target.fill(self.rooms, self.cast, self.body, self.tally)
        await asyncio.sleep(SETTLE_S)

    async def type(self) -> None:
        """Type for as long as the load says, and measure behind the warm-up."""
        load = self.load
        gc.collect()
        gc.freeze()
        gc.disable()
        loop = asyncio.get_running_loop()
        loop.call_later(load.warm_up_s, self._begin)
        ending = asyncio.Event()
        loop.call_later(load.warm_up_s + load.seconds, self._end, ending)
        if load.window:
            await self._type_by_window(ending)
        else:
            await self._type_by_clock()
            await ending.wait()

    async def leave(self) -> tuple[Figures, dict[str, str]]:
        """Wait for what is on its way, compare, and go; the figures and the texts' digests."""
        missing = await self._drain()
        texts, different = self._compare()
        memory = memory_bytes(self.pids)
        for room in self.rooms:
            for typist in room.typists:
                typist.close()
        return self._figures(missing, different, len(texts), memory), texts

    async def _type_by_clock(self) -> None:
        """Everybody's keys come at random moments, at the same mean rate."""
        load, start = self.load, time.perf_counter()
        for due, typist in _schedule(load, self.rooms, random.Random(1)):
            while (now := time.perf_counter() - start) < due:
                await asyncio.sleep(TICK_S)
            self.lag.append(now - due)
            if typist.press() and load.with_carets:
                typist.show_caret()

    async def _type_by_window(self, ending: asyncio.Event) -> None:
        """Everybody presses the next key as soon as an earlier one has reached the neighbour."""
        for room in self.rooms:
            for typist in room.typists:
                typist.on_neighbour = self._pusher(room.typists[(typist.index - 1) % room.people])
        for room in self.rooms:
            for typist in room.typists:
                self._press_several(typist, self.load.window)
            await asyncio.sleep(0)
        await ending.wait()

    def _pusher(self, typist: Typist) -> Callable[[int], None]:
        if self.load.with_carets:
            return lambda keys: self._press_several(typist, keys)

        def push(keys: int) -> None:
            if not self.is_over:
                typist.press_several(keys)

        return push

    def _press_several(self, typist: Typist, count: int) -> None:
        if not self.is_over:
            typist.press_several(count)
            if self.load.with_carets:
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
        sent = sum(sum(room.sent) for room in self.rooms)
        delivered = sum(room.delivered() for room in self.rooms)
        times = time.perf_counter(), time.process_time(), cpu_seconds(self.pids)
        self.readings.append(Reading(*times, sent, delivered, self.tally.carets_delivered))

    async def _drain(self) -> int:
        """Wait for what is on its way; how much never came."""
        deadline = time.perf_counter() + DRAIN_WITHIN_S
        while (missing := sum(room.missing() for room in self.rooms)) and time.perf_counter() < deadline:
            await asyncio.sleep(0.02)
        return missing

    def _compare(self) -> tuple[dict[str, str], list[str]]:
        """The digests of the texts, and who has another text than everybody's keys lead to."""
        texts: dict[str, str] = {}
        different: list[str] = []
        for room in self.rooms[: self.load.compared_rooms]:
            wanted = room.typists[0].text() if self.target.protocol == "plain" else _expected(room, self.cast)
            texts[room.name] = digest(wanted)
            different += [f"{room.name}, person {t.index}" for t in room.typists if t.text() != wanted]
        return texts, different

    def _figures(self, missing: int, different: list[str], compared: int, memory: int) -> Figures:
        first, last = self.readings
        seconds = last.at - first.at
        keys, carets = last.delivered - first.delivered, last.carets_delivered - first.carets_delivered
        messages = keys + carets
        cpu = last.server_cpu - first.server_cpu
        instructions = self.read_instructions()
        return {
            "rooms": self.load.rooms,
            "people": self.load.people,
            "seconds": round(seconds, 2),
            "sent_per_s": round((last.sent - first.sent) / seconds),
            "delivered_per_s": round(keys / seconds),
            "carets_delivered_per_s": round(carets / seconds),
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


def _expected(room: Room, cast: Cast) -> str:
    people = zip(cast.scripts, room.sent, strict=True)
    return text_of([update for script, sent in people for update in script.updates[:sent]], cast.root)


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
