"""Headers: `#+` lines read into keys and values."""

from __future__ import annotations

import pytest

from aifkg.library import HeaderError
from aifkg.library.header import parse, words

TEXT = """\
#+ title: Money
#+ params:
#+   factory:
#+     type: thing ai-factory
#+     label: the factory
#+   until:
#+     type: date
#+ view: table
# a plain comment
SELECT ?x WHERE { ?x ?y ?z }
"""


def test_values_and_levels() -> None:
    assert parse(TEXT, "q.rq") == {
        "title": "Money",
        "params": {
            "factory": {"type": "thing ai-factory", "label": "the factory"},
            "until": {"type": "date"},
        },
        "view": "table",
    }


def test_words_are_set_apart_by_commas_or_spaces() -> None:
    assert words("thing, ai-factory  antenna") == ("thing", "ai-factory", "antenna")
    assert words(None) == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("#+ no colon", "q.rq:1"),
        ("#+ title: A\n#+ title: B", "q.rq:2"),
        ("#+ title: A\n#+   deeper: B", "q.rq:2"),
        ("#+ params:\n#+    odd: B", "q.rq:2"),
        ("#+ params:\n#+     two-levels: B", "q.rq:2"),
        ("#+ Title: capital", "q.rq:1"),
    ],
)
def test_a_broken_line_is_named_with_its_place(text: str, place: str) -> None:
    with pytest.raises(HeaderError, match=f"^{place}: "):
        parse(text, "q.rq")
