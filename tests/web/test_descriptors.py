"""How many descriptors a process may have: raised where the system allows it."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import resource
from aifkg.web.descriptors import allowed
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 256))
print(allowed({wanted}), resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("wanted", "said"), [(32, "32 (64, 256)"), (128, "128 (128, 256)"), (1_000, "256 (256, 256)")]
)
def test_the_bound_is_raised_as_far_as_it_may_be(wanted: int, said: str) -> None:
    command = [sys.executable, "-c", _PROGRAM.format(wanted=wanted)]
    assert subprocess.run(command, capture_output=True, text=True).stdout.strip() == said
