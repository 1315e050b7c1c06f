"""Records a run step by step: before each line of the program, calls under way, their variables, what was written."""

import base64
import collections
import json
import sys
import types
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TextIO

import _algoroom_display

MAX_STEPS = 5_000
MAX_RECORDED_LENGTH = 3_000_000
"""Characters of all values; beyond it the run goes on unrecorded."""
MAX_DATA_LENGTH = 180_000
"""Of the trace as it is sent, compressed."""
MAX_CALLS = 30
MAX_VARIABLES = 40
MAX_ITEMS = 30
MAX_DEPTH = 3
MAX_VALUE_LENGTH = 300
TOOL = 4
CUT = "…"

_PLAIN = (int, float, complex, bool, str, bytes, type(None))
_BRACKETS = {list: "[]", tuple: "()", set: "{}", frozenset: "{}", collections.deque: "[]"}
_NO_DATA = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)

type Frame = tuple[str, int, tuple[tuple[str, str], ...], int]
"""A call's name, its line, its variables, and which of the program's files it is in."""
type Call = tuple[str, int, dict[str, object], int]


def write_value(value: object, own_modules: frozenset[str], depth: int = 0) -> str:
    """Write a value as its person would. No code of the program runs for it, so that watching changes nothing."""
    kind = type(value)
    if kind in _PLAIN:
        return _short(repr(value) if not isinstance(value, str) else repr(value[:MAX_VALUE_LENGTH]))
    if depth >= MAX_DEPTH:
        return CUT

    def inner(value: object) -> str:
        return write_value(value, own_modules, depth + 1)

    for base, (opening, closing) in _BRACKETS.items():
        # Not by `isinstance`, which asks the value.
        if issubclass(kind, base):
            # The base's own way, which also is no copy of what may be large.
            items = _listed(inner(each) for each in islice(base.__iter__(value), MAX_ITEMS + 1))
            return _short(_named(kind, base, f"{opening}{items}{closing}"))
    if issubclass(kind, dict):
        pairs = islice(dict.items(value), MAX_ITEMS + 1)
        items = _listed(f"{inner(key)}: {inner(each)}" for key, each in pairs)
        return _short(_named(kind, dict, f"{{{items}}}"))
    if kind.__module__ in own_modules:
        fields = islice(_fields_of(value).items(), MAX_ITEMS + 1)
        return _short(f"{kind.__name__}({_listed(f'{name}={inner(each)}' for name, each in fields)})")
    try:
        return _short(repr(value))
    except Exception:
        return f"<{kind.__name__}>"


def _fields_of(value: object) -> dict[str, object]:
    try:
        return object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}


def _listed(items: Iterator[str]) -> str:
    listed = list(items)
    return ", ".join([*listed[:MAX_ITEMS], CUT] if len(listed) > MAX_ITEMS else listed)


def _named(kind: type, base: type, text: str) -> str:
    return text if kind is base and base in (list, tuple, set, dict) else f"{kind.__name__}({text})"


def _short(text: str) -> str:
    return text if len(text) <= MAX_VALUE_LENGTH else text[: MAX_VALUE_LENGTH - 1] + CUT


