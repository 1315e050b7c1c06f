"""Where a text holds surrogate pairs, so that nobody addresses half a character.

Clocks count UTF-16 units, pycrdt keeps UTF-8: where an update splits a pair, pycrdt writes a document of
other clocks than it has, and Yjs replaces both halves. Pairs are rare in code, so remembering all of them
is cheap: 4 bytes each.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.services.collab.guard_read import Id, read_update

MAYBE_PAIR: Final = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")
"""A character beyond U+FFFF in UTF-8; now and then also a part of a number."""

FOUR_BYTES: Final = "I"


class SurrogatePairs:
    """The second halves of all pairs in a text, by client and clock."""

    def __init__(self) -> None:
        self._clocks: dict[int, array[int]] = {}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._clocks)

    def learn(self, update: bytes) -> None:
        """Remember the pairs of an update that was applied.

        Raises:
            BadFrame: the guard would not have let it through.
        """
        if MAYBE_PAIR.search(update) is None:
            return
        for client, clock in read_update(update).pairs:
            clocks = self._clocks.setdefault(client, array(FOUR_BYTES))
            # In the order of clocks; what is known already is not learnt twice.
            if not clocks or clock > clocks[-1]:
                clocks.append(clock)

    def by_client(self) -> dict[int, list[int]]:
        """The clocks of the second halves."""
        return {client: list(clocks) for client, clocks in self._clocks.items()}

    def restore(self, by_client: Mapping[int, Sequence[int]]) -> None:
        """Take what `by_client` told."""
        self._clocks = {client: array(FOUR_BYTES, clocks) for client, clocks in by_client.items()}

    def split(self, client: int, clock: int) -> bool:
        """Whether a cut right before this clock goes through a pair."""
        clocks = self._clocks.get(client)
        if clocks is None:
            return False
        at = bisect_left(clocks, clock)
        return at < len(clocks) and clocks[at] == clock


def find_split(cuts: Iterable[Id], known: SurrogatePairs, added: Iterable[Id]) -> Id | None:
    """Return the first cut that goes through a pair, either a known one or one just added."""
    fresh = set(added)
    if not known and not fresh:
        return None
    return next((cut for cut in cuts if cut in fresh or known.split(*cut)), None)
