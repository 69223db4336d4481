"""The dump: a snapshot as files to download; knows an engine and its quads, and no server."""

from aifkg.dump.catalogue import DOWNLOADS, GZIP, SUMS, ZIP, Download, listed
from aifkg.dump.delivery import deliver
from aifkg.dump.index import File, Index
from aifkg.dump.making import DumpError, make
from aifkg.dump.stock import Stock, program

__all__ = [
    "DOWNLOADS",
    "GZIP",
    "SUMS",
    "ZIP",
    "Download",
    "DumpError",
    "File",
    "Index",
    "Stock",
    "deliver",
    "listed",
    "make",
    "program",
]
