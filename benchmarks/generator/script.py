"""What each person of a room types: valid Yjs updates, made beforehand from a recorded editing session."""

import bisect
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pycrdt import Doc, Text

from .wire import (
    AWARENESS,
    SYNC,
    UPDATE,
    Span,
    client_frame,
    join_letters,
    read_update,
    var_bytes,
    var_uint,
)

FIRST_CLIENT_ID = 1000
MAX_JOINED_LETTERS = 8
"""As many as are recognised by their bytes; longer ones are read."""
OPENING_STEPS = 24
"""Steps of the recording that a script's first update holds, so that a text is not empty when measuring begins."""

type Step = list[tuple[int, int, str]]


def read_trace(path: Path) -> list[Step]:
    """The steps of a recording in the sequential format of josephg/editing-traces."""
    opened = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [
        [(at, deleted, inserted) for at, deleted, inserted in step["patches"]] for step in json.loads(opened)["txns"]
    ]


@dataclass
class Script:
    """The typing of one person.

    Each types a copy of the recording of its own, so that its updates build only on its own earlier ones: every
    interleaving is valid, and the text it leads to is known beforehand."""

    client: int
    updates: list[bytes] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    clock_after: list[int] = field(default_factory=list)
    deleted_by: dict[int, int] = field(default_factory=dict)

    @cached_property
    def frames(self) -> list[bytes]:
        """The messages as they go over the wire of a plain y-websocket connection."""
        return [client_frame(message) for message in self.messages]

    def recognizable(self) -> Iterator[tuple[bytes, int, int]]:
        """Each message that may arrive, with its first and last key: a key as it was sent, or letters in a row."""
        for first, message in enumerate(self.messages):
            yield message, first, first
            joined = self.updates[first]
            for last in range(first + 1, min(first + MAX_JOINED_LETTERS, len(self.updates))):
                further = join_letters(joined, self.updates[last])
                if further is None:
                    break
                joined = further
                yield _message(joined), first, last

    def caret(self, key: int) -> bytes:
        """The presence that an editor binding sends behind a key: a caret behind the last letter."""
        clock = max(0, self.clock_after[min(key, len(self.clock_after) - 1)] - 1)
        position = {"type": None, "tname": "content", "item": {"client": self.client, "clock": clock}, "assoc": 0}
        person = {"name": f"Person {self.client - FIRST_CLIENT_ID}", "color": "#30bced", "colorLight": "#30bced33"}
        state = json.dumps({"user": person, "cursor": {"anchor": position, "head": position}}, separators=(",", ":"))
        entry = var_uint(1) + var_uint(self.client) + var_uint(key + 1) + var_bytes(state.encode())
        return bytes([AWARENESS]) + var_bytes(entry)

    def last_key_of(self, inserted: list[Span], deleted: list[Span]) -> int:
        """The last key that an update, merged or not, shows to have arrived; -1 for none."""
        ends = [bisect.bisect_left(self.clock_after, s.clock + s.length) for s in inserted if s.client == self.client]
        deletes = [
            self.deleted_by.get(clock, -1)
            for span in deleted
            if span.client == self.client
            for clock in range(span.clock, span.clock + span.length)
        ]
        return max([-1, *ends, *deletes])


def write_script(trace: list[Step], client: int, keys: int, root: str) -> Script:
    """The first `keys` updates of a person who types the recording into the text `root`.

    Raises:
        ValueError: the recording is too short.
    """
    script = Script(client)
    doc: Doc[Text] = Doc(client_id=client)
    text = doc.get(root, type=Text)
    made: list[bytes] = []
    subscription = doc.observe(lambda event: made.append(event.update))
    at = clock = 0
    while len(script.updates) < keys:
        if at >= len(trace):
            raise ValueError(f"the recording has {len(trace)} steps, too few for {keys} keys")
        steps = OPENING_STEPS if at == 0 else 1
        made.clear()
        with doc.transaction():
            for step in trace[at : at + steps]:
                for position, deleted, inserted in step:
                    if deleted:
                        del text[position : position + deleted]
                    if inserted:
                        text.insert(position, inserted)
        at += steps
        for update in made:
            clock = _append(script, update, clock)
    doc.unobserve(subscription)
    return script


def text_of(updates: list[bytes], root: str) -> str:
    """The text that updates lead to."""
    doc: Doc[Text] = Doc()
    text = doc.get(root, type=Text)
    for update in updates:
        doc.apply_update(update)
    return str(text)


def _append(script: Script, update: bytes, clock: int) -> int:
    inserted, deleted = read_update(update)
    clock = max([clock, *(span.clock + span.length for span in inserted)])
    for span in deleted:
        script.deleted_by.update(dict.fromkeys(range(span.clock, span.clock + span.length), len(script.updates)))
    script.updates.append(update)
    script.messages.append(_message(update))
    script.clock_after.append(clock)
    return clock


def _message(update: bytes) -> bytes:
    return bytes([SYNC, UPDATE]) + var_bytes(update)
