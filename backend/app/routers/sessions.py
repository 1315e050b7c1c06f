"""The endpoints of sessions."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request

from app.models import (
    CodeWish,
    CreatedSession,
    ErrorAnswer,
    ExecutionResult,
    LinksAnswer,
    LinkWish,
    ReplacedLink,
    SessionAnswer,
    SessionWish,
    TicketAnswer,
)
from app.routers.admission import admit_creation, admit_request
from app.routers.keys import Key
from app.services.collab.people import Role
from app.services.sessions import SessionService

router = APIRouter(
    prefix="/sessions",
    tags=["sessions"],
    responses={422: {"model": ErrorAnswer}, 429: {"model": ErrorAnswer}, 503: {"model": ErrorAnswer}},
)
_NOT_FOUND: dict[int | str, dict[str, object]] = {404: {"model": ErrorAnswer}}
_HOSTS: dict[int | str, dict[str, object]] = {**_NOT_FOUND, 403: {"model": ErrorAnswer}}
_ENDED: dict[int | str, dict[str, object]] = {**_HOSTS, 409: {"model": ErrorAnswer}}


def _service(request: Request) -> SessionService:
    service = request.app.state.sessions
    assert isinstance(service, SessionService)  # noqa: S101 - main.py has put it there
    return service


Sessions = Annotated[SessionService, Depends(_service)]
_COUNTED = [Depends(admit_request)]


@router.post("", status_code=201, responses={401: {"model": ErrorAnswer}}, dependencies=[Depends(admit_creation)])
async def create_session(sessions: Sessions, wish: SessionWish | None = None) -> CreatedSession:
    """Create a session. The answer carries the host's key, this once."""
    return await sessions.create(wish or SessionWish())


@router.get("/{session_id}", responses=_NOT_FOUND, dependencies=_COUNTED)
async def get_session(sessions: Sessions, key: Key, session_id: str) -> SessionAnswer:
    """The session as it is now."""
    return await sessions.get(session_id, key)


@router.put("/{session_id}/code", responses=_ENDED, dependencies=_COUNTED)
async def replace_code(sessions: Sessions, key: Key, session_id: str, wish: CodeWish) -> SessionAnswer:
    """Replace the entry file's text by the smallest difference, for everybody who is connected."""
    return await sessions.replace_code(session_id, wish, key)


@router.post("/{session_id}/execution-result", status_code=204, responses=_ENDED, dependencies=_COUNTED)
async def record_run(sessions: Sessions, key: Key, session_id: str, result: ExecutionResult) -> None:
    """Record a run that happened elsewhere, and tell everybody who is connected."""
    await sessions.record_run(session_id, result, key)


@router.post("/{session_id}/tickets", status_code=201, responses=_HOSTS, dependencies=_COUNTED)
async def issue_ticket(sessions: Sessions, key: Key, session_id: str) -> TicketAnswer:
    """What lets a host's socket in, once and soon, so that the host's key need not be shown there."""
    return await sessions.issue_ticket(session_id, key)


@router.get("/{session_id}/links", responses=_HOSTS, dependencies=_COUNTED)
async def get_links(sessions: Sessions, key: Key, session_id: str) -> LinksAnswer:
    """The links that a host sends to others."""
    return await sessions.links(session_id, key)


@router.post("/{session_id}/links/{role}", status_code=201, responses=_HOSTS, dependencies=_COUNTED)
async def replace_link(
    sessions: Sessions,
    key: Key,
    session_id: str,
    role: Literal["host", "candidate", "observer"],
    wish: LinkWish | None = None,
) -> ReplacedLink:
    """Put a new link in the place of one, for a host; who is there by the old one must go."""
    return await sessions.replace_link(session_id, Role(role), key, wish or LinkWish())


@router.delete("/{session_id}", status_code=204, responses=_HOSTS, dependencies=_COUNTED)
async def delete_session(sessions: Sessions, key: Key, session_id: str) -> None:
    """Remove a session with everything that is stored of it, for a host."""
    await sessions.delete(session_id, key)
