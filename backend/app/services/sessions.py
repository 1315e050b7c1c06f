"""What the API does with sessions: create, read, replace the code, record a run, and a host's verbs."""

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from app.domain import Entry, EntryKind, LinkId, Session, SessionId, SessionStatus, utc_now
from app.errors import InvalidRequest
from app.languages import LANGUAGES, check_offered, default_of
from app.models import (
    CodeWish,
    CreatedSession,
    ExecutionResult,
    LinksAnswer,
    LinkWish,
    ReplacedLink,
    SessionAnswer,
    SessionWish,
    TicketAnswer,
)
from app.repositories.ports import Storage
from app.services.collab.hub import Hub
from app.services.collab.identity import hash_host_key
from app.services.collab.ledger import EVENTS_CHANNEL
from app.services.collab.people import SERVER, Role
from app.services.collab.tally import Tally
from app.services.collab.text import SharedText
from app.services.visits import Visit, visit

HOST_KEY_BYTES = 24
TICKET_LASTS = timedelta(seconds=30)


class SessionService:
    """The API's verbs. A change is on disk when its method returns. `key` is what a request shows of who asks.

    Where a session is named, it may be by any of its links, and these may be raised:

    Raises:
        SessionNotFound, LinkReplaced: the link leads nowhere, or does no longer.
        NotLetIn, Removed, NotAllowed, Locked: whoever asks may not do this.
    """

    def __init__(
        self,
        storage: Storage,
        hub: Hub,
        tally: Tally | None = None,
        now: Callable[[], datetime] = utc_now,
        languages: Sequence[str] = tuple(LANGUAGES),
    ) -> None:
        self._storage = storage
        self._hub = hub
        self._tally = tally or Tally()
        self._now = now
        self.languages = languages
        """Ids of the languages that a session can be given."""

    async def create(self, wish: SessionWish) -> CreatedSession:
        """Store a new session; how its door stands and the code it starts with are the first entries of its log.

        Raises:
            LanguageNotOffered: its language was left out.
        """
        language = wish.language if "language" in wish.model_fields_set else default_of(self.languages)
        check_offered(language, self.languages)
        host_key = secrets.token_urlsafe(HOST_KEY_BYTES)
        session = Session(
            id=SessionId(uuid4()),
            title=wish.title,
            language=language,
            status=SessionStatus.OPEN,
            host_key_hash=hash_host_key(host_key),
            created_at=self._now(),
        )
        await self._storage.sessions.add(session, LinkId(uuid4()))
        if entries := _first_entries(session, wish):
            await self._storage.log.append([(session.id, entries)])
        self._tally.sessions_created += 1
        answer = SessionAnswer.of(session.id, session, wish.code, 0)
        return CreatedSession(**answer.model_dump(), host_key=host_key)

    async def get(self, session_id: str, key: str | None = None) -> SessionAnswer:
        """The session as it is now; to who is not let in without its code."""
        return self._answer(await visit(self._hub, session_id, key))

    async def replace_code(self, session_id: str, wish: CodeWish, key: str | None = None) -> SessionAnswer:
        """Make the entry file equal the given code, for everybody.

        Raises:
            SessionEnded: it is read-only.
            LanguageNotOffered: it has another language than the wished one, which was left out.
        """
        visitor = await visit(self._hub, session_id, key)
        visitor.check_edit()
        if wish.language is not None and wish.language != visitor.room.session.language:
            check_offered(wish.language, self.languages)
        self._hub.act(visitor.room, lambda room: room.replace_code(wish.code, wish.language))
        await self._hub.writer.saved(visitor.room)
        return self._answer(visitor)

    async def record_run(self, session_id: str, result: ExecutionResult, key: str | None = None) -> None:
        """Record a run and tell everybody.

        Raises:
            SessionEnded: it is read-only.
        """
        visitor = await visit(self._hub, session_id, key)
        visitor.check_run()
        self._hub.act(
            visitor.room,
            lambda room: room.record_run(result.success, result.output, result.error, result.execution_time),
        )
        await self._hub.writer.saved(visitor.room)

    async def issue_ticket(self, session_id: str, key: str | None) -> TicketAnswer:
        """What a host's socket shows instead of the host's key."""
        visitor = await visit(self._hub, session_id, key)
        visitor.check_host()
        ticket, now = secrets.token_urlsafe(HOST_KEY_BYTES), self._now()
        await self._storage.tickets.add(
            visitor.room.session.id, hash_host_key(ticket), now=now, expires_at=now + TICKET_LASTS
        )
        return TicketAnswer(ticket=ticket, expires_in_s=int(TICKET_LASTS.total_seconds()))

    async def links(self, session_id: str, key: str | None) -> LinksAnswer:
        """What a host sends to others."""
        visitor = await visit(self._hub, session_id, key)
        visitor.check_host()
        door = await self._hub.doorways.find(visitor.link)
        return LinksAnswer(candidate=str(door.candidate), observer=str(door.observer) if door.observer else None)

    async def replace_link(self, session_id: str, role: Role, key: str | None, wish: LinkWish) -> ReplacedLink:
        """Put a new link in the place of the one that gives this role; who is there by the old one must go.

        Raises:
            InvalidRequest: a key was chosen that is the old one, or for another link than the hosts'.
        """
        visitor = await visit(self._hub, session_id, key)
        visitor.check_host()
        _check_chosen(wish, role, key)
        id_ = visitor.room.session.id
        link, host_key = LinkId(uuid4()), wish.host_key or secrets.token_urlsafe(HOST_KEY_BYTES)
        match role:
            case Role.CANDIDATE:
                door = await self._storage.sessions.replace_links(id_, candidate=link)
            case Role.OBSERVER:
                door = await self._storage.sessions.replace_links(id_, observer=link)
            case _:
                door = await self._storage.sessions.replace_links(id_, host_key_hash=hash_host_key(host_key))
                await self._storage.tickets.drop(id_)
        await self._hub.replaced_link(role, door)
        await self._hub.writer.saved(visitor.room)
        if role is Role.HOST:
            return ReplacedLink(role="host", id=str(id_), host_key=host_key)
        return ReplacedLink(role="candidate" if role is Role.CANDIDATE else "observer", id=str(link))

    async def delete(self, session_id: str, key: str | None) -> None:
        """Remove the session with everything that is stored of it, and close it for everybody."""
        visitor = await visit(self._hub, session_id, key)
        visitor.check_host()
        await self._storage.sessions.delete(visitor.room.session.id)
        self._hub.deleted(visitor.room.session.id)

    async def ping(self) -> None:
        """Return when the storage answers.

        Raises:
            StorageUnavailable: it does not.
        """
        await self._storage.sessions.ping()

    def _answer(self, visitor: Visit) -> SessionAnswer:
        room = visitor.room
        code = self._hub.read_code(room) if visitor.is_inside else ""
        return SessionAnswer.of(visitor.link, room.session, code, room.participants)


def _check_chosen(wish: LinkWish, role: Role, key: str | None) -> None:
    if wish.host_key is None:
        return
    if role is not Role.HOST:
        raise InvalidRequest(f"hostKey: the link of role {role} has no key; send none.")
    if wish.host_key == key:
        raise InvalidRequest("hostKey: this is the key that is to be replaced; choose another one.")


def _first_entries(session: Session, wish: SessionWish) -> list[Entry]:
    entries: list[Entry] = []

    def add(channel: str, kind: EntryKind, payload: bytes) -> None:
        entries.append(Entry(len(entries) + 1, session.created_at, SERVER, channel, kind, payload))

    def add_event(event: dict[str, object]) -> None:
        add(EVENTS_CHANNEL, EntryKind.EVENT, json.dumps(event, separators=(",", ":")).encode())

    if wish.prepare:
        add_event({"type": "preparing"})
    if wish.lobby:
        add_event({"type": "lobby", "on": True})
    name = LANGUAGES[session.language].text
    if update := SharedText(name).replace(wish.code):
        add(name, EntryKind.TEXT, update)
    return entries
