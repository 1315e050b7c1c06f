"""What the API does with sessions: create, read, replace the code, record a run."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from app.domain import Entry, EntryKind, Session, SessionId, SessionStatus, utc_now
from app.errors import LanguageNotOffered, SessionNotFound
from app.languages import LANGUAGES, default_of
from app.models import CodeWish, CreatedSession, ExecutionResult, SessionAnswer, SessionWish
from app.repositories.ports import Storage
from app.services.collab.hub import Hub
from app.services.collab.identity import hash_host_key
from app.services.collab.people import SERVER
from app.services.collab.tally import Tally
from app.services.collab.text import SharedText

HOST_KEY_BYTES = 24


class SessionService:
    """The API's verbs. A change is on disk when its method returns."""

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
        """Store a new session; code it starts with is the first entry of its log.

        Raises:
            LanguageNotOffered: its language was left out.
        """
        language = wish.language if "language" in wish.model_fields_set else default_of(self.languages)
        self._check_offered(language)
        host_key = secrets.token_urlsafe(HOST_KEY_BYTES)
        session = Session(
            id=SessionId(uuid4()),
            title=wish.title,
            language=language,
            status=SessionStatus.OPEN,
            host_key_hash=hash_host_key(host_key),
            created_at=self._now(),
        )
        await self._storage.sessions.add(session)
        name = LANGUAGES[session.language].text
        if update := SharedText(name).replace(wish.code):
            entry = Entry(1, session.created_at, SERVER, name, EntryKind.TEXT, update)
            await self._storage.log.append([(session.id, [entry])])
        self._tally.sessions_created += 1
        answer = SessionAnswer.of(session, wish.code, 0)
        return CreatedSession(**answer.model_dump(), host_key=host_key)

    async def get(self, session_id: str) -> SessionAnswer:
        """The session as it is now.

        Raises:
            SessionNotFound: there is none of this id.
        """
        room = await self._hub.catch_up(parse_session_id(session_id))
        return SessionAnswer.of(room.session, str(room.entry_text), room.participants)

    async def replace_code(self, session_id: str, wish: CodeWish) -> SessionAnswer:
        """Make the entry file equal the given code, for everybody.

        Raises:
            SessionNotFound: there is none of this id.
            SessionEnded: it is read-only.
            LanguageNotOffered: it has another language than the wished one, which was left out.
        """
        room = await self._hub.catch_up(parse_session_id(session_id))
        if wish.language is not None and wish.language != room.session.language:
            self._check_offered(wish.language)
        self._hub.act(room, lambda room: room.replace_code(wish.code, wish.language))
        await self._hub.writer.saved(room)
        return SessionAnswer.of(room.session, str(room.entry_text), room.participants)

    async def record_run(self, session_id: str, result: ExecutionResult) -> None:
        """Record a run and tell everybody.

        Raises:
            SessionNotFound: there is none of this id.
            SessionEnded: it is read-only.
        """
        room = await self._hub.catch_up(parse_session_id(session_id))
        self._hub.act(
            room,
            lambda room: room.record_run(result.success, result.output, result.error, result.execution_time),
        )
        await self._hub.writer.saved(room)

    def _check_offered(self, language: str) -> None:
        if language not in self.languages:
            raise LanguageNotOffered(
                f"This server does not offer {language}: choose one of {', '.join(self.languages)}."
            )

    async def ping(self) -> None:
        """Return when the storage answers.

        Raises:
            StorageUnavailable: it does not.
        """
        await self._storage.sessions.ping()


def parse_session_id(text: str) -> SessionId:
    """Read an id in its canonical form.

    Raises:
        SessionNotFound: it has another form, so no session has it.
    """
    try:
        session_id = UUID(text)
    except ValueError:
        raise SessionNotFound("There is no such session.") from None
    if str(session_id) != text.lower():
        raise SessionNotFound("There is no such session.")
    return SessionId(session_id)
