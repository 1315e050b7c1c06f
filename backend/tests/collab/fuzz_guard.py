"""Mutates honest updates and applies whatever passes the guard. Runs in a process of its own, which may die.

python -m tests.collab.fuzz_guard <seed> <mutations>

Each case is printed before it is applied, so that the last line names what killed the process.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from app.errors import BadFrame
from app.services.collab import guard
from app.services.collab.lib0 import varuint
from tests.collab.typists import GuardedText, type_together

SESSIONS = 12
EDGES = (0, 1, 4, 10, 0x44, 0x7F, 0x80, 0x84, 0xC4, 0xFF)

type Mutation = Callable[[bytes, Random, list[bytes]], bytes]
type Outcome = Literal["refused", "same", "reordered"]


@dataclass(frozen=True)
class Moment:
    """A document, what the guard knows of it, and an honest update that comes next."""

    document: bytes
    state: guard.StateVector
    pairs: guard.SurrogatePairs
    honest: bytes

    def open_room(self) -> GuardedText:
        """The room as it was."""
        room = GuardedText()
        room.apply(self.document)
        room.advance(self.state)
        return room


def flip_bit(honest: bytes, random: Random, _: list[bytes]) -> bytes:
    at = random.randrange(len(honest))
    return honest[:at] + bytes([honest[at] ^ 1 << random.randrange(8)]) + honest[at + 1 :]


def set_byte(honest: bytes, random: Random, _: list[bytes]) -> bytes:
    at = random.randrange(len(honest))
    return honest[:at] + bytes([random.choice(EDGES)]) + honest[at + 1 :]


def step_byte(honest: bytes, random: Random, _: list[bytes]) -> bytes:
    at = random.randrange(len(honest))
    return honest[:at] + bytes([(honest[at] + random.choice((-2, -1, 1, 2))) % 256]) + honest[at + 1 :]


def replace_number(honest: bytes, random: Random, _: list[bytes]) -> bytes:
    at = random.randrange(len(honest))
    number = varuint(random.choice((0, 1, 2, 127, 128, (1 << 31) - 1, 1 << 32, (1 << 53) - 1, random.getrandbits(20))))
    return honest[:at] + number + honest[at + random.randint(0, 5) :]


def cut(honest: bytes, random: Random, _: list[bytes]) -> bytes:
    at = random.randrange(len(honest))
    return honest[:at] + honest[at + random.randint(1, 8) :]


def repeat(honest: bytes, random: Random, _: list[bytes]) -> bytes:
    at = random.randrange(len(honest))
    until = at + random.randint(1, 16)
    return honest[:until] + honest[at:until] + honest[until:]


def splice(honest: bytes, random: Random, others: list[bytes]) -> bytes:
    other = random.choice(others)
    at = random.randrange(len(other))
    return honest[: random.randrange(len(honest))] + other[at:]


def exchange(_: bytes, random: Random, others: list[bytes]) -> bytes:
    return random.choice(others)


MUTATE: tuple[Mutation, ...] = (flip_bit, set_byte, step_byte, replace_number, cut, repeat, splice, exchange)


def record_moments(seed: int) -> list[Moment]:
    """The documents of honest sessions at each change, with what comes next: the change, or all of the session."""
    moments: list[Moment] = []
    for session in range(seed, seed + SESSIONS):
        room = GuardedText()
        recorded: list[Moment] = []
        for who, said, everybody in type_together(session):
            recorded.append(Moment(room.document.get_update(), dict(room.state), deepcopy(room.pairs), said))
            room.take(said, who.client)
            for other in everybody:
                if other is not who:
                    other.inbox.append(said)
        whole = room.document.get_update()
        moments += recorded
        moments += [replace(moment, honest=whole) for moment in recorded[::4]]
    return moments


def read_through(room: GuardedText) -> bool:
    """Do what broken documents fail at: write all of it, load it anew, read the text. Return whether that is the same.

    Where a stranger names a right neighbour that stands left of the left one, the place depends on what else was
    there at the time, in Yjs as in pycrdt: the letters are the same and their order is not. [CH1] finds that.
    """
    copy = GuardedText()
    copy.apply(room.document.get_update())
    copy.advance(room.state)
    assert sorted(str(copy.text)) == sorted(str(room.text)), "the document is another one after being written and read"
    return str(copy.text) == str(room.text)


def admit_mutated(moment: Moment, mutated: bytes) -> Outcome:
    try:
        admission = guard.admit(mutated, moment.state, lambda _: True, moment.pairs)
    except BadFrame:
        return "refused"
    print("admit", moment.document.hex(), mutated.hex())
    room = moment.open_room()
    for part in admission.parts:
        room.apply(part)
    room.advance(admission.state)
    return "same" if read_through(room) else "reordered"


def divide_mutated(moment: Moment, mutated: bytes, random: Random) -> Outcome:
    held_back = [client for client in moment.state if random.random() < 0.2]
    try:
        guard.divide(mutated, moment.state, lambda client: client not in held_back, moment.pairs)
    except BadFrame:
        return "refused"
    print("divide", moment.document.hex(), mutated.hex())
    room = moment.open_room()
    room.take_state(mutated, *held_back)
    return "same" if read_through(room) else "reordered"


def main(seed: int, mutations: int) -> None:
    random = Random(seed)
    moments = record_moments(seed)
    others = [moment.honest for moment in moments]
    outcomes: Counter[Outcome] = Counter()
    for _ in range(mutations):
        moment = random.choice(moments)
        mutated = moment.honest
        for _ in range(random.choice((1, 1, 2, 3))):
            mutated = random.choice(MUTATE)(mutated, random, others) or mutated
        outcomes[admit_mutated(moment, mutated)] += 1
        outcomes[divide_mutated(moment, mutated, random)] += 1
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
