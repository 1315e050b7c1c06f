"""The files of a session beside its entry files: who is called what, folded from the log's events. Never awaits."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from app.errors import FileGone, FileNameTaken, TooManyFiles
from app.languages import LANGUAGES
from app.limits import MAX_FILE_NAME_LENGTH, MAX_FILES, MAX_FILES_EVER

FILE_EVENTS: Final = frozenset({"file_created", "file_renamed", "file_removed"})
TEXT_PREFIX: Final = "file/"
ENTRY_TEXTS: Final = frozenset(language.text for language in LANGUAGES.values())
_ENTRY_NAMES: Final = frozenset(language.file_name.casefold() for language in LANGUAGES.values())
_NAME = re.compile(rf"[A-Za-z0-9_][A-Za-z0-9_.-]{{0,{MAX_FILE_NAME_LENGTH - 1}}}")
_CREATED_TEXT = re.compile(r"file/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody has created. Its text is `file/` and its id, whatever it is called."""

    id: str
    language: str
    name: str
    is_removed: bool = False

    @property
    def text(self) -> str:
        """The name of its text."""
        return TEXT_PREFIX + self.id


class Files:
    """The files that were created in one session, in the order of the log, removed ones included."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def has_text(self, text: str) -> bool:
        """Whether there is a text of this name: an entry file's, or that of a file which was ever created (FI2)."""
        return text in ENTRY_TEXTS or self._of_text(text) is not None

    def is_removed(self, text: str) -> bool:
        """Whether the text is that of a removed file."""
        file = self._of_text(text)
        return file is not None and file.is_removed

    def present(self) -> list[File]:
        """The files that there are, in the order of the log."""
        return [file for file in self._files.values() if not file.is_removed]

    def of_language(self, language: str) -> list[File]:
        """The files that a run of this language has beside its entry file, in the order of their names."""
        return sorted((file for file in self.present() if file.language == language), key=lambda file: file.name)

    def told(self) -> list[dict[str, object]]:
        """The texts that `welcome` tells of: the entry files' and those of the files that there are."""
        entries: list[dict[str, object]] = [
            {"name": language.text, "language": language.id, "file": language.file_name}
            for language in LANGUAGES.values()
        ]
        return entries + [{"name": file.text, "language": file.language, "file": file.name} for file in self.present()]

    def everything(self) -> list[File]:
        """What was ever created."""
        return list(self._files.values())

    def admit(self, type_: str, fields: Mapping[str, object]) -> bool:
        """Check a proposal about a file; returns whether it changes anything.

        Raises:
            FileGone: there is no such file any more.
            FileNameTaken: another file of the language is called that (FI3).
            TooManyFiles: there are as many as there may be (FI4).
        """
        id_ = cast(str, fields["file"])
        file = self._files.get(id_)
        if type_ == "file_created":
            if file is not None:
                return False
            self._check_room()
            self._check_name(id_, cast(str, fields["language"]), cast(str, fields["name"]))
            return True
        if file is None or file.is_removed:
            raise FileGone("This file was removed, or is not there yet.")
        if type_ == "file_renamed":
            self._check_name(id_, file.language, cast(str, fields["name"]))
            return fields["name"] != file.name
        return True

    def fold(self, type_: str, event: Mapping[str, object]) -> None:
        """Take a logged event about a file into account. Its first creation counts, and its removal is for good."""
        id_ = cast(str, event["file"])
        file = self._files.get(id_)
        if type_ == "file_created":
            if file is None:
                self._files[id_] = File(id_, cast(str, event["language"]), cast(str, event["name"]))
        elif file is None or file.is_removed:
            return
        elif type_ == "file_renamed":
            self._files[id_] = replace(file, name=cast(str, event["name"]))
        else:
            self._files[id_] = replace(file, is_removed=True)

    def name_instead(self, id_: str) -> str | None:
        """A free name for a file, if another one has its name; `None` if none has (RP9)."""
        file = self._files.get(id_)
        if file is None or file.is_removed or not self._is_taken(id_, file.language, file.name):
            return None
        stem, dot, ending = file.name.rpartition(".")
        stem, ending = (stem, dot + ending) if stem else (file.name, "")
        for number in range(2, MAX_FILES_EVER + 3):
            mark = f"-{number}{ending}"
            name = stem[: MAX_FILE_NAME_LENGTH - len(mark)] + mark
            if not self._is_taken(id_, file.language, name):
                return name
        return None

    def write_down(self) -> list[dict[str, object]]:
        """All of them, removed ones included, in the order of the log."""
        return [
            {"id": file.id, "language": file.language, "name": file.name, "removed": file.is_removed}
            for file in self._files.values()
        ]

    def restore(self, files: Iterable[Mapping[str, Any]]) -> None:
        """Take the files as `write_down` told them."""
        self._files = {
            file["id"]: File(file["id"], file["language"], file["name"], bool(file["removed"])) for file in files
        }

    def _of_text(self, text: str) -> File | None:
        return self._files.get(text.removeprefix(TEXT_PREFIX)) if text.startswith(TEXT_PREFIX) else None

    def _is_taken(self, id_: str, language: str, name: str) -> bool:
        folded = name.casefold()
        return any(
            file.id != id_ and file.language == language and file.name.casefold() == folded for file in self.present()
        )

    def _check_name(self, id_: str, language: str, name: str) -> None:
        if name.casefold() in _ENTRY_NAMES:
            raise FileNameTaken(f"{name} is the name of a language's entry file; choose another one.")
        if self._is_taken(id_, language, name):
            raise FileNameTaken(f"There is a file {name} already; choose another name.")

    def _check_room(self) -> None:
        if len(self.present()) >= MAX_FILES:
            raise TooManyFiles(f"A session may have at most {MAX_FILES} files beside its entry files; remove one.")
        if len(self._files) >= MAX_FILES_EVER:
            raise TooManyFiles(
                f"{MAX_FILES_EVER} files were created in this session, and no more may be; rename one of them."
            )


def is_created_text(text: str) -> bool:
    """Whether a text has the name of one that is no entry file's."""
    return _CREATED_TEXT.fullmatch(text) is not None


def check_file_name(value: object) -> str:
    """A file's name: letters, digits, `_`, `-` and dots, not beginning with `-` or a dot (FI3).

    Raises:
        ValueError: what it must be.
    """
    if not isinstance(value, str) or not _NAME.fullmatch(value) or value.endswith(".") or ".." in value:
        raise ValueError(
            f"must have 1 to {MAX_FILE_NAME_LENGTH} letters, digits, `_`, `-` or dots, must not begin with `-` or a "
            "dot, and must not end with a dot or have two in a row"
        )
    return value


def hash_code(entry: str, files: Iterable[tuple[str, str]] = ()) -> str:
    """What a run says of the code it ran (RA2); `files` are names and texts."""
    digest = hashlib.sha256(entry.encode())
    for name, text in sorted(files):
        digest.update(f"\0{name}\0{text}".encode())
    return digest.hexdigest()
