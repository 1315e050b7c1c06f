"""Runs the load generator against a running server, each on a core of its own."""

import json
import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

from results import Figures, Result, add_result
from servers import HERE, Running

SERVER_CORE, GENERATOR_CORE = 0, 1
LOAD_WITHIN_S = 300


def generate(running: Running, arguments: list[str]) -> Figures:
    """What the load generator printed.

    Raises:
        RuntimeError: it failed.
    """
    aim = [*running.server.load_arguments(running.place.port), "--pid", str(running.process.pid)]
    python = str(running.place.python)
    command = ["taskset", "-c", str(GENERATOR_CORE), python, str(HERE / "load.py"), *aim, *arguments]
    return read_figures(command, running.server.title)


def read_figures(command: list[str], title: str) -> Figures:
    """The line of JSON that a command prints.

    Raises:
        RuntimeError: it prints none.
    """
    done = subprocess.run(command, capture_output=True, text=True, timeout=LOAD_WITHIN_S, check=False)
    if not done.stdout:
        raise RuntimeError(f"{title}: {done.stderr}")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def keep(results: Path, server: str, kind: str, measure: Callable[[], Figures]) -> Figures:
    """Measure and keep what was found; a server that fails is noted, and does not end the run."""
    busy = os.getloadavg()[0]
    try:
        figures = measure()
    except (RuntimeError, OSError, ValueError, subprocess.SubprocessError) as error:
        figures = {"failed": str(error)[-500:]}
    add_result(results, Result(server, kind, busy, figures))
    return figures


def allow_many_sockets() -> None:
    """Let this process and all that it starts open as many as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
