"""By which links the open rooms are entered: looked up once, and again when one was replaced."""

from collections.abc import Mapping

from app.domain import Door, Link, SessionId
from app.errors import SessionNotFound
from app.repositories.ports import SessionRepository
from app.services.collab.open_room import OpenRoom
from app.services.collab.turns import Turns


class Doorways:
    """Knows the doors of those of the `rooms` to which somebody has come."""

    def __init__(self, sessions: SessionRepository, turns: Turns, rooms: Mapping[SessionId, OpenRoom]) -> None:
        self._sessions = sessions
        self._turns = turns
        self._rooms = rooms
        self._links: dict[Link, SessionId] = {}

    async def find(self, link: Link) -> Door:
        """The door of the session to which a link leads, as far as this server has heard.

        Raises:
            SessionNotFound: it leads nowhere.
            StorageUnavailable: it could not be looked up.
        """
        open_room = self._rooms.get(self._links.get(link, SessionId(link)))
        known = open_room.door if open_room is not None else None
        if open_room is not None and known is not None and known.rotations >= open_room.room.rights.rotations:
            return known
        await self._turns.begin()
        try:
            found = await self._sessions.find_door(link)
        finally:
            self._turns.end()
        if found is None:
            raise SessionNotFound("There is no such session.")
        return found

    def keep(self, door: Door) -> None:
        """This is the door of a session, unless a newer one is known, as long as its room is open."""
        open_room = self._rooms.get(door.session)
        if open_room is None or (open_room.door is not None and open_room.door.rotations >= door.rotations):
            return
        self.forget(open_room)
        open_room.door = door
        self._links[door.candidate] = door.session
        if door.observer is not None:
            self._links[door.observer] = door.session

    def forget(self, open_room: OpenRoom) -> None:
        """The room is open no longer, or has another door. Safe to call twice."""
        door, open_room.door = open_room.door, None
        if door is not None:
            self._links.pop(door.candidate, None)
            if door.observer is not None:
                self._links.pop(door.observer, None)
