"""One bad peer costs the others of its room nothing: their keys arrive, it gets its close code, memory stays flat.

How late their keys arrive meanwhile is measured by `python -m tests.pressure`.
"""

from pathlib import Path
from random import Random

import pytest

from app.services.collab import codec
from app.services.collab.awareness import AwarenessEntry, write_awareness
from tests import pressure
from tests.client import Browser
from tests.collab import wire
from tests.collab.script import MAIN
from tests.faulty_network import open_network
from tests.process import ServerProcess

MAX_GROWTH_BYTES = 40 << 20
CLOSED_WITHIN_S = 20.0
HEARTBEAT_S = 1
GONE_WITHIN_S = 60.0


@pytest.mark.parametrize("kind", pressure.FLOODS)
async def test_a_flooder_is_closed_and_nobody_else_suffers(kind: str, sqlite_url: str, tmp_path: Path) -> None:
    """[RM9] Ten thousand messages a second close their sender with 4531."""
    async with pressure.stage(sqlite_url, tmp_path / "server.log") as room:
        code, grown = await room.growth_during(pressure.flood(room, pressure.FLOODS[kind], CLOSED_WITHIN_S))
    assert code == pressure.TOO_FAST
    assert grown < MAX_GROWTH_BYTES


async def test_a_slow_reader_is_cut_and_returns(sqlite_url: str, tmp_path: Path) -> None:
    """[RM8] Who does not read while the room writes on is closed with 4530; when it returns it gets all there is."""
    async with pressure.stage(sqlite_url, tmp_path / "server.log") as room:
        code, grown = await room.growth_during(pressure.fall_behind(room))
        assert grown < MAX_GROWTH_BYTES
        # The close frame stands behind what was never read, so the connection may be cut before it.
        assert code in (pressure.FELL_BEHIND, 1006)
        async with Browser(room.server.sync(room.session), "slow", text=pressure.OTHER_TEXT) as back:
            await back.until(lambda: pressure.PASTE in str(back))


async def test_a_peer_that_vanishes_is_found_and_told_of(sqlite_url: str) -> None:
    """[HB1] [PR5] [RM7] No FIN, no RST: the heartbeat finds it, and the others hear that it has left."""
    server = ServerProcess(sqlite_url, HEARTBEAT_S=str(HEARTBEAT_S))
    async with server, open_network(server.port, Random(1)) as network:
        session = await server.create(language="python")
        async with Browser(server.sync(session), "ada") as ada:
            async with Browser(server.sync(session, port=network.port), "oz") as oz:
                oz.type("oz was here")
                await oz.send(_presence(oz))
                await ada.until(lambda: bool(_states(ada, oz)) and str(ada) == "oz was here")
                assert await network.swallow() == 1
                ada.type(" and vanished")
                await ada.until(lambda: _states(ada, oz)[-1] is None and "left" in _events(ada), GONE_WITHIN_S)
                network.calm()
            await ada.until_saved()


def _presence(who: Browser) -> bytes:
    caret = {"type": None, "tname": "content", "item": None, "assoc": 0}
    entry = AwarenessEntry(who.doc.client_id, 1, {"cursor": {"anchor": caret, "head": caret}})
    return codec.encode_awareness(MAIN, write_awareness([entry]))


def _states(reader: Browser, of: Browser) -> list[object]:
    shown = [message for message in reader.heard if isinstance(message, wire.Shown)]
    return [entry.state for message in shown for entry in message.entries if entry.client == of.doc.client_id]


def _events(reader: Browser) -> set[object]:
    return {message.body["type"] for message in reader.heard if isinstance(message, wire.Event)}
