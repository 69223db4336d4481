"""Tools: what a reader does with a page: cite it, take it along, ask further."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from fastapi import Request

from aifkg.names import BASE, answered_at
from aifkg.show import Sheet, citing
from aifkg.web.as_of import form as as_of_form
from aifkg.web.links import formats, local
from aifkg.web.near import address as neighbours_of
from aifkg.web.query_file import query_file
from aifkg.web.served import Served

_THINGS = BASE + "id/"
"""What has an identity of its own: a trace joins such things, and no sources, codes or disputes."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a page is cited by beside its address."""

    sha256: str
    changed: str
    has_past: bool = False
    """Whether the same page is there as of other days."""
    known_on: str = ""
    """The day of the past as of which the graph stands, if it does."""

    @classmethod
    def of(cls, request: Request) -> Edition:
        """Return the edition that a request is answered from."""
        state = request.app.state
        served: Served = state.served
        has_past = getattr(state, "past", None) is not None
        return cls(served.sha256, served.changed, has_past, str(served.manifest.get("as_of") or ""))

    @property
    def name(self) -> str:
        """The snapshot as a citation names it."""
        return citing.edition(self.sha256, self.changed, self.known_on)

    def address(self, sheet: Sheet) -> str:
        """Return where the page of a thing stays, of a past day below that day."""
        address = answered_at(sheet.iri)
        past = f"{BASE}as-of/{self.known_on}/" if self.known_on else BASE
        return past + address.removeprefix(BASE)


def as_of(sheet: Sheet, edition: Edition) -> str:
    """Return the form that leads to the same page as of another day, where there are others."""
    if not edition.has_past:
        return ""
    form = as_of_form(f"{local(sheet.iri).partition('#')[0]}.html")
    return f'<details class="past">\n<summary>As of another day</summary>\n{form}\n</details>'


def links(sheet: Sheet) -> str:
    """Return links to what a reader does with a page, for its top."""
    near = escape(neighbours_of(sheet.curie))
    places = [
        '<a href="#trace">Trace from here</a>' if _is_traced(sheet) else "",
        f'<a href="{near}" rel="nofollow">Neighbours</a>',
        '<a href="#cite">Cite</a>',
        '<a href="#export">Export</a>',
    ]
    return f'<p class="skip">{" &middot; ".join(filter(None, places))}</p>'


def html(sheet: Sheet, edition: Edition) -> str:
    """Return the tools of a page."""
    asked = query_file("open").replace("<thing>", f"<{sheet.iri}>")
    near = escape(neighbours_of(sheet.curie))
    address = escape(f"/sparql?{urlencode({'query': asked, 'format': 'html'})}")
    return f"""<section class="tools" aria-label="Trace, cite, export, ask">
{trace_from(sheet)}<h2 id="cite">Cite</h2>
<p>{escape(citation(sheet, edition))}</p>
<details>
<summary>BibTeX</summary>
<pre tabindex="0">{escape(bibtex(sheet, edition))}</pre>
</details>
<h2 id="export">Export</h2>
{formats(sheet.iri)}
<p><a href="{address}" rel="nofollow">Open as SPARQL</a></p>
<p><a href="{near}" rel="nofollow">Neighbours</a>: what is linked with it, counted by relation</p>
</section>"""


def trace_from(sheet: Sheet) -> str:
    """Return the form that asks how the thing is connected with another, where it may be asked."""
    if not _is_traced(sheet):
        return ""
    return f"""<h2 id="trace">Trace from here</h2>
<form class="trace-from" action="/trace" method="get">
<input type="hidden" name="from" value="{escape(sheet.curie)}">
<label for="trace-to">How is it connected to (a name, a CURIE or an IRI)</label>
<input id="trace-to" name="to" maxlength="500" required>
<button>Trace</button>
</form>
"""


def _is_traced(sheet: Sheet) -> bool:
    return answered_at(sheet.iri).startswith(_THINGS)


def citation(sheet: Sheet, edition: Edition) -> str:
    """Return how the page is cited in a text."""
    return citing.cite(sheet.label, edition.name, edition.address(sheet))


def bibtex(sheet: Sheet, edition: Edition) -> str:
    """Return how the page is cited by BibTeX."""
    # What has no CURIE is known by its path.
    key = sheet.curie.removeprefix(BASE)
    return citing.bibtex(key, sheet.label, edition.name, edition.address(sheet), edition.changed)
