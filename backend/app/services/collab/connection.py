"""A peer in a room, as its socket sees it: lets the room decide on what comes, and bounds what that costs."""

import time
from collections.abc import Callable

import structlog

from app.domain import short
from app.errors import AlgoRoomError, Resync, TooFast
from app.services.collab import codec
from app.services.collab.delivery import Delivery
from app.services.collab.open_room import OpenRoom
from app.services.collab.outbox import Outbox
from app.services.collab.people import Peer, PeerId, PeerKind
from app.services.collab.rate import PeerAllowance
from app.services.collab.tally import Tally
from app.services.collab.text import TextBroken

log = structlog.get_logger(__name__)


class Connection:
    """One peer that has joined."""

    __slots__ = (
        "_allowance",
        "_delivery",
        "_is_extended",
        "_let_go",
        "_member",
        "_open_room",
        "_tally",
        "_waiting",
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
        self._waiting: list[bytes] = []
        """Frames of this turn of the loop."""
        self.room = open_room.room
        self.peer = peer.id
        self._member = peer
        self.outbox = outbox

    def hear_whole(self, frame: bytes) -> None:
        """Keep what came whole in one frame for the end of the turn: it counts against what the peer may send (RM9).

        Raises:
            TooFast: it is too much.
        """
        if not self._allowance.spend(1, len(frame)):
            raise TooFast("The connection sends more than it may.")
        if not self._waiting:
            self._delivery.hear_later(self)
        self._waiting.append(frame)

    def hear_waiting(self) -> None:
        """`hear` what has come in this turn. Whose frames must not be heard is closed."""
        frames, self._waiting = self._waiting, []
        if not frames:
            return
        try:
            self._hear(frames)
        except AlgoRoomError as error:
            self._end(error)
        except Exception as error:
            session = short(self.room.session.id)
            log.exception("hearing_failed", session=session, error=type(error).__name__)
            self._end(AlgoRoomError("The server made a mistake. It is noted in its log."))

    def hear(self, frame: bytes) -> None:
        """Let the room decide on a frame, behind what came before it, and deliver what it says.

        Raises:
            AlgoRoomError: the sender must be closed with the error's close code.
        """
        self.hear_waiting()
        self._hear([frame])

    def _hear(self, frames: list[bytes]) -> None:
        open_room = self._open_room
        count = len(frames)
        tally = self._tally
        tally.messages_received += count
        for frame in frames:
            tally.bytes_received += len(frame)
        if not open_room.allowance.spend(count):
            open_room.close_busiest()
        at = 0
        # Any of them may end the room or the peer, which may also be the busiest of a session that is sent too much.
        while at < count:
            if not open_room.is_open:
                raise Resync("The room was read again.")
            if self.outbox.reason is not None:
                return
            at += self._hear_next(open_room, frames, at)

    def _hear_next(self, open_room: OpenRoom, frames: list[bytes], at: int) -> int:
        """Let the room decide on the frame at `at`, or on several from there on; returns how many."""
        started = 0.0
        try:
            sends, taken = self.room.take_expected(self._member, frames, at)
            if sends is not None:
                self._delivery.deliver_expected(open_room, sends)
                return taken
            started = time.thread_time()
            sends = self.room.receive(self.peer, codec.decode(frames[at], extended=self._is_extended))
        except TextBroken as error:
            self._delivery.text_broke(open_room, error, self.outbox)
        else:
            self._delivery.deliver(open_room, sends)
        if not self._allowance.work(time.thread_time() - started):
            raise TooFast("What the connection sends costs more work than it may.")
        return 1

    def _end(self, error: AlgoRoomError) -> None:
        self.outbox.end(error)
        self.leave()

    def leave(self) -> None:
        """Take the peer out of its room, behind what it has sent. Safe to call twice."""
        self.hear_waiting()
        if self._open_room.is_open:
            self._let_go(self._open_room, self.peer)
