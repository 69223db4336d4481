"""Forms: a query to change and ask, and the parameters of a saved one; values are hostile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from aifkg.engine import GRAPHS, RESULTS, Format
from aifkg.library import Parameter, SavedQuery, Type
from aifkg.web import page
from aifkg.web.settings import Settings

EXAMPLE = """\
PREFIX aif: <https://w3id.org/aifkg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?factory ?name WHERE {
  ?factory a aif:AIFactory ; rdfs:label ?name .
}
ORDER BY ?name
"""
_NAMES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF/XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
}
_HINTS = {
    Type.THING: "A name, a CURIE or an IRI",
    Type.CODE: "A name or a CURIE",
    Type.DATE: "A date such as 2024-12-10, 2024-12 or 2024",
    Type.TEXT: "",
}


def written(format_: Format) -> str:
    """Return the name of a format as people write it."""
    return _NAMES.get(format_.name, format_.name.upper())


def ask_form(settings: Settings) -> str:
    """Return the form with an example in it, and what there is to know of it."""
    return page.template("ask").substitute(
        form=query_form(EXAMPLE),
        default_timeout=f"{settings.default_timeout:g}",
        max_timeout=f"{settings.max_timeout:g}",
    )


def query_form(sparql: str, hidden: Iterable[tuple[str, str]] = ()) -> str:
    """Return the form that asks a query; `hidden` are parameters to send with it."""
    options = "\n".join(
        f'<option value="{format_.name}">{written(format_)}</option>'
        for format_ in (*RESULTS, *GRAPHS)
    )
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n'
        for name, value in hidden
    )
    rows = min(max(sparql.count("\n") + 1, 6), 16)
    # HTML drops one newline after the tag, so that one is given for it to drop.
    return f"""<form action="/sparql" method="get">
<label for="query">A SPARQL query</label>
<textarea id="query" name="query" rows="{rows}" spellcheck="false" required>
{escape(sparql)}</textarea>
{kept}<label for="format">The answer as</label>
<select id="format" name="format">
<option value="">a page</option>
{options}
</select>
<button>Ask</button>
</form>"""


def parameter_form(saved: SavedQuery, arguments: Mapping[str, str]) -> str:
    """Return the form that asks a saved query with other values."""
    if not saved.parameters:
        return ""
    fields = "\n".join(_field(one, arguments.get(one.name)) for one in saved.parameters)
    return f"""<form action="/query/{escape(saved.name)}" method="get">
{fields}
<button>Ask</button>
</form>"""


def _field(parameter: Parameter, value: str | None) -> str:
    name = escape(parameter.name)
    label = escape(parameter.label[:1].upper() + parameter.label[1:])
    needed = "required" if parameter.required else "may be left out"
    value = parameter.default if value is None else value
    control = _select if parameter.values else _input
    return (
        f'<label for="p-{name}">{label} <small>({needed})</small></label>\n'
        f"{control(parameter, value or '')}"
    )


def _select(parameter: Parameter, value: str) -> str:
    choices = parameter.values if parameter.required else ("", *parameter.values)
    options = "".join(
        f'<option{" selected" if one == value else ""} value="{escape(one)}">'
        f"{escape(one) or 'any'}</option>"
        for one in choices
    )
    name = escape(parameter.name)
    needed = " required" if parameter.required else ""
    return f'<select id="p-{name}" name="{name}"{needed}>{options}</select>'


def _input(parameter: Parameter, value: str) -> str:
    name = escape(parameter.name)
    needed = " required" if parameter.required else ""
    example = f", for example {parameter.example}" if parameter.example else ""
    hint = escape(_HINTS[parameter.type] + example)
    about = f' aria-describedby="h-{name}"' if hint else ""
    said = f'\n<small id="h-{name}">{hint}</small>' if hint else ""
    return f'<input id="p-{name}" name="{name}" value="{escape(value)}"{needed}{about}>{said}'
