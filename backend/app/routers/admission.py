"""How many HTTP requests are taken: of creating by address, of everything else by session and address."""

import ipaddress
import secrets
import time
from typing import Annotated

from fastapi import Depends, Request

from app.errors import TokenRequired, TooManyRequests
from app.limits import CREATE_BURST_S, SESSION_REQUESTS, Rate
from app.routers.keys import Key
from app.services.collab.rate import Allowances, Clock

IPV6_NETWORK = 64
"""Bits of an IPv6 address that are one household's or office's; the rest it chooses itself."""


class Admission:
    """Lets requests in, or refuses them until some time has passed."""

    def __init__(self, sessions_per_s: int, clock: Clock = time.monotonic, token: str | None = None) -> None:
        """`token` is what must be shown to create a session; `None` where nothing must."""
        self._token = token
        rate = Rate(sessions_per_s, sessions_per_s * CREATE_BURST_S)
        self._creating = Allowances(rate, clock) if sessions_per_s else None
        self._asking = Allowances(SESSION_REQUESTS, clock)

    def admit_creation(self, address: str, token: str | None = None) -> None:
        """Let one session be created.

        Raises:
            TokenRequired: this server asks for its token, and that was not shown.
            TooManyRequests: this address has created too many just now.
        """
        if self._creating is not None and not self._creating.take(network_of(address)):
            raise TooManyRequests("Too many sessions were created from this address just now; try again in a moment.")
        # Behind the limit, which bounds guessing, too.
        if self._token is not None and not secrets.compare_digest((token or "").encode(), self._token.encode()):
            raise TokenRequired("Creating sessions here needs the server's token: `Authorization: Bearer TOKEN`.")

    def admit_request(self, session_id: str, address: str) -> None:
        """Let one request about a session in.

        Raises:
            TooManyRequests: this address has asked for this session too often just now.
        """
        if not self._asking.take((session_id.lower()[:64], network_of(address))):
            raise TooManyRequests("This session was asked for too often just now; try again in a moment.")


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the network of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ipaddress.IPv6Network((int(parsed), IPV6_NETWORK), strict=False))
        parsed = parsed.ipv4_mapped
    return str(parsed)


def _admission(request: Request) -> Admission:
    admission = request.app.state.admission
    assert isinstance(admission, Admission)  # noqa: S101 - main.py has put it there
    return admission


async def admit_creation(request: Request, key: Key, admission: Annotated[Admission, Depends(_admission)]) -> None:
    """Count a session that is created, by the address that asks for it, and see that it may be."""
    admission.admit_creation(_address(request), key)


async def admit_request(
    request: Request, session_id: str, admission: Annotated[Admission, Depends(_admission)]
) -> None:
    """Count a request about a session."""
    admission.admit_request(session_id, _address(request))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
