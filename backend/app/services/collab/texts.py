"""A room's texts and the client ids that wrote them: what the guard lets in, and under whose name."""

import enum
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain import ParticipantId
from app.errors import BadFrame, Forbidden, TextTooLong
from app.limits import MAX_MERGED_TEXT_LENGTH
from app.services.collab import guard
from app.services.collab.checkpoint import TextState
from app.services.collab.held_back import HeldBack, LoggedUpdate
from app.services.collab.people import SERVER, is_guest
from app.services.collab.text import SharedText, TextBroken

MAX_WAITING_ENTRIES: Final = 1_000
"""Entries of the log that may wait, in one text of an open room, for what they refer to."""


class Standing(enum.Enum):
    """Where the owner of a client id is, seen from somebody else who brings its structs."""

    SYNCED = enum.auto()
    """Here, and writing with this client id: whoever brings more makes it up (GU7)."""
    AWAITED = enum.auto()
    """May still bring it itself (GU6)."""
    GONE = enum.auto()
    """Away for long enough after the server's start (GU8)."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A change that was applied: the update, who wrote it, and the client ids that it advanced."""

    update: bytes
    author: ParticipantId | None
    clients: frozenset[int]


class Texts:
    """The texts of one room."""

    def __init__(self) -> None:
        self._texts: dict[str, SharedText] = {}
        self._owners: dict[int, ParticipantId] = {}
        self._only_claimed: set[int] = set()
        """Those of the owned client ids that the log does not name."""
        self._held: dict[str, HeldBack] = {}
        """What of the log does not fit its text."""

    def get(self, name: str) -> SharedText:
        """The text of that name; an empty one if nobody has written it yet."""
        text = self._texts.get(name)
        if text is None:
            text = self._texts[name] = SharedText(name)
        return text

    def restore(self, name: str, update: bytes, author: ParticipantId | None) -> None:
        """Take a logged update: apply what the text lacks of it, and bind its client ids to its author again (ID3).

        What does not fit is held back until what it lacks has come.

        Raises:
            BadFrame: it is no update that the guard would have let through.
            TextBroken: the update cannot be applied.
        """
        text = self.get(name)
        advanced = self._restore(text, LoggedUpdate(update, author))
        held = self._held.get(name)
        if not held:
            return
        fitting = deque(held.take(advanced))
        while fitting:
            fitting.extend(held.take(self._restore(text, fitting.popleft())))

    def _restore(self, text: SharedText, entry: LoggedUpdate) -> Iterable[int]:
        """Apply what fits of a logged update; returns the clients that advance."""
        update, author = entry
        try:
            admission = guard.admit(update, text.state, _everybody, text.pairs)
        except BadFrame:
            return self._restore_in_parts(text, entry)
        text.apply(admission.parts, admission.state)
        # Who wrote structs that are here already is named by this entry too.
        written = admission.clients if admission.update is update else guard.written_clients(update)
        self._bind(written, author)
        return admission.clients

    def _restore_in_parts(self, text: SharedText, entry: LoggedUpdate) -> Iterable[int]:
        update, author = entry
        division = guard.divide(update, text.state, _everybody, text.pairs)
        advanced: set[int] = set()
        for part in division.parts:
            text.apply((part.update,), part.state)
            advanced.update(part.state)
        self._bind(guard.written_clients(update), author)
        if division.held:
            self._held.setdefault(text.name, HeldBack()).add(entry, division.held)
        return advanced

    def settle(self) -> None:
        """Apply what waits in each text.

        Raises:
            TextBroken: one of them must not be used any more.
        """
        for text in self._texts.values():
            text.settle()

    def write_down(self) -> list[TextState]:
        """All texts in which anything was ever written.

        Raises:
            TextBroken: one of them must not be used any more.
        """
        return [text.write_down() for text in self._texts.values() if text.state]

    def restore_state(self, texts: Iterable[TextState], owners: Mapping[int, ParticipantId]) -> Iterator[None]:
        """Become what was written down, in short steps.

        Raises:
            BadFrame, TextBroken: it cannot be.
        """
        self._owners = dict(owners)
        for text in texts:
            yield from self.get(text.name).restore_state(text)

    @property
    def logged_owners(self) -> dict[int, ParticipantId]:
        """Whose client ids the log names, which is who owns them when it is read again."""
        return {
            client: owner
            for client, owner in self._owners.items()
            if client not in self._only_claimed and not is_guest(owner)
        }

    @property
    def held_back(self) -> int:
        """How many entries of the log build on what is not in it."""
        return sum(len(held) for held in self._held.values())

    @property
    def show_nothing(self) -> bool:
        """Whether all that there is of some text, or of all of them, builds on what is not in the log."""
        nowhere = all(not text.state for text in self._texts.values())
        return nowhere or any(held and not self._texts[name].state for name, held in self._held.items())

    def fold(self, name: str, update: bytes, author: ParticipantId | None) -> list[Accepted]:
        """Apply what another server has put into the log while this room is open; nothing if all of it is known.

        What refers to what is missing waits, and comes with a later entry. That happens only behind a damaged one.

        Raises:
            TextBroken: two people write under one client id, or the document must not be used any more.
        """
        accepted = self._fold(name, update, author)
        if held := self._held.get(name):
            fitting = deque(held.take(_advanced(accepted)))
            while fitting:
                later = self._fold(name, *fitting.popleft())
                accepted += later
                fitting.extend(held.take(_advanced(later)))
        return accepted

    def _fold(self, name: str, update: bytes, author: ParticipantId | None) -> list[Accepted]:
        text = self.get(name)
        try:
            admission = guard.admit(update, text.state, _everybody, text.pairs)
        except BadFrame:
            return self._fold_parts(text, update, author)
        self._check_owner(admission.clients, author)
        text.apply(admission.parts, admission.state)
        return [Accepted(part, author, admission.clients) for part in admission.parts]

    def _fold_parts(self, text: SharedText, update: bytes, author: ParticipantId | None) -> list[Accepted]:
        """Apply what fits, and let the rest wait."""
        try:
            division = guard.divide(update, text.state, _everybody, text.pairs)
        except BadFrame as error:
            raise TextBroken(f"the log holds what the guard refuses: {error.message}") from None
        accepted: list[Accepted] = []
        for part in division.parts:
            clients = frozenset(part.state)
            self._check_owner(clients, author)
            text.apply((part.update,), part.state)
            accepted.append(Accepted(part.update, author, clients))
        if division.held:
            waiting = self._held.setdefault(text.name, HeldBack())
            waiting.add(LoggedUpdate(update, author), division.held)
            if len(waiting) > MAX_WAITING_ENTRIES:
                raise TextBroken("too much of the log refers to what is missing")
        return accepted

    def _check_owner(self, clients: frozenset[int], author: ParticipantId | None) -> None:
        """The log's first writer owns a client id (ID1); who wrote with it here at the same time does not."""
        if author is None:
            return
        for client in clients:
            owner = self._owners.setdefault(client, author)
            if owner != author:
                raise TextBroken("somebody else wrote under the same client id elsewhere")
        self._bind(clients, author)

    def claim(self, clients: Iterable[int], participant: ParticipantId) -> None:
        """Bind those client ids that nobody owns (ID1)."""
        for client in clients:
            if client not in self._owners:
                self._owners[client] = participant
                self._only_claimed.add(client)

    def _bind(self, clients: Iterable[int], author: ParticipantId | None) -> None:
        """Bind client ids to whom the log names as the author of what they wrote (ID3)."""
        if author is None or is_guest(author):
            return
        for client in clients:
            if self._owners.setdefault(client, author) == author:
                self._only_claimed.discard(client)

    def may_use(self, client: int, participant: ParticipantId) -> bool:
        """Whether the client id is the participant's, or nobody's."""
        return self._owners.get(client, participant) == participant

    def release(self, participant: ParticipantId) -> None:
        """Free a guest's client ids (ID2)."""
        self._owners = {client: owner for client, owner in self._owners.items() if owner != participant}
        self._only_claimed &= self._owners.keys()

    def take_update(self, name: str, update: bytes, author: ParticipantId) -> Sequence[Accepted]:
        """Apply what somebody has just typed (GU1 to GU5), in parts if it is large; nothing if it changes nothing.

        Raises:
            BadFrame: the update breaks a rule.
            Forbidden: it writes under somebody else's client id.
            TextTooLong: the text would pass its limit.
            TextBroken: the document must not be used any more.
        """
        text = self.get(name)
        admission = guard.admit(update, text.state, lambda client: self.may_use(client, author), text.pairs)
        self._check_length(text, admission.state)
        text.apply(admission.parts, admission.state)
        self.claim(admission.clients, author)
        self._bind(admission.clients, author)
        return [Accepted(part, author, admission.clients) for part in admission.parts]

    def take_state(
        self,
        name: str,
        update: bytes,
        author: ParticipantId,
        standing: Callable[[int, ParticipantId], Standing],
    ) -> tuple[Sequence[Accepted], frozenset[int]]:
        """Apply what of a sync step 2 fits (GU6 to GU8), and say which clients' structs are waited for.

        Raises:
            BadFrame, Forbidden, TextTooLong, TextBroken: as `take_update`.
        """
        text = self.get(name)

        def may_take(client: int) -> bool:
            owner = self._owners.get(client, author)
            if owner in (author, SERVER):
                return True
            match standing(client, owner):
                case Standing.SYNCED:
                    raise Forbidden("This update writes under the client id of somebody who is here.")
                case Standing.AWAITED:
                    return False
                case Standing.GONE:
                    return True

        division = guard.divide(update, text.state, may_take, text.pairs)
        grown: dict[int, int] = {}
        for part in division.parts:
            grown.update(part.state)
        self._check_length(text, grown)
        accepted: list[Accepted] = []
        for part in division.parts:
            if part.client is None:
                # Every step 2 repeats all deletes there ever were. They are news where they change this document, or
                # where a struct just taken came as deleted already: others may have it as it was typed.
                if text.apply_deletes(part.update) or accepted:
                    accepted.append(Accepted(part.update, author, frozenset()))
                continue
            text.apply((part.update,), part.state)
            mine = self._owners.get(part.client) == author
            if mine:
                self._bind((part.client,), author)
            accepted.append(Accepted(part.update, author if mine else None, frozenset({part.client})))
        return accepted, division.held

    def replace(self, name: str, content: str) -> Accepted | None:
        """Make a text equal `content` on behalf of the API; `None` if it was."""
        text = self.get(name)
        before = dict(text.state)
        update = text.replace(content)
        if update is None:
            return None
        clients = frozenset(client for client, clock in text.state.items() if clock != before.get(client, 0))
        self._bind(clients, SERVER)
        return Accepted(update, SERVER, clients)

    def _check_length(self, text: SharedText, advanced: Mapping[int, int]) -> None:
        growth = sum(clock - text.state.get(client, 0) for client, clock in advanced.items())
        # The sum of all clocks is at least the length, and needs no look at the text.
        if text.clock_sum + growth <= MAX_MERGED_TEXT_LENGTH:
            return
        if growth > 0 and text.length() + growth > MAX_MERGED_TEXT_LENGTH:
            raise TextTooLong(f"A text may hold at most {MAX_MERGED_TEXT_LENGTH} characters.")


def _advanced(changes: Iterable[Accepted]) -> set[int]:
    return {client for change in changes for client in change.clients}


def _everybody(_: int) -> bool:
    return True
