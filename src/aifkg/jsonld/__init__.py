"""JSON-LD: statements as documents that web developers read; knows the ontology, not HTTP."""

from aifkg.jsonld.context import Context
from aifkg.jsonld.document import document
from aifkg.jsonld.question import ask
from aifkg.jsonld.schema import described, in_page
from aifkg.jsonld.statements import Statement, Unwritable

__all__ = ["Context", "Statement", "Unwritable", "ask", "described", "document", "in_page"]
