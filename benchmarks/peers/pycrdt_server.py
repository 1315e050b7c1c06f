"""pycrdt-websocket on uvicorn with its SQLite store, one row an update: PORT, and DATABASE_FILE for the texts."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn
from fastapi import FastAPI
from pycrdt.store import SQLiteYStore, YDocNotFound
from pycrdt.websocket import ASGIServer, WebsocketServer, YRoom


class Store(SQLiteYStore):
    """The store, in the file that the environment names."""

    db_path = os.environ["DATABASE_FILE"]


class StoringServer(WebsocketServer):
    """Gives each new room a store and the text that it holds."""

    async def get_room(self, name: str) -> YRoom:
        """The room of this name, running, with its stored text."""
        if name in self.rooms:
            await self.rooms[name].ready_event.wait()
            return self.rooms[name]
        store = Store(name)
        room = self.rooms[name] = YRoom(ready=False, ystore=store, log=self.log)
        await self.start_room(room)
        await store.started.wait()
        with suppress(YDocNotFound):
            await store.apply_updates(room.ydoc)
        room.ready = True
        return room


server = StoringServer(auto_clean_rooms=False)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Run the rooms while the application runs."""
    # Rooms that start at the same moment would all create the tables, and all but one fail: let one do it before.
    schema = Store("schema")
    async with schema:
        if schema.db_initialized is not None:
            await schema.db_initialized.wait()
    async with server:
        yield


app = FastAPI(lifespan=lifespan)
app.mount("/", ASGIServer(server))  # type: ignore[arg-type]  # its own type for ASGI messages is narrower

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning", ws="websockets-sansio")
