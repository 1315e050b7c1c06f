"""What docker-compose.yml comes to, told by Compose itself."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
COMPOSE = Path(sys.executable).with_name("docker-compose")
WITHIN_S = 60

type Json = dict[str, Any]


def read_services(*profiles: str, **environment: str) -> dict[str, Json]:
    """The services that these profiles start, with everything filled in. Compose's own complaint fails the test."""
    wanted = [word for profile in profiles for word in ("--profile", profile)]
    done = subprocess.run(
        [COMPOSE, "--file", FILE, *wanted, "config", "--format", "json"],
        # None of a developer's settings, and no .env beside the file.
        env={"PATH": os.environ["PATH"], "COMPOSE_DISABLE_ENV_FILE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return cast(dict[str, Json], json.loads(done.stdout)["services"])
