"""What was measured, kept as lines of JSON; medians of it; and Markdown's tables."""

import json
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from servers import ALGOROOM_PYTHON, BACKEND, HERE

README = HERE / "README.md"
NOTHING = "–"

type Figures = dict[str, object]


@dataclass(frozen=True, slots=True)
class Result:
    """What one measurement found."""

    server: str
    kind: str
    load_average: float
    """Of the machine in the minute before."""
    figures: Figures


class Results:
    """All measurements of a run."""

    def __init__(self, results: Iterable[Result]) -> None:
        self.all = list(results)

    def of(self, server: str, kind: str) -> list[Figures]:
        """The figures of a server under one kind of load, without the attempts that failed."""
        return [r.figures for r in self.all if r.server == server and r.kind == kind and "failed" not in r.figures]

    def last(self, server: str, kind: str, figure: str) -> object:
        """A figure of the last measurement; None without one."""
        figures = self.of(server, kind)
        return figures[-1].get(figure) if figures else None

    def median(self, server: str, kind: str, figure: str) -> float | None:
        """The median over the rounds of a figure; None where nothing was measured."""
        return self._middle(server, kind, lambda figures: figures.get(figure))

    def latency(self, server: str, kind: str, rank: str) -> float | None:
        """The median over the rounds of a rank of the latencies."""

        def read(figures: Figures) -> object:
            latency = figures.get("latency_ms")
            return latency[rank] if isinstance(latency, dict) else None

        return self._middle(server, kind, read)

    def _middle(self, server: str, kind: str, read: Callable[[Figures], object]) -> float | None:
        values = [value for value in map(read, self.of(server, kind)) if isinstance(value, int | float)]
        return statistics.median(values) if values else None


def add_result(path: Path, result: Result) -> None:
    """Put a result behind the others."""
    with path.open("a") as file:
        file.write(json.dumps(asdict(result)) + "\n")


def read_results(path: Path) -> Results:
    """The results of the last run."""
    return Results(Result(**json.loads(line)) for line in path.read_text().splitlines())


def describe_machine(results: Results) -> str:
    """When and where, and how busy the machine was."""
    loads = [result.load_average for result in results.all]
    commit = _output(["git", "rev-parse", "--short", "HEAD"])
    node = _output(["node", "--version"])
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    python = _output([str(ALGOROOM_PYTHON), "-c", "import platform; print(platform.python_version())"])
    is_compiled = Path(_output([str(ALGOROOM_PYTHON), "-m", "app.native"], BACKEND) or "none").is_dir()
    cpu = next((line.partition(":")[2].strip() for line in lines if "model name" in line), platform.machine())
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit}; {cpu}, one core for the server and one for the generator; "
        f"Linux {platform.release()}, Node {node}, Python {python}; "
        f"AlgoRoom's room {'compiled' if is_compiled else 'as plain Python'}. "
        f"Load average of the machine before each measurement: {min(loads):.1f} to {max(loads):.1f}."
    )


def ratio(value: float | None, baseline: float | None) -> str:
    """How many times the baseline."""
    return f"{value / baseline:.2f}" if value and baseline else NOTHING


def number(value: object, digits: int = 1) -> str:
    """A figure, or what stands for none."""
    return f"{value:,.{digits}f}" if isinstance(value, int | float) else NOTHING


def markdown_table(head: list[str], rows: list[list[str]]) -> str:
    """Rows below a head."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write_into_readme(mark: str, text: str) -> None:
    """Replace what stands in README.md between `<!-- mark -->` and `<!-- end of mark -->`."""
    before, _, rest = README.read_text().partition(f"<!-- {mark} -->")
    end = f"<!-- end of {mark} -->"
    README.write_text(f"{before}<!-- {mark} -->\n{text}{end}{rest.partition(end)[2]}")


def _output(command: list[str], folder: Path = HERE) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout.strip()
