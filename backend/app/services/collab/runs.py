"""The runs of a session, folded from their events."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from app.domain import ParticipantId
from app.errors import InvalidEvent, NotAllowed
from app.limits import (
    MAX_DISPLAYS_TOLD_BYTES,
    MAX_RUN_DISPLAY_BYTES,
    MAX_RUN_DISPLAYS,
    MAX_RUN_OUTPUT_BYTES,
    MAX_RUNS_TOLD,
)
from app.services.collab.displays import DROPPED, size_of
from app.services.collab.people import Participant

type Piece = dict[str, Any]
"""A piece of a run's output: `stream` and `text`, or the stream `display` and a `display`."""

DISPLAY = "display"
PROMPT = "prompt"
"""The stream of what the author evaluates in the run's variables after its end (RC1)."""


@dataclass(slots=True)
class Run:
    """One execution in somebody's browser, as that browser tells it."""

    id: str
    by: Participant
    language: str
    text: str
    code_hash: str
    started_at: datetime
    output: list[Piece] = field(default_factory=list[Piece])
    output_bytes: int = 0
    display_bytes: int = 0
    truncated: bool = False
    outcome: str = "running"
    duration_ms: float | None = None
    error: str | None = None
    peak_memory_bytes: int | None = None
    """The most memory it has had; `None` where that is not known."""
    step: int | None = None
    """Which step of its trace is shown."""
    stdin: str | None = None
    """The input that was prepared; `None` where it is not known."""
    runtime: str | None = None
    """What ran it, in words and with its version."""
    files: list[str] = field(default_factory=list[str])
    """The names of the files that it had beside its text."""

    def as_json(self) -> dict[str, object]:
        """The run as the protocol spells it."""
        return {
            "id": self.id,
            "by": self.by.as_json(),
            "language": self.language,
            "text": self.text,
            "codeHash": self.code_hash,
            "startedAt": self.started_at.isoformat(),
            # A copy: whoever keeps what was told is not told of what follows.
            "output": list(self.output),
            "truncated": self.truncated,
            "outcome": self.outcome,
            "durationMs": self.duration_ms,
            "error": self.error,
            "peakMemoryBytes": self.peak_memory_bytes,
            "step": self.step,
            "stdin": self.stdin,
            "runtime": self.runtime,
            "files": list(self.files),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Run":
        """Read what `as_json` wrote."""
        return cls(
            id=value["id"],
            by=Participant.from_json(value["by"]),
            language=value["language"],
            text=value["text"],
            code_hash=value["codeHash"],
            started_at=datetime.fromisoformat(value["startedAt"]),
            output=list(value["output"]),
            output_bytes=sum(len(chunk["text"].encode()) for chunk in value["output"] if "text" in chunk),
            display_bytes=sum(size_of(chunk[DISPLAY]) for chunk in value["output"] if DISPLAY in chunk),
            truncated=value["truncated"],
            outcome=value["outcome"],
            duration_ms=value["durationMs"],
            error=value["error"],
            peak_memory_bytes=value.get("peakMemoryBytes"),
            step=value.get("step"),
            stdin=value.get("stdin"),
            runtime=value.get("runtime"),
            files=list(value.get("files", [])),
        )

    def written(self) -> str:
        """What it wrote to both streams, in order."""
        return "".join(chunk["text"] for chunk in self.output if chunk["stream"] in ("stdout", "stderr"))

    def check_order(self, type_: str, fields: Mapping[str, object]) -> None:
        """Refuse what belongs before its end, or behind it (RC1).

        Raises:
            InvalidEvent: it comes too late, or too early.
        """
        begins = has_prompt(fields)
        if self.outcome in ("running", "lost"):
            if begins:
                raise InvalidEvent(f"`run` of `{type_}` has not finished: a prompt comes behind its end.")
            return
        goes_on = begins or any(piece["stream"] == PROMPT for piece in self.output)
        if type_ == "run_finished" or not goes_on:
            raise InvalidEvent(f"`run` of `{type_}` has finished.")

    def show(self, display: Mapping[str, object]) -> None:
        """Add a display behind what was written."""
        self.output.append({"stream": DISPLAY, DISPLAY: dict(display)})
        self.display_bytes += size_of(display)

    def drop_displays(self) -> None:
        """Keep of each display only that there was one."""
        self.output = [{**piece, DISPLAY: dict(DROPPED)} if DISPLAY in piece else piece for piece in self.output]
        self.display_bytes = 0

    def steps(self) -> int:
        """How many steps its newest trace has; 0 without one."""
        traces = [piece[DISPLAY]["steps"] for piece in self.output if piece.get(DISPLAY, {}).get("kind") == "trace"]
        return traces[-1] if traces else 0


class Runs:
    """The newest runs of a session, oldest first."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}

    def told(self) -> list[dict[str, object]]:
        """The runs that `welcome` tells of (EV4)."""
        # Servers that hear of runs at once in different orders tell of them in one.
        return [run.as_json() for run in sorted(self._runs.values(), key=lambda run: run.started_at)]

    def write_down(self) -> list[dict[str, object]]:
        """The runs in the order of the log."""
        return [run.as_json() for run in self._runs.values()]

    def restore(self, runs: Iterable[Mapping[str, object]]) -> None:
        """Take the runs as `write_down` told them."""
        self._runs = OrderedDict((run.id, run) for run in map(Run.from_json, runs))

    def find(self, run_id: str) -> Run | None:
        """The run, if it is among the newest."""
        return self._runs.get(run_id)

    def admit(self, type_: str, fields: dict[str, object], author: ParticipantId) -> dict[str, object] | None:
        """Check a run's event against the run, and cut output to what is still allowed (`None`: nothing remains).

        Raises:
            InvalidEvent: the run is unknown, known already or finished.
            NotAllowed: the run is somebody else's.
        """
        run = self._runs.get(cast(str, fields["run"]))
        if type_ == "run_started":
            if run is not None:
                raise InvalidEvent("`run` of `run_started` is the id of an earlier run.")
            return fields
        if run is None:
            raise InvalidEvent(f"`run` of `{type_}` names no run.")
        if type_ == "stepped":
            if cast(int, fields["step"]) >= run.steps():
                raise InvalidEvent("`step` of `stepped` is no step of this run.")
            return fields
        if run.by.id != author:
            raise NotAllowed("This run is somebody else's.")
        run.check_order(type_, fields)
        if type_ == "run_finished":
            return fields
        if type_ == "run_display":
            if sum(DISPLAY in piece for piece in run.output) >= MAX_RUN_DISPLAYS:
                raise InvalidEvent(
                    f"`run` of `run_display` has shown {MAX_RUN_DISPLAYS} displays, and may show no more."
                )
            display = cast(Mapping[str, object], fields["display"])
            fits = run.display_bytes + size_of(display) <= MAX_RUN_DISPLAY_BYTES
            return {**fields, "display": display if fits else dict(DROPPED)}
        if run.truncated:
            return None
        chunks = cast(list[dict[str, str]], fields["chunks"])
        kept, cut = _cut(chunks, MAX_RUN_OUTPUT_BYTES - run.output_bytes)
        return {**fields, "chunks": kept, "truncated": cut}

    def fold(self, type_: str, event: dict[str, object], at: datetime, by: Participant) -> None:
        """Take a logged event of a run into account."""
        run_id = cast(str, event["run"])
        if type_ == "run_started":
            if run_id in self._runs:
                return
            self._runs[run_id] = Run(
                run_id,
                by,
                cast(str, event["language"]),
                cast(str, event["text"]),
                cast(str, event["codeHash"]),
                at,
                stdin=cast(str | None, event.get("stdin")),
                runtime=cast(str | None, event.get("runtime")),
                files=cast(list[str], event.get("files", [])),
            )
            if len(self._runs) > MAX_RUNS_TOLD:
                del self._runs[min(self._runs.values(), key=lambda run: run.started_at).id]
            return
        run = self._runs.get(run_id)
        if run is None:
            return
        if type_ in ("run_output", "run_display") and run.outcome == "lost":
            # Its author is back.
            run.outcome = "running"
        if type_ == "run_output":
            self._add_output(run, event)
        elif type_ == "run_display":
            run.show(cast(Mapping[str, object], event["display"]))
            self._forget_displays()
        elif type_ == "stepped":
            run.step = cast(int, event["step"])
        else:
            run.outcome = cast(str, event["outcome"])
            run.duration_ms = cast(float, event["durationMs"])
            run.error = cast(str | None, event["error"])
            run.peak_memory_bytes = cast(int | None, event.get("peakMemoryBytes"))

    def lose(self, author: ParticipantId | None = None, but: Collection[ParticipantId] = ()) -> None:
        """The author (`None`: everybody but those) is gone: what has not finished is lost (EV3)."""
        for run in self._runs.values():
            if run.outcome == "running" and author in (None, run.by.id) and run.by.id not in but:
                run.outcome = "lost"

    def _forget_displays(self) -> None:
        """Let the oldest runs lose theirs until what is left may be told (RD3)."""
        total = sum(run.display_bytes for run in self._runs.values())
        for run in sorted(self._runs.values(), key=lambda run: run.started_at):
            if total <= MAX_DISPLAYS_TOLD_BYTES:
                return
            total -= run.display_bytes
            run.drop_displays()

    def _add_output(self, run: Run, event: dict[str, object]) -> None:
        for chunk in cast(list[dict[str, str]], event["chunks"]):
            run.output_bytes += len(chunk["text"].encode())
            if run.output and run.output[-1]["stream"] == chunk["stream"]:
                run.output[-1] = {**chunk, "text": run.output[-1]["text"] + chunk["text"]}
            else:
                run.output.append(chunk)
        run.truncated = run.truncated or bool(event.get("truncated"))


def has_prompt(fields: Mapping[str, object]) -> bool:
    """Whether an event's fields hold something that the author has evaluated behind a run."""
    return any(chunk["stream"] == PROMPT for chunk in cast(list[dict[str, str]], fields.get("chunks", [])))


def _cut(chunks: list[dict[str, str]], budget: int) -> tuple[list[dict[str, str]], bool]:
    """The beginning of the chunks that fits the budget of bytes, and whether something had to go."""
    kept: list[dict[str, str]] = []
    for chunk in chunks:
        encoded = chunk["text"].encode()
        if len(encoded) > budget:
            kept.append({**chunk, "text": encoded[:budget].decode(errors="ignore")})
            return kept, True
        budget -= len(encoded)
        kept.append(chunk)
    return kept, False
