"""The endpoint of a session's update log, for playing an interview back."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from app.models import ErrorAnswer
from app.routers.admission import admit_request
from app.routers.codings import accepts
from app.routers.keys import Key
from app.services.log import LineWriter, LogService, OpenLog

MEDIA_TYPE = "application/x-ndjson"
ENTRIES_HEADER = "Log-Entries"
"""Tells the number of the log's last entry, so that a client can say how far it is."""
GZIP_LEVEL = 5
GZIP_WINDOW = 16 + zlib.MAX_WBITS

router = APIRouter(
    prefix="/sessions",
    tags=["sessions"],
    responses={404: {"model": ErrorAnswer}, 429: {"model": ErrorAnswer}, 503: {"model": ErrorAnswer}},
    dependencies=[Depends(admit_request)],
)


def _service(request: Request) -> LogService:
    service = request.app.state.log
    assert isinstance(service, LogService)  # noqa: S101 - main.py has put it there
    return service


@router.get(
    "/{session_id}/log",
    response_class=StreamingResponse,
    responses={200: {"content": {MEDIA_TYPE: {}}, "description": "One entry a line: docs/protocol.md, section 12"}},
)
async def read_log(
    request: Request, log: Annotated[LogService, Depends(_service)], key: Key, session_id: str
) -> StreamingResponse:
    """Everything that happened in the session so far and that whoever asks may read, one JSON object a line."""
    opened = await log.open(session_id, key)
    headers = {ENTRIES_HEADER: str(opened.last_seq), "Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if not accepts(request.headers.get("accept-encoding", ""), "gzip"):
        return StreamingResponse(_lines(opened), media_type=MEDIA_TYPE, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return StreamingResponse(_gzipped(_lines(opened)), media_type=MEDIA_TYPE, headers=headers)


async def _lines(log: OpenLog) -> AsyncIterator[bytes]:
    writer = LineWriter(log.began, log.role)
    # In a thread: a chunk may hold megabytes, and people are typing meanwhile.
    async for items in log.chunks:
        if lines := await asyncio.to_thread(writer.encode, items):
            yield lines


async def _gzipped(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_WINDOW)
    async for part in parts:
        if packed := await asyncio.to_thread(packer.compress, part):
            yield packed
    yield packer.flush()
