"""The pages of neighbours: relations with their counts, and the neighbours by one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from aifkg.names import PrefixTable
from aifkg.show.dates import in_words
from aifkg.show.words import listed
from aifkg.trace.near import Counted, End, Neighbour, Other, Part, Way
from aifkg.web.fault import notice
from aifkg.web.links import anchor
from aifkg.web.near.addresses import PATH, address, following, place
from aifkg.web.near.found import Found, Listed, Overview
from aifkg.web.page import HOME

_FORMATS = {"json": "JSON", "csv": "CSV"}


def html(found: Found, prefixes: PrefixTable) -> tuple[str, str]:
    """Return the title of the page of what is found, and what stands on it."""
    if isinstance(found, Overview):
        return f"Neighbours of {found.thing.label}", _overview(found, prefixes)
    return f"{found.thing.label}: {found.part.way.label}", _listed(found, prefixes)


def form_page(of: str = "", said: str = "", near: Iterable[str] = ()) -> str:
    """Return the form that asks for a thing, with what was wrong and what may be meant."""
    links = ", ".join(f'<a href="{_where(one)}" rel="nofollow">{escape(one)}</a>' for one in near)
    return f"""{HOME}
<h1>Neighbours</h1>
<p>What is linked with a thing, counted by relation and listed.</p>
{notice(said) if said else ""}
{f"<p>To try: {links}</p>" if links else ""}
<form action="/{PATH}" method="get">
<label for="of">Thing</label>
<input id="of" name="of" value="{escape(of)}" required aria-describedby="h-of">
<small id="h-of">A name, a CURIE or an IRI, for example LUMI AI Factory</small>
<button>List</button>
</form>"""


def _where(of: str) -> str:
    return escape(address(of))


def _overview(found: Overview, prefixes: PrefixTable) -> str:
    total = sum(one.count for one in found.counted)
    number = len(found.counted)
    said = f"{total:,} by {number} relation{'' if number == 1 else 's'}" if total else "none"
    return f"""{HOME}
<h1>Neighbours of {anchor(found.thing.iri, found.thing.label)}</h1>
<p class="kind">{_kind(found.thing)}{said}</p>
{_relations(found.thing, found.counted, prefixes)}
{_formats(prefixes.shorten(found.thing.iri))}"""


def _kind(thing: Other) -> str:
    return f"{escape(thing.kind)}: " if thing.kind else ""


def _relations(thing: Other, counted: Sequence[Counted], prefixes: PrefixTable) -> str:
    if not counted:
        return '<p class="empty">The graph links nothing with it.</p>'
    items = "\n".join(_relation(thing, one, prefixes) for one in counted)
    return f'<ul class="members">\n{items}\n</ul>'


def _relation(thing: Other, one: Counted, prefixes: PrefixTable) -> str:
    there = escape(place(thing, one.way, prefixes))
    link = f'<a href="{there}" rel="nofollow">{escape(one.way.label)}</a>'
    return f"<li>{link} <small>{one.count:,}{_of_kind(one.way)}</small></li>"


def _listed(found: Listed, prefixes: PrefixTable) -> str:
    part, thing = found.part, found.thing
    of = prefixes.shorten(thing.iri)
    by = part.way.shortened(prefixes)
    others = f'<a href="{_where(of)}" rel="nofollow">all relations</a>'
    return f"""{HOME}
<h1>{anchor(thing.iri, thing.label)}: {escape(part.way.label)}</h1>
<p class="kind">{_range(part)}{_told_by(part.way)}; {others}</p>
{_neighbours(part)}
{_next(thing, part, prefixes)}
{_formats(of, by, part.way.direction, part.skipped)}"""


def _range(part: Part) -> str:
    number = len(part.neighbours)
    if part.is_last and not part.skipped:
        return f"{number:,} in all"
    return f"{part.skipped + 1:,} to {part.skipped + number:,}" if number else "none"


def _told_by(way: Way) -> str:
    """Return what kind of thing tells of the links, where they are no statements alone."""
    return f" ({escape(way.kind)})" if way.kind else ""


def _of_kind(way: Way) -> str:
    """Return what the neighbours are, by which relations of one name are told apart."""
    others = escape(listed(way.others))
    said = (
        f"{escape(way.kind)}, with {others}" if way.kind and others else escape(way.kind) or others
    )
    return f" ({said})" if said else ""


def _neighbours(part: Part) -> str:
    if not part.neighbours:
        return '<p class="empty">Nothing more is linked by this relation.</p>'
    items = "\n".join(_neighbour(one, part.way) for one in part.neighbours)
    return f'<ul class="members">\n{items}\n</ul>'


def _neighbour(one: Neighbour, way: Way) -> str:
    link = anchor(one.thing.iri, one.thing.label)
    if way.path:
        ends = "; ".join(map(_end, one.others))
        said = f"<br>{escape(one.said)}" if one.said else ""
        return f"<li>{link}{said}{f'<br><small>{ends}</small>' if ends else ''}</li>"
    dates = f"<br>{escape(', '.join(map(in_words, one.dates)))}" if one.dates else ""
    kind = f" <small>{escape(one.thing.kind)}</small>" if one.thing.kind else ""
    return f"<li>{link}{kind}{dates}</li>"


def _end(end: End) -> str:
    return anchor(end.iri, end.label)


def _next(thing: Other, part: Part, prefixes: PrefixTable) -> str:
    there = escape(following(thing, part, prefixes))
    return f'<p><a href="{there}" rel="next nofollow">The next</a></p>' if there else ""


def _formats(of: str, by: str = "", direction: str = "", after: int = 0) -> str:
    links = ", ".join(
        f'<a href="{escape(address(of, by, direction, after, form))}" rel="nofollow">{name}</a>'
        for form, name in _FORMATS.items()
    )
    return f'<p class="formats">The same as {links}</p>'
