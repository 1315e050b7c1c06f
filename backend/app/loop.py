"""The event loop of the server: the fastest there is on this machine."""

import asyncio
import sys

import aiofastnet


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Make uvloop's loop with aiofastnet's transports; asyncio's own where there is no uvloop."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
    return aiofastnet.patch_loop(loop)
