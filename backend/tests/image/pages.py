"""Two Chromium pages in a running container, played by Playwright (frontend/e2e/image)."""

import asyncio
import shutil
from pathlib import Path

import pytest

FRONTEND = Path(__file__).resolve().parents[3] / "frontend"
PLAYWRIGHT = FRONTEND / "node_modules/@playwright/test/cli.js"
WITHIN_S = 300.0


async def visit_with_two_browsers(port: int) -> None:
    """Let two people type and run code through this port; what failed is the test's failure."""
    node = shutil.which("node")
    if node is None or not PLAYWRIGHT.is_file():
        pytest.fail("The image is tried with two browsers, by Playwright: run npm run test:image, which installs it.")
    process = await asyncio.create_subprocess_exec(
        *("env", f"ALGOROOM_URL=http://127.0.0.1:{port}", node, PLAYWRIGHT, "test", "-c", "e2e/image"),
        cwd=FRONTEND,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(WITHIN_S):
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert b"1 passed" in said, said.decode()
