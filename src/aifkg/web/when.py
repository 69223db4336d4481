"""When: a date of the data as HTML, in words, and for machines where they know its form."""

from __future__ import annotations

import re
from html import escape

from aifkg.show.dates import in_words

_MACHINE_DATE = re.compile(r"\d{4}(?:-(?:0\d|1[0-2])(?:-\d\d)?)?")


def when(date: str) -> str:
    """Return a date in words; HTML has no form for a part of a year or an interval."""
    text = escape(in_words(date))
    if _MACHINE_DATE.fullmatch(date) is None:
        return f'<span class="when">{text}</span>'
    return f'<time datetime="{date}">{text}</time>'
