"""Whether the process lives, and whether it can serve."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.errors import ServerRestarts
from app.models import ErrorAnswer
from app.process import Life
from app.services.sessions import SessionService

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers."""

    status: Literal["healthy"] = "healthy"


class Readiness(BaseModel):
    """Storage answers; the bus of this process is its own memory."""

    status: Literal["ready"] = "ready"
    storage: Literal["ok"] = "ok"
    bus: Literal["local"] = "local"


@router.get("/health")
async def health() -> Health:
    """The process answers."""
    return Health()


@router.get("/ready", responses={503: {"model": ErrorAnswer}})
async def ready(request: Request) -> Readiness:
    """Storage and bus answer; 503 `STORAGE_UNAVAILABLE` if not, and `SERVER_RESTARTS` while the process stops."""
    life = request.app.state.life
    assert isinstance(life, Life)  # noqa: S101 - main.py has put it there
    if life.is_stopping:
        raise ServerRestarts("The server is stopping; another one, or the same, will be back.")
    sessions = request.app.state.sessions
    assert isinstance(sessions, SessionService)  # noqa: S101 - main.py has put it there
    await sessions.ping()
    return Readiness()
