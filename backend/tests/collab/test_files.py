"""Several files in a session: created, renamed, removed; their texts, at one server and at two."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import cast
from uuid import UUID, uuid4

import pytest

from app.domain import Entry, EntryKind, Gap
from app.errors import BadFrame
from app.limits import MAX_FILES, MAX_FILES_EVER
from app.services.collab.files import hash_code
from app.services.collab.people import Role
from app.services.collab.room import Room
from app.services.preparation import leave_out_preparation
from tests.collab import wire
from tests.collab.replicas import Installation
from tests.collab.script import RoomScript

HELPER = str(UUID(int=7))
TEXT = f"file/{HELPER}"


def create(script: RoomScript, who: str, name: str = "helper.py", file: str = HELPER) -> RoomScript:
    return script.propose(who, type="file_created", file=file, language="python", name=name).deliver()


def told(room: Room) -> dict[str, str]:
    """Created files by their texts, as `welcome` tells of them."""
    return {str(text["name"]): str(text["file"]) for text in room.files.told() if str(text["name"]).count("-") == 4}


def codes(script: RoomScript, name: str) -> list[object]:
    return [notice.body["code"] for notice in script.heard(name, wire.Refused)]


@pytest.fixture
def script() -> RoomScript:
    """Two people in a room."""
    return RoomScript().join("ada", role=Role.HOST).join("ben").deliver()


def test_a_created_file_is_a_text_that_everybody_writes_in(script: RoomScript) -> None:
    """[FI1] It is told of to who is there and to who comes later, and its text is not the entry file's."""
    script.type("ada", "import helper\n").deliver()
    create(script, "ben")
    [event] = [event.body for event in script.heard("ada", wire.Event) if event.body["type"] == "file_created"]
    assert (event["file"], event["language"], event["name"]) == (HELPER, "python", "helper.py")
    script.join("cy", text=TEXT).deliver()
    [welcome] = script.heard("cy", wire.Welcome)
    texts = cast(list[dict[str, str]], welcome.body["texts"])
    assert {"name": TEXT, "language": "python", "file": "helper.py"} in texts
    assert {"name": "file/main.py", "language": "python", "file": "main.py"} in texts
    assert (str(script.people["cy"]), str(script.room.entry_text)) == ("", "import helper\n")


def test_what_is_typed_in_a_file_reaches_who_has_it_open(script: RoomScript) -> None:
    """[FI1] [RM1] And no other text."""
    create(script, "ada").join("cy", text=TEXT).join("dee", text=TEXT).deliver()
    script.type("cy", "def f(): ...").deliver()
    assert (str(script.people["dee"]), str(script.room.text(TEXT))) == ("def f(): ...", "def f(): ...")
    assert str(script.room.entry_text) == ""
    script.expect_open("cy", "dee")


def test_a_file_that_is_created_again_is_the_same(script: RoomScript) -> None:
    """[FI1] Whoever does not know whether its proposal arrived may repeat it: the first one counts."""
    create(create(script, "ada"), "ben", name="other.py")
    assert told(script.room) == {TEXT: "helper.py"}
    assert codes(script, "ben") == []


def test_a_renamed_file_keeps_its_text(script: RoomScript) -> None:
    """[FI2]"""
    create(script, "ada").join("cy", text=TEXT).deliver()
    script.type("cy", "x = 1").deliver()
    script.propose("ben", type="file_renamed", file=HELPER, name="tools.py").deliver()
    assert (told(script.room), str(script.room.text(TEXT))) == ({TEXT: "tools.py"}, "x = 1")


def test_a_removed_files_name_is_free_and_its_text_does_not_come_back(script: RoomScript) -> None:
    """[FI2] What was typed at that moment is refused by a notice, and the connection lives on."""
    create(script, "ada").join("cy", text=TEXT).deliver()
    script.type("cy", "x = 1").deliver()
    script.propose("ada", type="file_removed", file=HELPER).deliver().type("cy", "23").deliver()
    assert codes(script, "cy") == ["FILE_GONE"]
    script.expect_open("cy")
    assert (told(script.room), str(script.room.text(TEXT))) == ({}, "x = 1")
    again = str(uuid4())
    create(script, "ada", file=again)
    assert told(script.room) == {f"file/{again}": "helper.py"}
    assert str(script.room.text(f"file/{again}")) == ""
    for type_, fields in (("file_renamed", {"name": "b.py"}), ("file_removed", {})):
        script.forget().propose("ada", type=type_, file=HELPER, **fields).deliver()
        assert codes(script, "ada") == ["FILE_GONE"]


