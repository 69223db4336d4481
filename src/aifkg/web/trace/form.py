"""The form that asks for a trace, filled with what was asked; values are hostile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from aifkg.trace.question import (
    MOST_CHARACTERS,
    MOST_ENDS,
    MOST_PATHS,
    MOST_REQUIRED,
    MOST_STEPS,
    Order,
)
from aifkg.web.trace.chapters import Chapter
from aifkg.web.trace.given import PATH, Given, K, N

_HINT = "A name, a CURIE or an IRI"
_LIMIT_HINT = "A thing, a kind of thing or a relation"
_LEAST_AVOIDED = 3
_ORDERS = {Order.SPECIFIC: "the most specific first", Order.SHORTEST: "the shortest first"}
_EXAMPLES = (
    ("Mario Draghi", "MareNostrum 5"),
    ("Henna Virkkunen", "LUMI AI Factory"),
    ("Digital Europe programme", "Stuttgart"),
    ("Slovenia", "Bologna"),
)
ABOUT = """<p class="lead">A trace says how two or more things are connected: as paths whose every
step is something that sources state, with the sources. The most specific paths come first: those
that lead through what has few other links.</p>"""


def form(given: Given, chapters: Sequence[Chapter] = ()) -> str:
    """Return the form, which offers the relations of these chapters."""
    first, *more = (*given.others, *[""] * (MOST_ENDS - 1))[: MOST_ENDS - 1]
    limits = given.via, given.avoid, given.only, given.valid, given.undated, given.detours
    return f"""<form class="ask-trace" action="{PATH}" method="get">
<div class="pair">
{_ends("from", "From", [given.start], _HINT)}
{_ends("to", "To", [first], _HINT)}
</div>
<details{_open(is_open=any(more))}>
<summary>More ends, for the smallest picture that joins them all</summary>
{_texts("to", "And to", more, start=2)}
</details>
<div class="three">
{_number("k", "How many paths between two", given.k or K, MOST_PATHS)}
{_number("n", "At most steps", given.n or N, MOST_STEPS)}
{_order(given.order)}
</div>
<details{_open(is_open=any(limits))}>
<summary>Pass through, leave out, links of a kind, dates, detours</summary>
{_limits(given, chapters)}
</details>
<button>Trace</button>
</form>"""


def examples() -> str:
    """Return worked examples as links below a heading."""
    return f'<h2 id="examples">Examples</h2>\n{examples_list()}'


def examples_list() -> str:
    """Return worked examples as links."""
    items = "\n".join(
        f'<li><a href="{escape(Given(start, (end,)).address())}" rel="nofollow">'
        f"{escape(start)} to {escape(end)}</a></li>"
        for start, end in _EXAMPLES
    )
    return f'<ul class="examples">\n{items}\n</ul>'


def _limits(given: Given, chapters: Sequence[Chapter]) -> str:
    via = _padded(given.via, 1)[:MOST_REQUIRED]
    avoid = _padded(given.avoid, _LEAST_AVOIDED)
    checked = " checked" if given.undated == "no" else ""
    detours = " checked" if given.detours == "yes" else ""
    return f"""{_texts("via", "Pass through", via)}
{_texts("avoid", "Leave out", avoid)}
<small>Each: {_LIMIT_HINT.lower()}, by name, CURIE or IRI.</small>
{_only(given, chapters)}
<label for="valid">Valid on or in</label>
<input id="valid" name="valid" value="{escape(given.valid)}" aria-describedby="valid-hint">
<small id="valid-hint">A year, a month, a day, or a period such as 2024-01/2025-06</small>
<p class="check"><input id="undated" type="checkbox" name="undated" value="no"{checked}>
<label for="undated">Leave out links without a date</label></p>
<p class="check"><input id="detours" type="checkbox" name="detours" value="yes"{detours}>
<label for="detours">Also paths that pass all that a better one passes</label></p>"""


def _only(given: Given, chapters: Sequence[Chapter]) -> str:
    """Return the fields for what alone is walked: chapters to check, others by name."""
    boxes = "\n".join(
        f'<p class="check"><input id="only-{one.slug}" type="checkbox" name="only" '
        f'value="{one.slug}"{" checked" if one.slug in given.only else ""}>\n'
        f'<label for="only-{one.slug}">{escape(one.label)}</label></p>'
        for one in chapters
    )
    others = [one for one in given.only if one not in {of.slug for of in chapters}]
    return f"""<fieldset>
<legend>Only links of</legend>
{boxes}
{_texts("only", "Another relation", _padded(others, 1))}
</fieldset>"""


def _padded(values: Sequence[str], least: int) -> list[str]:
    """Return the values with one empty field more, and no fewer than this."""
    return [*values, *[""] * max(1, least - len(values))]


def _ends(name: str, label: str, values: Iterable[str], hint: str) -> str:
    return "\n".join(
        f'<div><label for="{name}-1">{label}</label>\n'
        f'<input id="{name}-1" name="{name}" value="{escape(value)}" '
        f'maxlength="{MOST_CHARACTERS}" required aria-describedby="{name}-hint">\n'
        f'<small id="{name}-hint">{hint}</small></div>'
        for value in values
    )


def _texts(name: str, label: str, values: Iterable[str], start: int = 1) -> str:
    return "\n".join(
        f'<label for="{name}-{place}">{label}{_counted(place, start)}</label>\n'
        f'<input id="{name}-{place}" name="{name}" value="{escape(value)}" '
        f'maxlength="{MOST_CHARACTERS}">'
        for place, value in enumerate(values, start)
    )


def _counted(place: int, start: int) -> str:
    return "" if place == 1 else f" ({place})" if start > 1 else f" also ({place})"


def _number(name: str, label: str, value: str, most: int) -> str:
    return (
        f'<div><label for="{name}">{label} <small>(1 to {most})</small></label>\n'
        f'<input id="{name}" name="{name}" type="number" min="1" max="{most}" '
        f'value="{escape(value)}"></div>'
    )


def _order(asked: str) -> str:
    options = "".join(
        f'<option value="{order}"{" selected" if order == asked else ""}>{words}</option>'
        for order, words in _ORDERS.items()
    )
    return (
        '<div><label for="order">Order</label>\n'
        f'<select id="order" name="order">{options}</select></div>'
    )


def _open(*, is_open: bool) -> str:
    return " open" if is_open else ""
