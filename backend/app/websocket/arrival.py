"""When the last byte came from a peer: a long frame on a slow line is no silence."""

import asyncio
import math
import socket
import struct

HEARD_S_AGO = "heard_s_ago"
"""What a transport of ours tells under this name in `get_extra_info`."""
LAST_DATA_RECEIVED = struct.Struct("=52xI")
"""`tcpi_last_data_recv` of Linux's `tcp_info`, in milliseconds."""


def heard_s_ago(transport: asyncio.BaseTransport) -> float:
    """Seconds since the last byte came; infinite where the system does not tell."""
    told = transport.get_extra_info(HEARD_S_AGO)
    if told is not None:
        return float(told)
    connection = transport.get_extra_info("socket")
    option = getattr(socket, "TCP_INFO", None)
    if connection is None or option is None:
        return math.inf
    try:
        (milliseconds,) = LAST_DATA_RECEIVED.unpack(
            connection.getsockopt(socket.IPPROTO_TCP, option, LAST_DATA_RECEIVED.size)
        )
    except (OSError, struct.error):
        return math.inf
    return float(milliseconds) / 1000
