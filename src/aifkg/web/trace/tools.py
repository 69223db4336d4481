"""Tools: what a reader does with a trace: cite it, take it along, ask it of another day."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from aifkg.names import PrefixTable
from aifkg.trace import Trace
from aifkg.web.as_of import form as as_of_form
from aifkg.web.trace.given import Given

_FORMATS = {
    "json": "JSON",
    "csv": "CSV",
    "sentences": "sentences",
    "turtle": "Turtle",
    "trig": "TriG",
    "graphml": "GraphML",
    "gexf": "GEXF",
    "svg": "SVG",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a page of a trace says of itself; `has_past` where other days can be asked of."""

    prefixes: PrefixTable
    snapshot: str = ""
    citation: str = ""
    bibtex: str = ""
    has_past: bool = False
    asked_of: str = ""
    """The snapshot of which a link asked, where another is served."""


def kept(trace: Trace, about: About) -> Given:
    """Return what asks for a trace by names that stay: the CURIEs of its ends."""
    ends = [about.prefixes.shorten(thing.iri) for thing in trace.ends]
    return Given.of(trace.question, ends)


def as_of(given: Given, about: About) -> str:
    """Return the form that asks the same of another day, where there are others."""
    if not about.has_past:
        return ""
    return f"""<details class="past">
<summary>As of another day</summary>
{as_of_form(given.address())}
</details>"""


def html(given: Given, about: About) -> str:
    """Return the tools of a page, for what asks by names that stay."""
    formats = ", ".join(_format(given, about, *one) for one in _FORMATS.items())
    return f"""<section class="tools" aria-label="Cite and export">
{_cite(given, about)}
<h2 id="export">Export</h2>
<p class="formats">The same as {formats}</p>
</section>"""


def _cite(given: Given, about: About) -> str:
    said = f"<p>{escape(about.citation)}</p>\n" if about.citation else ""
    bibtex = (
        f'<details>\n<summary>BibTeX</summary>\n<pre tabindex="0">{escape(about.bibtex)}</pre>\n'
        "</details>\n"
        if about.bibtex
        else ""
    )
    link = f'<p><a href="{_permalink(given, about)}" rel="nofollow bookmark">Permalink</a></p>'
    return f'<h2 id="cite">Cite</h2>\n{said}{link}\n{bibtex}'.rstrip()


def _format(given: Given, about: About, name: str, words: str) -> str:
    return f'<a href="{_permalink(given, about)}&amp;format={name}" rel="nofollow">{words}</a>'


def _permalink(given: Given, about: About) -> str:
    """Return where the same is asked of the same graph, escaped."""
    return escape(f"{given.address()}&snapshot={about.snapshot}")
