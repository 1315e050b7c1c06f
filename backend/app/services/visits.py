"""Who asks through the API: by which link, as whom, and what that lets them do."""

from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from app.domain import Link, LinkId
from app.errors import Locked, NotAllowed, NotLetIn, Removed, SessionNotFound
from app.services.collab.hub import Hub
from app.services.collab.identity import Introduction, participant_of, role_of
from app.services.collab.people import Role
from app.services.collab.rights import Lock
from app.services.collab.roles import may_write
from app.services.collab.room import Room


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who asks about a session. `is_inside` says that the door is open for it."""

    room: Room
    link: Link
    role: Role
    is_inside: bool

    def check_inside(self) -> None:
        """Promise that the visitor may see what is in the session.

        Raises:
            NotLetIn: nobody has let it in.
        """
        if not self.is_inside:
            raise NotLetIn("A host has closed the door of this session; open its page to be let in.")

    def check_host(self) -> None:
        """Promise that the visitor is a host.

        Raises:
            NotAllowed: it has not shown the host's key.
        """
        if self.role is not Role.HOST:
            raise NotAllowed("Only a host may do this: send the host's key as `Authorization: Bearer KEY`.")

    def check_edit(self) -> None:
        """Promise that the visitor may change the entry file.

        Raises:
            NotLetIn, NotAllowed, Locked: it may not.
        """
        self._check_doing(Lock.EDIT)

    def check_run(self) -> None:
        """Promise that the visitor may tell of a run.

        Raises:
            NotLetIn, NotAllowed, Locked: it may not.
        """
        self._check_doing(Lock.RUN)

    def _check_doing(self, lock: Lock) -> None:
        self.check_inside()
        if not may_write(self.role, self.room.entry_text.name):
            raise NotAllowed("Observers change nothing.")
        if self.role is not Role.HOST and self.room.rights.is_locked_for_all(lock):
            raise Locked("A host has locked this for everybody.")


async def visit(hub: Hub, session_id: str, key: str | None) -> Visit:
    """Find who asks. `key` is the host's, or that of the browser by which somebody has been let in.

    The room has everything that any server had written when it was asked for (RP7).

    Raises:
        SessionNotFound, LinkReplaced: the link leads nowhere, or does no longer.
        Removed: a host has removed whose key this is.
        StorageUnavailable: the session could not be read.
    """
    link = parse_link(session_id)
    door = await hub.doorways.find(link)
    room = await hub.catch_up(door.session)
    hub.doorways.keep(door)
    if room.rights.rotations > door.rotations:
        # Replaced while we asked, at another server perhaps.
        door = await hub.doorways.find(link)
    role = role_of(door, link, key)
    participant = participant_of(link, Introduction("", key))
    if participant in room.rights.removed:
        raise Removed("A host has removed you from this session.")
    return Visit(room, link, role, is_inside=not room.rights.must_wait(participant, role))


def parse_link(text: str) -> LinkId:
    """Read what a link ends with, in its canonical form.

    Raises:
        SessionNotFound: it has another form, so no session has it.
    """
    try:
        link = UUID(text)
    except ValueError:
        _refuse()
    if str(link) != text.lower():
        _refuse()
    return LinkId(link)


def _refuse() -> NoReturn:
    raise SessionNotFound("There is no such session.") from None
