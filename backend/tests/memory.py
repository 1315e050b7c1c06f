"""How much memory and processor time a process takes."""

import os
from pathlib import Path

import pytest


def resident_bytes(pid: int) -> int:
    """The process's proportional share of memory (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    if not rollup.exists():
        pytest.fail("This test reads the server's memory from /proc, which only Linux has.", pytrace=False)
    (line,) = (line for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) << 10


def cpu_seconds(pid: int) -> float:
    """The CPU time that the process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
