"""Writes the table of docs/configuration.md from the settings: `python settings_page.py` (npm run docs)."""

import re
from pathlib import Path
from types import UnionType
from typing import Literal, TypeAliasType, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from app.config import Settings, Told

PAGE = Path(__file__).resolve().parents[1] / "docs" / "configuration.md"
BEGIN, END = "<!-- From the settings: npm run docs writes it. -->\n", "<!-- Until here. -->\n"
HEAD = "| variable | type | default | example | what it decides |\n|---|---|---|---|---|\n"
TYPES = {"int": "whole number", "float": "number", "str": "text", "SecretStr": "text, secret", "Path": "path"}


def table() -> str:
    """The table, one setting a line."""
    rows = (_row(name.upper(), field) for name, field in Settings.model_fields.items())
    return HEAD + "".join(rows)


def _row(name: str, field: FieldInfo) -> str:
    [told] = [note for note in field.metadata if isinstance(note, Told)]
    default = told.default or _default(field.default)
    type_ = told.type_ or _type(field.annotation)
    return f"| `{name}` | {type_} | {default} | {told.example or ''} | {told.meaning} |\n"


def _default(value: object) -> str:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, tuple):
        value = ",".join(value)
    if value is None or value == "":
        return "none"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _type(annotation: object) -> str:
    if isinstance(annotation, TypeAliasType):
        annotation = annotation.__value__
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if isinstance(annotation, UnionType) or type(None) in get_args(annotation):
        return _type(next(part for part in get_args(annotation) if part is not type(None)))
    return TYPES[getattr(annotation, "__name__", "")]


def page(written: str) -> str:
    """The page with the table of today."""
    return re.sub(
        re.escape(BEGIN) + ".*?" + re.escape(END),
        lambda _: BEGIN + "\n" + table() + "\n" + END,
        written,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
