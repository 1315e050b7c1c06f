"""Runs one program after another inside Pyodide, each as `python main.py` would: own module, own tracebacks."""

import ast
import asyncio
import builtins
import contextlib
import gc
import importlib
import io
import json
import linecache
import os
import pathlib
import random
import shutil
import signal
import sys
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from typing import Protocol, TextIO

import _algoroom_display
import _algoroom_missing
from _algoroom_steps import Recorder


class Host(Protocol):
    """What the worker gives; see `worker.ts`."""

    def nap(self, milliseconds: float) -> bool:
        """Block for so long, false when this browser cannot.

        Raises KeyboardInterrupt on Stop.
        """

    def arm(self, armed: bool) -> None:
        """Let Stop raise KeyboardInterrupt from now on, or no longer."""

    def stopping(self) -> bool:
        """Whether Stop was pressed."""

    def show(self, display: str) -> bool:
        """Show something beside the text, false when there was too much of it."""

    def used_up(self) -> bool:
        """Whether the program asked for more than was prepared, and nobody can be asked."""


class File(Protocol):
    """A file that the program finds beside itself."""

    name: str
    text: str


LAST = "__algoroom_last__"
"""What the module calls with the worth of its last line."""
GONE = "The variables of that run are gone; run again."
MAX_TRACEBACK_FRAMES = 40
KEPT_FRAMES_AT_EACH_END = 6
MAX_SLEEP_SLICE_SECONDS = 0.02

host: Host
input_unavailable: str

_pristine_builtins = dict(builtins.__dict__)
_pristine_environment: dict[str, str]
_pristine_streams: tuple[TextIO, TextIO, TextIO]
_pristine_recursion_limit: int
_pristine_path: list[str]
_pristine_filters = list(warnings.filters)
_home: pathlib.Path
_native_sleep = time.sleep
# What is written and run within a second would be taken for what was compiled before.
sys.dont_write_bytecode = True
_laid_out: set[str] = set()
"""The names of the files that lie beside the program."""


