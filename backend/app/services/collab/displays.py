"""What a run shows beside text: pictures, tables and traces, checked so that a page can draw them safely."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Final, cast

from app.limits import MAX_DISPLAY_BYTES

type Display = dict[str, object]

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MAX_PICTURE_SIDE: Final = 4_096
"""Pixels of a picture's longer side."""
MAX_PICTURE_PIXELS: Final = 8_000_000
"""Pixels of a picture: a few bytes can hold many, and each takes four bytes in every browser."""
MAX_ALT_LENGTH: Final = 500
MAX_COLUMNS: Final = 50
MAX_ROWS: Final = 200
MAX_CELL_LENGTH: Final = 200
MAX_STEPS: Final = 5_000
"""Steps of one trace."""

DROPPED: Final[Mapping[str, object]] = {"kind": "dropped"}
"""Stands where a display was that is not kept (RD2, RD3)."""


def check_display(value: object) -> Display:
    """Answer with the display as it is kept (RD1).

    Raises:
        ValueError: what it must be.
    """
    if not isinstance(value, dict):
        raise ValueError("must be an object")
    display = cast(Display, value)
    check = _CHECKS.get(cast(str, display.get("kind")))
    if check is None:
        raise ValueError(f"must have a `kind` of {', '.join(_CHECKS)}")
    checked = check(display)
    if size_of(checked) > MAX_DISPLAY_BYTES:
        raise ValueError(f"must be at most {MAX_DISPLAY_BYTES} bytes")
    return checked


def size_of(display: Mapping[str, object]) -> int:
    """UTF-8 bytes of the display as JSON."""
    return len(json.dumps(display, ensure_ascii=False, separators=(",", ":")).encode())


def _image(display: Display) -> Display:
    _only(display, "png", "width", "height", "alt")
    data = _bytes(display["png"], "png")
    # Of what follows nothing is believed: a browser that decodes it stops at the first thing that is no PNG.
    if len(data) < 33 or not data.startswith(PNG_SIGNATURE) or data[12:16] != b"IHDR":
        raise ValueError("must hold a PNG in `png`")
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if not (0 < width <= MAX_PICTURE_SIDE and 0 < height <= MAX_PICTURE_SIDE and width * height <= MAX_PICTURE_PIXELS):
        raise ValueError(f"must be a picture of at most {MAX_PICTURE_PIXELS} pixels, {MAX_PICTURE_SIDE} a side")
    return {
        "kind": "image",
        "png": display["png"],
        "width": _count(display["width"], "width", MAX_PICTURE_SIDE),
        "height": _count(display["height"], "height", MAX_PICTURE_SIDE),
        "alt": _text(display["alt"], "alt", MAX_ALT_LENGTH),
    }


def _table(display: Display) -> Display:
    _only(display, "columns", "rows", "note")
    columns = _cells(display["columns"])
    rows = display["rows"]
    if not 0 < len(columns) <= MAX_COLUMNS or not isinstance(rows, list):
        raise ValueError(f"must have 1 to {MAX_COLUMNS} `columns`, and `rows`")
    if len(cast(list[object], rows)) > MAX_ROWS:
        raise ValueError(f"must have at most {MAX_ROWS} rows")
    checked = [_cells(row) for row in cast(list[object], rows)]
    if any(len(row) != len(columns) for row in checked):
        raise ValueError("must have as many cells in each row as there are columns")
    return {
        "kind": "table",
        "columns": columns,
        "rows": checked,
        "note": _text(display["note"], "note", MAX_CELL_LENGTH),
    }


def _trace(display: Display) -> Display:
    _only(display, "steps", "data")
    _bytes(display["data"], "data")
    return {"kind": "trace", "steps": _count(display["steps"], "steps", MAX_STEPS), "data": display["data"]}


_CHECKS: Final[Mapping[str, Callable[[Display], Display]]] = {"image": _image, "table": _table, "trace": _trace}


def _only(display: Display, *fields: str) -> None:
    if display.keys() != {"kind", *fields}:
        raise ValueError(f"must have {', '.join(fields)} and nothing else where it is of kind {display['kind']}")


def _bytes(value: object, name: str) -> bytes:
    try:
        return base64.b64decode(cast(str, value), validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise ValueError(f"must hold base64 in `{name}`") from None


def _count(value: object, name: str, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= most:
        raise ValueError(f"must have 1 to {most} as `{name}`")
    return value


def _text(value: object, name: str, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"must have a text of at most {longest} characters as `{name}`")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("must hold valid Unicode") from None
    return value


def _cells(value: object) -> list[str]:
    if not isinstance(value, list):
        raise ValueError("must have lists of texts as `columns` and `rows`")
    return [_text(cell, "cells", MAX_CELL_LENGTH) for cell in cast(list[object], value)]
