"""Hostile input through the real socket of a real process: its sender is closed, everybody else types on."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pycrdt import Array, Doc, Text

from app.services.collab import codec, guard
from app.services.collab.awareness import AwarenessEntry, write_awareness
from app.services.collab.lib0 import varbytes, varuint
from tests import hostile
from tests.client import Browser
from tests.collab import wire
from tests.collab.script import MAIN
from tests.collab.update_bytes import ranges, section, struct, text, typed_forwards, update
from tests.process import ServerProcess
from tests.raw_socket import RawSocket
from tests.sizes import draw_seed, size

EVE = 4_242
FRAMES = size("FRAMES", 100_000)
NO_RUN = {"type": "run_output", "run": str(UUID(int=0)), "chunks": [{"stream": "stdout", "text": ""}]}
"""A proposal that is always refused with a notice, and changes nothing."""
HELLO = codec.encode_welcome(json.dumps({"name": "Eve", "key": "key-of-eve-------", "clients": [EVE]}))
_refs = count(1_000_000)
BAD_FRAME, FORBIDDEN, TOO_LARGE = 4400, 4403, 1009


@dataclass
class Stage:
    """A room in which Ada and Ben type while somebody attacks it."""

    server: ServerProcess
    session: str
    ada: Browser
    ben: Browser

    async def attack(self, *frames: bytes) -> int | None:
        """Send frames as Eve, after a proper handshake; returns the close code, `None` if she is still connected."""
        eve = await self.enter()
        for frame in frames:
            eve.send(frame)
        code = await outcome(eve)
        await eve.close()
        return code

    async def enter(self) -> RawSocket:
        """Eve, in step with the room."""
        eve = await RawSocket.open(self.server.port, f"/ws/sync/{self.session}", "algoroom.v1")
        eve.send(HELLO)
        eve.send(codec.encode_step1(MAIN, b"\x00"))
        eve.send(codec.encode_step2(MAIN, b"\x00\x00"))
        return eve

    async def expect_life(self) -> None:
        """Ada and Ben still type together, in the same process, and heard nothing that is not valid."""
        assert self.server.is_alive
        self.ada.type("a")
        await self.ben.until_text(str(self.ada))
        self.ben.type("b")
        await self.ada.until_text(str(self.ben))
        await self.ada.until_saved()
        for person in (self.ada, self.ben):
            for message in person.heard:
                if isinstance(message, wire.Step2 | wire.Update):
                    guard.written_clients(message.update)
            person.heard.clear()


@asynccontextmanager
async def stage(database_url: str) -> AsyncIterator[Stage]:
    """A room with two people in it."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(ServerProcess(database_url))
        session = await server.create(language="python", code="x = 1\n")
        ada = await stack.enter_async_context(Browser(server.sync(session), "ada"))
        ben = await stack.enter_async_context(Browser(server.sync(session), "ben"))
        await ada.until_text("x = 1\n")
        await ben.until_text("x = 1\n")
        yield Stage(server, session, ada, ben)


async def outcome(eve: RawSocket) -> int | None:
    """The code with which the server closes Eve, or `None` once it has read all she sent and lets her be."""
    ref = next(_refs)
    eve.send(codec.encode_event(json.dumps({**NO_RUN, "ref": ref})))
    return await eve.until(f'"ref": {ref}}}'.encode())


def edit(body: bytes) -> bytes:
    return codec.encode_update(MAIN, body)


def nested_arrays(depth: int) -> bytes:
    return b"\x75\x01" * depth + b"\x75\x00"


def two_roots() -> bytes:
    doc: Doc[Any] = Doc(client_id=EVE)
    doc.get("content", type=Text).insert(0, "a")
    doc.get("other", type=Array).append("b")
    return doc.get_update()


def presence(client: int, state: dict[str, object]) -> bytes:
    return codec.encode_awareness(MAIN, write_awareness([AwarenessEntry(client, 1 << 20, state)]))