def sleep(seconds: float, /) -> None:
    """Stand in for `time.sleep` so that Stop ends it."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if not host.nap(left * 1000):
            _native_sleep(min(left, MAX_SLEEP_SLICE_SECONDS))


def read_input(prompt: object = "", /) -> str:
    """Stand in for `input`: the prompt goes to standard output, the line comes from whoever runs the code."""
    sys.stderr.flush()
    sys.stdout.write(str(prompt))
    sys.stdout.flush()
    line = sys.stdin.readline()
    if line:
        return line.removesuffix("\n")
    host.nap(0)  # raises when Stop, not the end of input, is why there is no line
    raise EOFError(input_unavailable if host.used_up() else "EOF when reading a line")


class Ending:
    """How a program ended: `error` is one line or None; `renew` asks for a new interpreter."""

    def __init__(self, outcome: str, error: str | None) -> None:
        self.outcome = outcome
        self.error = error
        self.duration_ms = 0.0
        self.renew = False


class Kept:
    """The module of the last program, in whose variables a prompt goes on."""

    def __init__(self, module: types.ModuleType, file_name: str) -> None:
        self.module = module
        self.file_name = file_name
        self.prompts = 0

    def show(self, value: object) -> None:
        """Show what a prompt was worth, and remember it as `_`."""
        if value is not None:
            self.module.__dict__["_"] = value
            _algoroom_display.display(value)

    def forget(self) -> None:
        """Let go of its variables. What they say at their end is no part of the next run."""
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            self.module.__dict__.clear()
        _close_plots()


_kept: Kept | None = None


def _compile(source: str, file_name: str, *, is_prompt: bool = False) -> types.CodeType:
    """Compile a program so that its last line, where it is an expression, shows what it is worth."""
    tree = ast.parse(source, file_name)
    unshown = ast.Await if is_prompt else ast.Constant | ast.Await
    match tree.body:
        case [*_, ast.Expr(value) as last] if not isinstance(value, unshown):
            show = ast.Name(LAST, ast.Load())
            last.value = ast.copy_location(ast.Call(ast.copy_location(show, value), [value], []), value)
    return compile(tree, file_name, "exec", dont_inherit=True)


def run(
    source: str, file_name: str, with_steps: bool = False, goes_on: bool = False, files: Iterable[File] = ()
) -> Ending:
    """Run a program, or go on in the variables of the last one, and clean up behind it. Never raises."""
    if goes_on:
        return _go_on(source)
    _lay_out(files)
    return _run_program(source, file_name, with_steps)


def _lay_out(files: Iterable[File]) -> None:
    """Put files beside the program, and take away those that were there for the one before, or that it wrote."""
    for left in _home.iterdir():
        # What packages keep for themselves stays.
        if left.name.startswith("."):
            continue
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()
    _laid_out.clear()
    for file in files:
        path = _home / file.name
        path.write_text(file.text, encoding="utf-8", errors="surrogatepass")
        linecache.cache.pop(str(path), None)
        _laid_out.add(file.name)
    importlib.invalidate_caches()


def _run_program(source: str, file_name: str, with_steps: bool) -> Ending:
    global _kept
    if _kept is not None:
        _kept.forget()
    module = types.ModuleType("__main__")
    module.__file__ = file_name
    module.__dict__.update({"__builtins__": builtins, LAST: _algoroom_display.show_last})
    _kept = Kept(module, file_name)
    sys.argv = [file_name]
    linecache.cache[file_name] = (len(source), None, source.splitlines(keepends=True), file_name)
    (_home / file_name).write_text(source, encoding="utf-8", errors="surrogatepass")
    random.seed()
    recorder = Recorder(_stepped_files(file_name)) if with_steps else None
    ending = _execute(lambda: _compile(source, file_name), _kept, recorder)
    if recorder:
        _tell_steps(recorder, module)
    ending.renew = _clean_up()
    return ending


def _go_on(source: str) -> Ending:
    kept = _kept
    if kept is None:
        return Ending("failed", GONE)
    kept.prompts += 1
    name = f"<prompt {kept.prompts}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    kept.module.__dict__[LAST] = kept.show
    ending = _execute(lambda: _compile(source, name, is_prompt=True), kept, None)
    ending.renew = _clean_up()
    return ending


def _execute(compiled: Callable[[], types.CodeType], kept: Kept, recorder: Recorder | None) -> Ending:
    sys.modules["__main__"] = kept.module
    started = time.perf_counter()
    try:
        host.arm(True)
        code = compiled()
        with recorder.recording(_pristine_streams[1:]) if recorder else nullcontext():
            exec(code, kept.module.__dict__)  # noqa: S102 - its whole purpose
        ending = Ending("succeeded", None)
    except SystemExit as exit:
        ending = _end_of_exit(exit)
    except BaseException as error:
        ending = Ending("failed", _report(error, kept.file_name))
    host.arm(False)
    ending.duration_ms = (time.perf_counter() - started) * 1000
    return ending


def _stepped_files(file_name: str) -> dict[str, str]:
    """Name the files whose lines are steps, by what Python calls them."""
    beside = sorted(name for name in _laid_out if name.endswith(".py"))
    return {file_name: file_name} | {str(_home / name): name for name in beside}


def _tell_steps(recorder: Recorder, module: types.ModuleType) -> None:
    recorder.finish(module)
    for stream in _pristine_streams[1:]:
        stream.flush()
    trace = recorder.pack()
    if trace is not None and not host.show(trace):
        print("The steps were left out: the run has shown too much else.", file=_pristine_streams[2])


def _end_of_exit(exit: SystemExit) -> Ending:
    if exit.code is None or exit.code == 0:
        return Ending("succeeded", None)
    if isinstance(exit.code, int):
        return Ending("failed", f"Exited with code {exit.code}.")
    print(exit.code, file=sys.stderr)
    return Ending("failed", f"Exited: {exit.code}")


def _report(error: BaseException, file_name: str) -> str:
    """Print the traceback as Python would, with only the person's own lines, and say it in one line."""
    if host.stopping() and isinstance(error, KeyboardInterrupt | asyncio.CancelledError):
        return "Stopped."
    note = _algoroom_missing.kind_note(error)
    if note is not None:
        error.add_note(note)
    report = traceback.TracebackException.from_exception(error)
    for part in _parts(report):
        if isinstance(filename := getattr(part, "filename", None), str):
            part.filename = _shown_name(filename)
        for frame in part.stack:
            frame.filename = _shown_name(frame.filename)
        part.stack[:] = [frame for frame in part.stack if _is_own(frame.filename, file_name)]
        if isinstance(error, RecursionError) or len(part.stack) > MAX_TRACEBACK_FRAMES:
            part.stack[KEPT_FRAMES_AT_EACH_END:-KEPT_FRAMES_AT_EACH_END] = []
    _pristine_streams[1].flush()
    _pristine_streams[2].write("".join(report.format()))
    return _one_line(error, report, file_name)


