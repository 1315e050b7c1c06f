"""Every failure that a caller can cause or must know of: one table of codes, HTTP statuses and close codes."""

from typing import ClassVar


class AlgoRoomError(Exception):
    """An expected failure. The message says what happened, to which thing, and what to do.

    `status` is the HTTP status, `code` the machine's word for it, `close_code` the WebSocket close code (`None`
    where it never closes a socket), `retry` whether a client may try the same again later.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL"
    close_code: ClassVar[int | None] = None
    retry: ClassVar[bool] = False

    @property
    def message(self) -> str:
        """The sentence for a person."""
        return str(self)


class SessionNotFound(AlgoRoomError):
    """No session has this id, whatever its form."""

    status, code, close_code = 404, "SESSION_NOT_FOUND", 4404


class SessionEnded(AlgoRoomError):
    """The session is read-only for good."""

    status, code = 409, "SESSION_ENDED"


class LanguageNotOffered(AlgoRoomError):
    """Whoever runs this server has left the language out."""

    status, code = 422, "LANGUAGE_NOT_OFFERED"


class NotAllowed(AlgoRoomError):
    """The participant's role may not do this."""

    status, code = 403, "NOT_ALLOWED"


class Locked(AlgoRoomError):
    """A host has taken this from the participant for a while."""

    status, code = 403, "LOCKED"


class FileNameTaken(AlgoRoomError):
    """Another file of the language is called that, or an entry file is."""

    status, code = 409, "FILE_NAME_TAKEN"


class TooManyFiles(AlgoRoomError):
    """A session has as many files as it may have."""

    status, code = 409, "TOO_MANY_FILES"


class FileGone(AlgoRoomError):
    """The file was removed."""

    status, code = 410, "FILE_GONE"


class LinkReplaced(AlgoRoomError):
    """A host has put another link in the place of this one."""

    status, code, close_code = 410, "LINK_REPLACED", 4410


class Removed(AlgoRoomError):
    """A host has removed the participant from the session."""

    status, code, close_code = 403, "REMOVED", 4411


class SessionDeleted(AlgoRoomError):
    """A host has deleted the session with all that was stored of it."""

    status, code, close_code = 410, "SESSION_DELETED", 4412


class NotLetIn(AlgoRoomError):
    """Nobody but hosts may come in yet, or not without being let in."""

    status, code, close_code, retry = 403, "NOT_LET_IN", 4523, True


class TicketSpent(AlgoRoomError):
    """The ticket was used before, or its time is over; another one may be asked for."""

    status, code, close_code, retry = 403, "TICKET_SPENT", 4524, True


class InvalidEvent(AlgoRoomError):
    """A proposed event does not validate; the message names the field."""

    status, code = 422, "INVALID_EVENT"


class BadFrame(AlgoRoomError):
    """A frame broke a rule of docs/protocol.md."""

    status, code, close_code = 400, "BAD_FRAME", 4400


class FrameTooLarge(AlgoRoomError):
    """A message is larger than any may be (CO2)."""

    status, code, close_code = 413, "FRAME_TOO_LARGE", 1009


class PeerSilent(AlgoRoomError):
    """The peer did not answer a ping: its connection is dead, whatever its socket says (HB1)."""

    status, code, close_code, retry = 503, "PEER_SILENT", 1001, True


class Forbidden(AlgoRoomError):
    """A frame used somebody else's client id or presence."""

    status, code, close_code = 403, "FORBIDDEN", 4403


class TextTooLong(AlgoRoomError):
    """A text passed its limit."""

    status, code, close_code = 413, "TEXT_TOO_LONG", 4413


class RoomFull(AlgoRoomError):
    """The room holds as many peers as it may."""

    status, code, close_code, retry = 503, "ROOM_FULL", 4529, True


class FellBehind(AlgoRoomError):
    """The peer reads more slowly than the room writes."""

    status, code, close_code, retry = 503, "FELL_BEHIND", 4530, True


class TooFast(AlgoRoomError):
    """The peer sends more than anybody's hands, or a fair share of the server, allow."""

    status, code, close_code, retry = 429, "TOO_FAST", 4531, True


class UpgradeRequired(AlgoRoomError):
    """The address is a WebSocket's, or an event stream's; a plain request is neither."""

    status, code = 426, "UPGRADE_REQUIRED"


class StreamGone(AlgoRoomError):
    """There is no such event stream (any more): open a new one (HT5)."""

    status, code = 410, "STREAM_GONE"


class StreamBusy(AlgoRoomError):
    """A post to an event stream cannot be taken now: send the same again (HT3)."""

    status, code, retry = 503, "STREAM_BUSY", True


class TokenRequired(AlgoRoomError):
    """Sessions are created here by those only who have the server's token."""

    status, code = 401, "TOKEN_REQUIRED"


class TooManyRequests(AlgoRoomError):
    """More requests than one address, or one session, may make at once."""

    status, code, retry = 429, "TOO_MANY_REQUESTS", True


class ServerFull(AlgoRoomError):
    """This process holds as many connections, or rooms, as it may."""

    status, code, close_code, retry = 503, "SERVER_FULL", 4532, True


class Resync(AlgoRoomError):
    """The room was read again from the log; come back."""

    status, code, close_code, retry = 503, "RESYNC", 4509, True


class StorageUnavailable(AlgoRoomError):
    """The storage did not answer, or refused."""

    status, code, close_code, retry = 503, "STORAGE_UNAVAILABLE", 4500, True


class WrongSchema(StorageUnavailable):
    """The database's schema is not the one that this version works on; the message names both revisions."""


class LogDamaged(AlgoRoomError):
    """A part of the session's log cannot be read: the session is read-only until it is repaired."""

    status, code = 503, "LOG_DAMAGED"


class SessionExists(AlgoRoomError):
    """A session with this id is already stored."""

    status, code = 409, "SESSION_EXISTS"


class WrongSetting(AlgoRoomError):
    """A setting stops the start; the message names it."""

    code = "WRONG_SETTING"


class ServerRestarts(AlgoRoomError):
    """The server is going away; another one, or the same, will be back."""

    status, code, close_code, retry = 503, "SERVER_RESTARTS", 1012, True


class InvalidRequest(AlgoRoomError):
    """A request's body or parameters do not validate; the message names the field."""

    status, code = 422, "INVALID_REQUEST"


class BodyTooLarge(AlgoRoomError):
    """A request's body is larger than any valid one."""

    status, code = 413, "BODY_TOO_LARGE"
