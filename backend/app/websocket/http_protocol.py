"""uvicorn's HTTP connection: a request may ask for it, and what is no request is refused as every other one is."""

import asyncio
import json
import weakref
from collections.abc import Mapping
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.errors import InvalidRequest
from app.models import ErrorAnswer
from app.websocket.sockets import Sockets

CONNECTION = "connection"
"""Under this name each request's state knows what brought it: so an event stream ends, and is cut, like a socket."""
UNREADABLE = ErrorAnswer(message="The request cannot be read.", code=InvalidRequest.code, status=400)


class HttpProtocol(HttpToolsProtocol):
    """One connection; given as `http` in uvicorn's configuration."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        sockets = app_state["sockets"]
        assert isinstance(sockets, Sockets)  # noqa: S101 - main.py has put it there
        self._answer_headers = sockets.answer_headers
        # Weak, so that a connection that is gone waits for no garbage collector.
        super().__init__(config, server_state, {**app_state, CONNECTION: weakref.ref(self)}, _loop)

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read, and close. `msg` is uvicorn's word for it."""
        self.transport.write(_refusal(self._answer_headers))
        self.transport.close()


def _refusal(headers: Mapping[str, str]) -> bytes:
    body = json.dumps(UNREADABLE.model_dump(), separators=(",", ":"))
    given = {"Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = ["HTTP/1.1 400 Bad Request", *(f"{name}: {value}" for name, value in given.items()), "", body]
    return "\r\n".join(lines).encode()
