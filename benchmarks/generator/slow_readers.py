"""People who replace blocks of text, and one in each room who has stopped reading."""

import asyncio

from picows import WSFrame, WSMsgType, WSTransport

from .figures import Figures
from .process import family_of, memory_bytes
from .room import Room, Tally
from .script import Step
from .target import Target
from .typed_load import Load, Run
from .yjs_typist import YjsTypist, join

BLOCK_CHARACTERS = 4000
BLOCKS = 15_000
SAMPLE_EVERY_S = 0.25
CATCHES_UP_WITHIN_S = 15.0
LOOK_EVERY_S = 0.02
NOBODY = -1
"""The index of a person who types nothing."""


class SlowReader(YjsTypist):
    """Shakes hands like everybody, then reads nothing until it is asked to."""

    close_code: int | None = None
    has_ended = False

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take one message; a last one says why the server closes."""
        if frame.msg_type is WSMsgType.CLOSE:
            self.close_code = int.from_bytes(frame.get_payload_as_bytes()[:2])
        super().on_ws_frame(transport, frame)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Note that the server has had enough."""
        super().on_ws_disconnected(transport)
        self.has_ended = True

    def stop_reading(self) -> None:
        """From now on everything waits in the kernel and in the server."""
        self.transport.underlying_transport.pause_reading()

    def read_again(self) -> None:
        """Take what waits."""
        if not self.has_ended:
            self.transport.underlying_transport.resume_reading()

    def lacks(self) -> bool:
        """Whether somebody has sent what did not arrive here."""
        return any(self.heard[person] < sent - 1 for person, sent in enumerate(self.room.sent))


def blocks() -> list[Step]:
    """A recording of somebody who replaces a block of text again and again."""
    texts = (f"{number:08}".ljust(BLOCK_CHARACTERS, ".") for number in range(BLOCKS))
    return [[(0, BLOCK_CHARACTERS if number else 0, text)] for number, text in enumerate(texts)]


async def measure_slow_readers(target: Target, load: Load, pid: int, *, with_slow: bool) -> Figures:
    """The server's memory while people type, what the others see of it, and what becomes of the slow ones."""
    run = Run(target, load, blocks(), pid)
    await run.join()
    slow = [await _join_slowly(target, room, run) for room in run.rooms] if with_slow else []
    for reader in slow:
        reader.stop_reading()
    samples = [memory_bytes(family_of(pid))]
    sampling = asyncio.create_task(_sample(pid, samples))
    await run.type()
    for reader in slow:
        reader.read_again()
    figures, _ = await run.leave()
    fates = await _fates(slow)
    sampling.cancel()
    memory = {"before": samples[0], "peak": max(samples), "end": samples[-1]}
    return figures | {f"memory_{when}_mb": round(size / 1e6, 1) for when, size in memory.items()} | fates


async def _join_slowly(target: Target, room: Room, run: Run) -> SlowReader:
    is_hocuspocus = target.protocol == "hocuspocus"
    reader = SlowReader(room, NOBODY, run.cast, Tally(), is_hocuspocus=is_hocuspocus)
    await join(target.url, reader)
    return reader


async def _sample(pid: int, samples: list[int]) -> None:
    while True:
        await asyncio.sleep(SAMPLE_EVERY_S)
        samples.append(memory_bytes(family_of(pid)))


async def _fates(slow: list[SlowReader]) -> Figures:
    """How many slow readers caught up, and how many the server closed, by close code (1006: without a word)."""
    deadline = asyncio.get_running_loop().time() + CATCHES_UP_WITHIN_S
    while any(r.lacks() and not r.has_ended for r in slow) and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(LOOK_EVERY_S)
    codes = [str(reader.close_code or 1006) for reader in slow if reader.has_ended and reader.lacks()]
    for reader in slow:
        reader.close()
    return {
        "slow": len(slow),
        "caught_up": sum(not reader.lacks() for reader in slow),
        "closed": {code: codes.count(code) for code in sorted(set(codes))},
    }
