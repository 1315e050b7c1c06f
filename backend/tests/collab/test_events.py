"""Events: who may propose what, what is told to whom, and what who comes later knows."""

from typing import cast
from uuid import uuid4

import pytest

from app.limits import MAX_CHAT_TOLD, MAX_RUN_EVENT_BYTES, MAX_RUN_OUTPUT_BYTES, MAX_RUNS_TOLD
from app.services.collab import codec
from app.services.collab.events import KINDS
from app.services.collab.people import EVERYBODY, PeerKind, Role
from app.services.collab.roles import PROPOSERS
from tests.collab import wire
from tests.collab.script import MAIN, RoomScript
from tests.displays import TABLE, TRACE
from tests.rights import DECISIONS

HASH = "0" * 64
RUN = str(uuid4())

# Role by event: who may propose it. The table in docs/protocol.md section 8 says the same.
ALLOWED = {
    "named": {"host", "candidate", "observer"},
    "titled": {"host"},
    "language": {"host", "candidate"},
    "file_created": {"host", "candidate"},
    "file_renamed": {"host", "candidate"},
    "file_removed": {"host", "candidate"},
    "run_started": {"host", "candidate"},
    "run_output": {"host", "candidate"},
    "run_display": {"host", "candidate"},
    "run_finished": {"host", "candidate"},
    "stepped": {"host", "candidate"},
    "chat": {"host", "candidate"},
    "gathered": {"host"},
    "ended": {"host"},
}
FIELDS: dict[str, dict[str, object]] = {
    "named": {"name": "Ada L."},
    "titled": {"title": "Two sums"},
    "language": {"language": "javascript"},
    "file_created": {"file": RUN, "language": "python", "name": "helper.py"},
    "file_renamed": {"file": RUN, "name": "tools.py"},
    "file_removed": {"file": RUN},
    "run_started": {"run": RUN, "language": "python", "text": MAIN, "codeHash": HASH},
    "run_output": {"run": RUN, "chunks": [{"stream": "stdout", "text": "hi\n"}]},
    "run_finished": {"run": RUN, "outcome": "succeeded", "durationMs": 1.5, "error": None, "peakMemoryBytes": 7},
    "run_display": {"run": RUN, "display": TABLE},
    "stepped": {"run": RUN, "step": 1},
    "chat": {"text": "Why O(n)?\nThink aloud."},
    "gathered": {},
    "ended": {},
}


def events(script: RoomScript, name: str) -> list[dict[str, object]]:
    return [event.body for event in script.heard(name, wire.Event)]


def refusals(script: RoomScript, name: str) -> list[object]:
    return [notice.body["code"] for notice in script.heard(name, wire.Refused)]


def test_every_kind_of_event_is_in_the_table() -> None:
    """A new event needs a line here and in docs/protocol.md."""
    assert set(ALLOWED) | set(DECISIONS) == set(KINDS) == set(PROPOSERS)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
@pytest.mark.parametrize("type_", list(ALLOWED))
def test_each_role_may_propose_what_the_table_says(script: RoomScript, role: Role, type_: str) -> None:
    """[EV1] [EV2] Allowed events reach everybody, the author with its mark; the others are answered NOT_ALLOWED."""
    script.join("ada", role=role).join("ben").deliver()
    if type_ in ("run_output", "run_display", "run_finished", "stepped") and role is not Role.OBSERVER:
        script.propose("ada", type="run_started", **FIELDS["run_started"]).deliver()
    if type_ == "stepped" and role is not Role.OBSERVER:
        script.propose("ada", type="run_display", run=RUN, display=TRACE).deliver()
    if type_ in ("file_renamed", "file_removed") and role is not Role.OBSERVER:
        script.propose("ada", type="file_created", **FIELDS["file_created"]).deliver()
    script.forget().propose("ada", type=type_, ref=7, **FIELDS[type_]).deliver()
    if role.value in ALLOWED[type_]:
        assert [(event["type"], event.get("ref")) for event in events(script, "ada")] == [(type_, 7)]
        assert [(event["type"], event.get("ref")) for event in events(script, "ben")] == [(type_, None)]
        assert refusals(script, "ada") == []
    else:
        assert refusals(script, "ada") == ["NOT_ALLOWED"]
        script.expect_heard_nothing("ben")


