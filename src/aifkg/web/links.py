"""Links of pages: to this server for what is ours; an IRI of the data is hostile."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from aifkg.engine import GRAPHS
from aifkg.names import BASE, answered_at
from aifkg.web.form import written

SAFE = ("http://", "https://")
"""Schemes that lead somewhere; others run or hold things, and are shown as text."""


def anchor(iri: str, text: str) -> str:
    """Return a link to what an IRI names, or its text alone where no link may be made."""
    if answered_at(iri).startswith(BASE):
        return f'<a href="{escape(local(iri))}">{escape(text)}</a>'
    if not iri.lower().startswith(SAFE):
        return escape(text)
    return f'<a href="{escape(iri)}" rel="nofollow noreferrer">{escape(text)}</a>'


def local(iri: str) -> str:
    """Return where this server answers about an IRI that the base answers about."""
    return "/" + quote(answered_at(iri).removeprefix(BASE), safe="/#")


def formats(iri: str) -> str:
    """Return links to the documents about a resource."""
    views = (("csv", "text/csv", "CSV"), ("json", "application/json", "JSON"))
    offered = [*((one.extension, one.media_type, written(one)) for one in GRAPHS), *views]
    links = ", ".join(
        f'<a href="{escape(local(iri))}.{ending}" rel="alternate" type="{media_type}">{name}</a>'
        for ending, media_type, name in offered
    )
    return f'<p class="formats">The same as {links}</p>'