HONEST = update(section(EVE, 0, text("fine")))
ATTACKS: dict[str, tuple[bytes, int]] = {
    "arrays nested 16,000 deep": (edit(update(section(EVE, 0, struct(8, b"\x01" + nested_arrays(16_000))))), BAD_FRAME),
    "a zero-length GC": (edit(bytes.fromhex("01010001000000")), BAD_FRAME),
    "a state vector of 500 M clients": (codec.encode_step1(MAIN, bytes.fromhex("80cab5ee01")), BAD_FRAME),
    "a state vector that lists a client twice": (codec.encode_step1(MAIN, b"\x02\x01\x01\x01\x01"), BAD_FRAME),
    "a million delete ranges": (
        edit(update(deletes=(varuint(1) + varuint(1_000_000) + b"\x00\x01" * 400_000,))),
        BAD_FRAME,
    ),
    "two roots": (edit(two_roots()), BAD_FRAME),
    "a gap in the clock": (edit(update(section(EVE, 7, text("x")))), BAD_FRAME),
    "an unknown neighbour": (edit(update(section(EVE, 0, text("x", origin=(77, 3))))), BAD_FRAME),
    "a delete range beyond the state": (edit(update(deletes=(ranges(EVE, (0, 5)),))), BAD_FRAME),
    "a delete range of length zero": (edit(update(deletes=(ranges(EVE, (0, 0)),))), BAD_FRAME),
    "half a character": (edit(update(section(EVE, 0, struct(4, b"\x02\xf0\x9f")))), BAD_FRAME),
    "an embed": (edit(update(section(EVE, 0, struct(5, b"\x02{}")))), BAD_FRAME),
    "a skip": (edit(update(section(EVE, 0, b"\x0a\x05"))), BAD_FRAME),
    "a client twice": (edit(update(section(EVE, 0, text("a")), section(EVE, 1, text("b")))), BAD_FRAME),
    "bytes behind the update": (edit(HONEST + b"\x00"), BAD_FRAME),
    "bytes behind the frame": (edit(HONEST) + b"\x00", BAD_FRAME),
    "an empty frame": (b"", BAD_FRAME),
    "an unknown type": (b"\x7f\x00", BAD_FRAME),
    "an auth message": (b"\x02\x00", BAD_FRAME),
    "a second hello": (HELLO, BAD_FRAME),
    "a text that is none": (codec.encode_update("file/../../etc/passwd", HONEST), BAD_FRAME),
    "a forged presence": (presence(1, {"user": {"name": "Ada"}}), -1),
    "a presence of 10 KB of nested lists": (
        codec.encode_awareness(MAIN, b"\x01" + varuint(EVE) + b"\x01" + varbytes(b"[" * 5_000 + b"]" * 5_000)),
        BAD_FRAME,
    ),
    "a caret that is none": (presence(EVE, {"cursor": {"anchor": 5, "head": []}}), BAD_FRAME),
    "an update of 10 MB": (edit(update(section(EVE, 0, text("x" * 10_000_000)))), TOO_LARGE),
    "a step 2 of 10 MB": (codec.encode_step2(MAIN, update(section(EVE, 0, text("x" * 10_000_000)))), TOO_LARGE),
}


async def test_each_hostile_frame_closes_its_sender_alone(sqlite_url: str) -> None:
    """[CO1] [CO2] [GU1] to [GU5] [GU9] [PR1] [PR4] [RM2] Every row of the table; the others type on after each."""
    async with stage(sqlite_url) as room:
        for name, (frame, code) in ATTACKS.items():
            if name == "a forged presence":
                frame, code = presence(room.ada.doc.client_id, {"user": {"name": "Not Ada"}}), FORBIDDEN
            assert await room.attack(frame) == code, name
            await room.expect_life()


