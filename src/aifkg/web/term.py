"""A term: the part of the reference about one class or property; all text is hostile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from aifkg.names import BASE, TERM, PrefixTable
from aifkg.web.facts import facts
from aifkg.web.links import anchor, local
from aifkg.web.ontology import Ontology, Term
from aifkg.web.rows import Row
from aifkg.web.space import SPACES

_SHOWN = 160
"""Characters of an example's value that are shown."""
_MOST_CLASSES = 6
_COLUMNS = ("property", "takes", "values", "said where it does not")
_HEADS = "".join(f'<th scope="col">{one}</th>' for one in _COLUMNS)
_UNIT_OF = f"{TERM}isUnitOf"
_GOES_WITH = f"{TERM}goesWith"
_INVERSE = f"{TERM}inverseLabel"
_CODE = f"{BASE}code/"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATES = {
    f"{_XSD}date",
    f"{_XSD}gYearMonth",
    f"{_XSD}gYear",
    "http://id.loc.gov/datatypes/edtf/EDTF",
}
_DATE = "a date, as exact as known"


class Reference:
    """Writes the parts about terms, with links among them."""

    def __init__(self, ontology: Ontology, prefixes: PrefixTable) -> None:
        self._ontology = ontology
        self._prefixes = prefixes

    def part(self, term: Term) -> str:
        """Return the part about a term, which its IRI's fragment leads to."""
        told = self._class(term) if term.is_class else self._property(term)
        name = escape(term.name)
        return f"""<section class="term" id="{name}">
<h4>{escape(term.label)} <a href="#{name}"><code>aif:{name}</code></a></h4>
<p>{escape(term.definition)}</p>
{told}
</section>"""

    def _class(self, term: Term) -> str:
        row = self._ontology.class_uses.get(term.iri, {})
        kind = f"<code>{escape(term.kind)}:</code>, all at {_index(term.kind)}" if term.kind else ""
        listed = facts(
            [
                ("narrower than", self._names(_ours(term.above))),
                ("wider than", self._names(self._ontology.narrower(term.iri))),
                ("elsewhere", self._names(_theirs(term.above))),
                ("written", kind),
                ("things", f"{_count(row)}; {_ask(_of_class(term))}"),
                ("example", self._thing(row.get("example"), row.get("example_name"))),
            ]
        )
        return listed + self._shape(term)

    def _shape(self, term: Term) -> str:
        """Return what is said of the things of a class, as far as a shape tells."""
        found = self._ontology.constraints_by_class.get(term.iri, ())
        if not found:
            return ""
        lines = "\n".join(map(self._constraint, found))
        shape = f'<a href="{escape(local(found[0]["shape"]))}">its shape</a>'
        return f"""<details>
<summary>{_counted(len(found))} of its own</summary>
<p>As {shape} has them; it also has those of the classes above it.</p>
<div class="scroll">
<table>
<thead><tr>{_HEADS}</tr></thead>
<tbody>
{lines}
</tbody>
</table>
</div>
</details>"""

    def _constraint(self, row: Row) -> str:
        """Return the line about one property of a class."""
        why = (
            f'<a href="{escape(local(row["part"]))}">{escape(row.get("message", "its shape"))}</a>'
        )
        cells = self._name(row["property"]), self._kinds(row), self._number(row), why
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    def _number(self, row: Row) -> str:
        """Return how many values a thing of a class has."""
        term = self._ontology.terms.get(row["property"])
        least, most = row.get("least", "0"), row.get("most")
        if most is None and term is not None and term.is_single:
            most = "1"
        if most is None:
            return "any" if least == "0" else f"{escape(least)} or more"
        return escape(most if least == most else f"{least} to {most}")

    def _property(self, term: Term) -> str:
        row = self._ontology.property_uses.get(term.iri, {})
        inverse = f"{escape(term.one(_INVERSE))} " if term.one(_INVERSE) else ""
        backwards = f"{inverse}<code>^aif:{escape(term.name)}</code>"
        return facts(
            [
                ("narrower than", self._names(_ours(term.above))),
                ("wider than", self._names(self._ontology.narrower(term.iri))),
                ("elsewhere", self._names(_theirs(term.above))),
                ("of", self._names(term.domain)),
                ("to", self._names(term.range) or self._taken(term)),
                ("values", _values(term)),
                ("unit", self._names(self._ontology.pointing(_UNIT_OF, term.iri))),
                ("unit of", self._names(term.all(_UNIT_OF))),
                ("goes with", self._names(term.all(_GOES_WITH))),
                ("comes with", self._names(self._ontology.pointing(_GOES_WITH, term.iri))),
                ("used", f"{_count(row)}; {_ask(_of_property(term))}"),
                ("by", self._users(term)),
                ("example", self._example(term, row)),
                ("backwards", backwards if term.leads_to_things and row else ""),
            ]
        )

    def _taken(self, term: Term) -> str:
        """Return what the values of a property are by the shapes, where no range holds for all."""
        found = self._ontology.constraints_by_property.get(term.iri, ())
        return self._takes(kind for row in found for kind in row.get("kinds", "").split())

    def _users(self, term: Term) -> str:
        """Return the classes whose things have a property, each without the narrower ones."""
        uses = {
            row["class"]: int(row["uses"])
            for row in self._ontology.property_classes.get(term.iri, ())
        }
        own = {
            iri: count - sum(uses.get(one, 0) for one in self._ontology.narrower(iri))
            for iri, count in uses.items()
        }
        shown = sorted((iri for iri in own if own[iri] > 0), key=lambda iri: (-own[iri], iri))
        listed = [f"{self._name(iri)} {own[iri]:,}" for iri in shown[:_MOST_CLASSES]]
        left = len(shown) - _MOST_CLASSES
        return ", ".join(listed) + (f" and {left} more" if left > 0 else "")

    def _example(self, term: Term, row: Row) -> str:
        if not row:
            return ""
        value = self._thing(row["value"], row.get("value_name"))
        subject = self._thing(row["subject"], row.get("subject_name"))
        return f"{subject} <code>aif:{escape(term.name)}</code> {value}"

    def _thing(self, text: str | None, name: str | None) -> str:
        """Return a thing or a value as it is shown in an example."""
        if text is None:
            return ""
        shown = name or self._prefixes.shorten(text)
        cut = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
        return anchor(text, cut) if text.startswith(("http://", "https://")) else escape(cut)

    def _kinds(self, row: Row) -> str:
        return self._takes(row.get("kinds", "").split()) or "an IRI"

    def _takes(self, kinds: Iterable[str]) -> str:
        """Return the kinds of values; those of which a date may be, as one."""
        found = dict.fromkeys(kinds)
        if found.keys() >= _DATES:
            found = {"date": None} | {one: None for one in found if one not in _DATES}
        return self._names(found)

    def _names(self, iris: Iterable[str]) -> str:
        return ", ".join(map(self._name, iris))

    def _name(self, iri: str) -> str:
        """Return a link to a term: within this page to one of ours, by its words."""
        term = self._ontology.terms.get(iri)
        if term is not None:
            return f'<a href="#{escape(term.name)}">{escape(term.label)}</a>'
        if iri.startswith(_CODE):
            slug = iri.removeprefix(_CODE)
            return f'a code of <a href="#code-{escape(slug)}">{escape(slug)}</a>'
        return _DATE if iri == "date" else self._other(iri)

    def _other(self, iri: str) -> str:
        """Return a name from elsewhere: what a datatype is needs no link."""
        short = self._prefixes.shorten(iri)
        return f"<code>{escape(short)}</code>" if iri.startswith(_XSD) else anchor(iri, short)


