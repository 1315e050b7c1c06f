"""What runs show beside text: checked, bounded, and told to who comes later."""

from typing import Any, cast
from uuid import uuid4

import pytest

from app.limits import MAX_DISPLAY_BYTES, MAX_DISPLAYS_TOLD_BYTES, MAX_RUN_DISPLAY_BYTES, MAX_RUN_DISPLAYS
from app.services.collab.displays import MAX_STEPS, size_of
from tests.collab import wire
from tests.collab.script import MAIN, RoomScript
from tests.displays import IMAGE, TABLE, TRACE, png

DROPPED = {"kind": "dropped"}
ROWS = [["x" * 200] * 50 for _ in range(15)]
LARGE = {"kind": "table", "columns": ["n"] * 50, "rows": ROWS, "note": ""}
"""About 150 KiB."""


def start(script: RoomScript, who: str) -> str:
    run = str(uuid4())
    script.propose(who, type="run_started", run=run, language="python", text=MAIN, codeHash="0" * 64).deliver()
    return run


def runs_told(script: RoomScript, name: str) -> list[dict[str, Any]]:
    [welcome] = script.heard(name, wire.Welcome)
    return cast(list[dict[str, Any]], welcome.body["runs"])


def displays(run: dict[str, Any]) -> list[object]:
    return [piece["display"] for piece in run["output"] if piece["stream"] == "display"]


def refusal(script: RoomScript, name: str) -> str:
    [notice] = script.heard(name, wire.Refused)
    assert notice.body["code"] == "INVALID_EVENT"
    return cast(str, notice.body["message"])


def test_what_a_run_shows_stands_between_what_it_wrote_for_who_comes_later(script: RoomScript) -> None:
    """[RD1] A picture, a table and a trace, in the order in which they came, also after the server was killed."""
    script.join("ada").join("ben").deliver()
    run = start(script, "ada")
    say = [{"stream": "stdout", "text": "before\n"}]
    script.propose("ada", type="run_output", run=run, chunks=say)
    script.propose("ada", type="run_display", run=run, display=IMAGE)
    script.propose("ada", type="run_output", run=run, chunks=say)
    for display in (TABLE, TRACE):
        script.propose("ada", type="run_display", run=run, display=display)
    script.deliver()
    heard = [event.body["display"] for event in script.heard("ben", wire.Event) if event.body["type"] == "run_display"]
    assert heard == [IMAGE, TABLE, TRACE]
    script.save().crash().join("late").deliver()
    [told] = runs_told(script, "late")
    assert [piece["stream"] for piece in told["output"]] == ["stdout", "display", "stdout", "display", "display"]
    assert displays(told) == [IMAGE, TABLE, TRACE]


@pytest.mark.parametrize(
    "display",
    [
        "<b>no</b>",
        {"kind": "html", "html": "<script>"},
        {**IMAGE, "html": "<b>"},
        {**IMAGE, "png": "not base64!"},
        {**IMAGE, "png": "R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs="},
        {**IMAGE, "png": png(4_097, 1)},
        {**IMAGE, "png": png(4_000, 2_001)},
        {**IMAGE, "png": png(0, 1)},
        {**IMAGE, "width": 0},
        {**IMAGE, "width": "3"},
        {**IMAGE, "height": True},
        {**IMAGE, "alt": "x" * 501},
        {**IMAGE, "alt": "\ud800"},
        {**TABLE, "rows": [["1"]]},
        {**TABLE, "rows": [["1", 2]]},
        {**TABLE, "rows": [["1", "x" * 201]]},
        {**TABLE, "rows": [["1", "2"]] * 201},
        {**TABLE, "columns": [], "rows": []},
        {**TABLE, "columns": ["n"] * 51, "rows": []},
        {**TRACE, "steps": MAX_STEPS + 1},
        {**TRACE, "data": "?"},
        {**TRACE, "data": "A" * MAX_DISPLAY_BYTES},
        DROPPED,
        None,
        [],
    ],
)
def test_what_is_no_display_is_refused(script: RoomScript, display: object) -> None:
    """[RD1] With the field's name, and nobody else hears of it."""
    script.join("ada").join("ben").deliver()
    run = start(script, "ada")
    script.forget().propose("ada", type="run_display", run=run, display=display).deliver()
    assert "`display` of `run_display`" in refusal(script, "ada")
    script.expect_open("ada").expect_heard_nothing("ben")


