"""The endpoint of the process's numbers, for Prometheus."""

from fastapi import APIRouter, Request, Response

from app.metrics import Metrics

router = APIRouter(tags=["health"])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """The numbers of this process: docs/operating.md."""
    told = request.app.state.metrics
    assert isinstance(told, Metrics)  # noqa: S101 - main.py has put it there
    body, media_type = told.render(request.headers.get("accept", ""))
    return Response(body, headers={"Content-Type": media_type, "Cache-Control": "no-store"})
