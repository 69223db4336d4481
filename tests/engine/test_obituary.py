"""What is said of a worker that ended, to its client and in the log."""

from __future__ import annotations

import re
import signal

import pytest

from aifkg.engine.obituary import FAILED, OUT_OF_MEMORY, last_words, obituary


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (signal.SIGABRT, "memory", "ended by signal SIGABRT. It most likely needed more than"),
        (OUT_OF_MEMORY << 8, "memory", "ended by want of memory. It most likely needed more than"),
        (signal.SIGKILL, "crashed", "ended by signal SIGKILL. The query may be nested too deep"),
        (signal.SIGSEGV, "crashed", "ended by signal SIGSEGV. The query may be nested too deep"),
        (FAILED << 8, "crashed", "ended by an error of its own. The fault is the server's"),
        (1 << 8, "crashed", "ended by an error of its own. The fault is the server's"),
        (0, "crashed", "ended before it had an answer. Nothing tells why"),
        (-1, "crashed", "ended before it had an answer. Nothing tells why"),
    ],
)
def test_an_end_is_told_as_what_it_is(status: int, reason: str, said: str) -> None:
    word, sentence = obituary(status, 64 << 20)
    assert word == reason
    assert said in sentence
    assert ("64 MiB of memory" in sentence) == (reason == "memory")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("index out of bounds: the len is 3", "'index out of bounds: the len is 3'"),
        ("two\nlines\x1b[31m", r"'two\nlines\x1b[31m'"),
        (
            "no \"secret\" and 'secret' and `secret` and <secret>",
            "'no ... and ... and ... and ...'",
        ),
        ('it breaks off in "a secret\nof two lines', "'it breaks off in ...'"),
        ("x" * 1_000, f"'{'x' * 200}'"),
    ],
)
def test_an_error_is_told_in_a_line_that_quotes_nothing(message: str, said: str) -> None:
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError(message)
    place = r"A worker was ended by RuntimeError at test_obituary\.py:\d+: "
    assert re.fullmatch(place + re.escape(said), last_words(caught.value))
