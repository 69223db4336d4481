"""The picture of a trace as SVG: in its page, where it leads to the words, and as a file.

A page may have no style of its own, so that what it looks like is in the stylesheets; a file has
that of pictures in itself.
"""

from __future__ import annotations

from html import escape

from aifkg.characters import in_xml
from aifkg.names import BASE, answered_at
from aifkg.trace import Thing, Trace
from aifkg.trace.formats.citing import title
from aifkg.web.links import local
from aifkg.web.page import stylesheet
from aifkg.web.trace import tall, wide
from aifkg.web.trace.drawing import Drawing, drawing
from aifkg.web.trace.kinds import of_step, of_thing
from aifkg.web.trace.legend import legend
from aifkg.web.trace.marks import OUTLINE, SHAPES
from aifkg.web.trace.placed import LINE, Box, Curve, Placed

_WIDEST = 1240.0
"""Pixels that a page has room for; a picture that needs more is tall for everybody."""
_LONGEST = 400
"""Characters of what is said of a part of it."""


def html(trace: Trace) -> str:
    """Return the picture of a trace as a figure of its page, or nothing without paths."""
    if not trace.paths:
        return ""
    drawn = drawing(trace)
    pictures = [_svg(drawn, tall.placed(drawn), trace, "tall", is_linked=True)]
    is_wide = wide.width_of(drawn) <= _WIDEST
    if is_wide:
        pictures.insert(0, _svg(drawn, wide.placed(drawn), trace, "wide", is_linked=True))
    return f"""<h2 id="picture">Picture</h2>
<figure class="picture{" has-wide" if is_wide else ""}">
{"".join(pictures)}
<figcaption>{escape(_caption(drawn, trace))}</figcaption>
</figure>"""


def picture_svg(trace: Trace) -> str:
    """Return the picture as a file; without paths it shows the ends alone."""
    drawn = drawing(trace)
    is_wide = wide.width_of(drawn) <= _WIDEST
    placed = wide.placed(drawn) if is_wide else tall.placed(drawn)
    return _svg(drawn, placed, trace, "wide" if is_wide else "tall", is_linked=False)


def _caption(drawn: Drawing, trace: Trace) -> str:
    numbers = "The number of a link is that of its path and step above."
    if drawn.paths == len(trace.paths):
        return numbers
    shown = "the best path" if drawn.paths == 1 else f"the best {drawn.paths} paths"
    things = "1 more thing" if drawn.left_out == 1 else f"{drawn.left_out} more things"
    return (
        f"The picture shows {shown} of {len(trace.paths)}; the others, with {things}, "
        f"are left out so that it can be read. {numbers}"
    )


def _svg(drawn: Drawing, placed: Placed, trace: Trace, name: str, *, is_linked: bool) -> str:
    """Return the picture; what has links is no image, since their names would go unheard."""
    key, bottom = legend(drawn, placed.height, placed.width)
    role = "graphics-document" if is_linked else "img"
    size = f'width="{placed.width:g}" height="{bottom:.0f}"'
    style = "" if is_linked else f"<style>{stylesheet('picture')}</style>\n"
    curves = "\n".join(_curve(one, is_linked=is_linked) for one in placed.curves)
    boxes = "\n".join(
        _box(drawn.things[iri], box, is_end=iri in drawn.ends, is_linked=is_linked)
        for iri, box in placed.boxes.items()
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" class="trace {name}" {size} \
viewBox="0 0 {placed.width:g} {bottom:.0f}" role="{role}" aria-labelledby="{name}-title" \
aria-describedby="{name}-desc">
<title id="{name}-title">{_text(title(trace))}</title>
<desc id="{name}-desc">{_text(_description(drawn, trace, name))}</desc>
{style}{curves}
{boxes}
{key}
</svg>
"""


def _description(drawn: Drawing, trace: Trace, name: str) -> str:
    way = "left to right" if name == "wide" else "top to bottom"
    best = trace.paths[0].sentence if trace.paths else ""
    return (
        f"{len(drawn.things)} things and {len(drawn.edges)} links, from {way} by steps from "
        f"{trace.ends[0].label}. {best}"
    )


def _curve(one: Curve, *, is_linked: bool) -> str:
    edge = one.edge
    number = f"{edge.path}.{edge.place}"
    anchored = ' text-anchor="end"' if one.ends_there else ""
    said = (
        f"<title>{number}: {_text(edge.step.sentence)}</title>"
        f'<path class="link by-{of_step(edge.step)}" {OUTLINE} d="{one.way}"/>'
        f'<text class="number"{anchored} x="{one.x:.1f}" y="{one.y:.1f}">{number}</text>'
    )
    if not is_linked:
        return f"<g>{said}</g>"
    return f'<a href="#step-{edge.path}-{edge.place}">{said}</a>'


def _box(thing: Thing, box: Box, *, is_end: bool, is_linked: bool) -> str:
    family = of_thing(thing)
    middle = box.middle
    first = middle - (len(box.lines) - 1) * LINE / 2 + 4.5
    lines = "".join(
        f'<tspan x="{box.x + 28:g}" y="{first + place * LINE:.1f}">{_text(line)}</tspan>'
        for place, line in enumerate(box.lines)
    )
    said = (
        f"<title>{_text(f'{thing.label}, {thing.kind_label}')}</title>"
        f'<rect class="box {family}" {OUTLINE} x="{box.x:g}" y="{box.y:.1f}" '
        f'width="{box.width:g}" height="{box.height:g}" rx="6"/>'
        f'<path class="mark {family}" d="{SHAPES[family]}" '
        f'transform="translate({box.x + 8:g} {middle - 6:.1f})"/>'
        f"<text>{lines}</text>"
    )
    name = "thing end" if is_end else "thing"
    is_ours = answered_at(thing.iri).startswith(BASE)
    if not is_linked or not is_ours:
        return f'<g class="{name}">{said}</g>'
    return f'<a class="{name}" href="{escape(local(thing.iri))}">{said}</a>'


def _text(text: str) -> str:
    shown = in_xml(text)
    return escape(shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…")
