"""Packages for Python programs that an administrator has fetched: which there are, and their files."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.python_packages import INDEX, Index, read_index
from app.routers.pages import ASK_EACH_TIME, FOREVER


class FetchedFiles(StaticFiles):
    """The files of the folder, but for its index. Their names tell their content."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)

    async def check_config(self) -> None:
        """Nothing: the folder may come into being while the server runs."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve one file."""
        response = await super().get_response(path if path != INDEX else "", scope)
        response.headers["Cache-Control"] = FOREVER
        response.headers["Content-Type"] = "application/octet-stream"
        return response


def packages_router(folder: Path) -> APIRouter:
    """The list of what was fetched into this folder, as it is when somebody asks."""
    router = APIRouter(tags=["python packages"])

    @router.get("/python-packages")
    def get_python_packages(response: Response) -> Index:
        """The packages that whoever runs this server has fetched for Python programs."""
        response.headers["Cache-Control"] = ASK_EACH_TIME
        return read_index(folder)

    return router