def test_a_run_shows_so_much_and_says_what_is_missing(script: RoomScript) -> None:
    """[RD2] What does not fit is named in its place; smaller ones still come."""
    script.join("ada").deliver()
    run = start(script, "ada")
    fitting = MAX_RUN_DISPLAY_BYTES // size_of(LARGE)
    for display in [LARGE] * (fitting + 1) + [TABLE]:
        script.propose("ada", type="run_display", run=run, display=display)
    script.deliver().join("late").deliver()
    [told] = runs_told(script, "late")
    assert displays(told) == [LARGE] * fitting + [DROPPED, TABLE]


def test_a_run_shows_so_many_and_no_more(script: RoomScript) -> None:
    """[RD2] Also those that were not kept count: what says so takes room, too."""
    script.join("ada").deliver()
    run = start(script, "ada")
    for display in [LARGE] * MAX_RUN_DISPLAYS:
        script.propose("ada", type="run_display", run=run, display=display)
    script.deliver().forget().propose("ada", type="run_display", run=run, display=TABLE).deliver()
    assert str(MAX_RUN_DISPLAYS) in refusal(script, "ada")
    script.join("late").deliver()
    [told] = runs_told(script, "late")
    assert len(displays(told)) == MAX_RUN_DISPLAYS


def test_who_comes_is_told_of_the_newest_displays(script: RoomScript) -> None:
    """[RD3] Older runs only say that they had some."""
    script.join("ada").deliver()
    fitting = MAX_DISPLAYS_TOLD_BYTES // size_of(LARGE)
    for _ in range(fitting + 1):
        run = start(script, "ada")
        script.propose("ada", type="run_display", run=run, display=LARGE)
        script.propose("ada", type="run_finished", run=run, outcome="succeeded", durationMs=1, error=None).deliver()
    script.join("late").deliver()
    told = runs_told(script, "late")
    assert [displays(run) for run in told] == [[DROPPED]] + [[LARGE]] * fitting


def test_everybody_is_shown_the_step_that_somebody_chose(script: RoomScript) -> None:
    """[RD4] By whoever may run, also when the run is over, and who comes later sees the last one."""
    script.join("ada").join("ben").join("oz", role="observer").deliver()
    run = start(script, "ada")
    script.propose("ada", type="run_display", run=run, display=TRACE)
    script.propose(
        "ada", type="run_finished", run=run, outcome="succeeded", durationMs=1, error=None
    ).deliver().forget()
    script.propose("ben", type="stepped", run=run, step=2).deliver()
    assert [event.body["step"] for event in script.heard("oz", wire.Event)] == [2]
    script.propose("oz", type="stepped", run=run, step=1).deliver()
    assert [notice.body["code"] for notice in script.heard("oz", wire.Refused)] == ["NOT_ALLOWED"]
    script.save().crash().join("late").deliver()
    assert runs_told(script, "late")[0]["step"] == 2


def test_a_step_that_the_trace_does_not_have_is_refused(script: RoomScript) -> None:
    """[RD4] As is one of a run that has no trace."""
    script.join("ada").deliver()
    run = start(script, "ada")
    script.forget().propose("ada", type="stepped", run=run, step=0).deliver()
    assert "`step`" in refusal(script, "ada")
    script.propose("ada", type="run_display", run=run, display=TRACE).deliver().forget()
    script.propose("ada", type="stepped", run=run, step=3).deliver()
    assert "`step`" in refusal(script, "ada")
