"""How Alembic reaches the database: through the transaction of `app.db.migrate`, in or out of a command."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from app.config import load_settings
from app.db.address import InMemory
from app.db.migrate import migration_transaction
from app.db.tables import metadata
from app.errors import WrongSetting


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        # SQLite can undo changes of the schema too; Alembic assumes the driver's old habit of committing.
        transactional_ddl=True,
        # SQLite cannot alter most of a column: Alembic then builds the table anew.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_from_command_line() -> None:
    address = load_settings().database
    if isinstance(address, InMemory):
        raise WrongSetting("DATABASE_URL names memory, which has no schema: set it to a database.")
    async with migration_transaction(address) as connection:
        await connection.run_sync(run)


given: Connection | None = context.config.attributes.get("connection")
if given is None:
    asyncio.run(run_from_command_line())
else:
    run(given)
