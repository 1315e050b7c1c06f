"""Brings what rooms say to their peers, in one write a peer and turn of the loop, and to rooms what time brings."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from app.domain import short
from app.errors import BadFrame
from app.services.collab.editing import OWNER_AWAY
from app.services.collab.framing import binary_frame_of, frame_of
from app.services.collab.open_room import OpenRoom
from app.services.collab.outbox import Outbox
from app.services.collab.room import Room
from app.services.collab.sends import End, Frame, Note, Send
from app.services.collab.tally import Tally
from app.services.collab.text import TextBroken, TextOverloaded
from app.services.collab.turn_clock import TurnClock
from app.services.collab.writer import Writer

if TYPE_CHECKING:
    # As in outbox.py.
    from app.services.collab.connection import Connection

TELL_CODE_AFTER_S: Final = 0.05
"""Event sockets hear of code at most this often (ES3)."""
TELL_PRESENCE_AFTER_S: Final = 0.05
"""How long held-back presence waits (PR6)."""
CHECK_AFTER_S: Final = 1.0
"""How long a text must be quiet before its hash is compared (CH1)."""
CHECK_EVERY_S: Final = 0.25
"""How often is looked for such texts, of all rooms together."""
CHECKS_A_TURN: Final = 16
"""Rooms whose texts are compared in one turn of the loop."""

log = structlog.get_logger(__name__)


class Delivery:
    """Delivers for all rooms of a hub, and owns the turn of the loop in which their outboxes are flushed."""

    def __init__(
        self,
        tally: Tally,
        clock: TurnClock,
        writer: Writer,
        tell_neighbours: Callable[[Room], None],
        break_room: Callable[[Room], None],
    ) -> None:
        self._tally = tally
        self._turn_clock = clock
        self._writer = writer
        self._tell_others = tell_neighbours
        self._break_room = break_room
        self._to_hear: list[Connection] = []
        self._due: list[OpenRoom] = []
        """Rooms in which expected frames were taken in this turn."""
        self._to_flush: list[Outbox] = []
        self._to_check: dict[OpenRoom, float] = {}
        """Rooms whose texts have changed, and from when on they are quiet for long enough."""
        self._looks_again = False
        self._is_turn_ending = False
        self._is_closed = False
        self._loop: asyncio.AbstractEventLoop
        self._end_turn_soon: Callable[[], object]

    def start(self) -> None:
        """Deliver on this loop from now on."""
        self._loop = asyncio.get_running_loop()
        self._end_turn_soon = partial(self._loop.call_soon, self._end_turn)

    def stop(self) -> None:
        """Deliver what is said, but let time bring nothing more."""
        self._is_closed = True

    def clock(self) -> float:
        """Seconds that never go back."""
        return self._loop.time()

    def deliver(self, open_room: OpenRoom, sends: list[Send]) -> None:
        """Put what a room has said into the outboxes, and see to what must follow."""
        self._put(open_room, sends)
        self._writer.notify(open_room.room)
        self._set_timers(open_room, self._loop.time())
        if open_room.heal is None and open_room.room.editing.is_holding_back() and not self._is_closed:
            open_room.heal = self._loop.call_later(OWNER_AWAY.total_seconds(), self._heal, open_room)

    def deliver_expected(self, open_room: OpenRoom, sends: list[Send]) -> None:
        """As `deliver`, for what a room says of an expected frame: what must follow waits for the end of the turn."""
        self._put(open_room, sends)
        if not open_room.is_due:
            open_room.is_due = True
            self._due.append(open_room)
            self._end_turn_later()

    def _put(self, open_room: OpenRoom, sends: list[Send]) -> None:
        outboxes = open_room.outboxes
        for send in sends:
            if not isinstance(send, Frame):
                self._deliver_other(open_room, send)
                continue
            frame = binary_frame_of(send.data)
            for peer in send.to:
                if outbox := outboxes.get(peer):
                    outbox.put(frame)
            self._tally.messages_delivered += len(send.to)
            self._tally.bytes_delivered += len(send.to) * len(frame)

    def hear_later(self, connection: "Connection") -> None:
        """A peer has sent something in this turn: what else comes of it is heard together, when the turn is over."""
        self._to_hear.append(connection)
        self._end_turn_later()

    def flush_later(self, outbox: Outbox) -> None:
        """One write per peer and turn of the loop: whatever else comes in this turn leaves with it."""
        self._to_flush.append(outbox)
        self._end_turn_later()

    def text_broke(self, open_room: OpenRoom, error: TextBroken, blamed: Outbox | None = None) -> None:
        """A text cannot be used any more, perhaps for what `blamed` sent: everybody comes back to one from the log."""
        # Nothing else may follow that ends this turn.
        self._turn_clock.end_turn()
        log.error("text_broken", session=short(open_room.room.session.id), why=str(error))
        if blamed is not None and isinstance(error, TextOverloaded):
            blamed.end(BadFrame("The update costs more to apply than any honest one."))
        self._break_room(open_room.room)

    def _deliver_other(self, open_room: OpenRoom, send: Note | End) -> None:
        for peer in send.to:
            outbox = open_room.outboxes.get(peer)
            if outbox is None:
                continue
            if isinstance(send, End):
                outbox.end(send.reason)
                continue
            told = {**send.note, "sessionId": open_room.links[peer], "timestamp": self._turn_clock.now().isoformat()}
            frame = frame_of(json.dumps(told))
            outbox.put(frame)
            self._tally.messages_delivered += 1
            self._tally.bytes_delivered += len(frame)

    def _end_turn_later(self) -> None:
        if not self._is_turn_ending:
            self._is_turn_ending = True
            self._end_turn_soon()

    def _end_turn(self) -> None:
        """Hear what the turn has brought, see to what must follow, and send what has gathered."""
        self._hear_all()
        self._is_turn_ending = False
        self._turn_clock.end_turn()
        due, self._due = self._due, []
        now = self._loop.time() if due else 0.0
        for open_room in due:
            open_room.is_due = False
            if open_room.is_open:
                self._writer.notify(open_room.room)
                self._set_timers(open_room, now)
        outboxes, self._to_flush = self._to_flush, []
        for outbox in outboxes:
            outbox.flush()

    def _hear_all(self) -> None:
        # In the order in which they have begun to speak.
        self._to_hear.reverse()
        try:
            while self._to_hear:
                self._to_hear.pop().hear_waiting()
        except BaseException:
            # Whatever that was, nobody else may become deaf or mute for it.
            self._is_turn_ending = False
            self._end_turn_later()
            raise

    # What time brings --------------------------------------------------------------------------------------------

    def _set_timers(self, open_room: OpenRoom, now: float) -> None:
        if self._is_closed:
            return
        room, loop = open_room.room, self._loop
        if room.holds_back_presence and open_room.tell_presence is None:
            open_room.tell_presence = loop.call_later(TELL_PRESENCE_AFTER_S, self._tell_presence, open_room)
        if open_room.channel.others and open_room.tell_neighbours is None:
            open_room.tell_neighbours = loop.call_later(TELL_PRESENCE_AFTER_S, self._tell_neighbours, open_room)
        if room.code_changed and open_room.tell_code is None:
            open_room.tell_code = loop.call_later(TELL_CODE_AFTER_S, self._tell_code, open_room)
        if room.editing.unchecked:
            self._to_check[open_room] = now + CHECK_AFTER_S
            self._check_after(CHECK_AFTER_S)

    def _tell_presence(self, open_room: OpenRoom) -> None:
        open_room.tell_presence = None
        self.deliver(open_room, open_room.room.release_presence())

    def _tell_neighbours(self, open_room: OpenRoom) -> None:
        open_room.tell_neighbours = None
        self._tell_others(open_room.room)

    def _tell_code(self, open_room: OpenRoom) -> None:
        open_room.tell_code = None
        self._ask(open_room, open_room.room.tell_code)

    def _check_after(self, seconds: float) -> None:
        if not self._looks_again:
            self._looks_again = True
            self._loop.call_later(seconds, self._check)

    def _check(self) -> None:
        self._looks_again = False
        if self._is_closed:
            return
        now = self._loop.time()
        due = [open_room for open_room, at in self._to_check.items() if at <= now or not open_room.is_open]
        for open_room in due[:CHECKS_A_TURN]:
            del self._to_check[open_room]
            if open_room.is_open:
                self._ask(open_room, open_room.room.editing.check)
        if self._to_check:
            self._check_after(0 if len(due) > CHECKS_A_TURN else CHECK_EVERY_S)

    def _heal(self, open_room: OpenRoom) -> None:
        open_room.heal = None
        self._ask(open_room, open_room.room.editing.ask_again)

    def _ask(self, open_room: OpenRoom, decide: Callable[[], list[Send]]) -> None:
        """Deliver what a room says when it is asked; a text may turn out to be broken then."""
        try:
            sends = decide()
        except TextBroken as error:
            self.text_broke(open_room, error)
        else:
            self.deliver(open_room, sends)
