"""A room's texts and the client ids that wrote them: what the guard lets in, and under whose name."""

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain import ParticipantId
from app.errors import BadFrame, Forbidden, TextTooLong
from app.limits import MAX_MERGED_TEXT_LENGTH
from app.services.collab import guard
from app.services.collab.people import SERVER, is_guest
from app.services.collab.text import SharedText, TextBroken

MAX_WAITING_ENTRIES = 1_000
"""Entries of the log that may wait, in one text, for what they refer to."""


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
        self._waiting: dict[str, list[tuple[bytes, ParticipantId | None]]] = {}
        """Entries of the log of which something refers to what is missing."""

    def get(self, name: str) -> SharedText:
        """The text of that name; an empty one if nobody has written it yet."""
        text = self._texts.get(name)
        if text is None:
            text = self._texts[name] = SharedText(name)
        return text

    def restore(self, name: str, update: bytes, author: ParticipantId | None) -> None:
        """Apply a logged update and bind its client ids to its author again (ID3).

        Raises:
            TextBroken: the update cannot be applied.
        """
        written = guard.written_clients(update)
        self.get(name).apply((update,), written)
        if author is not None and not is_guest(author):
            for client in written:
                self._owners.setdefault(client, author)

    def fold(self, name: str, update: bytes, author: ParticipantId | None) -> list[Accepted]:
        """Apply what another server has put into the log while this room is open; nothing if all of it is known.

        What refers to what is missing waits, and comes with a later entry. That happens only behind a damaged one.

        Raises:
            TextBroken: two people write under one client id, or the document must not be used any more.
        """
        accepted = self._fold(name, update, author)
        if waiting := self._waiting.pop(name, None):
            for later, writer in waiting:
                accepted += self._fold(name, later, writer)
        return accepted

    def _fold(self, name: str, update: bytes, author: ParticipantId | None) -> list[Accepted]:
        text = self.get(name)
        try:
            admission = guard.admit(update, text.state, lambda _: True, text.pairs)
        except BadFrame:
            return self._fold_parts(text, update, author)
        self._check_owner(admission.clients, author)
        text.apply(admission.parts, admission.state)
        return [Accepted(part, author, admission.clients) for part in admission.parts]

    def _fold_parts(self, text: SharedText, update: bytes, author: ParticipantId | None) -> list[Accepted]:
        """Apply what fits, and let the rest wait."""
        try:
            division = guard.divide(update, text.state, lambda _: True, text.pairs)
        except BadFrame as error:
            raise TextBroken(f"the log holds what the guard refuses: {error.message}") from None
        accepted: list[Accepted] = []
        for part in division.parts:
            clients = frozenset(part.state)
            self._check_owner(clients, author)
            text.apply((part.update,), part.state)
            accepted.append(Accepted(part.update, author, clients))
        if division.held:
            waiting = self._waiting.setdefault(text.name, [])
            waiting.append((update, author))
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

    def claim(self, clients: Iterable[int], participant: ParticipantId) -> None:
        """Bind those client ids that nobody owns (ID1)."""
        for client in clients:
            self._owners.setdefault(client, participant)

    def may_use(self, client: int, participant: ParticipantId) -> bool:
        """Whether the client id is the participant's, or nobody's."""
        return self._owners.get(client, participant) == participant

    def release(self, participant: ParticipantId) -> None:
        """Free a guest's client ids (ID2)."""
        self._owners = {client: owner for client, owner in self._owners.items() if owner != participant}

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
        self.claim(clients, SERVER)
        return Accepted(update, SERVER, clients)

    def _check_length(self, text: SharedText, advanced: Mapping[int, int]) -> None:
        growth = sum(clock - text.state.get(client, 0) for client, clock in advanced.items())
        # The sum of all clocks is at least the length, and needs no look at the text.
        if text.clock_sum + growth <= MAX_MERGED_TEXT_LENGTH:
            return
        if growth > 0 and text.length() + growth > MAX_MERGED_TEXT_LENGTH:
            raise TextTooLong(f"A text may hold at most {MAX_MERGED_TEXT_LENGTH} characters.")
