"""Whether the process lives, and whether it can serve."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.errors import ServerRestarts
from app.models import ErrorAnswer
from app.process import Life
from app.services.collab.bus import Bus, BusState
from app.services.sessions import SessionService

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers."""

    status: Literal["healthy"] = "healthy"


class Readiness(BaseModel):
    """Storage answers. While the bus is away, other servers are heard of through the storage: that is ready too."""

    status: Literal["ready"] = "ready"
    storage: Literal["ok"] = "ok"
    bus: BusState


@router.get("/health")
async def health() -> Health:
    """The process answers."""
    return Health()


@router.get("/ready", responses={503: {"model": ErrorAnswer}})
async def ready(request: Request) -> Readiness:
    """The state of the bus; 503 `STORAGE_UNAVAILABLE` if storage does not answer, `SERVER_RESTARTS` while stopping."""
    life = request.app.state.life
    assert isinstance(life, Life)  # noqa: S101 - main.py has put it there
    if life.is_stopping:
        raise ServerRestarts("The server is stopping; another one, or the same, will be back.")
    sessions = request.app.state.sessions
    assert isinstance(sessions, SessionService)  # noqa: S101 - main.py has put it there
    await sessions.ping()
    bus: Bus = request.app.state.bus
    return Readiness(bus=bus.state)
