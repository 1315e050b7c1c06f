"""The application: chooses the concrete parts, puts them together and serves them."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.config import VERSION, Settings, load_settings
from app.errors import AlgoRoomError, StorageUnavailable, WrongSchema
from app.http import Edge, add_error_answers
from app.lag import LagMeter
from app.logs import configure_logs
from app.metrics import Metrics
from app.process import Life, calm_collector, raise_descriptor_limit
from app.python_packages import FILES_PATH
from app.repositories.ports import Storage
from app.routers import health, sessions
from app.routers import languages as languages_router
from app.routers import log as log_router
from app.routers import metrics as metrics_router
from app.routers import python_packages as packages_router
from app.routers.admission import Admission
from app.routers.pages import PageFiles, page_router, read_page_headers
from app.routers.python_packages import FetchedFiles
from app.services.collab.bus import Bus, LocalBus
from app.services.collab.hub import Hub
from app.services.collab.tally import Tally
from app.services.log import LogService
from app.services.sessions import SessionService
from app.storage import check_schema, open_storage
from app.websocket import over_http
from app.websocket.http_protocol import HttpProtocol
from app.websocket.sockets import Sockets
from app.websocket.streams import Streams
from app.websocket.upgrade import SocketProtocol
from app.workers import end_with_supervisor, serve_with_workers

STOP_WITHIN_S = 5
WORKER_ANSWERS_WITHIN_S = 30
"""A worker that is silent for longer is replaced. On a busy machine one takes seconds only to start."""

log = structlog.get_logger("app.main")


def create_app(settings: Settings, storage: Storage | None = None) -> FastAPI:
    """The application for these settings; over another storage than theirs where one is given."""
    headers = read_page_headers(settings.static_dir)
    tally, life = Tally(), Life()
    bus = make_bus(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
        kept = storage or open_storage(settings.database)
        hub = Hub(kept, tally, bus, languages=settings.languages, max_rooms=settings.max_rooms)
        hub.start()
        bus.start(hub.lapsed)
        lag = LagMeter(tally.loop_lag_s)
        lag.start()
        app.state.sessions = SessionService(kept, hub, tally, languages=settings.languages)
        app.state.bus = bus
        app.state.log = LogService(kept, hub)
        app.state.metrics = Metrics(tally, hub.standing)
        sockets = Sockets(
            hub,
            frozenset(settings.allowed_origins),
            settings.heartbeat_s,
            settings.max_connections,
            tally,
            headers.page,
        )
        app.state.sockets = sockets
        sockets.start()
        app.state.streams = streams = Streams(bus, time.monotonic)
        streams.start()
        calm_collector()
        log.info("started", storage=settings.database.type)
        # What uvicorn hands to each SocketProtocol.
        yield {"sockets": sockets}
        life.is_stopping = True
        sockets.stop()
        streams.stop()
        await hub.close()
        await bus.close()
        lag.stop()
        await kept.close()
        log.info("stopped")

    app = FastAPI(title="AlgoRoom", version=VERSION, lifespan=lifespan, redoc_url=None, docs_url=None)
    app.state.life = life
    token = settings.auth_create_token
    app.state.admission = Admission(
        settings.sessions_per_s, token=token.get_secret_value() if token is not None else None
    )
    add_error_answers(app, tally)
    app.include_router(sessions.router)
    app.include_router(log_router.router)
    app.include_router(languages_router.router)
    app.include_router(packages_router.packages_router(settings.python_packages_dir))
    app.include_router(health.router)
    app.include_router(over_http.router)
    if settings.metrics == "on":
        app.include_router(metrics_router.router)
    app.include_router(page_router(settings.static_dir))
    app.mount(FILES_PATH, FetchedFiles(settings.python_packages_dir), name="fetched")
    if settings.static_dir.is_dir():
        app.mount("/", PageFiles(settings.static_dir, headers), name="page")
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Log-Entries"],
        )
    app.add_middleware(Edge, headers=headers.page, tally=tally)
    return app


def make_bus(settings: Settings) -> Bus:
    """The bus for these settings.

    Raises:
        WrongSetting: REDIS_URL cannot be used.
    """
    if settings.redis_url is None:
        return LocalBus()
    # Here, because it takes a third of a second and 20 MB, which who has no Redis need not pay.
    from app.services.collab.redis_bus import RedisBus

    return RedisBus(settings.redis_url.get_secret_value(), settings.redis_prefix)


def create_worker_app() -> FastAPI:
    """The application of one of several workers, which the supervisor knows by this name."""
    end_with_supervisor()
    settings = load_settings()
    configure_logs(settings.log_format, settings.log_level)
    log.info("descriptors", limit=raise_descriptor_limit())
    return create_app(settings)


class Server(uvicorn.Server):
    """Says when people can come in, and that it stops as soon as it is told to."""

    def __init__(self, config: uvicorn.Config, life: Life) -> None:
        super().__init__(config)
        self._life = life
        self.announce: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started and self.announce is not None:
            self.announce()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        self._life.is_stopping = True
        super().handle_exit(sig, frame)


def make_server(app: FastAPI, host: str, port: int, trusted_proxies: Sequence[str] = ()) -> Server:
    """The server, with the limits and time-outs that docs/protocol.md promises."""
    return Server(configure_server(app, host, port, trusted_proxies), app.state.life)


def configure_server(
    app: FastAPI | str, host: str, port: int, trusted_proxies: Sequence[str] = (), workers: int = 1
) -> uvicorn.Config:
    """The server's configuration; `app` is the application, or the name of what makes it."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        host=host,
        port=port,
        loop="app.loop:new_event_loop",
        http=HttpProtocol,
        ws=SocketProtocol,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        timeout_worker_healthcheck=WORKER_ANSWERS_WITHIN_S,
        lifespan="on",
        # Its access log would show session ids; ours does not (app/http.py).
        access_log=False,
        log_config=None,
        server_header=False,
        # Whose word counts for who asks: limits by address are worth nothing if everybody may write it.
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
    )


