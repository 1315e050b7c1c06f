"""The languages a session can have, one line each. The page's registry of runtimes names the same ids."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import LanguageNotOffered


@dataclass(frozen=True, slots=True)
class Language:
    """A language and its entry file's name; the text of that file is `file/` and the name."""

    id: str
    file_name: str

    @property
    def text(self) -> str:
        """The name of the entry file's text."""
        return f"file/{self.file_name}"


LANGUAGES: dict[str, Language] = {
    language.id: language
    for language in (
        Language("javascript", "main.js"),
        Language("typescript", "main.ts"),
        Language("python", "main.py"),
        Language("c", "main.c"),
        Language("cpp", "main.cpp"),
        Language("go", "main.go"),
        Language("sqlite", "main.sql"),
        Language("postgres", "main.pgsql"),
        Language("html", "index.html"),
        Language("lua", "main.lua"),
        Language("ruby", "main.rb"),
        Language("java", "Main.java"),
        Language("csharp", "Program.cs"),
        Language("kotlin", "Main.kt"),
        Language("swift", "main.swift"),
        Language("rust", "main.rs"),
        Language("scala", "Main.scala"),
    )
}
DEFAULT_LANGUAGE = "javascript"


def default_of(offered: Sequence[str]) -> str:
    """The language of a session for which none was named."""
    return DEFAULT_LANGUAGE if DEFAULT_LANGUAGE in offered else offered[0]


def check_offered(language: str, offered: Sequence[str]) -> None:
    """Promise that a session may be given this language here.

    Raises:
        LanguageNotOffered: whoever runs this server has left it out.
    """
    if language not in offered:
        raise LanguageNotOffered(f"This server does not offer {language}: choose one of {', '.join(offered)}.")
