"""The event streams of this process, and the way to those of others: a post may arrive at the wrong one (HT5)."""

import secrets
from typing import Final
from uuid import UUID

import structlog

from app.domain import SessionId
from app.errors import AlgoRoomError, BadFrame, StreamBusy, StreamGone, TooManyRequests
from app.limits import RELAYED_POST_BYTES
from app.services.collab.bus import REPLICA_ID_BYTES, Bus, BusState
from app.services.collab.lib0 import MAX_NUMBER, Reader
from app.services.collab.people import ReplicaId
from app.services.collab.rate import Bucket, Clock
from app.websocket.stream import Stream

SECRET_BYTES: Final = 16
NAME_LENGTH: Final = 2 * (REPLICA_ID_BYTES + SECRET_BYTES)

log = structlog.get_logger(__name__)


class Streams:
    """All that are open here, by name. A name is a secret: it lets post in the peer's place."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._open: dict[str, Stream] = {}
        self._relayed = Bucket(RELAYED_POST_BYTES, clock())

    def start(self) -> None:
        """Hear of posts that arrive at other processes."""
        if not self._bus.is_alone:
            self._bus.subscribe(_channel_of(self._bus.replica), self._hear)

    def stop(self) -> None:
        """Hear nothing more."""
        if not self._bus.is_alone:
            self._bus.unsubscribe(_channel_of(self._bus.replica))

    def new_name(self) -> str:
        """A name that says which process it is at, and that nobody guesses."""
        return self._bus.replica.hex() + secrets.token_hex(SECRET_BYTES)

    def add(self, stream: Stream) -> None:
        """Let posts reach it."""
        self._open[stream.name] = stream

    def remove(self, stream: Stream) -> None:
        """It has ended."""
        self._open.pop(stream.name, None)

    def post(self, body: bytes) -> None:
        """Take a post's body, or pass it on to the process where its stream is.

        Raises:
            StreamGone: there is no such stream.
            StreamBusy: it can be taken later.
            TooManyRequests: so many are not passed on, or not taken.
            BadFrame: it does not begin as a post does.
        """
        reader = Reader(body)
        name = reader.varstring(NAME_LENGTH)
        number = reader.varuint(MAX_NUMBER)
        stream = self._open.get(name)
        if stream is not None:
            stream.post(number, body[reader.at :])
        else:
            self._pass_on(_replica_of(name), body)

    def _pass_on(self, replica: ReplicaId | None, body: bytes) -> None:
        if replica is None or self._bus.is_alone or replica == self._bus.replica:
            raise StreamGone("There is no such stream; open a new one.")
        if self._bus.state is BusState.AWAY:
            raise StreamBusy("The server where this stream is cannot be reached now; send it again.")
        if not self._relayed.take(len(body), self._clock()):
            raise TooManyRequests("Too much is sent to the wrong server; send it again.")
        self._bus.publish(_channel_of(replica), body)

    def _hear(self, _: ReplicaId, body: bytes) -> None:
        try:
            reader = Reader(body)
            stream = self._open.get(reader.varstring(NAME_LENGTH))
            if stream is not None:
                stream.post(reader.varuint(MAX_NUMBER), body[reader.at :])
        except BadFrame as error:
            log.warning("relayed_post_malformed", why=error.message)
        except AlgoRoomError as error:
            # Who posted it is not told that it was taken, and sends it again.
            log.debug("relayed_post_refused", code=error.code)


def _replica_of(name: str) -> ReplicaId | None:
    try:
        bytes_ = bytes.fromhex(name)
    except ValueError:
        return None
    return ReplicaId(bytes_[:REPLICA_ID_BYTES]) if 2 * len(bytes_) == NAME_LENGTH else None


def _channel_of(replica: ReplicaId) -> SessionId:
    """A process's own channel. No session has this id: it is a UUID of no version."""
    return SessionId(UUID(bytes=bytes(16 - REPLICA_ID_BYTES) + replica))
