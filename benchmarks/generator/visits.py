"""People who come and type nothing, or one key: what they find, how long it takes, what it costs the server."""

import asyncio
import time

from .figures import MILLISECONDS, Figures, digest
from .process import cpu_seconds, family_of, memory_bytes
from .room import Room, Tally
from .script import FIRST_CLIENT_ID, Step, write_script
from .target import Target
from .yjs_typist import Cast, YjsTypist, cast_of

SETTLE_S = 0.5
ARRIVES_WITHIN_S = 30.0
LOOK_EVERY_S = 0.001
QUIET_S = 0.05


async def measure_idle(target: Target, rooms: int, people: int, pid: int) -> Figures:
    """Memory of the server before and after people have connected, in bytes."""
    before = memory_bytes(family_of(pid))
    created = _rooms(target, rooms, people)
    await target.fill(created, cast_of([], target.root), "", Tally())
    await asyncio.sleep(SETTLE_S)
    after = memory_bytes(family_of(pid))
    cores = await _cores(pid, 2 * SETTLE_S)
    _leave(created)
    return {"rooms": rooms, "people": people, "before": before, "after": after, "idle_cores": cores}


async def verify(target: Target, expected: dict[str, str], listen_s: float) -> Figures:
    """Whether a new person finds each text. Some servers send a document after the handshake: listen for a while."""
    rooms = [Room(name, 1, keeps_updates=True) for name in expected]
    await target.fill(rooms, _empty_cast(target), "", Tally())
    await asyncio.sleep(listen_s)
    wrong = [room.name for room in rooms if digest(room.typists[0].text()) != expected[room.name]]
    return {"rooms": len(expected), "wrong": len(wrong)}


async def measure_opening(target: Target, expected: dict[str, str], times: int) -> Figures:
    """From connecting to the last byte of a room's whole text: the first visitor, who finds the room as the server has
    it, and those who come while the first one stays.

    Raises:
        TimeoutError: a visitor does not get the text.
    """
    ((name, wanted),) = expected.items()
    visitors = []
    took_ms = []
    for _ in range(times):
        start = time.perf_counter()
        visitor = await target.join(Room(name, 1, keeps_updates=True), 0, _empty_cast(target), "", Tally())
        assert isinstance(visitor, YjsTypist)  # noqa: S101 - the plain design keeps no text that could be opened
        visitors.append(visitor)
        took_ms.append(round((await _whole_text_at(visitor, wanted) - start) * MILLISECONDS, 2))
    for visitor in visitors:
        visitor.close()
    return {"first_ms": took_ms[0], "next_ms": sorted(took_ms[1:])[(times - 1) // 2] if times > 1 else None}


async def measure_sockets(
    target: Target, trace: list[Step], shape: tuple[int, int], pid: int, rest_s: float
) -> Figures:
    """(Rooms, people): everybody connects; one key in each room reaches everybody there; then nothing happens."""
    rooms, people = shape
    before = memory_bytes(family_of(pid))
    tally = Tally()
    created = _rooms(target, rooms, people)
    cast = cast_of([write_script(trace, FIRST_CLIENT_ID + n, 1, target.root) for n in range(people)], target.root)
    start = time.perf_counter()
    await target.fill(created, cast, "", tally)
    connected = time.perf_counter()
    await asyncio.sleep(SETTLE_S)
    memory = memory_bytes(family_of(pid))
    pressed = time.perf_counter()
    for room in created:
        room.typists[0].press()
        room.sent_at[0] = [pressed]
    deadline = pressed + ARRIVES_WITHIN_S
    while (missing := sum(room.missing() for room in created)) and time.perf_counter() < deadline:
        await asyncio.sleep(LOOK_EVERY_S)
    await asyncio.sleep(SETTLE_S)
    cores = await _cores(pid, rest_s)
    figures: Figures = {
        "rooms": rooms,
        "sockets": rooms * people,
        "connect_s": round(connected - start, 2),
        "memory_before_mb": round(before / 1e6, 1),
        "memory_mb": round(memory / 1e6, 1),
        "broadcast_ms": round(max(tally.latencies, default=0.0) * MILLISECONDS, 1),
        "missing": missing,
        "disconnects": tally.disconnects,
        "idle_cores": cores,
    }
    _leave(created)
    return figures


async def _whole_text_at(visitor: YjsTypist, wanted: str) -> float:
    """When the update arrived that made the text whole."""
    deadline = time.perf_counter() + ARRIVES_WITHIN_S
    while True:
        # To look takes long enough to be late for what comes meanwhile.
        while visitor.updated_at > time.perf_counter() - QUIET_S:
            await asyncio.sleep(LOOK_EVERY_S)
        seen = visitor.updated_at
        if digest(visitor.text()) == wanted:
            return seen
        while visitor.updated_at == seen:
            if time.perf_counter() > deadline:
                raise TimeoutError(f"{visitor.room.name}: the text is not whole")
            await asyncio.sleep(LOOK_EVERY_S)


async def _cores(pid: int, seconds: float) -> float:
    pids = family_of(pid)
    cpu, start = cpu_seconds(pids), time.perf_counter()
    await asyncio.sleep(seconds)
    return round((cpu_seconds(pids) - cpu) / (time.perf_counter() - start), 4)


def _rooms(target: Target, rooms: int, people: int) -> list[Room]:
    return [Room(name, people, keeps_updates=False) for name in target.name_rooms(rooms)]


def _empty_cast(target: Target) -> Cast:
    return cast_of([write_script([], FIRST_CLIENT_ID, 0, target.root)], target.root)


def _leave(rooms: list[Room]) -> None:
    for room in rooms:
        for typist in room.typists:
            typist.close()
