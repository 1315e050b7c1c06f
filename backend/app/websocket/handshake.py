"""What a peer asks for when it connects, and what an `algoroom.v1` peer says first."""

from typing import NamedTuple
from urllib.parse import urlsplit

from picows import WSUpgradeRequest
from pydantic import ValidationError

from app.errors import BadFrame
from app.models import HelloWish
from app.services.collab import codec
from app.services.collab.identity import Introduction
from app.services.collab.people import PeerKind

SUBPROTOCOL = "algoroom.v1"
SYNC_PLACE, EVENTS_PLACE = "/ws/sync/", "/ws/sessions/"


class Target(NamedTuple):
    """What a handshake asks for."""

    session: str
    kind: PeerKind
    subprotocol: str | None = None


def find_target(request: WSUpgradeRequest) -> Target | None:
    """The session that a request is about and what its peer speaks; `None` if no socket is there."""
    path = request.path.decode("ascii", "replace").partition("?")[0]
    if path.startswith(EVENTS_PLACE):
        target = Target(path.removeprefix(EVENTS_PLACE), PeerKind.LISTENER)
    elif not path.startswith(SYNC_PLACE):
        return None
    elif SUBPROTOCOL in map(str.strip, request.headers.get("Sec-WebSocket-Protocol", "").split(",")):
        target = Target(path.removeprefix(SYNC_PLACE), PeerKind.EXTENDED, SUBPROTOCOL)
    else:
        target = Target(path.removeprefix(SYNC_PLACE), PeerKind.STOCK)
    return None if "/" in target.session else target


def is_welcome_origin(request: WSUpgradeRequest, allowed: frozenset[str]) -> bool:
    """Whether a browser may open a socket from where it stands; programs send no origin (HS1)."""
    origin = request.headers.get("origin")
    if origin is None or origin.lower() in allowed:
        return True
    parts = urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == request.headers.get("host", "").lower()


def read_hello(frame: bytes | str) -> Introduction:
    """The first frame of an `algoroom.v1` peer (HS4).

    Raises:
        BadFrame: it is something else.
    """
    message = codec.decode(frame, extended=True) if isinstance(frame, bytes) else None
    if not isinstance(message, codec.Hello):
        raise BadFrame("The first frame must be `hello`.")
    try:
        hello = HelloWish.model_validate_json(message.json)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise BadFrame(f"`{where[:40] or 'hello'}` of `hello` does not validate.") from None
    return Introduction(hello.name, hello.key, hello.host_key, tuple(hello.clients), hello.ticket)
