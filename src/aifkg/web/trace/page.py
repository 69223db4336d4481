"""The page of a trace: the form, the paths in words, the picture, the sources, the tools."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from aifkg.trace import Order, Trace, undated
from aifkg.trace.formats import noting
from aifkg.trace.formats.citing import title
from aifkg.trace.question import MOST_PATHS
from aifkg.web.page import HOME
from aifkg.web.thing.references import References
from aifkg.web.trace import filters, paths, picture, tools, without
from aifkg.web.trace.chapters import Chapter
from aifkg.web.trace.form import ABOUT, examples, form
from aifkg.web.trace.given import Given
from aifkg.web.trace.tools import About

_SKIP = '<p class="skip"><a href="#paths">Skip to the paths</a></p>'
_SHOWN = 12
"""Characters of a hash that tell snapshots apart."""


def begin_main(given: Given, notice: str = "", chapters: Sequence[Chapter] = ()) -> str:
    """Return the page that asks; `notice` is HTML that says what was wrong with what was asked."""
    return f"{HOME}\n<h1>Trace</h1>\n{notice or ABOUT}\n{form(given, chapters)}\n{examples()}"


def trace_main(trace: Trace, given: Given, about: About, chapters: Sequence[Chapter] = ()) -> str:
    """Return what stands in the frame for a trace, which was asked for as `given`."""
    references = References()
    same = tools.kept(trace, about)
    parts = [
        HOME,
        f"<h1>{escape(title(trace))}</h1>",
        _other_snapshot(about),
        _notice(noting.limit(trace)),
        _SKIP if trace.paths else "",
        form(given, chapters),
        tools.as_of(same, about),
        filters.html(trace.question, chapters),
        _notice(undated.note(trace)),
        without.html(trace, same),
        _paths(trace, same, references),
        picture.html(trace),
        references.html(),
        tools.html(same, about),
    ]
    return "\n".join(part for part in parts if part)


def _other_snapshot(about: About) -> str:
    """Return that the graph is not the one which a link asked, where it is not."""
    if not about.asked_of:
        return ""
    asked, served = escape(about.asked_of[:_SHOWN]), escape(about.snapshot[:_SHOWN])
    return (
        f'<p class="notice" role="status">The link asks the graph {asked}; the graph that answers '
        f'is another, {served}, so the paths may differ. <a href="/changes.atom">What changed</a>.'
        "</p>"
    )


def _notice(said: str) -> str:
    return f'<p class="notice" role="status">{escape(said)}</p>' if said else ""


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
    is_shortest = trace.question.order is Order.SHORTEST
    if len(trace.ends) > 2:
        words = "the most specific links" if is_shortest else "the fewest links"
        switch = _switch(given, f"Ask for {words}", is_shortest=is_shortest)
        return (
            "The first branch joins two ends. Each further branch leads from one more end to a "
            f"thing that is joined already; how many paths are asked for has no effect. {switch}."
        )
    order = "The shortest first" if is_shortest else "The most specific first"
    words = "the most specific first" if is_shortest else "plainly the shortest first"
    switch = _switch(given, f"Ask for {words}", is_shortest=is_shortest)
    k = trace.question.k
    more = min(2 * k, MOST_PATHS)
    if len(trace.paths) < k or more == k:
        return f"{order}. {switch}."
    return f"{order}. {switch}, or {_link(given.changed(k=str(more)), f'for {more} paths')}."


def _switch(given: Given, words: str, *, is_shortest: bool) -> str:
    other = Order.SPECIFIC if is_shortest else Order.SHORTEST
    return _link(given.changed(order=str(other)), words)


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}" rel="nofollow">{words}</a>'