def ask_link(sparql: str, text: str = "ask for them") -> str:
    """Return a link that asks a query, for people alone: robots are not to ask them all."""
    # Only what would end or change the query string is escaped: these links are many.
    address = f"/sparql?format=html&query={quote(sparql, safe=' :/?').replace(' ', '+')}"
    return f'<a href="{escape(address)}" rel="nofollow">{escape(text)}</a>'


def _ask(pattern: str) -> str:
    """Return a link to the query that asks for a pattern."""
    names = " ".join(dict.fromkeys(re.findall(r"\?\w+", pattern)))
    prologue = "".join(
        f"PREFIX {prefix}: <{namespace}>\n"
        for prefix, namespace in (("aif", TERM), ("rdfs", _RDFS))
        if f"{prefix}:" in pattern
    )
    return ask_link(f"{prologue}SELECT {names} {{ {pattern} }} LIMIT 100")


def _of_class(term: Term) -> str:
    return f"?thing a aif:{term.name} ; rdfs:label ?name"


def _of_property(term: Term) -> str:
    return f"?thing aif:{term.name} ?value"


def _index(kind: str) -> str:
    place = f"/{kind}" if kind in SPACES else f"/id/{kind}"
    return f'<a href="{escape(place)}">{escape(place)}</a>'


def _count(row: Row) -> str:
    count = int(row.get("uses", 0))
    return "not yet" if not count else f"{count:,}"


def _values(term: Term) -> str:
    many = "one value" if term.is_single else "any number of values"
    return f"{many}, which changes with time" if term.is_varying else many


def _counted(count: int) -> str:
    return "1 property" if count == 1 else f"{count} properties"


def _ours(iris: Sequence[str]) -> list[str]:
    return [iri for iri in iris if iri.startswith(TERM)]


def _theirs(iris: Sequence[str]) -> list[str]:
    return [iri for iri in iris if not iri.startswith(TERM)]
