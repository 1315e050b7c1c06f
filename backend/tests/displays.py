"""What runs show, made small."""

import struct
import zlib
from base64 import b64encode
from typing import Final


def png(width: int, height: int) -> str:
    """Base64 of a PNG that claims this size; grey, and whole where it is small."""
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(min(height, 4))))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


IMAGE: Final[dict[str, object]] = {"kind": "image", "png": png(3, 2), "width": 3, "height": 2, "alt": "A grey plot"}
TABLE: Final[dict[str, object]] = {"kind": "table", "columns": ["", "n"], "rows": [["0", "1"], ["1", "2"]], "note": ""}
TRACE: Final[dict[str, object]] = {"kind": "trace", "steps": 3, "data": "AwA="}
