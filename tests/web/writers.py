"""Processes that write journals to one descriptor at once; prints how many lines each lost.

The arguments are the descriptor, how many processes, and how many lines each writes.
"""

from __future__ import annotations

import asyncio
import os
import sys

from aifkg.web.journal import Journal
from aifkg.web.outlet import Outlet

DESCRIPTOR, PROCESSES, LINES = (int(word) for word in sys.argv[1:])


async def write(name: int) -> int:
    """Write lines of many lengths, in batches; return how many were lost."""
    lost: list[int] = []
    journal = Journal(Outlet(DESCRIPTOR), with_queries=True, on_lost=lost.append)
    for number in range(LINES):
        query = f"{name}:{number}:" + "é" * (number * 7 % 6_000)
        fixed = journal.fixed(route="/sparql", query=query, status=200, outcome="2xx", size=1)
        journal.hit(f"{name}-{number}", fixed, 0.001)
    journal.close(30)
    return sum(lost)


answers, told = os.pipe()
for name in range(PROCESSES):
    if os.fork() == 0:
        os.write(told, f"{asyncio.run(write(name))}\n".encode())
        os._exit(0)
os.close(told)
for _ in range(PROCESSES):
    os.wait()
print(os.read(answers, 1_000).decode(), end="")
