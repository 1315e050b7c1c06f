"""The built page: its files by their names, and one document for all of its addresses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import cast

from fastapi import APIRouter
from fastapi.responses import FileResponse, PlainTextResponse, Response
from starlette.datastructures import Headers
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.routers.codings import accepts

PAGES = ("/", "/session/{session_id}", "/session/{session_id}/replay")
FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"
HASHED = ("assets/", "runtimes/")
SANDBOX = "sandbox/"
PREVIEW = "sandbox/preview.html"
"""Shows pages that people write; it may do more than the frame in which programs run, whose workers draw nothing."""
VERSIONED = b"v="
"""How the query begins by which the page asks for the version of the sandbox's frame that it was built with."""
"""Folders whose file names, or whose folder's name, change with their content."""
NOT_BUILT = "The page is not built yet: run `npm run build`, or `npm start`, which does it.\n"


@dataclass(frozen=True, slots=True)
class PageHeaders:
    """Security headers as `headers.json` of the built page names them: for everything, and for the sandbox's frames."""

    page: Mapping[str, str]
    sandbox: Mapping[str, str]
    preview: Mapping[str, str]


def read_page_headers(static_dir: Path) -> PageHeaders:
    """Read the headers that the page was built for; none where there is no page."""
    file = static_dir / "headers.json"
    if not file.is_file():
        return PageHeaders({}, {}, {})
    headers = cast(dict[str, dict[str, str]], json.loads(file.read_text()))
    return PageHeaders(headers["page"], headers["sandbox"], headers["preview"])


PACKED = (("br", ".br"), ("gzip", ".gz"))
"""Codings in which a file may lie packed beside itself (scripts/precompress.mjs), the smallest first."""


class PageFiles(StaticFiles):
    """The files of the built page, with long caching where the name carries a hash, and packed where they lie so."""

    def __init__(self, directory: Path, headers: PageHeaders) -> None:
        super().__init__(directory=directory)
        self._headers = headers

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file."""
        response = await self._packed_response(path, scope) or await super().get_response(path, scope)
        response.headers["Vary"] = "Accept-Encoding"
        is_versioned = path.startswith(SANDBOX) and scope["query_string"].startswith(VERSIONED)
        response.headers["Cache-Control"] = FOREVER if path.startswith(HASHED) or is_versioned else ASK_EACH_TIME
        if path.startswith(SANDBOX):
            response.headers.update(self._headers.preview if path == PREVIEW else self._headers.sandbox)
        return response

    async def _packed_response(self, path: str, scope: Scope) -> Response | None:
        """The file for somebody who takes it packed; `None` where it does not lie so, or is asked for in part."""
        headers = Headers(scope=scope)
        if scope["method"] not in ("GET", "HEAD") or "range" in headers:
            return None
        for coding, ending in PACKED:
            if accepts(headers.get("accept-encoding", ""), coding) and self.lookup_path(path + ending)[1] is not None:
                response = await super().get_response(path + ending, scope)
                if response.status_code == 200:
                    response.headers["Content-Type"] = _type_of(path)
                    response.headers["Content-Encoding"] = coding
                return response
        return None


def _type_of(path: str) -> str:
    type_ = guess_type(path)[0] or "application/octet-stream"
    return f"{type_}; charset=utf-8" if type_.startswith("text/") else type_


def page_router(static_dir: Path) -> APIRouter:
    """The page's addresses, each answered with the same document."""
    router = APIRouter(include_in_schema=False)
    document = static_dir / "index.html"

    def page() -> Response:
        if not document.is_file():
            return PlainTextResponse(NOT_BUILT, 503)
        return FileResponse(document, headers={"Cache-Control": ASK_EACH_TIME})

    for path in PAGES:
        router.add_api_route(path, page, methods=["GET", "HEAD"], response_model=None)
    return router
