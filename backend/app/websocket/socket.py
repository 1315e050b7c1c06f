"""One WebSocket connection: joins a room, passes frames on, and is the wire by which the room answers."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import structlog
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from app.domain import short, utc_now
from app.errors import AlgoRoomError, BadFrame, PeerSilent, ServerFull, ServerRestarts, TooFast
from app.services.collab.connection import Connection
from app.services.collab.framing import NORMAL_CLOSURE, close_frame_of, frame_of, pong_frame_of
from app.services.collab.identity import Introduction
from app.services.collab.people import PeerKind
from app.services.collab.rate import PeerAllowance
from app.services.visits import parse_link
from app.websocket.arrival import heard_s_ago
from app.websocket.fragments import Fragments, Message
from app.websocket.handshake import Target, read_hello
from app.websocket.sockets import LOOKS, Sockets

HELLO_WITHIN_S = 10.0
CLOSE_WITHIN_S = 2.0
"""How long a peer is given to take the close frame and answer it."""
SILENT_LOOKS = LOOKS - 1
"""A peer is asked at the first look at which it was silent, and gone at this one: it has half of `heartbeat_s`."""
MAX_EARLY_MESSAGES = 64
"""Messages that may arrive in one read before the room is open; reading stops after that read."""
GUEST_NAME = "Guest"
LISTENER_NAME = "Listener"
READ_ONLY = {
    "type": "error",
    "code": "READ_ONLY_SOCKET",
    "message": "This socket only tells; use the API or /ws/sync to change something.",
    "status": 400,
}
INTERNAL_ERROR = 1011
BINARY = WSMsgType.BINARY

log = structlog.get_logger(__name__)


class Socket(WSListener):
    """One connection."""

    # Below a class of C the interpreter finds what lies in a dictionary the long way each time, and this at once.
    __slots__ = (
        "_allowance",
        "_connection",
        "_connections",
        "_early",
        "_fragments",
        "_hear_whole",
        "_hello",
        "_is_closing",
        "_silent_looks",
        "_sockets",
        "_target",
        "_task",
        "_transport",
        "_was_heard",
        "write",
    )

    def __init__(self, sockets: Sockets, target: Target, connections: set[Any]) -> None:
        """`connections` are those that uvicorn tells when it ends."""
        self._sockets = sockets
        self._target = target
        self._connections = connections
        self._allowance = PeerAllowance(asyncio.get_running_loop().time)
        self._connection: Connection | None = None
        self._hear_whole: Callable[[bytes], None] | None = None
        """Takes what comes whole in one binary frame, while the peer is in a room and may speak."""
        self._early: list[Message] = []
        self._fragments = Fragments()
        self._is_closing = False
        self._was_heard = True
        self._silent_looks = 0
        self._task: asyncio.Task[None] | None = None
        self._hello: asyncio.Future[Message] | None = None
        self._transport: WSTransport
        self.write: Callable[[bytes], None]
        """Send framed bytes. The transport's own: nothing of ours is between the room and the wire."""

    # The wire --------------------------------------------------------------------------------------------------

    def close(self, reason: AlgoRoomError) -> None:
        """Close with the reason's close code behind what was written; cut a peer that does not answer."""
        if self._is_closing:
            return
        self._is_closing = True
        self._hear_whole = None
        self._sockets.tally.closes[reason.code] += 1
        if not self._transport.is_disconnected:
            self.write(close_frame_of(reason.close_code or INTERNAL_ERROR, reason.code))
            asyncio.get_running_loop().call_later(CLOSE_WITHIN_S, self._transport.disconnect, False)
        log.info("peer_refused", code=reason.code, why=reason.message)

    def shutdown(self) -> None:
        """uvicorn ends: say goodbye."""
        self._end(ServerRestarts("The server restarts."))

    def beat(self) -> None:
        """Ask a peer that has been silent whether it is there, and cut one that did not answer (HB1)."""
        if self._was_heard:
            self._was_heard = False
            self._silent_looks = 0
            return
        self._silent_looks += 1
        if self._silent_looks == 1:
            self._transport.send_ping()
        elif self._silent_looks >= SILENT_LOOKS and not self._is_sending():
            self._end(PeerSilent("The peer did not answer a ping."))

    def _is_sending(self) -> bool:
        """Whether a frame is on its way that takes longer than a ping's answer may."""
        return heard_s_ago(self._transport.underlying_transport) < self._sockets.heartbeat_s / LOOKS

    # What picows calls -----------------------------------------------------------------------------------------

    def on_ws_connected(self, transport: WSTransport) -> None:
        """The handshake is done: join the room."""
        self._transport = transport
        self.write = transport.underlying_transport.write
        self._sockets.add(self)
        self._connections.add(self)
        if len(self._sockets.open) > self._sockets.max_connections:
            self.close(ServerFull("This server holds as many connections as it may."))
            return
        self._task = asyncio.create_task(self._join(), name="join")

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take one frame. Everything counts that a peer sends, whatever it is (RM9)."""
        self._was_heard = True
        hear_whole = self._hear_whole
        try:
            if hear_whole is not None and frame.msg_type is BINARY and frame.fin and not frame.rsv1:
                hear_whole(frame.get_payload_as_bytes())
            else:
                self._take_other(frame)
        except AlgoRoomError as error:
            self._end(error)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The peer is gone."""
        self._is_closing = True
        self._sockets.discard(self)
        self._connections.discard(self)
        if self._task is not None:
            self._task.cancel()
        self._leave()

    def pause_writing(self) -> None:
        """The peer reads too slowly."""
        if self._connection is not None:
            self._connection.outbox.pause()

    def resume_writing(self) -> None:
        """The peer reads on."""
        if self._connection is not None:
            self._connection.outbox.resume()

    # Frames ----------------------------------------------------------------------------------------------------

    def _take_other(self, frame: WSFrame) -> None:
        """Take what is no whole binary message of a peer that has joined, behind what came before it."""
        if self._connection is not None:
            self._connection.hear_waiting()
        if not self._allowance.spend(1, frame.payload_size) and not self._is_closing:
            raise TooFast("The connection sends more than it may.")
        kind = frame.msg_type
        if kind is WSMsgType.CLOSE:
            self._take_close()
        elif self._is_closing or kind is WSMsgType.PONG:
            return
        elif frame.rsv1 or frame.rsv2 or frame.rsv3:
            raise BadFrame("A frame uses an extension that was not agreed on.")
        elif kind is WSMsgType.PING:
            self._send(pong_frame_of(frame.get_payload_as_bytes()))
        else:
            payload, is_final = frame.get_payload_as_bytes(), bool(frame.fin)
            if kind is WSMsgType.CONTINUATION:
                message = self._fragments.go_on(payload, is_final=is_final)
            else:
                message = self._fragments.begin(payload, is_text=kind is WSMsgType.TEXT, is_final=is_final)
            if message is not None:
                self._take_message(message)

    def _take_close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._leave()
            self.write(close_frame_of(NORMAL_CLOSURE, ""))
        self._transport.disconnect()

    def _take_message(self, message: Message) -> None:
        if self._connection is not None:
            self._hear(self._connection, message)
        elif self._hello is not None and not self._hello.done():
            self._hello.set_result(message)
        elif len(self._early) == MAX_EARLY_MESSAGES:
            raise BadFrame("Too many frames before the room was open.")
        else:
            # Read no more until the room is open.
            self._early.append(message)
            self._transport.underlying_transport.pause_reading()

    def _hear(self, connection: Connection, message: Message) -> None:
        if self._target.kind is PeerKind.LISTENER:
            told = {**READ_ONLY, "sessionId": self._target.session.lower(), "timestamp": utc_now().isoformat()}
            self._send(frame_of(json.dumps(told)))
        elif isinstance(message, str):
            raise BadFrame("The sync socket takes binary frames only.")
        else:
            connection.hear(message)

    def _send(self, frame: bytes) -> None:
        """Send an answer of the socket's own, bounded like everything else once there is an outbox."""
        if self._connection is not None:
            self._connection.outbox.put(frame)
        else:
            self.write(frame)

    # Joining and leaving ---------------------------------------------------------------------------------------

    async def _join(self) -> None:
        try:
            link = parse_link(self._target.session)
            introduction = await self._introduce()
            kind = self._target.kind
            self._connected(await self._sockets.hub.enter(link, kind, introduction, self, self._allowance))
        except AlgoRoomError as error:
            self._end(error)
        except Exception as error:
            log.exception("join_failed", error=type(error).__name__)
            self._end(AlgoRoomError("The server made a mistake. It is noted in its log."))
        finally:
            self._task = None

    def _connected(self, connection: Connection) -> None:
        self._connection = connection
        if self._is_closing:
            self._leave()
            return
        log.info(
            "peer_joined",
            session=short(connection.room.session.id),
            kind=self._target.kind.name.lower(),
            peer=connection.peer,
        )
        early, self._early = self._early, []
        for message in early:
            self._hear(connection, message)
        if self._target.kind is not PeerKind.LISTENER and not self._is_closing:
            self._hear_whole = connection.hear_whole
        self._transport.underlying_transport.resume_reading()

    async def _introduce(self) -> Introduction:
        """What the peer says of itself: an `algoroom.v1` peer in its first frame (HS4).

        Raises:
            BadFrame: it is something else, or does not come.
        """
        if self._target.kind is not PeerKind.EXTENDED:
            return Introduction(GUEST_NAME if self._target.kind is PeerKind.STOCK else LISTENER_NAME)
        if self._early:
            return read_hello(self._early.pop(0))
        self._hello = asyncio.get_running_loop().create_future()
        try:
            return read_hello(await asyncio.wait_for(self._hello, HELLO_WITHIN_S))
        except TimeoutError:
            raise BadFrame(f"The first frame, `hello`, did not come within {HELLO_WITHIN_S:.0f} seconds.") from None

    def _end(self, error: AlgoRoomError) -> None:
        if self._connection is not None:
            self._connection.hear_waiting()
            # Through the outbox: what waits there leaves before the close frame.
            self._connection.outbox.end(error)
            self._leave()
        else:
            self.close(error)

    def _leave(self) -> None:
        connection, self._connection = self._connection, None
        self._hear_whole = None
        if connection is not None:
            connection.leave()
            log.info("peer_left", peer=connection.peer)
