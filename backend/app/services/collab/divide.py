"""Divides an update into parts that fit a document one after another, and says what does not yet [GU6]."""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final

from app.errors import BadFrame
from app.services.collab.guard_read import (
    DeleteRange,
    Id,
    ReadUpdate,
    Section,
    StateVector,
    read_update,
    slice_section,
    write_deletes,
)
from app.services.collab.surrogates import SurrogatePairs, find_split

MAX_PART_STRUCTS: Final = 1024
"""pycrdt joins the structs of one transaction in quadratic memory: 16,384 take 160 MB, 1,024 less than 1."""

MAX_PART_DELETE_RANGES: Final = 4096


@dataclass(frozen=True, slots=True)
class Part:
    """A valid update that fits the document once the parts before it are applied.

    `client` is the one client that has new structs in it, `None` in a part of delete ranges; `state` holds
    the next clock of that client.
    """

    update: bytes
    state: StateVector
    client: int | None


@dataclass(frozen=True, slots=True)
class Division:
    """The parts of an update in the order to apply them, and the clients of what was held back or is missing.

    `held` is empty when the update was taken whole.
    """

    parts: tuple[Part, ...]
    held: frozenset[int]


@dataclass(frozen=True, slots=True)
class Run:
    """The structs from `first` up to, not including, `last` of a section, which fit one after another."""

    section: Section
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """An order in which structs follow what they refer to, where it leads, and who is held back."""

    runs: list[Run]
    reached: StateVector
    held: set[int]


@dataclass(slots=True)
class _Cursor:
    """How far a section has been taken."""

    section: Section
    next: int


@dataclass(slots=True)
class _Waiting:
    """Cursors that wait until a client reaches a clock, lowest clock first."""

    by_client: dict[int, list[tuple[int, int, _Cursor]]] = field(default_factory=dict)

    def add(self, missing: Id, cursor: _Cursor) -> None:
        client, clock = missing
        # The section's client breaks ties, so that two cursors are never compared.
        heappush(self.by_client.setdefault(client, []), (clock, cursor.section.client, cursor))

    def take(self, client: int, reached: int) -> list[_Cursor]:
        heap = self.by_client.get(client, [])
        woken: list[_Cursor] = []
        while heap and heap[0][0] < reached:
            woken.append(heappop(heap)[2])
        return woken


def divide(update: bytes, state: Mapping[int, int], may_take: Callable[[int], bool], pairs: SurrogatePairs) -> Division:
    """Divide an update for a document whose state vector is `state` into parts of at most `MAX_PART_STRUCTS`.

    New structs are taken of clients for which `may_take` is true; it is asked once about each client with new
    structs. Structs that the document has are left out. `pairs` are those of the document.

    Raises:
        BadFrame: the update breaks GU1, GU2 or GU3, or addresses half a character.
    """
    read = read_update(update)
    check_cuts(read, state, pairs)
    plan = schedule(read.sections, state, may_take)
    fitting: list[DeleteRange] = []
    for deleted in read.deletes:
        reached = plan.reached.get(deleted.client, state.get(deleted.client, 0))
        if deleted.end > reached:
            plan.held.add(deleted.client)
        if deleted.start < reached:
            fitting.append(DeleteRange(deleted.client, deleted.start, min(deleted.end, reached)))
    return Division((*struct_parts(read, plan, state), *delete_parts(fitting)), frozenset(plan.held))


def schedule(sections: list[Section], state: Mapping[int, int], may_take: Callable[[int], bool]) -> Schedule:
    """Order the new structs of an update, in time linear in their number but for a heap's logarithm.

    A struct that cannot be taken is looked at again only when the client that it waits for has reached the
    clock that it waits for, and it waits at most twice: once for each of the two ids it may refer to.
    """
    plan = Schedule([], {}, set())
    waiting = _Waiting()
    ready: deque[_Cursor] = deque()
    cursors: list[_Cursor] = []
    for section in sections:
        known = state.get(section.client, 0)
        if section.ends[-1] <= known:
            continue
        cursor = _Cursor(section, bisect_right(section.ends, known))
        cursors.append(cursor)
        if may_take(section.client) and section.start <= known:
            ready.append(cursor)
    while ready:
        cursor = ready.popleft()
        section, first = cursor.section, cursor.next
        while cursor.next < len(section.ends):
            missing = _find_missing(section.needs.get(cursor.next), plan.reached, state)
            if missing is not None:
                waiting.add(missing, cursor)
                break
            cursor.next += 1
        if cursor.next > first:
            reached = section.ends[cursor.next - 1]
            plan.runs.append(Run(section, first, cursor.next))
            plan.reached[section.client] = reached
            ready.extend(waiting.take(section.client, reached))
    plan.held.update(cursor.section.client for cursor in cursors if cursor.next < len(cursor.section.ends))
    plan.held.update(client for client, heap in waiting.by_client.items() if heap)
    return plan


def check_cuts(read: ReadUpdate, state: Mapping[int, int], pairs: SurrogatePairs) -> None:
    """Promise that no neighbour and no delete range of an update begins or ends in the middle of a character.

    Raises:
        BadFrame: one does.
    """
    added = [(client, clock) for client, clock in read.pairs if clock > state.get(client, 0)]
    split = find_split(read.cuts, pairs, added)
    if split is not None:
        raise BadFrame(f"The clock {split[1]} of client {split[0]} is in the middle of a character.")


def _find_missing(needs: list[Id] | None, reached: StateVector, state: Mapping[int, int]) -> Id | None:
    if needs is not None:
        for client, clock in needs:
            if clock >= reached.get(client, state.get(client, 0)):
                return client, clock
    return None


def struct_parts(read: ReadUpdate, plan: Schedule, state: Mapping[int, int]) -> list[Part]:
    """Encode the runs of a schedule, cut into parts of at most `MAX_PART_STRUCTS`."""
    parts: list[Part] = []
    for run in plan.runs:
        section = run.section
        known = state.get(section.client, 0)
        for first in range(run.first, run.last, MAX_PART_STRUCTS):
            last = min(first + MAX_PART_STRUCTS, run.last)
            update = b"\x01" + slice_section(read, section, first, last, known) + b"\x00"
            parts.append(Part(update, {section.client: section.ends[last - 1]}, section.client))
    return parts


def delete_parts(deletes: list[DeleteRange]) -> list[Part]:
    """Encode delete ranges, cut into parts of at most `MAX_PART_DELETE_RANGES`."""
    return [
        Part(
            b"\x00" + write_deletes(deletes[first : first + MAX_PART_DELETE_RANGES]),
            {},
            None,
        )
        for first in range(0, len(deletes), MAX_PART_DELETE_RANGES)
    ]
