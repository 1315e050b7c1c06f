"""One shared text: a Yjs document with the one root `content`, and the state vector the guard predicts for it."""

import gc
import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from secrets import randbits
from typing import Final

from pycrdt import Doc, Text

from app.services.collab import guard
from app.services.collab.checkpoint import TextState

ROOT: Final = "content"
EVERYTHING: Final = b"\x00"
"""The state vector of an empty replica."""
MAX_APPLY_S: Final = 0.25
"""CPU seconds that applying one update may cost, whatever its size."""
MAX_APPLY_S_PER_BYTE: Final = 20e-6
"""CPU seconds more for each byte. Honest typing costs a hundredth of it."""
MIN_OVERLOAD_BYTES: Final = 256
"""A smaller update holds too few structs to cost that much: if it seems to, the time went elsewhere."""
MAX_WAITING_KEYS: Final = 64
"""Keys that are applied together."""


class TextBroken(Exception):
    """The document refused what the guard had passed, or panicked. It must be read again from the log."""


class TextOverloaded(TextBroken):
    """An update cost more than any honest one. Its sender is to blame, and nobody else must ever apply it (GU14)."""


class SharedText:
    """A text in memory. Only guarded updates go in; `state` is what the document's state vector must be.

    Keys wait until somebody looks at the document, or until they are to be written: together they cost half as much.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        # 32 bits like Yjs: a browser's varints and its maps by number are at home there.
        self._doc: Doc[Text] = Doc(client_id=randbits(32))
        # The library's own wrapper around a transaction costs as much as the transaction.
        self._store = self._doc._doc
        self._content = self._doc.get(ROOT, type=Text)
        self._waiting: list[bytes] = []
        """Keys that are in `state`, and not in the document yet."""
        self.state: dict[int, int] = {}
        self.clock_sum = 0
        """UTF-16 units ever inserted, deleted ones included."""
        self.pairs = guard.SurrogatePairs()

    def __str__(self) -> str:
        """The text; raises as `settle`."""
        self.settle()
        return str(self._content)

    def apply(self, updates: Sequence[bytes], advanced: Mapping[int, int]) -> None:
        """Apply guarded updates, each in a transaction of its own, that lead the given clients to the given clocks.

        Raises:
            TextBroken: the document must not be used any more.
            TextOverloaded: nor must one of the updates be.
        """
        for update in updates:
            self._apply(update)
            self.pairs.learn(update)
        for client, clock in advanced.items():
            self.clock_sum += clock - self.state.get(client, 0)
            self.state[client] = clock

    def apply_key(self, update: bytes, client: int, clock: int, grown: int) -> None:
        """Take one small guarded update, of ASCII alone, that inserts `grown` units and leads `client` to `clock`.

        Raises:
            TextBroken: as `settle`, which this does now and then.
        """
        self._waiting.append(update)
        if len(self._waiting) >= MAX_WAITING_KEYS:
            self.settle()
        if grown:
            self.clock_sum += grown
            self.state[client] = clock

    def settle(self) -> None:
        """Apply the keys that wait. Nothing is written to the log before.

        Raises:
            TextBroken: the document must not be used any more.
        """
        if self._waiting:
            self._apply_quickly(self._waiting)
            # Not before: where that raised, it must go on raising.
            self._waiting = []

    def apply_deletes(self, update: bytes) -> bool:
        """Apply a guarded update of delete ranges alone; returns whether it deleted what was not deleted before.

        Raises:
            TextBroken: as `apply`.
        """
        self.settle()
        changes: list[object] = []
        subscription = self._doc.observe(changes.append)
        self._apply(update)
        self._doc.unobserve(subscription)
        return bool(changes)

    def _apply(self, update: bytes) -> None:
        self.settle()
        if len(update) < MIN_OVERLOAD_BYTES:
            self._apply_quickly((update,))
            return
        collected = _collections.seconds
        started = time.thread_time()
        with _panics_as_broken():
            self._doc.apply_update(update)
        spent = time.thread_time() - started - (_collections.seconds - collected)
        # A well-formed update can let the library, and every browser, search the whole text for each of its structs.
        if spent > MAX_APPLY_S + MAX_APPLY_S_PER_BYTE * len(update):
            raise TextOverloaded("an update took too long to apply")

    def _apply_quickly(self, updates: Sequence[bytes]) -> None:
        """Apply small updates in one transaction."""
        store = self._store
        try:
            transaction = store.create_transaction()
            for update in updates:
                store.apply_update(transaction, update)
            transaction.commit()
            transaction.drop()
        except BaseException as error:
            raise _broken(error) from None

    def write_down(self) -> TextState:
        """All of the text, to be written down.

        Raises:
            TextBroken: the document does not stand where the guard says, or cannot be read any more.
        """
        self.verify()
        return TextState(self.name, self.state_vector(), self.pairs.by_client(), (self.diff(EVERYTHING),))

    def restore_state(self, state: TextState) -> Iterator[None]:
        """Become what `write_down` told, in short steps. The text must be empty.

        Raises:
            TextBroken: the state is none.
        """
        for update in state.updates:
            with _panics_as_broken():
                self._doc.apply_update(update)
            yield
        self.state = guard.read_state_vector(state.state_vector, guard.MAX_CLIENT_ID)
        self.clock_sum = sum(self.state.values())
        self.pairs.restore(state.pairs)
        self.verify()

    def diff(self, state_vector: bytes) -> bytes:
        """What a replica with this (guarded) state vector lacks.

        Raises:
            TextBroken: the document cannot be read any more.
        """
        self.settle()
        with _panics_as_broken():
            return self._doc.get_update(state_vector)

    def state_vector(self) -> bytes:
        """The state vector, encoded."""
        return guard.write_state_vector(self.state)

    def verify(self) -> None:
        """Compare the document with what the guard predicted (GU10).

        Raises:
            TextBroken: it stands elsewhere.
        """
        self.settle()
        if guard.read_state_vector(self._doc.get_state(), guard.MAX_CLIENT_ID) != self.state:
            raise TextBroken("the state vector is not the predicted one")

    def sha256(self) -> str:
        """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
        return hashlib.sha256(str(self).encode()).hexdigest()

    def length(self) -> int:
        """The text's length in UTF-16 units."""
        return utf16_length(str(self))

    def replace(self, content: str) -> bytes | None:
        """Make the text equal `content` by the smallest single replacement; return the update, `None` if it was.

        Common beginning and end stay, so carets there do not move. Offsets are UTF-8 bytes in this library.
        """
        before = str(self)
        if before == content:
            return None
        start = _common_prefix(before, content)
        end = _common_prefix(before[start:][::-1], content[start:][::-1])
        removed = before[start : len(before) - end]
        inserted = content[start : len(content) - end]
        updates: list[bytes] = []
        subscription = self._doc.observe(lambda event: updates.append(event.update))
        at = len(before[:start].encode())
        with self._doc.transaction():
            if removed:
                del self._content[at : at + len(removed.encode())]
            if inserted:
                self._content.insert(at, inserted)
        self._doc.unobserve(subscription)
        self.pairs.learn(updates[0])
        for client, clock in guard.written_clients(updates[0]).items():
            self.clock_sum += clock - self.state.get(client, 0)
            self.state[client] = clock
        return updates[0]


class _Collections:
    """How much CPU the garbage collector took: it may run in the middle of an update that has no part in it."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._started = 0.0
        gc.callbacks.append(self._note)

    def _note(self, phase: str, _: object) -> None:
        if phase == "start":
            self._started = time.thread_time()
        else:
            self.seconds += time.thread_time() - self._started


_collections = _Collections()


@contextmanager
def _panics_as_broken() -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        raise _broken(error) from None


def _broken(error: BaseException) -> BaseException:
    """What to raise for what the library raised: its Rust half's panic is a BaseException of its own kind."""
    return error if isinstance(error, KeyboardInterrupt | SystemExit) else TextBroken(type(error).__name__)


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, which is how browsers and Yjs count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _common_prefix(left: str, right: str) -> int:
    limit = min(len(left), len(right))
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if left[:middle] == right[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
