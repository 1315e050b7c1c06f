"""The HTTP edge: errors as JSON, a bound on bodies, one log line a request, and headers on every answer."""

import json
import time
from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import AlgoRoomError, BodyTooLarge, InvalidRequest
from app.limits import MAX_BODY_BYTES
from app.models import ErrorAnswer
from app.services.collab.tally import Tally

SLOW_DOWN_S = "2"
"""`Retry-After` of errors that pass."""

MISTAKE_CODE = AlgoRoomError.code
MISTAKE = {"message": "The server made a mistake. It is noted in its log.", "code": MISTAKE_CODE, "status": 500}

log = structlog.get_logger(__name__)


def add_error_answers(app: FastAPI, tally: Tally) -> None:
    """Answer every failure with `{message, code, status}`, and count it."""

    def answer(error: AlgoRoomError) -> JSONResponse:
        tally.refusals[error.code] += 1
        headers = {"Retry-After": SLOW_DOWN_S} if error.retry else None
        return JSONResponse(ErrorAnswer.of(error).model_dump(), error.status, headers)

    @app.exception_handler(AlgoRoomError)
    async def expected(_: Request, error: AlgoRoomError) -> JSONResponse:
        return answer(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        if not request.headers.get("content-type", "").startswith("application/json"):
            return answer(InvalidRequest("The body must be JSON, sent with `Content-Type: application/json`."))
        return answer(InvalidRequest(_describe(error)))

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        if isinstance(error.__cause__, AlgoRoomError):
            return answer(error.__cause__)
        if error.status_code == 400:
            # FastAPI's answer to a body that is not even UTF-8.
            return answer(InvalidRequest("The body is not valid JSON."))
        code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(error.status_code, "HTTP_ERROR")
        tally.refusals[code] += 1
        content = {"message": f"{error.detail}.", "code": code, "status": error.status_code}
        return JSONResponse(content, error.status_code, dict(error.headers or {}))


def _describe(error: RequestValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return "The body is not valid JSON."
    where = ".".join(str(part) for part in first["loc"] if part != "body")[:80]
    what = str(first["msg"]).removeprefix("Value error, ")
    what = what[:1].lower() + what[1:]
    return f"`{where}`: {what}." if where else f"The body: {what}."


class Edge:
    """ASGI middleware around everything: bounds bodies, sets headers, logs requests without their ids."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str], tally: Tally) -> None:
        self._app = app
        self._headers = headers
        self._tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500
        started_answer = False
        seen = 0

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MAX_BODY_BYTES:
                raise _too_large()
            return message

        async def completed(message: Message) -> None:
            nonlocal status, started_answer
            if message["type"] == "http.response.start":
                started_answer = True
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        length = _content_length(scope)
        if length > MAX_BODY_BYTES:
            self._tally.refusals[BodyTooLarge.code] += 1
            await _refuse(completed, 413, ErrorAnswer.of(_too_large()).model_dump())
        else:
            try:
                await self._app(scope, bounded, completed)
            except Exception as error:
                if started_answer:
                    raise
                log.exception("request_failed", error=type(error).__name__)
                self._tally.refusals[MISTAKE_CODE] += 1
                await _refuse(completed, 500, MISTAKE)
        route = scope.get("route")
        log.debug(
            "request",
            method=scope["method"],
            route=getattr(route, "path", None),
            status=status,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )


def _content_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(f"The body is larger than {MAX_BODY_BYTES} bytes.")


async def _refuse(send: Send, status: int, answer: Mapping[str, object]) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})
