"""A recorded real editing session, played by several people through the server."""

import asyncio
import gzip
import json
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import cast
from uuid import UUID

from pycrdt import Doc, Text

from app.domain import Entry, SessionId
from app.limits import SESSION_MESSAGES
from app.repositories.memory import InMemoryStorage
from tests.client import Browser
from tests.collab.script import MAIN, state_of
from tests.running import running

TRACE = Path(__file__).with_name("traces") / "sveltecomponent.json.gz"
PEOPLE = 8
"""So many that nobody passes what one may send."""
TURN = 40
"""Transactions that one person types before the next goes on from there."""
PACE = 0.8
"""The share that they use of what all of a session may send (RM9): a fast machine would play faster than that."""

type Patch = tuple[int, int, str]


async def test_a_recorded_session_ends_in_the_recorded_text(memory_storage: InMemoryStorage) -> None:
    """[RM1] 18,335 transactions, typed in turns, each on top of what the server passed on."""
    with gzip.open(TRACE) as file:
        trace = json.load(file)
    turns = cast(list[list[Patch]], [txn["patches"] for txn in trace["txns"]])
    async with running(memory_storage) as server, AsyncExitStack() as stack:
        session = (await server.create(language="python", code=trace["startContent"]))["id"]
        people = [
            await stack.enter_async_context(Browser(server.sync(session, extended=True), f"person {number}"))
            for number in range(PEOPLE)
        ]
        began = time.monotonic()
        states: dict[int, int] = {}
        for start in range(0, len(turns), TURN):
            typist = people[start // TURN % PEOPLE]
            await typist.until(lambda typist=typist, state=dict(states): _has(typist, state))  # type: ignore[misc]
            for patches in turns[start : start + TURN]:
                for patch in patches:
                    typist.patch(*patch)
            states = state_of(typist.doc)
            beyond_burst = sum(person.sent for person in people) - PACE * SESSION_MESSAGES.burst
            await asyncio.sleep(beyond_burst / (PACE * SESSION_MESSAGES.per_s) - (time.monotonic() - began))
        for person in people:
            await person.until_text(trace["endContent"])
            await person.until_saved()
        read = (await server.http.get(f"/sessions/{session}")).json()
        assert read["code"] == trace["endContent"]
        replayed = Doc[Text]()
        async for entries in memory_storage.log.read(SessionId(UUID(session))):
            for entry in entries:
                if isinstance(entry, Entry) and entry.channel == MAIN:
                    replayed.apply_update(entry.payload)
        assert str(replayed.get("content", type=Text)) == trace["endContent"]


def _has(person: Browser, wanted: dict[int, int]) -> bool:
    state = state_of(person.doc)
    return all(state.get(client, 0) >= clock for client, clock in wanted.items())
