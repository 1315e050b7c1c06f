"""Says what a program cannot have in a browser, or on this server, where Python's own words would puzzle."""

import sys
from typing import TypedDict


class Served(TypedDict):
    """A distribution that this server has."""

    imports: list[str]
    requires: list[str]


class Catalog(TypedDict):
    """What is known of packages; see `packages.ts`."""

    served: dict[str, Served]
    elsewhere: dict[str, str]


catalog: Catalog = {"served": {}, "elsewhere": {}}
"""Nothing, until the harness gives what there is."""


def kind_note(error: BaseException) -> str | None:
    """Say what the browser cannot do, where Python's own words would puzzle."""
    text = str(error)
    match error:
        case ModuleNotFoundError(name=str(name)) if name.partition(".")[0] in sys.stdlib_module_names:
            return f"'{name}' belongs to Python's standard library but cannot work in a browser."
        case ModuleNotFoundError(name=str(name)):
            return _say_what_is_missing(name.partition(".")[0])
        case RuntimeError() if "can't start new thread" in text:
            return "Threads are not available in the browser; asyncio is."
        case OSError() if "does not support processes" in text:
            return "Other programs cannot be started in the browser."
        case RuntimeError() if "stack switch" in text.lower():
            return "This browser cannot wait inside Python; asyncio.run needs a newer one."
        case _:
            return None


def _say_what_is_missing(module: str) -> str:
    if any(module in served["imports"] for served in catalog["served"].values()):
        return f"'{module}' is loaded for programs that say `import {module}`: write that line somewhere in the file."
    if module in catalog["elsewhere"]:
        command = f"algoroom fetch-packages {catalog['elsewhere'][module]}"
        return (
            f"'{module}' exists for Python in the browser, but this server does not have it. "
            f"Whoever runs the server can add it: {command}"
        )
    available = ", ".join(sorted(catalog["served"]))
    return f"'{module}' is not available here. Python's standard library is{available and ', and ' + available}."
