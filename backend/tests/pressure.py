"""What one bad peer does to the others of its room: a flooder, a slow reader, one that vanishes without a word.

python -m tests.pressure: all of them against a real server, and the others' key latency beside that of a quiet room.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import count
from pathlib import Path

import uvloop

from app.db.migrate import migrate
from app.services.collab import codec
from app.services.collab.awareness import AwarenessEntry, write_awareness
from tests.client import Browser
from tests.collab.script import MAIN
from tests.collab.update_bytes import ranges, section, text, update
from tests.memory import resident_bytes
from tests.process import ServerProcess
from tests.raw_socket import RawSocket
from tests.waiting import until

OTHER_TEXT = "file/main.js"
KEY_PAUSE_S = 0.02
SAMPLE_EVERY_S = 0.1
QUIET_S = 5.0
FLOOD_PER_S = 10_000
FLOOD_BURST = 100
PASTES_PER_S = 40
PASTE = "p" * 16_384
WRITERS = 4
"""With these, 2.6 MB a second: no more than each of them may send."""
LISTENS_AGAIN_WITHIN_S = 20.0
SMALL_BUFFER_BYTES = 4_096
TOO_FAST, FELL_BEHIND = 4531, 4530


class Witnesses:
    """Two honest people who type all the time, each measuring when the other's keys arrive."""

    def __init__(self, people: Sequence[Browser]) -> None:
        self.latencies: list[float] = []
        """Of each key, in seconds, since the last `forget`."""
        self._people = people
        self._sent: dict[str, list[float]] = {mark: [] for mark in "ab"}
        self._arrived = dict.fromkeys("ab", 0)

    async def type_on(self) -> None:
        """Type without a break, until cancelled."""
        for number in count():
            mark, person = "ab"[number % 2], self._people[number % 2]
            self._sent[mark].append(time.perf_counter())
            person.type(mark)
            await asyncio.sleep(KEY_PAUSE_S)

    def look(self, who: Browser) -> None:
        """Somebody has heard a frame: see which of the other's keys it brought."""
        mark = "ba"[self._people.index(who)] if who in self._people else ""
        if not mark:
            return
        arrived, now = str(who).count(mark), time.perf_counter()
        self.latencies += [now - sent for sent in self._sent[mark][self._arrived[mark] : arrived]]
        self._arrived[mark] = arrived

    def forget(self) -> None:
        """Measure anew."""
        self.latencies.clear()

    async def expect_all_keys(self) -> None:
        """Everything typed has arrived at both, and is saved."""
        for person in self._people:
            await person.until(
                lambda: all(
                    str(reader).count(mark) == len(sent) for reader in self._people for mark, sent in self._sent.items()
                )
            )
            await person.until_saved()


class Stage:
    """A room with two witnesses on a server whose memory is watched."""

    def __init__(self, server: ServerProcess, session: str, log_file: Path, witnesses: Witnesses) -> None:
        self.server = server
        self.session = session
        self.witnesses = witnesses
        self._log_file = log_file

    async def enter(self, name: str, client: int, *, small_buffer: bool = False) -> RawSocket:
        """A stranger in the room, who has shaken hands and hears of nothing yet."""
        buffer = SMALL_BUFFER_BYTES if small_buffer else None
        peer = await RawSocket.open(self.server.port, f"/ws/sync/{self.session}", "algoroom.v1", receive_buffer=buffer)
        hello = {"name": name, "key": f"key-of-{name}".ljust(16, "-"), "clients": [client]}
        peer.send(codec.encode_welcome(json.dumps(hello)))
        return peer

    async def until_logged(self, word: str, within_s: float) -> None:
        """Wait until the server's log has a word."""
        await until(lambda: word.encode() in self._log_file.read_bytes(), within_s)

    async def growth_during[T](self, deed: Awaitable[T]) -> tuple[T, int]:
        """Do something; returns its outcome, and by how many bytes the server grew meanwhile at most."""
        pid = self.server.process.pid
        before, most = resident_bytes(pid), 0

        async def watch() -> None:
            nonlocal most
            while True:
                most = max(most, resident_bytes(pid) - before)
                await asyncio.sleep(SAMPLE_EVERY_S)

        watching = asyncio.create_task(watch())
        try:
            outcome = await deed
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
        return outcome, max(most, resident_bytes(pid) - before)


@asynccontextmanager
async def stage(database_url: str, log_file: Path, **settings: str) -> AsyncIterator[Stage]:
    """Two people type in a room of a real server for as long as the block lasts; then all their keys have arrived."""
    async with AsyncExitStack() as stack:
        server = ServerProcess(database_url, log_file=log_file, LOG_LEVEL="info", **settings)
        await stack.enter_async_context(server)
        session = await server.create(language="python")
        people: list[Browser] = []
        witnesses = Witnesses(people)
        for name in ("ada", "ben"):
            browser = Browser(server.sync(session), name, notice=witnesses.look)
            people.append(await stack.enter_async_context(browser))
        typing = asyncio.create_task(witnesses.type_on())
        try:
            yield Stage(server, session, log_file, witnesses)
        finally:
            typing.cancel()
            with suppress(asyncio.CancelledError):
                await typing
        await witnesses.expect_all_keys()


