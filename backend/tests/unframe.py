"""Reads what a server writes to a WebSocket: the payloads of its unmasked frames."""

TWO_BYTES_FOLLOW, EIGHT_BYTES_FOLLOW = 126, 127


def unframe(written: bytes) -> list[bytes]:
    """The payloads of whole frames, one after another."""
    payloads: list[bytes] = []
    at = 0
    while at < len(written):
        size = written[at + 1]
        at += 2
        more = {TWO_BYTES_FOLLOW: 2, EIGHT_BYTES_FOLLOW: 8}.get(size, 0)
        if more:
            size = int.from_bytes(written[at : at + more])
            at += more
        payloads.append(written[at : at + size])
        at += size
    return payloads
