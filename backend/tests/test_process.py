"""The process's own limits, in a process of its own."""

import json
import resource
import subprocess
import sys
from pathlib import Path

from tests.process import BACKEND, ServerProcess

LOWERED = """
import resource
from app.process import raise_descriptor_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 1024))
print(raise_descriptor_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))
print(raise_descriptor_limit())
"""


def test_the_soft_limit_of_descriptors_is_raised_to_the_hard_one() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LOWERED], cwd=BACKEND, capture_output=True, text=True, check=True, timeout=30
    )
    assert ended.stdout.split() == ["1024", "1024", "1024", "1024"]


async def test_a_server_says_how_many_sockets_it_may_open(tmp_path: Path) -> None:
    log_file = tmp_path / "log"
    async with ServerProcess("memory://", log_file=log_file, LOG_FORMAT="json", LOG_LEVEL="info") as server:
        assert server.terminate() == 0
    events = [json.loads(line) for line in log_file.read_text().splitlines()]
    [told] = [event for event in events if event["event"] == "descriptors"]
    assert told["limit"] == resource.getrlimit(resource.RLIMIT_NOFILE)[1]
