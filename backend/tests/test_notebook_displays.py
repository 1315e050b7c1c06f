"""What the browser's Python shows of figures and data frames: its modules, over the releases that Pyodide publishes.

PyPI has those packages for this Python and for none in a browser (docs/python-packages.md).
"""

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MODULES = Path(__file__).parents[2] / "frontend/src/services/runtimes/python"
WITHIN_S = 120
HOST = """
import json, sys
import _algoroom_display

shown = []

def send(text):
    shown.append(json.loads(text))
    return True

_algoroom_display.send = send
exec(sys.stdin.read(), {"display": _algoroom_display.display})
print(json.dumps(shown))
"""
"""Takes the place of the page: runs the program that it is given, and prints what it has shown."""

type Shown = dict[str, Any]


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the modules under the names that programs find them by."""
    folder = tmp_path_factory.mktemp("modules")
    for name in ("display", "plots"):
        shutil.copyfile(MODULES / f"{name}.py", folder / f"_algoroom_{name}.py")
    return folder


def show(modules: Path, program: str) -> list[Shown]:
    """Run the program, and tell what it has shown."""
    env = {"PYTHONPATH": str(modules), "MPLBACKEND": "module://_algoroom_plots", "MPLCONFIGDIR": str(modules)}
    done = subprocess.run(
        [sys.executable, "-c", HOST],
        input=program,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shown: list[Shown] = json.loads(done.stdout.splitlines()[-1])
    return shown


def size_of(picture: Shown) -> tuple[int, int]:
    """Width and height of a picture's PNG, in pixels."""
    png = base64.b64decode(picture["png"])
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def is_near(size: tuple[int, int], wanted: tuple[int, int], by: int = 2) -> bool:
    """Whether both sides are as wanted, but for so many pixels."""
    return all(abs(side - other) <= by for side, other in zip(size, wanted, strict=True))


def test_plt_show_shows_every_open_figure_once_and_says_what_it_is(modules: Path) -> None:
    [growth, other] = show(
        modules,
        """
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2, 3], [1, 4, 9], label="squares")
axes.set(title="Growth", xlabel="day", ylabel="people")
axes.legend()
plt.figure(figsize=(3, 2))
plt.bar(["a", "b"], [1, 2])
plt.show()
plt.show()
assert plt.get_fignums() == []
""",
    )
    assert growth["kind"] == "image"
    assert growth["alt"] == "Plot: Growth; x: day; y: people; squares"
    # Twice as fine as it is shown, for screens that have two pixels for one.
    assert is_near(size_of(growth), (2 * growth["width"], 2 * growth["height"]))
    assert is_near((growth["width"], growth["height"]), (640, 480), by=100)
    assert is_near((other["width"], other["height"]), (300, 200), by=60)
    assert other["alt"] == "Plot"


def test_a_figure_is_shown_with_all_that_is_drawn_and_no_empty_margins_as_in_a_notebook(modules: Path) -> None:
    [plain, below] = show(
        modules,
        """
import matplotlib.pyplot as plt
for label in ("", "three\\nmore\\nlines"):
    plt.figure(figsize=(4, 2))
    plt.plot([1, 2])
    plt.xlabel(label)
plt.show()
""",
    )
    assert below["height"] > plain["height"] + 30


def test_a_figure_that_takes_too_much_is_drawn_coarser(modules: Path) -> None:
    [noise] = show(
        modules,
        """
import matplotlib.pyplot as plt
import numpy
plt.figure(figsize=(4, 3))
plt.imshow(numpy.random.default_rng(1).random((150, 200, 3)), aspect="auto")
plt.show()
""",
    )
    assert is_near((noise["width"], noise["height"]), (400, 300), by=80)
    assert size_of(noise)[0] < 1.6 * noise["width"]


def test_a_figure_is_shown_as_a_value_too(modules: Path) -> None:
    [figure] = show(
        modules,
        """
from matplotlib.figure import Figure
figure = Figure(figsize=(2, 1))
figure.suptitle("alone")
figure.subplots()
display(figure)
""",
    )
    assert is_near((figure["width"], figure["height"]), (200, 100), by=60)
    assert figure["alt"] == "Plot: alone"


def test_a_data_frame_is_shown_as_its_table(modules: Path) -> None:
    [people, grouped, long] = show(
        modules,
        """
import pandas
people = pandas.DataFrame({"name": ["Ada", "Ben", "Ada"], "score": [1.5, 2.25, 3]})
display(people)
display(people.groupby("name").agg(["min", "max"]))
display(pandas.DataFrame({"square": [number * number for number in range(1000)]}))
""",
    )
    assert people == {
        "kind": "table",
        "columns": ["", "name", "score"],
        "rows": [["0", "Ada", "1.50"], ["1", "Ben", "2.25"], ["2", "Ada", "3.00"]],
        "note": "",
    }
    assert grouped["columns"] == ["name", "score · min", "score · max"]
    assert grouped["rows"] == [["Ada", "1.50", "3.00"], ["Ben", "2.25", "2.25"]]
    assert long["note"] == "1000 rows \u00d7 1 columns"
    assert (long["rows"][0], long["rows"][-1]) == (["0", "0"], ["999", "998001"])
    assert ["...", "..."] in long["rows"]
