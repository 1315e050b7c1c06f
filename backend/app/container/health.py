"""Whether the container answers: `python -m app.container.health` ends with 0 or 1."""

import os
import sys
from http.client import HTTPConnection

ANSWERS_WITHIN_S = 4


def main() -> int:
    """Ask `/health` through nginx; returns the exit code."""
    host = os.environ.get("HOST", "").strip() or "127.0.0.1"
    connection = HTTPConnection(
        "127.0.0.1" if host == "0.0.0.0" else host,  # noqa: S104 - what all addresses are called
        int(os.environ.get("PORT", "").strip() or 8080),
        timeout=ANSWERS_WITHIN_S,
    )
    try:
        connection.request("GET", "/health")
        return 0 if connection.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
