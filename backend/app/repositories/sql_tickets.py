"""Tickets in an SQL database: one row each, removed by whoever uses it."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from app.db.engine import Database
from app.db.tables import sessions, tickets
from app.domain import SessionId
from app.errors import SessionNotFound

NUMBER = select(sessions.c.number).where(sessions.c.id == bindparam("session"))
OVER = delete(tickets).where(tickets.c.expires_at <= bindparam("now", type_=tickets.c.expires_at.type))
ADD = insert(tickets).from_select(
    ["hash", "session_number", "expires_at"],
    select(
        bindparam("ticket", type_=tickets.c.hash.type),
        sessions.c.number,
        bindparam("until", type_=tickets.c.expires_at.type),
    ).where(sessions.c.id == bindparam("session")),
)
# Two who use the same ticket want to remove the same row; one of them finds it gone.
TAKE = (
    delete(tickets)
    .where(tickets.c.hash == bindparam("ticket"), tickets.c.session_number == NUMBER.scalar_subquery())
    .returning(tickets.c.expires_at)
)
DROP = delete(tickets).where(tickets.c.session_number == NUMBER.scalar_subquery())


class SqlTicketStore:
    """A `TicketStore` in PostgreSQL or SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, session_id: SessionId, ticket_hash: bytes, *, now: datetime, expires_at: datetime) -> None:
        """Keep a ticket, and forget those whose time is over."""
        values = {"session": session_id, "ticket": ticket_hash, "until": expires_at}
        async with self._database.writing() as connection:
            await connection.execute(OVER, {"now": now})
            added = await connection.execute(ADD, values)
        if added.rowcount == 0:
            raise SessionNotFound(f"There is no session {session_id}.")

    async def take(self, session_id: SessionId, ticket_hash: bytes, *, now: datetime) -> bool:
        """Use a ticket up; returns whether there was one."""
        values = {"session": session_id, "ticket": ticket_hash}
        async with self._database.writing() as connection:
            expires_at = (await connection.execute(TAKE, values)).scalar_one_or_none()
        return expires_at is not None and expires_at > now

    async def drop(self, session_id: SessionId) -> None:
        """Forget all tickets of a session."""
        async with self._database.writing() as connection:
            await connection.execute(DROP, {"session": session_id})
