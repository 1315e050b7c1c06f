"""What is shipped beside the page is licensed as docs/licences.md says, and nothing of ours is bound by it."""

import re
from importlib import metadata
from pathlib import Path

import pytest

BACKEND = Path(__file__).resolve().parents[1]
LICENCES = (BACKEND.parent / "docs" / "licences.md").read_text()
SERVER, IMAGE = "With the server", "In the image alone"
LOCKED = re.compile(r"^([\w.-]+)==(\S+)", re.M)
ROW = re.compile(r"^\| ([\w.-]+) \| (\d[\w.]*) \| ([^|]+?) \|", re.M)
ASKS_FOR_A_NOTICE = re.compile(r"(0BSD|Apache-2\.0|BSD-[23]-Clause|ISC|MIT|MPL-2\.0|PSF-2\.0|ZPL-2\.1)")
OLD_NAMES = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "Python Software Foundation License": "PSF-2.0",
}
FILES = re.compile(r"LICEN[CS]E|COPYING", re.I)


def locked() -> dict[str, str]:
    """What the server is installed with, by its lock."""
    return dict(LOCKED.findall((BACKEND / "requirements.lock").read_text()))


def section(heading: str) -> str:
    """What stands below a heading of the list."""
    return LICENCES.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def licence(package: metadata.Distribution) -> set[str]:
    """What an installed package says of itself, by the names of SPDX; of two that one may choose from, both."""
    told = package.metadata.get("License-Expression") or ""
    if not told:
        classifiers = package.metadata.get_all("Classifier") or []
        names = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License :: ")]
        told = " ".join(OLD_NAMES[name] for name in names) or package.metadata.get("License") or ""
    if not told:
        told = "MIT" if words(package).startswith("The MIT License") else ""
    return set(ASKS_FOR_A_NOTICE.findall(told))


def words(package: metadata.Distribution) -> str:
    """The licence's text as the package brings it."""
    files = [file for file in package.files or [] if FILES.search(file.name)]
    return files[0].read_text() if files else ""


def test_the_servers_packages_are_listed_as_they_are_installed() -> None:
    listed = {
        name: (version, set(re.split(r" AND | OR ", told))) for name, version, told in ROW.findall(section(SERVER))
    }
    packages = {name: metadata.distribution(name) for name in locked()}
    assert listed == {name: (package.version, licence(package)) for name, package in packages.items()}


@pytest.mark.parametrize("name", locked())
def test_each_brings_its_licences_words_into_the_image(name: str) -> None:
    """pip lays them out beside the package, and nothing removes them there."""
    assert len(words(metadata.distribution(name))) > 200


@pytest.mark.parametrize(("name", "version", "told"), ROW.findall(section(SERVER)))
def test_nothing_asks_for_more_than_a_notice(name: str, version: str, told: str) -> None:
    for one in re.split(r" AND | OR ", told):
        assert ASKS_FOR_A_NOTICE.fullmatch(one), (name, version, told)


def test_what_is_in_the_image_alone_is_listed() -> None:
    for name, version in LOCKED.findall((BACKEND / "requirements-image.lock").read_text()):
        assert f"| {name} | {version} |" in section(IMAGE)
    image = (BACKEND.parent / "Dockerfile").read_text()
    [installed] = re.findall(r"--no-install-recommends (nginx.*?) *\\\n", image)
    for package in installed.split():
        assert package in section(IMAGE)