BAD: list[tuple[str, dict[str, object]]] = [
    ("type", {"type": "explode"}),
    ("type", {"type": 5}),
    ("name", {"type": "named", "name": " "}),
    ("name", {"type": "named", "name": "x" * 61}),
    ("name", {"type": "named", "name": "a\u202eb"}),
    ("name", {"type": "named", "name": 3}),
    ("name", {"type": "named", "name": "\ud800"}),
    ("title", {"type": "titled", "title": "x" * 121}),
    ("language", {"type": "language", "language": "cobol"}),
    ("extra", {"type": "ended", "extra": 1}),
    ("text", {"type": "chat", "text": " \n"}),
    ("text", {"type": "chat", "text": "x" * 2001}),
    ("text", {"type": "chat", "text": "a\u202eb"}),
    ("text", {"type": "chat", "text": "\x1b[2J"}),
    ("text", {"type": "chat", "text": "\ud800"}),
    ("extra", {"type": "gathered", "extra": 1}),
    ("ref", {"type": "ended", "ref": "x"}),
    ("run", {"type": "run_finished", "run": "x", "outcome": "failed", "durationMs": 1, "error": None}),
    ("outcome", {"type": "run_finished", "run": RUN, "outcome": "won", "durationMs": 1, "error": None}),
    (
        "peakMemoryBytes",
        {
            "type": "run_finished",
            "run": RUN,
            "outcome": "failed",
            "durationMs": 1,
            "error": None,
            "peakMemoryBytes": -1,
        },
    ),
    ("durationMs", {"type": "run_finished", "run": RUN, "outcome": "failed", "durationMs": -1, "error": None}),
    ("chunks", {"type": "run_output", "run": RUN, "chunks": [{"stream": "stdlog", "text": "x"}]}),
    ("chunks", {"type": "run_output", "run": RUN, "chunks": [{"stream": "stdout", "text": "x" * (16 * 1024 + 1)}]}),
    ("run", {"type": "run_output", "run": str(uuid4()), "chunks": [{"stream": "stdout", "text": "x"}]}),
]


