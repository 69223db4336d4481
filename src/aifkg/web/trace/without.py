"""Without a path: why there is none, how far each end reached, and what to ask instead."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from aifkg.trace import Explanation, Trace
from aifkg.trace.question import MOST_STEPS
from aifkg.web.links import anchor
from aifkg.web.trace.given import Given


def html(trace: Trace, given: Given) -> str:
    """Return it, or nothing where there are paths."""
    said = trace.explanation
    if said is None:
        return ""
    items = "\n".join(
        f'<li><a href="{escape(address)}" rel="nofollow">{words}</a></li>'
        for words, address in _advice(said, trace, given)
    )
    again = f'<h2 id="again">Ask again</h2>\n<ul>\n{items}\n</ul>' if items else ""
    return f"""<div class="empty">
<p>{escape(said.text)}</p>
</div>
{again}
{_reached(said, trace)}"""


def _advice(said: Explanation, trace: Trace, given: Given) -> Iterator[tuple[str, str]]:
    """Yield what may be asked instead."""
    n, needed = trace.question.n, said.needed_steps
    if needed is not None and n < needed <= MOST_STEPS:
        yield f"with at most {needed} steps", given.changed(n=str(needed))
    elif needed is not None and needed <= n < MOST_STEPS:
        yield f"with at most {n + 1} steps", given.changed(n=str(n + 1))
    if given.via:
        yield "without what it must pass through", given.changed(via=())
    if given.avoid:
        yield "with what was left out", given.changed(avoid=())
    if given.only:
        yield "by links of every kind", given.changed(only=())
    if given.valid:
        yield "whenever links are valid", given.changed(valid="")
    if given.undated:
        yield "with links that have no date", given.changed(undated="")


def _reached(said: Explanation, trace: Trace) -> str:
    labels = {thing.iri: thing.label for thing in trace.ends}
    steps = max((len(one.counts) for one in said.reached), default=0)
    if not steps:
        return ""
    heads = "".join(
        f'<th scope="col" class="number">{one} {"step" if one == 1 else "steps"}</th>'
        for one in range(1, steps + 1)
    )
    rows = "\n".join(
        f'<tr><th scope="row">{anchor(one.thing, labels.get(one.thing, one.thing))}</th>'
        + "".join(f'<td class="number">{count:,}</td>' for count in one.counts)
        + "</tr>"
        for one in said.reached
    )
    return f"""<h2 id="reached">What each end reaches</h2>
<div class="scroll" role="region" aria-label="What each end reaches" tabindex="0">
<table>
<caption>Things at this many steps, as asked</caption>
<thead><tr><td></td>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>"""
