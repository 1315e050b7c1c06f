"""A session's update log as `GET /sessions/{id}/log` tells it, and what can be wrong with it."""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import httpx
from pycrdt import Doc, Text

from app.services.collab.lib0 import MAX_NUMBER, Reader
from tests.collab.script import MAIN

TOP = MAX_NUMBER


@dataclass(frozen=True)
class Written:
    """What an update writes under one client id: the clocks from `start` up to `end`, not included."""

    client: int
    start: int
    end: int


@dataclass(frozen=True)
class SessionLog:
    """The log's lines as they came, what they say, and how long the server said it is."""

    lines: Sequence[str]
    told_entries: int
    updates: Sequence[bytes] = field(repr=False)
    seqs: Sequence[int] = field(repr=False)

    def replay(self) -> str:
        """The text that the log leads to."""
        doc: Doc[Text] = Doc()
        content = doc.get("content", type=Text)
        for update in self.updates:
            doc.apply_update(update)
        return str(content)

    def find_faults(self, earlier: "SessionLog | None" = None) -> Iterator[str]:
        """What is wrong: holes, doubled clocks, and lines that were other ones when it was read earlier."""
        if list(self.seqs) != list(range(1, self.told_entries + 1)):
            yield f"a hole or a double in seq: {self.seqs[:3]}…{self.seqs[-3:]} of {self.told_entries}"
        if earlier is not None and list(self.lines[: len(earlier.lines)]) != list(earlier.lines):
            yield "lines of the log have changed since it was read last"
        clocks: dict[int, int] = {}
        for number, update in enumerate(self.updates):
            for written in read_written(update):
                known = clocks.get(written.client, 0)
                if written.start != known:
                    yield f"update {number} writes {written} where client {written.client} stood at {known}"
                clocks[written.client] = max(known, written.end)


async def read_log(http: httpx.AsyncClient, session: str, text: str = MAIN) -> SessionLog:
    """Ask for a session's log."""
    answer = await http.get(f"/sessions/{session}/log")
    assert answer.status_code == 200, answer.text
    lines = answer.text.splitlines()
    entries = [json.loads(line) for line in lines]
    updates = [base64.b64decode(entry["update"]) for entry in entries if entry["channel"] == text]
    return SessionLog(lines, int(answer.headers["Log-Entries"]), updates, [entry["seq"] for entry in entries])


def read_written(update: bytes) -> Iterable[Written]:
    """What an update of a text writes, read by the rules of Yjs and not by the server's guard."""
    reader = Reader(update)
    written: list[Written] = []
    for _ in range(reader.varuint(TOP)):
        structs, client, start = reader.varuint(TOP), reader.varuint(TOP), reader.varuint(TOP)
        end = start
        for _ in range(structs):
            end += _read_struct(reader)
        written.append(Written(client, start, end))
    return written


def _read_struct(reader: Reader) -> int:
    """Read one struct; returns its length in clocks."""
    flags = reader.byte()
    for side in (0x80, 0x40):
        if flags & side:
            reader.varuint(TOP), reader.varuint(TOP)
    if not flags & 0xC0:
        assert reader.varuint(TOP) == 1, "a parent that is no root"
        reader.varstring(TOP)
    match flags & 0x1F:
        case 1:
            return reader.varuint(TOP)
        case 4:
            return len(reader.varstring(TOP).encode("utf-16-le")) // 2
        case kind:
            raise AssertionError(f"a struct of kind {kind} in the log of a text")
