"""A peer in a room, as its socket sees it: lets the room decide on what comes, and bounds what that costs."""

import time
from collections.abc import Callable

from app.errors import Resync, TooFast
from app.services.collab import codec
from app.services.collab.delivery import Delivery
from app.services.collab.open_room import OpenRoom
from app.services.collab.outbox import Outbox
from app.services.collab.people import Peer, PeerId, PeerKind
from app.services.collab.rate import PeerAllowance
from app.services.collab.tally import Tally
from app.services.collab.text import TextBroken


class Connection:
    """One peer that has joined."""

    __slots__ = (
        "_allowance",
        "_delivery",
        "_is_extended",
        "_let_go",
        "_open_room",
        "_tally",
        "outbox",
        "peer",
        "room",
    )

    def __init__(
        self,
        open_room: OpenRoom,
        peer: Peer,
        outbox: Outbox,
        allowance: PeerAllowance,
        delivery: Delivery,
        tally: Tally,
        let_go: Callable[[OpenRoom, PeerId], None],
    ) -> None:
        self._open_room = open_room
        self._delivery = delivery
        self._tally = tally
        self._let_go = let_go
        self._allowance = open_room.allowances[peer.id] = allowance
        self._is_extended = peer.kind is PeerKind.EXTENDED
        self.room = open_room.room
        self.peer = peer.id
        self.outbox = outbox

    def hear_whole(self, frame: bytes) -> None:
        """As `hear`, for what came whole in one frame: it counts against what the peer may send (RM9)."""
        if not self._allowance.spend(1, len(frame)):
            raise TooFast("The connection sends more than it may.")
        self.hear(frame)

    def hear(self, frame: bytes) -> None:
        """Let the room decide on a frame, and deliver what it says.

        Raises:
            AlgoRoomError: the sender must be closed with the error's close code.
        """
        open_room = self._open_room
        if not open_room.is_open:
            raise Resync("The room was read again.")
        self._tally.messages_received += 1
        self._tally.bytes_received += len(frame)
        if not open_room.allowance.spend(1):
            open_room.close_busiest()
        if self.outbox.reason is not None:
            # The session was sent too much, and this peer was the busiest.
            return
        started = 0.0
        try:
            sends = self.room.take_expected(self.peer, frame)
            if sends is not None:
                self._delivery.deliver_expected(open_room, sends)
                return
            started = time.thread_time()
            sends = self.room.receive(self.peer, codec.decode(frame, extended=self._is_extended))
        except TextBroken as error:
            self._delivery.text_broke(open_room, error, self.outbox)
        else:
            self._delivery.deliver(open_room, sends)
        if not self._allowance.work(time.thread_time() - started):
            raise TooFast("What the connection sends costs more work than it may.")

    def leave(self) -> None:
        """Take the peer out of its room. Safe to call twice."""
        if self._open_room.is_open:
            self._let_go(self._open_room, self.peer)
