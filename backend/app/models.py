"""The JSON of the API, as it enters and leaves: camelCase, checked."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.domain import Link, Session
from app.errors import AlgoRoomError
from app.languages import DEFAULT_LANGUAGE, LANGUAGES
from app.limits import MAX_NAME_LENGTH, MAX_RUN_OUTPUT_BYTES, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH
from app.services.collab.events import MAX_DURATION_MS, MAX_ERROR_LENGTH, clean_line
from app.services.collab.text import utf16_length

MAX_HELLO_CLIENTS = 256
MAX_CLIENT_ID = (1 << 53) - 1


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
    return value


def _code(value: str) -> str:
    _well_formed(value)
    if utf16_length(value) > MAX_TEXT_LENGTH:
        raise ValueError(f"must be at most {MAX_TEXT_LENGTH} characters long")
    return value


def _well_formed(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("must be valid Unicode, without half a surrogate pair") from None
    return value


def _title(value: str) -> str:
    return clean_line(value, MAX_TITLE_LENGTH) if value.strip() else ""


Language = Annotated[str, AfterValidator(_language)]
Code = Annotated[str, AfterValidator(_code)]
Title = Annotated[str, AfterValidator(_title)]
Text = Annotated[str, AfterValidator(_well_formed)]
Secret = Annotated[str, Field(pattern=re.compile(r"^[A-Za-z0-9_-]{16,64}$"))]
# As much as 24 random bytes have: its hash is stored without a salt.
NewHostKey = Annotated[str, Field(pattern=re.compile(r"^[A-Za-z0-9_-]{32,64}$"))]


class _Wire(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="ignore", hide_input_in_errors=True
    )


class SessionWish(_Wire):
    """The body of `POST /sessions`. With `prepare` nobody but hosts comes in before the start, with `lobby` nobody
    whom no host lets in.
    """

    language: Language = DEFAULT_LANGUAGE
    title: Title = ""
    code: Code = ""
    prepare: bool = False
    lobby: bool = False


class OfferedLanguages(_Wire):
    """What `GET /languages` answers: ids, in the order in which to show them."""

    languages: list[str]


class CodeWish(_Wire):
    """The body of `PUT /sessions/{id}/code`."""

    code: Code
    language: Language | None = None


class ExecutionResult(_Wire):
    """The body of `POST /sessions/{id}/execution-result`; `execution_time` in milliseconds."""

    success: bool
    output: Annotated[Text, Field(max_length=4 * MAX_RUN_OUTPUT_BYTES)]
    error: Annotated[Text, Field(max_length=MAX_ERROR_LENGTH)] | None = None
    execution_time: Annotated[float, Field(ge=0, le=MAX_DURATION_MS, allow_inf_nan=False)]


class SessionAnswer(_Wire):
    """A session as the API tells it. `participants` counts who is connected now; times are ISO 8601 in UTC."""

    id: str
    title: str
    language: str
    code: str
    status: Literal["open", "ended"]
    created_at: str
    ended_at: str | None
    participants: int

    @classmethod
    def of(cls, link: Link, session: Session, code: str, participants: int) -> "SessionAnswer":
        """Tell of a session, by the link by which it was asked for, whose entry file holds `code`."""
        return cls(
            id=str(link),
            title=session.title,
            language=session.language,
            code=code,
            status=session.status.value,
            created_at=session.created_at.isoformat(),
            ended_at=session.ended_at.isoformat() if session.ended_at else None,
            participants=participants,
        )


class CreatedSession(SessionAnswer):
    """What `POST /sessions` answers: the session and, this once, the host's key."""

    host_key: str


class LinksAnswer(_Wire):
    """What the links of a session end with now; `observer` is `null` where there is none yet."""

    candidate: str
    observer: str | None


class LinkWish(_Wire):
    """The body of `POST /sessions/{id}/links/{role}`, for the hosts' link: the key that whoever asks has chosen for it,
    and so has, whatever becomes of the answer.
    """

    host_key: NewHostKey | None = None


class ReplacedLink(_Wire):
    """A link that has just taken the place of another one: what it ends with, or the host's new key, this once."""

    role: Literal["host", "candidate", "observer"]
    id: str
    host_key: str | None = None


class TicketAnswer(_Wire):
    """What lets a host's socket in, once, within so many seconds."""

    ticket: str
    expires_in_s: int


class ErrorAnswer(_Wire):
    """What every refused request is answered with."""

    message: str
    code: str
    status: int

    @classmethod
    def of(cls, error: AlgoRoomError) -> "ErrorAnswer":
        """Tell of an error."""
        return cls(message=error.message, code=error.code, status=error.status)


class HelloWish(_Wire):
    """The first frame of an `algoroom.v1` peer (HS4)."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    name: Annotated[str, AfterValidator(lambda value: clean_line(value, MAX_NAME_LENGTH))]
    key: Secret | None = None
    host_key: Secret | None = None
    ticket: Secret | None = None
    clients: Annotated[list[Annotated[int, Field(ge=0, le=MAX_CLIENT_ID)]], Field(max_length=MAX_HELLO_CLIENTS)] = []