class Recorder:
    """What happened in one run."""

    def __init__(self, files: Mapping[str, str]) -> None:
        """Take the program's files: what Python calls each, and its name; the one that is run comes first."""
        self._files = {path: index for index, path in enumerate(files)}
        self._names = list(files.values())
        self._own_modules = frozenset({"__main__", *(name.removesuffix(".py") for name in self._names)})
        self._steps: list[tuple[int, list[int], int]] = []
        self._frames: dict[Frame, int] = {}
        self._length = 0
        self._written = 0
        self._busy = False
        self._end = "finished"

    @contextmanager
    def recording(self, streams: tuple[TextIO, ...]) -> Iterator[None]:
        """Record what runs within."""
        for stream in streams:
            stream.write = self._counting(stream.write)  # type: ignore[method-assign]
        send = _algoroom_display.send
        _algoroom_display.send = self._counting_one(send)
        monitoring = sys.monitoring
        monitoring.use_tool_id(TOOL, "algoroom")
        monitoring.register_callback(TOOL, monitoring.events.LINE, self._line)
        monitoring.set_events(TOOL, monitoring.events.LINE)
        try:
            yield
        finally:
            monitoring.set_events(TOOL, 0)
            monitoring.free_tool_id(TOOL)
            _algoroom_display.send = send
            for stream in streams:
                del stream.write  # type: ignore[misc]

    def finish(self, module: types.ModuleType) -> None:
        """Add how the module's variables stand at the end."""
        if self._end == "finished" and self._steps:
            _, last_line, _, file = list(self._frames)[self._steps[-1][1][-1]]
            self._keep([("", last_line, module.__dict__, file)])

    def pack(self) -> str | None:
        """The trace as JSON for the page; None when nothing was recorded. What is too large loses its last steps."""
        count = len(self._steps)
        while count > 0:
            data = self._compressed(count)
            if len(data) <= MAX_DATA_LENGTH:
                return json.dumps({"kind": "trace", "steps": count, "data": data})
            self._end = "size"
            count = int(count * MAX_DATA_LENGTH / len(data) * 0.9)
        return None

    def _compressed(self, count: int) -> str:
        steps = self._steps[:count]
        used = max(index for _, indices, _ in steps for index in indices) + 1
        trace = {"steps": steps, "frames": list(self._frames)[:used], "files": self._names, "end": self._end}
        press = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        text = json.dumps(trace, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
        return base64.b64encode(press.compress(text) + press.flush()).decode()

    def _counting(self, write: Callable[[str], int]) -> Callable[[str], int]:
        def counting(text: str, /) -> int:
            # As the page counts: a character beyond the first 65,536 is two.
            self._written += len(text) + sum(character > "\uffff" for character in text)
            return write(text)

        return counting

    def _counting_one(self, send: Callable[[str], bool]) -> Callable[[str], bool]:
        def counting(text: str, /) -> bool:
            is_shown = send(text)
            self._written += is_shown
            return is_shown

        return counting

    def _line(self, code: types.CodeType, line: int) -> object:
        if code.co_filename not in self._files:
            return sys.monitoring.DISABLE
        if self._busy:
            return None
        self._busy = True
        try:
            self._keep(self._calls(sys._getframe(1)))
        finally:
            self._busy = False
        return None

    def _calls(self, frame: types.FrameType | None) -> list[Call]:
        """The program's own calls under way, the newest first."""
        calls: list[Call] = []
        while frame is not None and len(calls) < MAX_CALLS:
            file = self._files.get(frame.f_code.co_filename)
            if file is not None:
                name = frame.f_code.co_qualname.replace("<locals>.", "")
                calls.append(("" if name == "<module>" else name, frame.f_lineno, frame.f_locals, file))
            frame = frame.f_back
        return calls

    def _keep(self, calls: list[Call]) -> None:
        indices = []
        for name, at, variables, file in calls:
            shown = [(key, each) for key, each in list(variables.items()) if self._is_data(key, each)]
            written = tuple((key, write_value(each, self._own_modules)) for key, each in shown[:MAX_VARIABLES])
            frame: Frame = (name, at, written, file)
            if frame not in self._frames:
                self._length += sum(len(key) + len(text) for key, text in frame[2]) + len(name)
            indices.append(self._frames.setdefault(frame, len(self._frames)))
        self._steps.append((calls[0][1], indices, self._written))
        if len(self._steps) >= MAX_STEPS or self._length > MAX_RECORDED_LENGTH:
            self._end = "steps" if len(self._steps) >= MAX_STEPS else "size"
            sys.monitoring.set_events(TOOL, 0)

    @staticmethod
    def _is_data(name: str, value: object) -> bool:
        return not name.startswith("__") and not issubclass(type(value), _NO_DATA)
