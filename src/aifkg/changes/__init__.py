"""The changes: what is otherwise in a newer snapshot; knows two files of N-Quads, and no engine."""

from aifkg.changes.comparing import Change, compare
from aifkg.changes.history import Edition, Entry, History
from aifkg.changes.reading import ReadingError, subjects

__all__ = [
    "Change",
    "Edition",
    "Entry",
    "History",
    "ReadingError",
    "compare",
    "subjects",
]
