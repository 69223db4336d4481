"""Sections: the parts of the page of a thing, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from aifkg.show import Incoming, Kind, Link, Property, Sheet, Told
from aifkg.show.dates import DATES, place
from aifkg.web.links import anchor
from aifkg.web.near import pointing_at
from aifkg.web.thing.references import References
from aifkg.web.thing.values import property_, value
from aifkg.web.when import when

_ON_THE_LINE = frozenset({"Events", "Calls", "Contracts"})
"""Headings of what has its place on the line of time."""
_FIRST = ("Figures", "Rankings", "Money", "Posts")
"""Headings of what a reader looks for before all else."""
_NO_DATE = "date not stated"


def first(sheet: Sheet, references: References) -> str:
    """Return what a reader looks for before all else: figures, money, posts."""
    told = [one for one in sheet.told if one.heading in _FIRST]
    told.sort(key=lambda one: _FIRST.index(one.heading))
    return "\n".join(_told(told, references))


def rest(sheet: Sheet, references: References) -> str:
    """Return what else is told of the thing."""
    passed = _ON_THE_LINE.union(_FIRST)
    return "\n".join(_told([one for one in sheet.told if one.heading not in passed], references))


def facts(sheet: Sheet, references: References) -> str:
    """Return the properties by chapter."""
    chapters = [(chapter, list(group)) for chapter, group in groupby(sheet.properties, _chapter)]
    lists = "\n".join(_chapter_html(name, group, references) for name, group in chapters)
    return f'<h2 id="facts">Facts</h2>\n{lists}' if lists else ""


def timeline(sheet: Sheet, references: References) -> str:
    """Return what has a date, the earliest first."""
    entries = [*_own_dates(sheet, references), *_told_dates(sheet, references)]
    if not entries:
        return ""
    entries.sort(key=lambda entry: (not entry[0], place(entry[0])))
    items = "\n".join(
        f"<li>{when(date or _NO_DATE)} <span>{text}</span></li>" for date, text in entries
    )
    return f'<h2 id="timeline">Timeline</h2>\n<ol class="timeline">\n{items}\n</ol>'


def related(sheet: Sheet) -> str:
    """Return what else points at the thing, by the name of the relation read backwards."""
    parts = "\n".join(_relation(sheet, one) for one in sheet.incoming)
    return f'<h2 id="related">Related</h2>\n<dl class="facts">\n{parts}\n</dl>' if parts else ""


def _told(told: Iterable[Told], references: References) -> Iterator[str]:
    for heading, group in groupby(told, lambda one: one.heading):
        relations = "\n".join(
            _of_relation(relation, list(items), references)
            for relation, items in groupby(
                sorted(group, key=lambda one: one.relation), lambda one: one.relation
            )
        )
        title = f'<h2 id="{escape(heading.lower())}">{escape(heading)}</h2>'
        yield f'{title}\n<dl class="facts">\n{relations}\n</dl>'


def _of_relation(relation: str, told: Sequence[Told], references: References) -> str:
    items = "\n".join(f"<dd>{_told_item(one, references)}</dd>" for one in told)
    return f"<dt>{escape(relation)}</dt>\n{items}"


def _told_item(one: Told, references: References) -> str:
    """Return what is told, and the thing that tells it, by which the reader may go on."""
    clause = (
        f"{escape(one.clause)} <small>({value(one.thing)})</small>"
        if one.clause
        else value(one.thing)
    )
    return f"{clause}{_differ(one)}{references.marks(one.evidence)}"


def _differ(one: Told) -> str:
    """Return where sources differ about what is told."""
    links = ", ".join(anchor(dispute, "sources differ") for dispute in one.disputes)
    return f' <small class="differ">({links})</small>' if links else ""


def _chapter(one: Property) -> str:
    return one.chapter


def _chapter_html(name: str, group: Sequence[Property], references: References) -> str:
    items = "\n".join(property_(one, references) for one in group)
    title = f"<h3>{escape(name)}</h3>\n" if name else ""
    return f'{title}<dl class="facts">\n{items}\n</dl>'


def _own_dates(sheet: Sheet, references: References) -> Iterator[tuple[str, str]]:
    for one in sheet.properties:
        for each in one.values:
            if each.value.datatype in DATES and each.standing in ("stands", "derived"):
                label = escape(one.label.removesuffix(" on"))
                yield each.value.text, f"{label}{references.marks(each.evidence)}"


def _told_dates(sheet: Sheet, references: References) -> Iterator[tuple[str, str]]:
    seen = set()
    for one in sheet.told:
        if one.heading in _ON_THE_LINE and one.thing not in seen:
            seen.add(one.thing)
            text = f"{value(one.thing)}{references.marks(one.evidence)}"
            yield (one.dates[0] if one.dates else ""), text


def _relation(sheet: Sheet, one: Incoming) -> str:
    if len(one.kinds) > 1:
        shown = "\n".join(_of_kind(sheet, kind) for kind in one.kinds)
    else:
        shown = "\n".join(_pointing(sheet, link, "dd") for link in one.things)
    left = one.total - len(one.things)
    more = f"\n<dd>{_more(sheet, one, left)}</dd>" if left > 0 else ""
    return f"<dt>{anchor(one.iri, one.label)}</dt>\n{shown}{more}"


def _of_kind(sheet: Sheet, kind: Kind) -> str:
    """Return the things of one kind, with how many there are, of which the first may be shown."""
    items = "\n".join(_pointing(sheet, link, "li") for link in kind.things)
    listed = f'\n<ul class="plain">\n{items}\n</ul>' if items else ""
    label = escape(kind.label[:1].upper() + kind.label[1:])
    return f'<dd><span class="quiet">{label} ({kind.total:,})</span>{listed}</dd>'


def _pointing(sheet: Sheet, link: Link, tag: str) -> str:
    """Return a thing that points here; what is part of this document is found by its fragment."""
    document, _, fragment = (link.iri or "").partition("#")
    place_ = f' id="{escape(fragment)}"' if fragment and document == sheet.iri else ""
    return f"<{tag}{place_}>{value(link)}</{tag}>"


def _more(sheet: Sheet, one: Incoming, left: int) -> str:
    """Return how many are left, and where all are listed but what is told of on this page."""
    there = escape(pointing_at(sheet.iri, one.iri))
    return f'{left:,} more: <a href="{there}" rel="nofollow">list them</a>'
