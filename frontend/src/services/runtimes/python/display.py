"""`display` as notebooks have it: pictures and tables as values that the page draws, everything else as text."""

import base64
import json
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

MAX_DISPLAY_LENGTH = 185_000
MAX_COLUMNS = 50
MAX_ROWS = 120
MAX_CELL_LENGTH = 200
MAX_ALT_LENGTH = 500
MAX_PICTURE_SIDE = 4_096
MAX_SHOWN_WIDTH = 1_600
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
CUT = "…"
GAP = "⋮"


def send(_json: str, /) -> bool:
    """Hand JSON over to the page; false when the run has shown too much. The harness gives what does so."""
    return False


def display(*objects: object) -> None:
    """Show each object as well as it can be: as a picture, as a table, or as its `repr`."""
    for each in objects:
        if not show(each):
            print(repr(each))


def show(each: object) -> bool:
    """Show an object that is more than text; false when it is not."""
    if type(each).__module__.partition(".")[0] == "matplotlib" and hasattr(each, "savefig"):
        from _algoroom_plots import show_figure

        show_figure(each)
        return True
    kinds = _kinds_of(each)
    if png := kinds.get("image/png"):
        show_png(base64.b64decode(png) if isinstance(png, str) else bytes(png), _alt_of(each))
    elif svg := kinds.get("image/svg+xml"):
        _send({"kind": "svg", "svg": str(svg), "alt": _alt_of(each)}, "drawing")
    elif html := kinds.get("text/html"):
        _show_html(str(html))
    else:
        return False
    return True


def show_last(value: object) -> None:
    """Show what the last line of a program was worth, if it is more than text."""
    if value is not None:
        show(value)


def show_png(data: bytes, alt: str, scale: float = 1) -> bool:
    """Show a picture, `scale` times smaller than it is; false when it was left out."""
    if not data.startswith(PNG_SIGNATURE) or len(data) < 33:
        raise ValueError("the picture is no PNG")
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if max(width, height) > MAX_PICTURE_SIDE:
        raise ValueError(f"the picture is {width} x {height} pixels; at most {MAX_PICTURE_SIDE} a side are shown")
    return _send(
        {
            "kind": "image",
            "png": base64.b64encode(data).decode(),
            "width": max(1, round(width / scale)),
            "height": max(1, round(height / scale)),
            "alt": alt[:MAX_ALT_LENGTH],
        },
        "picture",
    )


def _send(value: Mapping[str, object], what: str) -> bool:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    fits = len(text.encode(errors="replace")) <= MAX_DISPLAY_LENGTH
    if fits and send(text.encode(errors="replace").decode()):
        return True
    size = f"it takes {len(text) // 1024} KiB of at most {MAX_DISPLAY_LENGTH // 1024}"
    reason = "a run shows about 1 MB at most" if fits else size
    print(f"A {what} was left out: {reason}.", file=sys.stderr)
    return False


def _kinds_of(each: object) -> Mapping[str, object]:
    """What an object is as a picture or as HTML, by the names that notebooks have for it."""
    if isinstance(each, type):
        return {}
    if bundle := _call(each, "_repr_mimebundle_"):
        kinds = bundle[0] if isinstance(bundle, tuple) else bundle
        if isinstance(kinds, Mapping):
            return kinds
    found: dict[str, object] = {}
    for kind, name in (("image/png", "_repr_png_"), ("image/svg+xml", "_repr_svg_"), ("text/html", "_repr_html_")):
        value = _call(each, name)
        if isinstance(value, tuple):
            value = value[0]
        if value:
            found[kind] = value
    return found


def _call(each: object, name: str) -> object:
    method = getattr(each, name, None)
    return method() if callable(method) else None


def _alt_of(each: object) -> str:
    return f"Picture of a {type(each).__name__}"


def _show_html(html: str) -> None:
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    note = " ".join("".join(reader.beside).split())[:MAX_CELL_LENGTH]
    rows = reader.rows
    if not rows:
        print(note)
        return
    width = max(len(row) for row in [*reader.head, *rows])
    head = [row + [""] * (width - len(row)) for row in reader.head]
    columns = [" · ".join(filter(None, cells)) for cells in zip(*head, strict=True)] or [""] * width
    rows = [row + [""] * (width - len(row)) for row in rows]
    for shown in _smaller_and_smaller(rows):
        table = {"kind": "table", "columns": _cut(columns), "rows": [_cut(row) for row in shown], "note": note}
        if len(json.dumps(table, ensure_ascii=False).encode(errors="replace")) <= MAX_DISPLAY_LENGTH:
            _send(table, "table")
            return


def _cut(cells: list[str]) -> list[str]:
    if len(cells) > MAX_COLUMNS:
        cells = [*cells[: MAX_COLUMNS - 1], CUT]
    return [cell if len(cell) <= MAX_CELL_LENGTH else cell[: MAX_CELL_LENGTH - 1] + CUT for cell in cells]


def _smaller_and_smaller(rows: list[list[str]]) -> Iterator[list[list[str]]]:
    """First and last rows, fewer each time."""
    most = MAX_ROWS
    while most > 1:
        half = most // 2
        yield rows if len(rows) <= most else [*rows[:half], [GAP] * len(rows[0]), *rows[-half:]]
        most = half


class _TableReader(HTMLParser):
    """Takes the cells out of the tables of some HTML, and the text that stands beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.head: list[list[str]] = []
        self.rows: list[list[str]] = []
        self.beside: list[str] = []
        self._in_head = False
        self._in_cell = False
        self._silent = 0
        self._row: list[str] = []
        self._first = 0
        self._only_names = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._silent += 1
        elif tag == "thead":
            self._in_head = True
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th"):
            self._in_cell = True
            self._only_names = self._only_names and tag == "th"
            span = dict(attrs).get("colspan") or "1"
            self._first = len(self._row)
            self._row += [""] * (min(int(span), MAX_COLUMNS) if span.isdigit() else 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent -= 1
        elif tag in ("td", "th"):
            if self._in_head and self._row:
                # A name that stands over several columns is said of each.
                self._row[self._first :] = [self._row[self._first]] * (len(self._row) - self._first)
            self._in_cell = False
        elif tag in ("tr", "table"):
            self._end_row()
            self._in_cell = False
        elif tag == "thead":
            self._end_row()
            self._in_head = False

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._in_cell and self._row:
            self._row[self._first] = f"{self._row[self._first]}{data}".strip()
        elif data.strip():
            self.beside.append(f"{data} ")

    def _end_row(self) -> None:
        row, self._row = self._row, []
        is_head = self._in_head or (self._only_names and not self.rows and not self.head)
        self._only_names = True
        if row:
            (self.head if is_head else self.rows).append(row)
