"""Values: what a property has, as HTML; every text is hostile until escaped."""

from __future__ import annotations

from html import escape

from aifkg.show import Disagreement, Held, Link, Property
from aifkg.show.words import readable, unit_word
from aifkg.web.links import SAFE, anchor
from aifkg.web.thing.references import References

EARLIER = "stated earlier"
"""How a value is called that was right when it was stated, for all that is known."""
_STANDING = {
    "derived": "derived",
    "not chosen": "stated, and not chosen",
    "earlier": EARLIER,
}
_TOLD_APART = "told apart"


def value(link: Link) -> str:
    """Return a value as it reads, a link where it leads somewhere."""
    if link.iri is not None:
        return anchor(link.iri, link.text)
    if link.text.startswith(SAFE):
        return anchor(link.text, link.text)
    return escape(readable(link))


def held(one: Held, references: References) -> str:
    """Return a value with its unit, how it comes to stand, and its sources."""
    return f"{shown(one)}{_note(one)}{references.marks(one.evidence)}"


def shown(one: Held) -> str:
    """Return a value with its unit, struck out where it was not chosen."""
    unit = escape(unit_word(_last(one.unit or "")))
    text = f"{value(one.value)} {unit}".rstrip()
    return f"<s>{text}</s>" if one.standing == "not chosen" else text


def derivation(one: Held) -> str:
    """Return by which rule a value was derived, nothing where none was."""
    if not one.rule:
        return ""
    name = escape(one.rule.removeprefix("rule:"))
    return f'derived by <a href="/rule/{name}">{name}</a>'


def property_(one: Property, references: References) -> str:
    """Return the entry of a property in a list of facts."""
    values = "\n".join(f"<dd>{held(each, references)}</dd>" for each in one.values)
    said = "" if one.dispute is None else disagreement(one.dispute, len(one.values))
    return f"<dt>{anchor(one.iri, one.label)}</dt>\n{said}{values}"


def disagreement(one: Disagreement, count: int) -> str:
    """Return that sources differ, what decided, why, and where all values stand side by side."""
    if one.rule == _TOLD_APART:
        head = "Taken for rivals, and told apart"
    else:
        differ = f"Sources give {count} values" if count > 1 else "Sources differ"
        head = f"{differ}; decided by: {escape(one.rule)}"
    reason = f". {escape(one.reason)}" if one.reason else ""
    page = anchor(one.iri, "the dispute")
    return f'<dd class="disputed">{head}{reason} ({page})</dd>\n'


def _note(one: Held) -> str:
    said = derivation(one) or escape(_STANDING.get(one.standing, ""))
    return f" <small>({said})</small>" if said else ""


def _last(unit: str) -> str:
    """Return a unit as it is read: the last part of its IRI where it has no label."""
    return unit.rpartition("/")[2] if unit.startswith(SAFE) else unit
