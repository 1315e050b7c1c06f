"""uvicorn's HTTP connection, which a request may ask for: an event stream ends, and is cut, like a socket."""

import asyncio
import weakref
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

CONNECTION = "connection"
"""Under this name each request's state knows what brought it."""


class HttpProtocol(HttpToolsProtocol):
    """One connection; given as `http` in uvicorn's configuration."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        # Weak, so that a connection that is gone waits for no garbage collector.
        super().__init__(config, server_state, {**app_state, CONNECTION: weakref.ref(self)}, _loop)