def test_a_text_of_no_file_is_no_text(script: RoomScript) -> None:
    """[CO1] [FI1] An entry file has no id, and cannot be renamed or removed."""
    script.propose("ada", type="file_removed", file=str(uuid4())).deliver()
    assert codes(script, "ada") == ["FILE_GONE"]
    script.join("cy", text=TEXT).deliver().expect_closed("cy", BadFrame)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " a.py",
        "a b.py",
        "../a.py",
        "a/b.py",
        ".env",
        "-x",
        "a.",
        "a..py",
        "x" * 61,
        "naïve.py",
        "a\n",
        "a\0b",
        5,
        None,
    ],
)
def test_a_name_that_is_none_is_refused(script: RoomScript, name: object) -> None:
    """[FI3] [EV1] The notice names the field."""
    script.propose("ada", type="file_created", file=HELPER, language="python", name=name).deliver()
    [notice] = script.heard("ada", wire.Refused)
    assert notice.body["code"] == "INVALID_EVENT"
    assert "`name` of `file_created` must have 1 to 60 letters" in cast(str, notice.body["message"])


@pytest.mark.parametrize("name", ["helper.py", "HELPER.py", "main.py", "Main.py", "main.js", "main.cpp"])
def test_a_name_is_one_files_only(script: RoomScript, name: str) -> None:
    """[FI3] Whatever its case, and no entry file's of any language."""
    create(script, "ada")
    create(script, "ben", name=name, file=str(uuid4()))
    assert codes(script, "ben") == ["FILE_NAME_TAKEN"]
    other = str(uuid4())
    script.forget().propose("ben", type="file_created", file=other, language="c", name="helper.py").deliver()
    script.propose("ben", type="file_renamed", file=other, name=name).deliver()
    assert codes(script, "ben") == ([] if name.lower() == "helper.py" else ["FILE_NAME_TAKEN"])


def test_a_file_may_change_the_case_of_its_own_name(script: RoomScript) -> None:
    """[FI3]"""
    create(script, "ada").propose("ada", type="file_renamed", file=HELPER, name="Helper.py").deliver()
    assert told(script.room) == {TEXT: "Helper.py"}


def test_there_are_so_many_files_and_no_more(script: RoomScript) -> None:
    """[FI4] At a time, and in all: what was removed stays in the record."""
    for number in range(MAX_FILES_EVER + 1):
        create(script, "ada", f"a{number}.txt", str(UUID(int=number)))
        if number >= MAX_FILES:
            assert codes(script, "ada") == ["TOO_MANY_FILES"]
            script.forget().propose("ada", type="file_removed", file=str(UUID(int=number - MAX_FILES)))
            create(script, "ada", f"a{number}.txt", str(UUID(int=number)))
    assert codes(script, "ada") == ["TOO_MANY_FILES"]
    assert len(told(script.room)) == MAX_FILES - 1


def test_who_is_locked_from_editing_changes_no_files(script: RoomScript) -> None:
    """[LK1] [RM4] Nor does an observer."""
    create(script, "ada").join("oz", role=Role.OBSERVER)
    script.propose("ada", type="locked", lock="edit", participantId=None).deliver()
    for who, code in (("ben", "LOCKED"), ("oz", "NOT_ALLOWED")):
        create(script, who, "b.py", str(uuid4()))
        script.propose(who, type="file_renamed", file=HELPER, name="c.py").deliver()
        script.propose(who, type="file_removed", file=HELPER).deliver()
        assert codes(script, who) == [code] * 3
    assert told(script.room) == {TEXT: "helper.py"}


def test_files_are_there_after_a_restart_and_from_a_checkpoint(script: RoomScript) -> None:
    """[FI1] [FI2] Removed ones are not."""
    gone = str(uuid4())
    create(create(script, "ada"), "ada", "gone.py", gone).join("cy", text=TEXT).deliver()
    script.type("cy", "x = 1").deliver()
    script.propose("ada", type="file_renamed", file=HELPER, name="tools.py")
    script.propose("ada", type="file_removed", file=gone).deliver().save().checkpoint()
    for kept in (None, script.kept):
        room = script.read_room(kept)
        assert (told(room), str(room.text(TEXT))) == ({TEXT: "tools.py"}, "x = 1")
        assert room.files.is_removed(f"file/{gone}")


