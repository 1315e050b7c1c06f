"""Documents made by Yjs itself, typed through the real server on a bad network and under kills: none differs."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faulty_network import open_network
from tests.process import ServerProcess
from tests.sizes import draw_seed, size
from tests.zygote import ForkedServer, Zygote

DOCUMENTS = size("DOCUMENTS", 2_000)
AT_ONCE = 250
KILLED_AFTER_S = (0.2, 1.2)
LINE_WITHIN_S = 120.0
MAX_LINE_BYTES = 1 << 24
PEOPLE = Path(__file__).with_name("yjs_people.mjs")


@pytest.fixture
def zygote() -> Iterator[Zygote]:
    """Where servers come from."""
    with Zygote() as opened:
        yield opened


async def test_two_thousand_documents_of_yjs_survive_faults(zygote: Zygote, sqlite_url: str) -> None:
    """[GU6] [GU12] [ID2] [RM1] All replicas, the server's text and its replayed log are equal, and nobody is blamed.

    A document that failed is played again alone with TEST_SEED=<its seed> TEST_DOCUMENTS=1.
    """
    seed = draw_seed("documents")
    dice = Random(seed)
    kills = 0
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(ForkedServer(zygote, sqlite_url, SESSIONS_PER_S="0"))
        network = await stack.enter_async_context(open_network(server.port, dice))
        async with people(network.port, server.port, seed) as driver:
            while True:
                told = await hear(driver)
                match told.get("phase"):
                    case "storm":
                        network.storm()
                        killing = asyncio.create_task(kill_and_restart(server, dice.uniform(*KILLED_AFTER_S)))
                    case "calm":
                        await killing
                        kills += 1
                        network.calm()
                    case _:
                        break
                assert driver.stdin is not None
                driver.stdin.write(b"\n")
        print(f"{DOCUMENTS} documents, {told['characters']} characters left, {kills} kills, {dict(network.fates)}")
        print(f"how connections ended: {told['codes']}")
    assert told["failed"] == []
    assert told["characters"] > DOCUMENTS, "something was typed"
    assert min(network.fates[fate] for fate in ("cut", "reset", "black hole")) >= DOCUMENTS // 10


async def kill_and_restart(server: ServerProcess, after_s: float) -> None:
    """Kill the server in the middle of the storm."""
    await asyncio.sleep(after_s)
    server.kill()
    await server.start()


@asynccontextmanager
async def people(port: int, server_port: int, seed: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process in which everybody lives."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("This test types with Yjs itself: install Node 20 or newer so that `node` is on the PATH.")
    numbers = (port, server_port, seed, DOCUMENTS, AT_ONCE)
    driver = await asyncio.create_subprocess_exec(
        node,
        str(PEOPLE),
        *map(str, numbers),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=MAX_LINE_BYTES,
    )
    try:
        yield driver
    finally:
        with suppress(ProcessLookupError):
            driver.kill()
        await driver.wait()


async def hear(driver: asyncio.subprocess.Process) -> dict[str, Any]:
    """What the people say next."""
    assert driver.stdout is not None
    line = await asyncio.wait_for(driver.stdout.readline(), LINE_WITHIN_S)
    assert line, "Yjs stopped before it was finished"
    told: dict[str, Any] = json.loads(line)
    return told