def _one_line(error: BaseException, report: traceback.TracebackException, file_name: str) -> str:
    if isinstance(error, SyntaxError):
        return f"{report.exc_type_str}: {error}"
    said = f"{report.exc_type_str}: {error}".splitlines()[0] if str(error) else report.exc_type_str
    own = [frame for frame in report.stack if frame.filename == file_name or frame.filename in _laid_out]
    return f"{said} ({own[-1].filename}, line {own[-1].lineno})" if own else said


def _shown_name(file: str) -> str:
    """Name a file that lies beside the program as the person does; any other as it is."""
    name = file.removeprefix(f"{_home}/")
    return name if name in _laid_out else file


def _parts(report: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    """Walk an exception's causes, contexts and group members."""
    waiting = [report]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(other for other in (part.__cause__, part.__context__) if other is not None)
        waiting.extend(part.exceptions or ())


def _is_own(frame_file: str, file_name: str) -> bool:
    """Whether a frame is of the program, or of text that it has executed itself."""
    if frame_file == file_name or frame_file in _laid_out:
        return True
    return frame_file.startswith("<") and not frame_file.startswith("<frozen")


def _clean_up() -> bool:
    """Undo what a program may have left behind; true when something is left that only a new interpreter ends."""
    sys.stdin, sys.stdout, sys.stderr = _pristine_streams
    sys.settrace(None)
    sys.setprofile(None)
    sys.setrecursionlimit(_pristine_recursion_limit)
    sys.excepthook, sys.displayhook = sys.__excepthook__, sys.__displayhook__
    sys.path[:] = _pristine_path
    for name in builtins.__dict__.keys() - _pristine_builtins.keys():
        del builtins.__dict__[name]
    builtins.__dict__.update(_pristine_builtins)
    os.environ.clear()
    os.environ.update(_pristine_environment)
    os.chdir(_home)
    warnings.resetwarnings()
    # Python begins with some that ignore: without them a second run would say more than the first.
    warnings.filters.extend(_pristine_filters)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    unfinished = _cancel_tasks()
    sys.modules.pop("__main__", None)
    _forget_own_modules()
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return unfinished


def _close_plots() -> None:
    """Figures that were not shown, and a program's taste in them, are its own."""
    if plt := sys.modules.get("matplotlib.pyplot"):
        plt.close("all")
        sys.modules["matplotlib"].rcdefaults()


def _forget_own_modules() -> None:
    """Modules that a program has made of its own files, as pytest makes one of `main.py`, are read anew by the next."""
    home = f"{_home}/"
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(home):
            del sys.modules[name]


def _cancel_tasks() -> bool:
    tasks = asyncio.all_tasks(asyncio.get_event_loop())
    for task in tasks:
        task.cancel()
    return bool(tasks)


def interrupt() -> None:
    """Wake a program that waits in `asyncio.run`, so that it can end."""
    _cancel_tasks()


def _note_surroundings() -> None:
    """Remember what each program shall find. Not at import, which a snapshot may have done in another interpreter."""
    global _pristine_environment, _pristine_streams, _pristine_recursion_limit, _pristine_path, _home
    _home = pathlib.Path.cwd()
    sys.path[:] = dict.fromkeys([str(_home), *sys.path])  # a snapshot brings a part of it twice
    _pristine_path = list(sys.path)
    _pristine_environment = dict(os.environ)
    _pristine_streams = (sys.stdin, sys.stdout, sys.stderr)
    _pristine_recursion_limit = sys.getrecursionlimit()


type Handles = tuple[Callable[..., Ending], Callable[[], None], Callable[[], None]]


def install(host_: Host, input_unavailable_: str, catalog_: str) -> Handles:
    """Take the place of what blocks a browser, and give the worker its handles."""
    global host, input_unavailable
    host, input_unavailable = host_, input_unavailable_
    _note_surroundings()
    _algoroom_missing.catalog = json.loads(catalog_)
    time.sleep = sleep
    builtins.input = read_input
    builtins.display = _algoroom_display.display
    _algoroom_display.send = host.show
    _pristine_builtins.update(input=read_input, display=_algoroom_display.display)
    return run, interrupt, importlib.invalidate_caches