# The bad ones -----------------------------------------------------------------------------------------------------


def presences(client: int) -> Iterator[bytes]:
    """Tiny presence, each newer than the last."""
    for clock in count(1):
        yield codec.encode_awareness(MAIN, write_awareness([AwarenessEntry(client, clock, {})]))


def keystrokes(client: int) -> Iterator[bytes]:
    """Letters, each behind the last."""
    for clock in count():
        origin = (client, clock - 1) if clock else None
        yield codec.encode_update(OTHER_TEXT, update(section(client, clock, text("z", origin=origin))))


def questions(_client: int) -> Iterator[bytes]:
    """The same step 1 again and again."""
    while True:
        yield codec.encode_step1(OTHER_TEXT, b"\x00")


FLOODS: dict[str, Callable[[int], Iterator[bytes]]] = {
    "presence": presences,
    "keystrokes": keystrokes,
    "questions": questions,
}


async def flood(room: Stage, frames: Callable[[int], Iterator[bytes]], lasts_s: float) -> int | None:
    """Send 10,000 messages a second; returns the code with which the server closed, `None` if it did not in time."""
    eve = await room.enter("eve", 4_242)
    eve.send(codec.encode_step2(OTHER_TEXT, b"\x00\x00"))
    sending = asyncio.create_task(_send_fast(eve, frames(4_242)))
    try:
        async with asyncio.timeout(lasts_s):
            return await eve.until_closed()
    except TimeoutError:
        return None
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await eve.close()


async def flood_again(room: Stage, frames: Callable[[int], Iterator[bytes]], lasts_s: float) -> dict[int | None, int]:
    """Come back as soon as one is closed; returns how often with which code."""
    codes: Counter[int | None] = Counter()
    until_s = time.monotonic() + lasts_s
    while (left := until_s - time.monotonic()) > 0:
        codes[await flood(room, frames, left)] += 1
    return dict(codes)


async def _send_fast(eve: RawSocket, frames: Iterator[bytes]) -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()
    for sent in count(0, FLOOD_BURST):
        for _ in range(FLOOD_BURST):
            eve.send(next(frames))
        await eve.flush()
        await asyncio.sleep(max(0.0, started + sent / FLOOD_PER_S - loop.time()))


async def fall_behind(room: Stage) -> int:
    """Stop to read while others paste; returns the code that the server's close had, 1006 if none could be read."""
    slow = await room.enter("slow", 5_000, small_buffer=True)
    slow.send(codec.encode_step1(OTHER_TEXT, b"\x00"))
    slow.send(codec.encode_step2(OTHER_TEXT, b"\x00\x00"))
    writers = [asyncio.create_task(_paste_on(room, 6_000 + number)) for number in range(WRITERS)]
    try:
        await room.until_logged("FELL_BEHIND", LISTENS_AGAIN_WITHIN_S)
    finally:
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
    code = await slow.until_closed()
    await slow.close()
    return code


async def _paste_on(room: Stage, client: int) -> None:
    """Replace one's own paragraph again and again."""
    writer = await room.enter(f"w{client}", client)
    writer.send(codec.encode_step2(OTHER_TEXT, b"\x00\x00"))
    try:
        for clock in count(0, len(PASTE)):
            deletes = (ranges(client, (clock - len(PASTE), len(PASTE))),) if clock else ()
            writer.send(codec.encode_update(OTHER_TEXT, update(section(client, clock, text(PASTE)), deletes=deletes)))
            await writer.flush()
            await asyncio.sleep(1 / PASTES_PER_S)
    finally:
        await writer.close()


# Measured by hand ---------------------------------------------------------------------------------------------------


def _describe(latencies: Sequence[float]) -> str:
    ordered = sorted(latencies)
    at = [1000 * ordered[int(len(ordered) * share)] for share in (0.5, 0.99, 0.999)]
    return f"p50 {at[0]:.1f} ms, p99 {at[1]:.1f} ms, p99.9 {at[2]:.1f} ms, most {1000 * ordered[-1]:.1f} ms"


async def _measure(folder: Path) -> None:
    url = f"sqlite:///{folder / 'algoroom.db'}"
    await migrate(url)
    deeds: dict[str, Callable[[Stage], Awaitable[object]]] = {"quiet": lambda _: asyncio.sleep(QUIET_S)}
    for name, frames in FLOODS.items():
        deeds[f"flood of {name}"] = lambda room, frames=frames: flood_again(room, frames, QUIET_S)  # type: ignore[misc]
    deeds["slow reader"] = fall_behind
    for name, deed in deeds.items():
        async with stage(url, folder / f"{name}.log") as room:
            await asyncio.sleep(1)
            room.witnesses.forget()
            started = time.monotonic()
            outcome, grown = await room.growth_during(deed(room))
            latencies = list(room.witnesses.latencies)
            print(
                f"{name}: {len(latencies)} keys of the others, {_describe(latencies)}; ended after "
                f"{time.monotonic() - started:.1f} s with {outcome}, the server grew by {grown >> 20} MB"
            )


def main() -> int:
    """Print what was measured."""
    with tempfile.TemporaryDirectory(prefix="algoroom-pressure-") as folder:
        uvloop.run(_measure(Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
