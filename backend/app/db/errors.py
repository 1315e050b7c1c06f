"""The border of the storage: what drivers and the system raise becomes `StorageUnavailable`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import StorageUnavailable

# OSError includes every time-out, refused connection and TLS failure.
FAILURES = (
    InvalidRequestError,
    PoolTimeout,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    sqlite3.Error,
    OSError,
)


@contextmanager
def storage_errors(place: str) -> Iterator[None]:
    """Turn every failure of the storage at `place` into `StorageUnavailable`.

    A violated constraint passes as it is: the repositories know what it means. The cause is kept for the log;
    the message names only its kind, because a driver's text may quote a row or a user name.
    """
    try:
        yield
    except (IntegrityError, sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError):
        raise
    except StatementError as error:
        if isinstance(error, DBAPIError) or error.orig is None:
            raise _unavailable(place, error) from error
        # Not the storage's failure but ours: a value that a column refuses.
        raise error.orig from None
    except FAILURES as error:
        raise _unavailable(place, error) from error


def _unavailable(place: str, error: Exception) -> StorageUnavailable:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return StorageUnavailable(f"{place[:1].upper()}{place[1:]} did not answer ({type(cause).__name__}).")
