"""Dates as people write them."""

from __future__ import annotations

import pytest

from aifkg.show.dates import in_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-34", "second quarter of 2026"),
        ("2026-23", "autumn 2026"),
        ("2027-39/2028-37", "late 2027 to early 2028"),
        ("2025/2026", "2025 to 2026"),
        ("2022-38", "mid 2022"),
        ("2024-12", "December 2024"),
        ("2024-12-10", "10 December 2024"),
        ("2024-12-01/2025-03", "1 December 2024 to March 2025"),
        ("2024-13", "2024-13"),
        ("2024-34-05", "2024-34-05"),
        ("2024", "2024"),
        ("EUROHPC-2024-CEI-AI-01", "EUROHPC-2024-CEI-AI-01"),
        ("2024-12; 2025-21", "2024-12; 2025-21"),
    ],
)
def test_dates_are_written_as_people_write_them(text: str, words: str) -> None:
    assert in_words(text) == words
