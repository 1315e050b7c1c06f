"""The plain design: each key PUTs the whole text, the server keeps it in memory and broadcasts it as JSON."""

import os
from collections import defaultdict
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

app = FastAPI()
codes: dict[str, str] = {}
sockets: defaultdict[str, set[WebSocket]] = defaultdict(set)


class CodeWish(BaseModel):
    """The body of a PUT."""

    code: str


@app.put("/rooms/{room}/code")
async def replace_code(room: str, wish: CodeWish) -> CodeWish:
    """Keep the text and tell everybody."""
    codes[room] = wish.code
    now = datetime.now(UTC).isoformat()
    for socket in list(sockets[room]):
        await socket.send_json({"type": "code_update", "sessionId": room, "timestamp": now, "code": wish.code})
    return wish


@app.websocket("/ws/{room}")
async def hear(socket: WebSocket, room: str) -> None:
    """Tell of each new text until the person leaves."""
    await socket.accept()
    sockets[room].add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        sockets[room].discard(socket)


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, ws="websockets-sansio")
