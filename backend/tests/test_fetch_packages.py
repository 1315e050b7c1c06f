"""`fetch-packages`: what an administrator adds for Python programs comes whole and checked, or not at all."""

import hashlib
import json
import resource
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from app.config import Settings
from app.main import create_app
from app.python_packages import FILES_PATH, OFFER
from app.repositories.memory import InMemoryStorage
from tests.container_nginx import ContainerNginx
from tests.ports import free_port
from tests.process import ServerProcess
from tests.test_commands import algoroom

ABI = "2026_0"
HEAVY_BYTES = 300_000


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder and prints nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass
class Publisher:
    """A place with packages, a page that was built for them, and the folder that they are to lie in."""

    root: Path
    packages: dict[str, dict[str, object]] = field(default_factory=dict)
    url: str = ""

    @property
    def place(self) -> Path:
        """Where the files are published."""
        return self.root / "published"

    @property
    def folder(self) -> Path:
        """Where they are to lie."""
        return self.root / "fetched"

    @property
    def page(self) -> Path:
        """The built page."""
        return self.root / "page"

    def publish(self, name: str, content: bytes, *needs: str, module: str = "", abi: str = ABI) -> None:
        """Publish a package, and build the page for it."""
        file_name = f"{name}-1.0-py3-none-any.whl"
        (self.place / file_name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        entry = {"name": name, "version": "1.0", "file_name": file_name, "sha256": digest, "install_dir": "site"}
        self.packages[name] = entry | {"imports": [module or name], "depends": list(needs), "package_type": "package"}
        info = {"abi_version": abi, "python": "3.14.2", "version": "314.0.7"}
        offer = {"info": info, "packages": self.packages, "served": ["sympy"]}
        (self.page / OFFER).write_text(json.dumps(offer))

    async def fetch(self, *words: str) -> tuple[int, str, str]:
        """Run the command."""
        settings = {"STATIC_DIR": str(self.page), "PYTHON_PACKAGES_DIR": str(self.folder)}
        return await algoroom("memory://", "fetch-packages", *words, **settings)

    def fetched(self) -> dict[str, str]:
        """What the index names, with the file of each."""
        if not (self.folder / "index.json").exists():
            return {}
        index = json.loads((self.folder / "index.json").read_text())
        return {key: package["file"] for key, package in index["packages"].items()}


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    """numpy and pandas, which needs it and sympy; and one with another name than its module."""
    made = Publisher(tmp_path)
    for folder in (made.place, made.page):
        folder.mkdir()
    (made.page / "index.html").write_text("<!doctype html>")
    made.publish("numpy", b"n" * 1000)
    made.publish("pandas", b"p" * 1000, "numpy", "sympy")
    made.publish("scikit-learn", b"s" * 1000, module="sklearn")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(made.place)))
    made.url = f"http://127.0.0.1:{server.server_port}/"
    Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("by", ["an address", "a folder"])
async def test_packages_come_with_what_they_need_and_are_found_by_their_modules_too(
    publisher: Publisher, by: str
) -> None:
    place = publisher.url if by == "an address" else str(publisher.place)
    code, out, complaint = await publisher.fetch("Pandas", "sklearn", "--from", place)
    assert (code, complaint) == (0, "")
    assert "pandas 1.0: 0.0 MB" in out
    assert "Python programs can import numpy, pandas, sklearn, in pages that are opened from now on." in out
    assert publisher.fetched().keys() == {"numpy", "pandas", "scikit-learn"}
    assert (publisher.folder / publisher.fetched()["numpy"]).read_bytes() == b"n" * 1000
    assert "here  numpy 1.0\n" in (await publisher.fetch("--list"))[1]


async def test_what_is_there_is_not_fetched_again_and_stays(publisher: Publisher) -> None:
    await publisher.fetch("numpy", "--from", publisher.url)
    (publisher.place / "numpy-1.0-py3-none-any.whl").unlink()
    assert (await publisher.fetch("pandas", "--from", publisher.url))[0] == 0
    assert publisher.fetched().keys() == {"numpy", "pandas"}


async def test_packages_of_another_python_make_room(publisher: Publisher) -> None:
    await publisher.fetch("numpy", "--from", publisher.url)
    before = publisher.fetched()["numpy"]
    publisher.publish("numpy", b"newer" * 100, abi="2027_0")
    settings = {"STATIC_DIR": str(publisher.page), "PYTHON_PACKAGES_DIR": str(publisher.folder)}
    code, out, _ = await algoroom("memory://", "check-config", **settings)
    assert code == 1
    assert "are for another Python: `algoroom fetch-packages numpy`" in out
    await publisher.fetch("numpy", "--from", publisher.url)
    assert sorted(file.name for file in publisher.folder.iterdir()) == [publisher.fetched()["numpy"], "index.json"]
    assert publisher.fetched()["numpy"] != before
    code, out, _ = await algoroom("memory://", "check-config", **settings)
    assert (code, "ok   packages: Python programs have numpy" in out) == (0, True)