@pytest.mark.parametrize(("field", "proposal"), BAD)
def test_a_proposal_that_does_not_validate_is_refused_by_name(
    script: RoomScript, field: str, proposal: dict[str, object]
) -> None:
    """[EV1] The notice names the field; nobody else hears of it, and the connection lives on."""
    script.join("hal", role="host").join("ben").deliver().forget()
    script.propose("hal", **proposal).deliver().expect_open("hal").expect_heard_nothing("ben")
    [notice] = script.heard("hal", wire.Refused)
    assert notice.body["code"] == "INVALID_EVENT"
    assert f"`{field}`" in cast(str, notice.body["message"])


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"type": NaN}', "[" * 100_000, '{"a":' * 50_000])
def test_what_is_no_json_object_is_refused(script: RoomScript, text: str) -> None:
    """[EV1] Deep nesting included."""
    script.join("ada").deliver()
    person = script.people["ada"]
    person.say(codec.encode_event(text))
    script.deliver().expect_open("ada")
    assert refusals(script, "ada") == ["INVALID_EVENT"]


def test_a_run_is_told_to_everybody_and_to_who_comes_later(script: RoomScript) -> None:
    """[EV4] Output, streams, who ran it and how it ended."""
    script.join("ada").join("ben").deliver()
    script.propose("ada", type="run_started", **FIELDS["run_started"])
    for stream, text in (
        ("stdout", "name? "),
        ("stdin", "Ada\n"),
        ("stdout", "hi "),
        ("stdout", "Ada\n"),
        ("stderr", "!"),
    ):
        script.propose("ada", type="run_output", run=RUN, chunks=[{"stream": stream, "text": text}])
    script.propose("ada", type="run_finished", run=RUN, outcome="failed", durationMs=12.5, error="Boom")
    script.deliver().save().crash().join("late").deliver()
    [welcome] = script.heard("late", wire.Welcome)
    [run] = cast(list[dict[str, object]], welcome.body["runs"])
    assert run["output"] == [
        {"stream": "stdout", "text": "name? "},
        {"stream": "stdin", "text": "Ada\n"},
        {"stream": "stdout", "text": "hi Ada\n"},
        {"stream": "stderr", "text": "!"},
    ]
    assert (run["outcome"], run["durationMs"], run["error"]) == ("failed", 12.5, "Boom")
    assert cast(dict[str, str], run["by"])["name"] == "ada"


def test_a_run_belongs_to_its_author(script: RoomScript) -> None:
    """[EV1] Nobody writes into somebody else's run, and nothing comes after its end."""
    script.join("ada").join("eve").deliver()
    script.propose("ada", type="run_started", **FIELDS["run_started"]).deliver().forget()
    script.propose("eve", type="run_output", **FIELDS["run_output"]).deliver()
    assert refusals(script, "eve") == ["NOT_ALLOWED"]
    script.propose("eve", type="run_started", **FIELDS["run_started"]).deliver()
    assert refusals(script, "eve") == ["NOT_ALLOWED", "INVALID_EVENT"]
    script.expect_heard_nothing("ada")
    script.propose("ada", type="run_finished", **FIELDS["run_finished"]).deliver().forget()
    script.propose("ada", type="run_output", **FIELDS["run_output"]).deliver()
    assert refusals(script, "ada") == ["INVALID_EVENT"]


def test_output_beyond_the_limit_is_dropped_and_said(script: RoomScript) -> None:
    """A run keeps 256 KiB; the rest is dropped once, openly."""
    script.join("ada").join("ben").deliver()
    script.propose("ada", type="run_started", **FIELDS["run_started"]).deliver().forget()
    chunk = [{"stream": "stdout", "text": "é" * (MAX_RUN_EVENT_BYTES // 2 - 1)}]
    for _ in range(40):
        script.propose("ada", type="run_output", run=RUN, chunks=chunk)
    script.deliver()
    told = events(script, "ben")
    texts = [c["text"] for event in told for c in cast(list[dict[str, str]], event["chunks"])]
    assert MAX_RUN_OUTPUT_BYTES - 1 <= len("".join(texts).encode()) <= MAX_RUN_OUTPUT_BYTES
    assert [event["truncated"] for event in told] == [False] * (len(told) - 1) + [True]
    script.expect_open("ada").forget().propose("ada", type="run_finished", **FIELDS["run_finished"]).deliver()
    assert [event["type"] for event in events(script, "ben")] == ["run_finished"]


def test_a_run_whose_author_left_is_lost_until_the_author_tells_more(script: RoomScript) -> None:
    """[EV3] A short break in the network does not lose the end."""
    script.join("ada").join("ben").deliver().propose("ada", type="run_started", **FIELDS["run_started"]).deliver()
    script.drop("ada").join("late").deliver()
    [welcome] = script.heard("late", wire.Welcome)
    assert [run["outcome"] for run in cast(list[dict[str, object]], welcome.body["runs"])] == ["lost"]
    script.join("ada").propose("ada", type="run_finished", **FIELDS["run_finished"]).deliver()
    script.join("later").deliver()
    [welcome] = script.heard("later", wire.Welcome)
    assert [run["outcome"] for run in cast(list[dict[str, object]], welcome.body["runs"])] == ["succeeded"]


def test_what_was_said_is_told_to_who_comes_later(script: RoomScript) -> None:
    """[CT1] [CT2] The newest lines, oldest first, with who said them; new lines stay, other ends of lines do not."""
    script.join("ada").join("hal", role="host").deliver()
    for number in range(MAX_CHAT_TOLD + 1):
        script.propose("ada", type="chat", text=f"line {number}").deliver()
    script.propose("hal", type="chat", text=" for x in y:\r\n\tprint(x)\n").deliver().join("late").deliver()
    [welcome] = script.heard("late", wire.Welcome)
    chat = cast(list[dict[str, object]], welcome.body["chat"])
    assert [line["text"] for line in chat][:1] == ["line 2"]
    assert len(chat) == MAX_CHAT_TOLD
    assert (chat[-1]["text"], cast(dict[str, str], chat[-1]["by"])["name"]) == ("for x in y:\n\tprint(x)", "hal")


def test_the_newest_runs_are_told(script: RoomScript) -> None:
    """[EV4] Twenty of them."""
    script.join("ada").deliver()
    ids = [str(uuid4()) for _ in range(MAX_RUNS_TOLD + 3)]
    for run in ids:
        script.propose("ada", type="run_started", **{**FIELDS["run_started"], "run": run})
    script.deliver().join("late").deliver()
    [welcome] = script.heard("late", wire.Welcome)
    assert [run["id"] for run in cast(list[dict[str, object]], welcome.body["runs"])] == ids[3:]


def test_each_language_keeps_its_text(script: RoomScript) -> None:
    """A switch of the language changes no text."""
    script.join("ada").deliver().type("ada", "x = 1").propose("ada", type="language", language="javascript").deliver()
    assert script.room.session.language == "javascript"
    assert str(script.room.entry_text) == ""
    script.act(lambda room: room.replace_code("let x", None)).propose("ada", type="language", language="python")
    script.deliver()
    assert str(script.room.entry_text) == "x = 1"


def test_tabs_of_one_browser_are_one_participant(script: RoomScript) -> None:
    """[RM7] Joined and left are told once, whatever the number of tabs."""
    script.join("ben").join("ada", participant="p-1").deliver().forget()
    script.join("ada again", participant="p-1").deliver()
    script.people["ada again"].name = "ada"
    assert [event["type"] for event in events(script, "ben")] == ["joined"], "the name changed, which is news"
    assert script.room.participants == 2
    script.forget().drop("ada").deliver()
    assert events(script, "ben") == []
    script.drop("ada again").deliver()
    assert [event["type"] for event in events(script, "ben")] == ["left"]


def test_a_listener_hears_of_everything_in_its_own_words(script: RoomScript) -> None:
    """[ES1] to [ES4] Counts, code and results for dashboards."""
    script.join("log", kind=PeerKind.LISTENER).deliver()
    assert script.people["log"].notes == [{"type": "participant_joined", "participants": 1}]
    script.join("ada").deliver().type("ada", "print(1)").deliver()
    assert script.room.code_changed
    script.act(lambda room: room.tell_code()).act(
        lambda room: room.record_run(success=False, output="1\n", error="Boom", duration_ms=3.5)
    ).drop("ada")
    assert script.people["log"].notes[1:] == [
        {"type": "participant_joined", "participants": 2},
        {"type": "code_update", "code": "print(1)", "language": "python"},
        {
            "type": "execution_result",
            "executionResult": {"success": False, "output": "1\n", "error": "Boom", "executionTime": 3.5},
        },
        {"type": "participant_left", "participants": 1},
    ]
