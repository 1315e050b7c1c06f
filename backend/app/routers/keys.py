"""What a request shows of who asks: `Authorization: Bearer KEY`, never a part of the address."""

from typing import Annotated

from fastapi import Depends, Request


def _bearer(request: Request) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


Key = Annotated[str | None, Depends(_bearer)]
"""The host's key, or that of the browser by which somebody has been let in; `None` where a request shows none."""
