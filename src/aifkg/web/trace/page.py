"""The page of a trace: the form, the paths in words, the picture, the sources, the tools."""

from __future__ import annotations

from html import escape

from aifkg.trace import Order, Trace
from aifkg.trace.question import MOST_PATHS
from aifkg.web.page import HOME
from aifkg.web.thing.references import References
from aifkg.web.trace import paths, picture, tools, without
from aifkg.web.trace.form import ABOUT, examples, form
from aifkg.web.trace.given import Given
from aifkg.web.trace.tools import About

_ENDED = {
    "time": "its limit of time",
    "nodes": "its limit of partial paths looked at",
}


def begin_main(given: Given, notice: str = "") -> str:
    """Return the page that asks; `notice` is HTML that says what was wrong with what was asked."""
    return f"{HOME}\n<h1>Trace</h1>\n{notice or ABOUT}\n{form(given)}\n{examples()}"


def trace_main(trace: Trace, given: Given, about: About) -> str:
    """Return what stands in the frame for a trace, which was asked for as `given`."""
    references = References()
    same = tools.kept(trace, about)
    parts = [
        HOME,
        f"<h1>{escape(title(trace))}</h1>",
        form(given),
        tools.as_of(same, about),
        _limits(trace),
        without.html(trace, same),
        _paths(trace, same, references),
        picture.html(trace),
        references.html(),
        tools.html(same, about),
    ]
    return "\n".join(part for part in parts if part)


def title(trace: Trace) -> str:
    """Return the title of the page of a trace, as text."""
    *others, last = (thing.label for thing in trace.ends)
    return f"How {', '.join(others)} and {last} are connected"


def _limits(trace: Trace) -> str:
    """Return which limit ended the search, where one did."""
    limits = trace.limits
    if limits.ended_by is None:
        return ""
    limit = _ENDED.get(limits.ended_by, f"its limit ({limits.ended_by})")
    most = f" ({limits.seconds:g} s)" if limits.ended_by == "time" and limits.seconds else ""
    return (
        f'<p class="notice" role="status">The search ended at {escape(limit)}{most} after '
        f"{limits.looked_at:,} partial paths: better paths may be missing.</p>"
    )


def _paths(trace: Trace, given: Given, references: References) -> str:
    if not trace.paths:
        return ""
    return f"""<h2 id="paths">{_heading(trace)}</h2>
<p>{_ordered(trace, given)}</p>
{paths.html(trace, references)}"""


def _heading(trace: Trace) -> str:
    if len(trace.ends) > 2:
        return "The smallest picture that joins them"
    return "One path" if len(trace.paths) == 1 else f"{len(trace.paths)} paths"


def _ordered(trace: Trace, given: Given) -> str:
    """Return in which order the paths stand, and how to ask for another or for more."""
    other = Order.SPECIFIC if trace.question.order is Order.SHORTEST else Order.SHORTEST
    order = f"The {'shortest' if other is Order.SPECIFIC else 'most specific'} first"
    words = "the most specific first" if other is Order.SPECIFIC else "plainly the shortest first"
    switch = _link(given.changed(order=str(other)), f"Ask for {words}")
    if len(trace.ends) > 2:
        return f"The first joins two ends, each other one more to what is joined. {switch}."
    more = min(2 * trace.question.k, MOST_PATHS)
    if len(trace.paths) < trace.question.k or more == trace.question.k:
        return f"{order}. {switch}."
    return f"{order}. {switch}, or {_link(given.changed(k=str(more)), f'for {more} paths')}."


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}" rel="nofollow">{words}</a>'
