"""The guard: nothing that a peer sends reaches pycrdt, the log or another browser before it is read here.

A few bytes can kill the process through pycrdt, or make a document unreadable for good. The rules are
numbered GU in docs/protocol.md section 3.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.errors import BadFrame, Forbidden
from app.services.collab.divide import (
    MAX_PART_STRUCTS,
    Division,
    Part,
    Schedule,
    check_cuts,
    delete_parts,
    divide,
    schedule,
    struct_parts,
)
from app.services.collab.guard_read import (
    MAX_CLIENT_ID,
    MAX_CLOCK,
    MAX_DELETE_RANGES,
    MAX_STRUCTS,
    MAX_UPDATE_BYTES,
    Mentions,
    ReadUpdate,
    StateVector,
    read_struct,
    read_update,
    slice_section,
    write_deletes,
)
from app.services.collab.keystroke import ONE_STRUCT
from app.services.collab.lib0 import Reader, varuint
from app.services.collab.surrogates import SurrogatePairs, find_split

__all__ = [
    "MAX_CLIENT_ID",
    "MAX_CLOCK",
    "MAX_DELETE_RANGES",
    "MAX_PART_STRUCTS",
    "MAX_STATE_VECTOR_ENTRIES",
    "MAX_STRUCTS",
    "MAX_UPDATE_BYTES",
    "Admission",
    "Division",
    "Part",
    "StateVector",
    "SurrogatePairs",
    "admit",
    "divide",
    "read_state_vector",
    "write_state_vector",
    "written_clients",
]

MAX_STATE_VECTOR_ENTRIES: Final = 2048
"""Of a state vector from a peer."""

MAX_KEYSTROKE_BYTES: Final = 1024
"""Of an update that takes the short way."""


def read_state_vector(state_vector: bytes, most_entries: int = MAX_STATE_VECTOR_ENTRIES) -> StateVector:
    """Read a state vector [GU9]. Our own may have more entries than a peer's.

    Raises:
        BadFrame: it has too many entries, a client twice, or bytes behind them.
    """
    reader = Reader(state_vector)
    count = reader.varuint(most_entries)
    state = {reader.varuint(MAX_CLIENT_ID): reader.varuint(MAX_CLOCK) for _ in range(count)}
    reader.finish()
    if len(state) != count:
        raise BadFrame("A state vector lists a client twice.")
    return state


def write_state_vector(state: Mapping[int, int]) -> bytes:
    """Encode a state vector as Yjs does."""
    entries = (varuint(client) + varuint(clock) for client, clock in state.items())
    return varuint(len(state)) + b"".join(entries)


@dataclass(frozen=True, slots=True)
class Admission:
    """A live update that may be applied, stored and passed on.

    `update` is what to pass on, without structs that the document has. `parts` is the same for pycrdt and
    the log, each to be applied in a transaction of its own: more than one only where a single transaction
    would cost too much memory. `state` holds the next clocks of the clients that advance, `clients` those
    clients. `empty` says that there is nothing to apply.
    """

    update: bytes
    parts: tuple[bytes, ...]
    state: StateVector
    clients: frozenset[int]
    empty: bool


def admit(update: bytes, state: Mapping[int, int], owns: Callable[[int], bool], pairs: SurrogatePairs) -> Admission:
    """Check a live `update` against a document whose state vector is `state` [GU1] to [GU5].

    `owns` is asked only about clients with new structs, when every other rule is kept. `pairs` are those of
    the document; `SurrogatePairs.learn` takes up those of what was applied.

    Raises:
        BadFrame: a rule is broken.
        Forbidden: the update has new structs of a client that the sender does not own.
    """
    if len(update) <= MAX_KEYSTROKE_BYTES and update.startswith(ONE_STRUCT) and update.endswith(b"\x00"):
        keystroke = _admit_keystroke(update, state, owns, pairs)
        if keystroke is not None:
            return keystroke
    read = read_update(update)
    plan = schedule(read.sections, state, lambda _: True)
    _check_fit(read, plan, state)
    check_cuts(read, state, pairs)
    _check_owner(plan.reached, owns)
    fresh = _leave_out_known(read, plan, state)
    structs = sum(run.last - run.first for run in plan.runs)
    if structs > MAX_PART_STRUCTS:
        parts = (*struct_parts(read, plan, state), *delete_parts(read.deletes))
        updates = tuple(part.update for part in parts)
    else:
        updates = (fresh,)
    empty = not plan.reached and not read.deletes
    return Admission(fresh, () if empty else updates, plan.reached, frozenset(plan.reached), empty)


def _admit_keystroke(
    update: bytes, state: Mapping[int, int], owns: Callable[[int], bool], pairs: SurrogatePairs
) -> Admission | None:
    """Admit an update that is one new struct and nothing else, as most are; `None` if it is not that."""
    reader = Reader(update, len(ONE_STRUCT))
    client = reader.varuint(MAX_CLIENT_ID)
    clock = reader.varuint(MAX_CLOCK)
    mentions = Mentions()
    end = clock + read_struct(reader, client, clock, mentions)
    if reader.at != len(update) - 1 or clock != state.get(client, 0) or end > MAX_CLOCK:
        return None
    for referred, referred_clock in mentions.foreign:
        if referred_clock >= state.get(referred, 0):
            return None
    if pairs and find_split(mentions.cuts, pairs, ()) is not None:
        return None
    reached = {client: end}
    _check_owner(reached, owns)
    return Admission(update, (update,), reached, frozenset((client,)), empty=False)


def _check_fit(read: ReadUpdate, plan: Schedule, state: Mapping[int, int]) -> None:
    """Refuse what does not fit the document whole [GU4]. `plan` is a schedule that may take everything.

    Structs that refer to each other in a circle are in no schedule, so they refer to what is not reached.
    """

    def reached(client: int) -> int:
        return plan.reached.get(client, state.get(client, 0))

    for section in read.sections:
        client = section.client
        if section.start > state.get(client, 0):
            raise BadFrame(f"There is a gap before the clock {section.start} of client {client}.")
        for needs in section.needs.values():
            for referred, clock in needs:
                if clock >= reached(referred):
                    raise BadFrame(f"The id {referred}:{clock} is neither in the document nor earlier in the update.")
    for deleted in read.deletes:
        if deleted.end > reached(deleted.client):
            raise BadFrame(f"A delete range of client {deleted.client} ends at {deleted.end}, beyond the document.")


def _check_owner(reached: StateVector, owns: Callable[[int], bool]) -> None:
    for client in reached:
        if not owns(client):
            raise Forbidden(f"The client id {client} belongs to somebody else.")


def _leave_out_known(read: ReadUpdate, plan: Schedule, state: Mapping[int, int]) -> bytes:
    """Encode an update anew with its new structs only; the update itself if it has no others."""
    if all(section.start == state.get(section.client, 0) for section in read.sections):
        return read.update
    first_new: dict[int, int] = {}
    for run in plan.runs:
        first_new.setdefault(run.section.client, run.first)
    fresh = [
        slice_section(read, section, first_new[section.client], len(section.ends), state.get(section.client, 0))
        for section in read.sections
        if section.client in first_new
    ]
    return varuint(len(fresh)) + b"".join(fresh) + write_deletes(read.deletes)


def written_clients(update: bytes) -> StateVector:
    """Return the next clock of each client with structs in an update of the log.

    Raises:
        BadFrame: it is no update that the guard would have let through.
    """
    return {section.client: section.ends[-1] for section in read_update(update).sections}