def test_a_run_names_the_files_that_it_had(script: RoomScript) -> None:
    """[RA2] One that came through the API too, and its hash covers them."""
    create(create(script, "ada", "b.txt", str(uuid4())), "ada", "a.py")
    run = {"run": str(uuid4()), "language": "python", "text": "file/main.py", "codeHash": "0" * 64}
    script.propose("ada", type="run_started", **run, files=["a.py", "b.txt"]).deliver()
    script.propose("ada", type="run_started", **{**run, "run": str(uuid4())}, files=["../x"]).deliver()
    assert codes(script, "ada") == ["INVALID_EVENT"]
    script.act(lambda room: room.record_run(success=True, output="", error=None, duration_ms=1))
    first, second = script.room.runs()
    assert first["files"] == second["files"] == ["a.py", "b.txt"]
    assert second["codeHash"] == hashlib.sha256(b"\0a.py\0\0b.txt\0").hexdigest()


def test_the_hash_of_a_run_without_files_is_that_of_its_text() -> None:
    """[RA2] As it was before there were files; the order in which they are given does not matter."""
    assert hash_code("é") == hashlib.sha256("é".encode()).hexdigest()
    assert hash_code("x", [("b", "2"), ("a", "1")]) == hashlib.sha256(b"x\0a\x001\0b\x002").hexdigest()


async def test_what_was_prepared_and_removed_is_told_to_nobody_else(script: RoomScript) -> None:
    """[LG7] Nor are earlier names."""
    solution = str(uuid4())
    create(create(script, "ada", "solution.py", solution), "ada", "answers.py")
    script.join("cy", text=TEXT).join("dee", text=f"file/{solution}").deliver().type("dee", "secret").type(
        "cy", "task"
    ).deliver()
    script.propose("ada", type="file_renamed", file=HELPER, name="task.py")
    script.propose("ada", type="file_removed", file=solution).deliver()
    script.save()
    started = Entry(len(script.log) + 1, script.clock(), None, "events", EntryKind.EVENT, b'{"type":"started"}')

    async def chunks() -> AsyncIterator[Sequence[Entry | Gap]]:
        yield [*script.log, started]

    lines = [entry async for items in leave_out_preparation(chunks()) for entry in items]
    payloads = b"".join(entry.payload for entry in lines if isinstance(entry, Entry))
    assert b"task.py" in payloads
    for word in (b"solution", b"answers", b"secret", solution.encode()):
        assert word not in payloads


def test_two_servers_create_one_name_at_once() -> None:
    """[RP9] The log's order decides: whoever is second is renamed, by an entry behind its own, everywhere."""
    stage = Installation(0, 2, loses=0, doubles=0)
    here, there = stage.replicas
    stage.join("ada", here, Role.HOST)
    stage.join("ben", there, Role.HOST)
    stage.settle()
    first, second, third = (str(UUID(int=number)) for number in (1, 2, 3))
    create(here, "ada", file=first)
    create(there, "ben", file=second)
    create(there, "ben", "b.py", file=third)
    there.propose("ben", type="file_removed", file=third).deliver()
    here.write()
    stage.settle()
    expected = {f"file/{first}": "helper.py", f"file/{second}": "helper-2.py"}
    for room in (here.room, there.room, stage.from_log()):
        assert told(room) == expected
    for server, name in ((here, "ada"), (there, "ben")):
        renamed = [event.body for event in server.heard(name, wire.Event) if event.body["type"] == "file_renamed"]
        assert [(event["file"], event["name"], event["by"]) for event in renamed] == [(second, "helper-2.py", "server")]


def test_a_rename_counts_that_the_log_says_last() -> None:
    """[RP3] Wherever it was proposed first."""
    stage = Installation(0, 2, loses=0, doubles=0)
    here, there = stage.replicas
    stage.join("ada", here, Role.HOST)
    stage.join("ben", there, Role.HOST)
    create(here, "ada")
    stage.settle()
    here.propose("ada", type="file_renamed", file=HELPER, name="ada.py").deliver()
    there.propose("ben", type="file_renamed", file=HELPER, name="ben.py").deliver()
    there.write()
    stage.settle()
    for room in (here.room, there.room, stage.from_log()):
        assert told(room) == {TEXT: "ada.py"}
    last = [event.body["name"] for event in there.heard("ben", wire.Event) if event.body["type"] == "file_renamed"]
    assert last[-1] == "ada.py"
