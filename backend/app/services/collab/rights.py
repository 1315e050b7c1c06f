"""What hosts have decided about a session's people: who may come in, who may do what. Folded from the log's events.

Never awaits and tells nobody: `doors.py` acts on it.
"""

import enum
from collections.abc import Mapping
from typing import Any, cast

from app.domain import ParticipantId
from app.services.collab.people import Participant, Role, is_guest


class Lock(enum.StrEnum):
    """What can be taken from a person for a while."""

    EDIT = "edit"
    RUN = "run"
    PASTE = "paste"
    HELP = "help"


NO_LOCKS: frozenset[Lock] = frozenset()
RIGHTS_EVENTS = frozenset(
    {"preparing", "started", "lobby", "admitted", "removed", "locked", "unlocked", "link_rotated"}
)


class Rights:
    """The decisions so far."""

    def __init__(self) -> None:
        self.is_preparing = False
        """Whether nobody but hosts may come in before `started`."""
        self.was_prepared = False
        """Whether what the log says before `started` is for hosts alone."""
        self.has_lobby = False
        self.removed: set[ParticipantId] = set()
        self._inside: set[ParticipantId] = set()
        """Who has been let in once, by a host or because the door was open, and comes back without asking."""
        self._for_all = NO_LOCKS
        self._locked: dict[ParticipantId, frozenset[Lock]] = {}
        self._rotated: dict[Role, int] = {}
        self.rotations = 0
        """How many links were replaced, as far as the log tells."""
        self.version = 0
        """Another number when anything was decided."""

    # Asking ----------------------------------------------------------------------------------------------------

    def must_wait(self, participant: ParticipantId, role: Role) -> bool:
        """Whether somebody who comes with this role waits before the door."""
        if role is Role.HOST:
            return False
        return self.is_preparing or (self.has_lobby and participant not in self._inside)

    def is_locked(self, participant: Participant, lock: Lock) -> bool:
        """Whether this is taken from the participant at the moment. Nothing is taken from hosts."""
        if participant.role is Role.HOST:
            return False
        return lock in self._for_all or lock in self._locked.get(participant.id, NO_LOCKS)

    def is_locked_for_all(self, lock: Lock) -> bool:
        """Whether this is taken from everybody but hosts."""
        return lock in self._for_all

    def is_outdated(self, role: Role, rotations: int) -> bool:
        """Whether the link that gives this role was replaced since so many were."""
        return rotations < self._rotated.get(role, 0)

    # Folding ---------------------------------------------------------------------------------------------------

    def note_inside(self, participant: Participant) -> None:
        """Somebody is in the room, by what the log says."""
        if participant.role is not Role.WAITING and not is_guest(participant.id):
            self._inside.add(participant.id)

    def fold(self, type_: str, event: Mapping[str, object]) -> None:
        """Take one logged event into account.

        Raises:
            KeyError, ValueError: it is not what a room would have written.
        """
        self.version += 1
        match type_:
            case "preparing":
                self.is_preparing = self.was_prepared = True
            case "started":
                self.is_preparing = False
            case "lobby":
                self.has_lobby = bool(event["on"])
            case "admitted":
                self._inside.add(_participant(event))
                self.removed.discard(_participant(event))
            case "removed":
                self.removed.add(_participant(event))
                self._inside.discard(_participant(event))
            case "locked" | "unlocked":
                self._turn(Lock(cast(str, event["lock"])), event["participantId"], on=type_ == "locked")
            case "link_rotated":
                number = cast(int, event["number"])
                self._rotated[Role(cast(str, event["role"]))] = number
                self.rotations = max(self.rotations, number)
            case _:
                raise ValueError(f"{type_[:40]!r} decides nothing about rights.")

    def _turn(self, lock: Lock, participant: object, *, on: bool) -> None:
        change = frozenset({lock})
        if participant is None:
            self._for_all = self._for_all | change if on else self._for_all - change
            if not on:
                # "For all" is everybody: what was taken from one of them alone goes, too.
                self._locked = {one: locks - change for one, locks in self._locked.items() if locks - change}
            return
        one = ParticipantId(cast(str, participant))
        locks = self._locked.get(one, NO_LOCKS)
        locks = locks | change if on else locks - change
        if locks:
            self._locked[one] = locks
        else:
            self._locked.pop(one, None)

    # Telling and keeping ---------------------------------------------------------------------------------------

    def told(self) -> dict[str, object]:
        """As `welcome` tells it."""
        return {
            "preparing": self.is_preparing,
            "lobby": self.has_lobby,
            "locks": {
                "all": sorted(self._for_all),
                "people": {one: sorted(locks) for one, locks in self._locked.items()},
            },
        }

    def write_down(self) -> dict[str, object]:
        """All of it, as JSON has it."""
        return {
            **self.told(),
            "prepared": self.was_prepared,
            "removed": sorted(self.removed),
            "inside": sorted(self._inside),
            "rotated": {role.value: number for role, number in self._rotated.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Become what `write_down` told; nothing of an older checkpoint.

        Raises:
            LookupError, ValueError, TypeError, AttributeError: it is something else.
        """
        if not state:
            return
        self.is_preparing = bool(state["preparing"])
        self.was_prepared = bool(state["prepared"])
        self.has_lobby = bool(state["lobby"])
        self.removed = {ParticipantId(one) for one in state["removed"]}
        self._inside = {ParticipantId(one) for one in state["inside"]}
        self._for_all = frozenset(Lock(lock) for lock in state["locks"]["all"])
        self._locked = {
            ParticipantId(one): frozenset(Lock(lock) for lock in locks)
            for one, locks in state["locks"]["people"].items()
        }
        self._rotated = {Role(role): int(number) for role, number in state["rotated"].items()}
        self.rotations = max(self._rotated.values(), default=0)


def _participant(event: Mapping[str, object]) -> ParticipantId:
    return ParticipantId(cast(str, event["participantId"]))