@pytest.mark.parametrize("fault", ["unknown", "unreachable", "not there", "wrong hash", "no folder"])
async def test_what_cannot_be_had_is_said_and_leaves_all_as_it_was(publisher: Publisher, fault: str) -> None:
    await publisher.fetch("scikit-learn", "--from", publisher.url)
    wanted, place, says = "pandas", publisher.url, ""
    match fault:
        case "unknown":
            wanted, says = "pandsa", "Pyodide has no package named 'pandsa'. Perhaps pandas?"
        case "unreachable":
            place = f"http://127.0.0.1:{free_port()}"
            says = f"{place} cannot be reached ([Errno 111] Connection refused)"
        case "not there":
            (publisher.place / "numpy-1.0-py3-none-any.whl").unlink()
            says = f"{place} answered 404 to the question for numpy-1.0-py3-none-any.whl."
        case "wrong hash":
            (publisher.place / "numpy-1.0-py3-none-any.whl").write_bytes(b"m" * 1000)
            says = "numpy-1.0-py3-none-any.whl from"
        case _:
            place = str(publisher.root / "nowhere")
            says = "cannot be read in"
    code, _, complaint = await publisher.fetch(wanted, "--from", place)
    assert code == 1
    assert says in complaint
    assert publisher.fetched().keys() == {"scikit-learn"}
    assert [file.name for file in publisher.folder.iterdir() if file.name.startswith(".")] == []


async def test_a_full_disk_is_said_and_leaves_nothing_half(publisher: Publisher) -> None:
    publisher.publish("heavy", b"h" * HEAVY_BYTES)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (HEAVY_BYTES // 2, before[1]))
    try:
        code, _, complaint = await publisher.fetch("heavy", "--from", publisher.url)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert code == 1
    assert f"{publisher.folder} cannot be written: File too large." in complaint
    assert list(publisher.folder.iterdir()) == []


async def test_a_list_of_ones_own_is_for_the_same_python_and_names_no_paths(publisher: Publisher) -> None:
    lock = publisher.root / "lock.json"
    mine = json.loads((publisher.page / OFFER).read_text())
    mine["info"]["abi_version"] = "2025_0"
    lock.write_text(json.dumps(mine))
    _, _, complaint = await publisher.fetch("numpy", "--lock", str(lock), "--from", publisher.url)
    assert "is for Pyodide's ABI 2025_0; this page's Python has 2026_0." in complaint
    mine["packages"]["numpy"]["file_name"] = "../numpy.whl"
    lock.write_text(json.dumps(mine))
    _, _, complaint = await publisher.fetch("numpy", "--lock", str(lock), "--from", publisher.url)
    assert "is no list of packages as pyodide-lock.json is one: look at `packages.numpy.file_name`." in complaint


async def test_the_server_tells_of_them_and_serves_them_while_it_runs(publisher: Publisher, tmp_path: Path) -> None:
    settings = {"static_dir": publisher.page, "python_packages_dir": publisher.folder}
    async with ServerProcess(
        "memory://", STATIC_DIR=str(publisher.page), PYTHON_PACKAGES_DIR=str(publisher.folder)
    ) as server:
        assert (await server.http.get("/python-packages")).json() == {"abi": "", "packages": {}}
        await publisher.fetch("numpy", "--from", publisher.url)
        index = await server.http.get("/python-packages")
        assert (index.json()["abi"], index.headers["cache-control"]) == (ABI, "no-cache")
        path = f"{FILES_PATH}/{publisher.fetched()['numpy']}"
        async with ContainerNginx(server.port, publisher.page, tmp_path / "log", **settings) as nginx:
            for http in (server.http, nginx.http):
                await expect_served(http, path)


async def expect_served(http: httpx.AsyncClient, path: str) -> None:
    """Expect the file, to be kept for ever, and nothing else of the folder."""
    answer = await http.get(path)
    assert (answer.status_code, answer.content) == (200, b"n" * 1000)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "application/octet-stream"
    for other in ("missing.whl", "..%2fpage%2findex.html", ""):
        assert (await http.get(f"{FILES_PATH}/{other}")).status_code == 404


def test_a_server_without_such_a_folder_starts(tmp_path: Path) -> None:
    assert create_app(Settings(python_packages_dir=tmp_path / "none"), InMemoryStorage()).title == "AlgoRoom"
