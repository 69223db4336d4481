"""pandas and a CSV that is marked as UTF-8 for spreadsheets."""

from __future__ import annotations

from urllib.parse import urlencode

import httpx
import pandas as pd

from tests.clients.questions import FACTORIES


def test_a_marked_table_reads_as_the_plain_one(endpoint: str) -> None:
    plain = f"{endpoint}?{urlencode({'query': FACTORIES, 'format': 'csv'})}"
    marked = f"{plain}&bom=1"
    assert httpx.get(marked).content.startswith(b"\xef\xbb\xbff,n\r\n")
    assert pd.read_csv(marked).equals(pd.read_csv(plain))
