"""Peers that are gone without a word: found by a ping, cut, and told of to the others."""

from app.config import Settings
from app.repositories.memory import InMemoryStorage
from tests.client import Browser
from tests.raw_socket import RawSocket
from tests.running import running
from tests.websocket_bytes import CLOSE, PING, close_code

SHORT_S = 0.2


async def test_a_silent_peer_is_asked_and_then_cut(memory_storage: InMemoryStorage) -> None:
    """[HB1] A stock peer that does not answer is closed with 1001; one that answers stays."""
    async with running(memory_storage, Settings(heartbeat_s=SHORT_S)) as server:
        session = (await server.create(language="python"))["id"]
        silent = await RawSocket.open(server.port, f"/ws/sync/{session}")
        async with Browser(server.sync(session, extended=True), "Ada") as ada:
            opcode, payload = await silent.read()
            while opcode != PING:
                opcode, payload = await silent.read()
            while opcode != CLOSE:
                opcode, payload = await silent.read()
            assert close_code(payload) == 1001
            ada.type("still here")
            await ada.until_saved()
        await silent.close()