def expect_schema(settings: Settings) -> None:
    """Return unless the storage says that its schema is not the one of this version. One that is away is asked later.

    Raises:
        WrongSchema: it says so.
    """
    try:
        asyncio.run(check_schema(settings.database))
    except WrongSchema:
        raise
    except StorageUnavailable as error:
        # The first who needs it looks at the schema (app/db/engine.py): until then nothing is read or written.
        log.warning("storage_away_at_start", error=error.message)


def serve(settings: Settings, announce: Callable[[], None] | None = None) -> int:
    """Serve until told to stop; returns the exit code. `announce` is called when people can come in.

    Raises:
        WrongSetting, WrongSchema: it cannot start.
    """
    # A panic of the CRDT library prints pages otherwise, some of them with text.
    os.environ.setdefault("RUST_BACKTRACE", "0")
    configure_logs(settings.log_format, settings.log_level)
    expect_schema(settings)
    app = create_app(settings)
    if settings.workers > 1:
        if announce is not None:
            announce()
        return serve_with_workers(
            configure_server(
                "app.main:create_worker_app",
                settings.host,
                settings.port,
                settings.trusted_proxies,
                settings.workers,
            )
        )
    log.info("descriptors", limit=raise_descriptor_limit())
    server = make_server(app, settings.host, settings.port, settings.trusted_proxies)
    server.announce = announce
    # The server catches these to end gracefully and raises them again afterwards, for whoever had them before.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    # uvicorn has ended everything in order when it repeats the Ctrl+C.
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else 1


def main() -> int:
    """Serve until told to stop; returns the exit code."""
    try:
        return serve(load_settings())
    except AlgoRoomError as error:
        print(f"AlgoRoom does not start: {error.message}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
