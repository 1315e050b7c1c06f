"""Random sessions of Yjs itself, in Node, against rooms in this process. Every seed ends in one text."""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import pytest

from app.services.collab.people import PeerKind
from tests.collab.script import MAIN, RoomScript

SESSIONS = 5_000
BATCHES = 5
DRIVER = Path(__file__).with_name("yjs_replicas.mjs")
WITHIN_S = 120

type Call = list[Any]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_sessions_of_yjs_end_in_one_text(batch: int) -> None:
    """[RM1] [GU6] [ID3] No seed closes anybody, all replicas are equal, and the log replays to the same text."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("This test types with Yjs itself: install Node 20 or newer so that `node` is on the PATH.")
    size = SESSIONS // BATCHES
    command = [node, str(DRIVER), str(batch * size), str(size)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as driver:
        try:
            assert _serve(driver) == []
        finally:
            driver.kill()


def _serve(driver: subprocess.Popen[str]) -> list[object]:
    assert driver.stdin is not None
    assert driver.stdout is not None
    rooms: dict[int, _SteeredRoom] = {}
    for line in driver.stdout:
        message = json.loads(line)
        if isinstance(message, dict):
            return cast(list[object], message["failed"])
        answers: list[Call] = []
        touched: dict[int, _SteeredRoom] = {}
        for seed, *call in cast(list[Call], message):
            touched[seed] = room = rooms.setdefault(seed, _SteeredRoom())
            answers += ([seed, *answer] for answer in room.do(*call))
        for seed, room in touched.items():
            answers += ([seed, *answer] for answer in room.outgoing())
        driver.stdin.write(json.dumps(answers) + "\n")
        driver.stdin.flush()
    pytest.fail("Yjs stopped before it was finished.")


class _SteeredRoom:
    """A room whose people live in the other process."""

    def __init__(self) -> None:
        self._script = RoomScript()

    def do(self, what: str, *arguments: Any) -> Iterable[Call]:
        script = self._script
        match what, arguments:
            case "join", (number, wrapped, clients):
                kind = PeerKind.EXTENDED if wrapped else PeerKind.STOCK
                script.join(str(number), kind=kind, participant=f"p-{number}", clients=clients, handshake=False)
            case "drop", (number,):
                script.drop(str(number))
            case "frame", (number, body):
                person = script.people[str(number)]
                if person.peer is None:
                    return
                person.say(base64.b64decode(body))
                script.step_to_server()
                if person.closed is not None:
                    yield [number, "closed", str(person.closed)]
            case "save", ():
                script.save()
            case "crash", ():
                script.crash()
            case "put", (piece,):
                script.act(lambda room: room.replace_code(piece + str(room.entry_text), None))
            case "heal", ():
                script.wait(11).act(lambda room: room.editing.ask_again())
            case "texts", ():
                script.expect_log_replays()
                yield [-1, "texts", [str(script.room.text(MAIN))]]

    def outgoing(self) -> Iterable[Call]:
        for name, person in self._script.people.items():
            while person.from_server:
                yield [int(name), "frame", base64.b64encode(person.from_server.popleft()).decode()]
