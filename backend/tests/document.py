"""What docs/deploying.md tells administrators to write, taken out of it as it stands there."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "deploying.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(heading: str, language: str) -> list[str]:
    """The code blocks of this language below a heading, up to the next one of the same or a higher level."""
    text = DOCUMENT.read_text()
    # A comment in a block is no heading.
    words = BLOCK.sub(lambda block: " " * len(block[0]), text)
    [begin] = re.finditer(rf"^(#+) {re.escape(heading)}$", words, re.M)
    following = re.search(rf"^#{{1,{len(begin[1])}}} ", words[begin.end() :], re.M)
    section = text[begin.end() :][: following.start() if following else None]
    found = [code for named, code in BLOCK.findall(section) if named == language]
    assert found, f"{heading}: no {language}"
    return found
