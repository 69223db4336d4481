"""The feed: what changed between the snapshots that this server has served, as Atom (RFC 4287)."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import Request, Response

from aifkg.changes import Edition, Entry
from aifkg.names import BASE
from aifkg.web import freshness
from aifkg.web.address import root
from aifkg.web.links import SAFE, local
from aifkg.web.recorder import history_of
from aifkg.web.served import Served
from aifkg.web.times import written

PATH = "changes.atom"
MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 50
_TAG = "tag:w3id.org,2026:aifkg"
_LICENCE = "Statements under CC BY 4.0"
_HASH = 12
_UNKNOWN = "1970-01-01T00:00:00Z"
"""When what was built at a time that nobody knows is said to be: a feed needs one."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


async def feed(request: Request) -> Response:
    """Answer the feed, or 304 to a client that holds it."""
    served: Served = request.app.state.served
    editions = await asyncio.to_thread(history_of(served).editions)
    if not editions:
        editions = (Edition(served.sha256, written(served.offer.built), "", 0, ()),)
    body = _Feed(root(request)).written(editions)
    digest = hashlib.sha256(body).hexdigest()[:_HASH]
    headers = freshness.headers(served.edition, "atom", digest)
    if freshness.is_held(request, headers):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=MEDIA_TYPE)


class _Feed:
    """A feed at the address that a client reached the server at."""

    def __init__(self, address: str) -> None:
        self._address = address

    def written(self, editions: Sequence[Edition]) -> bytes:
        """Return the document."""
        top = Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
        _add(top, "id", f"{BASE}{PATH}")
        _add(top, "title", "AI factories of Europe: what changed")
        _add(top, "subtitle", "Each snapshot of the knowledge graph, and what it says otherwise.")
        told = _told(editions)
        _add(top, "updated", _moment(told[0]))
        _add(SubElement(top, "author"), "name", "aifkg")
        _add(top, "rights", _LICENCE)
        _link(top, "self", f"{self._address}{PATH}", MEDIA_TYPE)
        _link(top, "alternate", self._address, "text/html")
        top.extend(islice(self._once(told), _MOST))
        document: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
        return document

    def _once(self, editions: Sequence[Edition]) -> Iterator[Element]:
        """Yield each entry once: a snapshot that is served again changes the same again."""
        seen: set[str | None] = set()
        for entry in self._entries(editions):
            identity = entry.findtext("id")
            if identity not in seen:
                seen.add(identity)
                yield entry

    def _entries(self, editions: Sequence[Edition]) -> Iterator[Element]:
        """Yield each edition, and after it what it changed."""
        for edition in editions:
            yield self._edition(edition)
            for entry in edition.entries:
                yield self._entry(edition, entry)

    def _edition(self, edition: Edition) -> Element:
        short = edition.sha256[:_HASH]
        title = f"Snapshot {short}: {_counted(edition)}"
        element = _begun(_identity(edition.sha256, edition.before), title, _moment(edition))
        _link(element, "alternate", f"{self._address}dump/", "text/html")
        _add(element, "content", _summary(edition))
        return element

    def _entry(self, edition: Edition, entry: Entry) -> Element:
        sentences = list(entry.sentences)
        one = len(sentences) == 1 and not entry.more
        count = len(sentences) + entry.more
        said = sentences[0] if one else f"{count} changes"
        identity = _identity(edition.sha256, edition.before, entry.iri)
        element = _begun(identity, f"{entry.label}: {said}", _moment(edition))
        if entry.iri.startswith(BASE) and not entry.is_gone:
            address = f"{self._address}{local(entry.iri).removeprefix('/')}"
            _link(element, "alternate", address, "text/html")
        if entry.iri.startswith(SAFE):
            _link(element, "related", entry.iri)
        more = [f"and {entry.more} more"] if entry.more else []
        _add(element, "content", "\n".join(map(_sentence, (*sentences, *more))))
        return element


def _told(editions: Sequence[Edition]) -> Sequence[Edition]:
    """Return those that an entry tells of, the latest first; there is one at least.

    An older snapshot may be served after a newer one. An edition in which nothing changed says
    nothing, unless there is no other.
    """
    told = [one for one in editions if one.changed or not one.before] or editions[:1]
    return sorted(told, key=_moment, reverse=True)


def _begun(identity: str, title: str, moment: str) -> Element:
    element = Element("entry")
    _add(element, "id", identity)
    _add(element, "title", title)
    _add(element, "updated", moment)
    return element


def _counted(edition: Edition) -> str:
    if not edition.before:
        return "the graph as it is served"
    return f"{edition.changed:,} thing{'' if edition.changed == 1 else 's'} changed"


def _summary(edition: Edition) -> str:
    if not edition.before:
        return "There is no earlier snapshot with which it could be compared."
    said = f"Compared with snapshot {edition.before[:_HASH]}: {_counted(edition)}."
    left = edition.changed - len(edition.entries)
    if left > 0:
        said += f" {left:,} of them are not listed here; aifkg changes lists all."
    return said


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def _identity(*parts: str) -> str:
    """Return an identity that is the same whenever and wherever the same change is told."""
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"{_TAG}/change/{digest[:32]}"


def _moment(edition: Edition) -> str:
    return edition.built or _UNKNOWN


def _add(parent: Element, name: str, text: str) -> None:
    """Add an element with a text, of which XML carries every character."""
    SubElement(parent, name).text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _link(parent: Element, relation: str, href: str, media_type: str = "") -> None:
    more = {"type": media_type} if media_type else {}
    safe = _NOT_XML.sub("", href)
    SubElement(parent, "link", {"rel": relation, "href": safe, **more})