async def test_somebody_elses_client_id_closes_who_uses_it(sqlite_url: str) -> None:
    """[GU5] [GU7] As an update and as a step 2; the victim's own typing is not lost."""
    async with stage(sqlite_url) as room:
        await room.expect_life()
        victim = room.ada.doc.client_id
        clock = guard.read_state_vector(room.ada.doc.get_state())[victim]
        forged = update(section(victim, clock, text("forged", origin=(victim, clock - 1))))
        assert await room.attack(edit(forged)) == FORBIDDEN
        assert await room.attack(codec.encode_step2(MAIN, forged)) == FORBIDDEN
        await room.expect_life()
        assert "forged" not in str(room.ada)


async def test_a_frame_truncated_at_each_byte_closes_its_sender(sqlite_url: str) -> None:
    """[CO1] Read whole or not at all."""
    async with stage(sqlite_url) as room:
        frame = edit(HONEST)
        for length in range(len(frame)):
            assert await room.attack(frame[:length]) == BAD_FRAME, length
        await room.expect_life()


@pytest.mark.parametrize("size", [16_000, 32_768])
async def test_honest_inserts_joined_by_the_thousand_are_taken_in_parts(sqlite_url: str, size: int) -> None:
    """[GU6] What costs gigabytes when merged or applied at once costs little in parts."""
    async with stage(sqlite_url) as room:
        joined = update(section(EVE, 0, *typed_forwards(EVE, size)))
        assert await room.attack(codec.encode_step2(MAIN, joined)) is None
        await room.ada.until(lambda: str(room.ada).count("a") >= size)
        await room.expect_life()


async def test_more_structs_than_any_honest_update_has_are_refused(sqlite_url: str) -> None:
    """[GU1] 683 KB of one-character inserts cost 5 GB otherwise."""
    async with stage(sqlite_url) as room:
        joined = update(section(EVE, 0, *typed_forwards(EVE, 90_000)))
        assert len(joined) > 683_000
        assert await room.attack(edit(joined)) == BAD_FRAME
        await room.expect_life()


async def test_what_is_no_websocket_frame_ends_that_connection(sqlite_url: str) -> None:
    """[RM2] Broken framing, an unmasked frame, a text frame, fragments without an end."""
    async with stage(sqlite_url) as room:
        for garbage in (b"\xff" * 64, b"\x82\x05hello", b"\x83\x80\x00\x00\x00\x00"):
            eve = await room.enter()
            eve.send_raw(garbage)
            assert await outcome(eve) in (1002, 1006)
            await eve.close()
        eve = await room.enter()
        eve.send(b"text", opcode=1)
        assert await outcome(eve) == BAD_FRAME
        await eve.close()
        eve = await room.enter()
        eve.send(edit(HONEST)[:5], fin=False)
        await eve.close()
        await room.expect_life()


async def test_generated_frames_by_the_hundred_thousand_harm_nobody(sqlite_url: str, tmp_path: Path) -> None:
    """[RM2] [CO1] No death, hang or panic, memory bounded: two people in each room type on and end with one text."""
    siege = await hostile.besiege(sqlite_url, tmp_path / "server.log", FRAMES, draw_seed("hostile frames"))
    print(f"{siege.frames} hostile frames on {siege.connections} connections: {siege.codes()}")
    assert siege.frames >= FRAMES
    # Enough was refused, and enough got through to where it could have done harm.
    assert siege.codes()[BAD_FRAME] > FRAMES // 4
    assert siege.codes()[None] > FRAMES // 4
    assert siege.grown_bytes < hostile.MAX_GROWTH_BYTES


@pytest.mark.parametrize("case", sorted(hostile.CASES.glob("*.json")), ids=lambda case: case.stem)
async def test_what_was_once_found_stays_harmless(case: Path, sqlite_url: str, tmp_path: Path) -> None:
    """[RM2] Every find of the generated attacks, played again."""
    log_file = tmp_path / "server.log"
    async with ServerProcess(sqlite_url, log_file=log_file) as server:
        await hostile.Siege(server, log_file, seed=0).replay(hostile.read_case(case)[1])
