"""The log as the API gives it out, over every storage: complete, public, and never all of it in memory."""

import base64
import gzip
import json
import tracemalloc
from collections.abc import AsyncIterator
from itertools import batched
from uuid import uuid4

import pytest
from pycrdt import Doc, Text

from app.domain import Entry, EntryKind, utc_now
from app.languages import LANGUAGES
from app.repositories.ports import Storage
from app.routers.codings import accepts
from app.services.collab.ledger import EVENTS_CHANNEL
from app.services.collab.people import EVERYBODY, Role
from app.services.collab.roles import READERS, may_read
from app.services.collab.text import SharedText
from tests.client import Browser
from tests.collab.script import MAIN
from tests.repositories.builders import add_session
from tests.running import Json, Running, running

LONG_LOG = 20_000
PADDING = "x" * 1_000
PEAK_BYTES = 12 << 20
"""Of a log whose lines are 23 MiB together; two chunks of it, their lines and the client's buffers are under this."""


@pytest.fixture
async def room(storage: Storage) -> AsyncIterator[Running]:
    """A server over each storage."""
    async with running(storage) as server:
        yield server


async def store(storage: Storage, *entries: Entry) -> str:
    """Put a session with this log behind the back of every room."""
    session = await add_session(storage)
    for chunk in batched(entries, 1_000, strict=False):
        await storage.log.append([(session, chunk)])
    return str(session)


async def read_lines(room: Running, session: str) -> list[Json]:
    answer = await room.http.get(f"/sessions/{session}/log")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


def replay(lines: list[Json], text: str = MAIN) -> str:
    doc = Doc[Text]()
    content = doc.get("content", type=Text)
    for line in lines:
        if line["channel"] == text:
            assert line["kind"] == "text"
            doc.apply_update(base64.b64decode(line["update"]))
    return str(content)


async def test_replaying_the_lines_gives_the_text_and_every_text_between(room: Running) -> None:
    """[LG1] The lines are the session's entries in their order."""
    session = (await room.create(language="python", code="a = 1\n"))["id"]
    async with Browser(room.sync(session, extended=True), "Ada") as ada:
        await ada.until_text("a = 1\n")
        ada.type("é🎉")
        ada.type("!")
        await ada.until_saved()
        lines = await read_lines(room, session)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    texts = [replay(lines[:count]) for count in range(len(lines) + 1)]
    assert list(dict.fromkeys(texts)) == ["", "a = 1\n", "a = 1\né🎉", "a = 1\né🎉!"]


async def test_who_typed_is_named_by_the_joined_event_before(room: Running) -> None:
    """[LG1] `by` of an entry is the id of a participant whose name an event has told."""
    session = (await room.create(language="python"))["id"]
    async with Browser(room.sync(session, extended=True), "Ada") as ada:
        ada.type("x")
        await ada.until_saved()
    lines = await read_lines(room, session)
    names = {
        line["event"]["participant"]["id"]: line["event"]["participant"]["name"]
        for line in lines
        if line["kind"] == "event" and line["event"]["type"] == "joined"
    }
    assert [names[line["by"]] for line in lines if line["kind"] == "text"] == ["Ada"]


async def test_what_was_decided_a_moment_ago_is_in_the_log(room: Running) -> None:
    """[LG2] The log is complete up to the request."""
    session = (await room.create(language="python"))["id"]
    async with Browser(room.sync(session, extended=True), "Ada") as ada:
        ada.type("newest")
        # The room has it as soon as the API tells of it, which is before it is on disk.
        while (await room.http.get(f"/sessions/{session}")).json()["code"] != "newest":
            continue
        assert replay(await read_lines(room, session)) == "newest"


async def test_a_session_in_which_nothing_happened_has_an_empty_log(room: Running) -> None:
    session = (await room.create())["id"]
    answer = await room.http.get(f"/sessions/{session}/log")
    assert (answer.status_code, answer.content, answer.headers["log-entries"]) == (200, b"", "0")


@pytest.mark.parametrize("form", ["{}", "nope", "{}0"])
async def test_the_log_of_an_unknown_session_is_404(room: Running, form: str) -> None:
    answer = await room.http.get(f"/sessions/{form.format(uuid4())}/log")
    assert answer.status_code == 404
    assert (answer.json()["code"], answer.json()["status"]) == ("SESSION_NOT_FOUND", 404)


async def test_a_channel_that_not_everybody_may_read_gives_not_one_byte(room: Running, storage: Storage) -> None:
    """[LG3] What is left out leaves no trace but a hole in `seq`."""
    secret = SharedText("notes").replace("a candidate must not read this")
    assert secret is not None
    session = await store(
        storage,
        Entry(1, utc_now(), None, "notes", EntryKind.TEXT, secret),
        Entry(2, utc_now(), None, EVENTS_CHANNEL, EntryKind.EVENT, b'{"type":"titled","title":"Known"}'),
    )
    lines = await read_lines(room, session)
    assert [(line["seq"], line["channel"]) for line in lines] == [(2, EVENTS_CHANNEL)]


def test_the_table_of_channels_names_every_text_and_refuses_what_it_does_not_name() -> None:
    """[LG3] A new channel is nobody's until the table says whose."""
    assert set(READERS) == {EVENTS_CHANNEL} | {language.text for language in LANGUAGES.values()}
    assert all(may_read(role, channel) for channel in READERS for role in EVERYBODY)
    assert not any(may_read(Role.WAITING, channel) for channel in READERS)
    assert not any(may_read(role, channel) for channel in ("notes", "") for role in Role)


async def test_the_log_is_compressed_for_who_reads_gzip_and_only_then(room: Running) -> None:
    """[LG4] The same lines either way."""
    session = (await room.create(language="python", code="print('again')\n" * 500))["id"]
    plain = await room.http.get(f"/sessions/{session}/log", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    async with room.http.stream("GET", f"/sessions/{session}/log", headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join([part async for part in packed.aiter_raw()])
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 5


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("identity", False),
        ("", False),
        ("gzip;q=much", False),
    ],
)
def test_gzip_is_sent_to_who_names_it(header: str, accepted: bool) -> None:
    """[LG4]"""
    assert accepts(header, "gzip") is accepted


async def test_a_long_log_streams_in_bounded_memory(storage: Storage) -> None:
    """[LG5] Of a log of 20,000 entries only a few chunks are ever in memory."""
    payload = json.dumps({"type": "titled", "title": PADDING}).encode()
    at = utc_now()
    session = await store(
        storage,
        *(Entry(seq, at, None, EVENTS_CHANNEL, EntryKind.EVENT, payload) for seq in range(1, LONG_LOG + 1)),
    )
    async with running(storage) as room:
        tracemalloc.start()
        try:
            seen = size = 0
            async with room.http.stream(
                "GET", f"/sessions/{session}/log", headers={"accept-encoding": "identity"}
            ) as answer:
                async for part in answer.aiter_raw():
                    seen += part.count(b"\n")
                    size += len(part)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert seen == LONG_LOG
    assert size > LONG_LOG * len(PADDING)
    assert peak < PEAK_BYTES
