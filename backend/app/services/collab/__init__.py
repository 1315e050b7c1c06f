"""The live room. Its compiled modules come before their sources, where there are any (app/native.py)."""

from app.native import find_compiled

if compiled := find_compiled():
    __path__.insert(0, str(compiled))
