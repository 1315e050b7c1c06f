"""What somebody evaluates in the variables of a run that has ended is part of that run's record."""

from typing import Any, cast
from uuid import uuid4

import pytest

from app.limits import MAX_PREPARED_BYTES
from tests.collab import wire
from tests.collab.script import RoomScript

MAIN = "file/main.py"
PROMPT = {"stream": "prompt", "text": ">>> x\n"}
WORTH = {"stream": "stdout", "text": "42\n"}
TABLE = {"kind": "table", "columns": ["n"], "rows": [["1"]], "note": ""}


def start(script: RoomScript, who: str) -> str:
    run = str(uuid4())
    script.propose(who, type="run_started", run=run, language="python", text=MAIN, codeHash="0" * 64).deliver()
    return run


def finish(script: RoomScript, who: str, run: str) -> None:
    script.propose(who, type="run_finished", run=run, outcome="failed", durationMs=7, error="no").deliver()


def write(script: RoomScript, who: str, run: str, *chunks: dict[str, str]) -> None:
    script.propose(who, type="run_output", run=run, chunks=list(chunks)).deliver()


def told(script: RoomScript, name: str) -> dict[str, Any]:
    script.join(name).deliver()
    [welcome] = script.heard(name, wire.Welcome)
    [run] = cast(list[dict[str, Any]], welcome.body["runs"])
    return run


def codes(script: RoomScript, name: str) -> list[str]:
    return [cast(str, notice.body["code"]) for notice in script.heard(name, wire.Refused)]


def test_what_is_evaluated_behind_a_run_is_part_of_it_and_its_end_stays(script: RoomScript) -> None:
    """[RC1] The prompt, what it wrote and what it showed, in order; the program's outcome is not that of a prompt."""
    script.join("ada").deliver()
    run = start(script, "ada")
    finish(script, "ada", run)
    write(script, "ada", run, PROMPT, WORTH)
    script.propose("ada", type="run_display", run=run, display=TABLE).deliver()
    write(script, "ada", run, WORTH)
    record = told(script, "late")
    assert record["output"] == [PROMPT, WORTH, {"stream": "display", "display": TABLE}, WORTH]
    assert (record["outcome"], record["durationMs"], record["error"]) == ("failed", 7, "no")
    script.forget()
    assert told(script, "later") == record


def test_a_prompt_comes_behind_the_end_and_what_follows_no_prompt_is_refused(script: RoomScript) -> None:
    """[RC1] A run that is under way has none; one that has ended takes nothing else, and no second end."""
    script.join("ada").join("ben").deliver()
    run = start(script, "ada")
    write(script, "ada", run, PROMPT)
    finish(script, "ada", run)
    write(script, "ada", run, WORTH)
    finish(script, "ada", run)
    assert codes(script, "ada") == ["INVALID_EVENT"] * 3
    write(script, "ben", run, PROMPT)
    assert codes(script, "ben") == ["NOT_ALLOWED"]
    assert told(script, "late")["output"] == []


def test_who_may_not_run_evaluates_nothing(script: RoomScript) -> None:
    """[RC2]"""
    script.join("hal", role="host").join("ada").deliver()
    run = start(script, "ada")
    finish(script, "ada", run)
    script.propose("hal", type="locked", lock="run", participantId=None).deliver()
    write(script, "ada", run, PROMPT)
    assert codes(script, "ada") == ["LOCKED"]
    script.propose("hal", type="unlocked", lock="run", participantId=None).deliver()
    write(script, "ada", run, PROMPT)
    assert told(script, "late")["output"] == [PROMPT]


@pytest.mark.parametrize("memory", [None, 0, 33_554_432])
def test_a_run_tells_how_much_memory_it_has_had(script: RoomScript, memory: int | None) -> None:
    """[RA3] To who comes later too, also after the server was killed; who says nothing says that it is not known."""
    script.join("ada").deliver()
    given = {"type": "run_started", "language": "python", "text": MAIN, "codeHash": "0" * 64}
    run = str(uuid4())
    script.propose("ada", **given, run=run).deliver()
    said = {} if memory is None else {"peakMemoryBytes": memory}
    script.propose("ada", type="run_finished", run=run, outcome="succeeded", durationMs=1, error=None, **said).deliver()
    assert told(script, "late")["peakMemoryBytes"] == memory
    assert told(script.forget(), "later")["peakMemoryBytes"] == memory


def test_a_runs_record_keeps_what_it_was_given_and_what_ran_it(script: RoomScript) -> None:
    """[RA1] Also after the server was killed; a proposal without them, as of an older page, is taken."""
    script.join("ada").deliver()
    run = str(uuid4())
    given = {"type": "run_started", "run": run, "language": "python", "text": MAIN, "codeHash": "0" * 64}
    script.propose("ada", **given, stdin="5\n", runtime="Pyodide 1, Chrome 2").deliver()
    record = told(script, "late")
    assert (record["stdin"], record["runtime"]) == ("5\n", "Pyodide 1, Chrome 2")
    again = told(script.forget(), "later")
    assert (again["stdin"], again["runtime"]) == ("5\n", "Pyodide 1, Chrome 2")
    script.propose("ada", **given | {"run": str(uuid4())}, stdin="x" * (MAX_PREPARED_BYTES + 1)).deliver()
    script.propose("ada", **given | {"run": str(uuid4())}, runtime="a\nb").deliver()
    assert codes(script, "ada") == ["INVALID_EVENT"] * 2
