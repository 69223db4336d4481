"""XML: elements with text that is always well-formed, and a document of them as bytes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from aifkg.characters import in_xml
from aifkg.trace.formats.drawing import Attribute


def child(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """Add an element; a name that Python keeps for itself has an underscore behind it."""
    legal = {key.rstrip("_"): in_xml(value) for key, value in attributes.items()}
    element = ET.SubElement(parent, name, legal)
    if text:
        element.text = in_xml(text)
    return element


def written(value: Attribute) -> str:
    """Return a value as XML has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def document(root: ET.Element) -> bytes:
    """Return a document with its declaration."""
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
