"""Kinds: the few families by which a picture tells its things and links apart.

A class that is in none is "other", so that a new class needs no line here.
"""

from __future__ import annotations

import re

from aifkg.names import TERM
from aifkg.trace import Step, Thing

OTHER = "other"
THINGS = {
    "person": "person",
    "body": "organisation",
    "factory": "AI factory or platform",
    "machine": "supercomputer or facility",
    "place": "place or country",
    "programme": "programme, call or project",
    "document": "document or list",
    "event": "event",
    OTHER: "other thing",
}
"""Families of things, with what a legend calls them."""
LINKS = {
    "property": "stated relation",
    "post": "post or membership",
    "money": "money",
    "statement": "statement",
    "contract": "contract",
    "ranking": "ranking",
    "figure": "figure or estimate",
    OTHER: "other link",
}
"""Families of links, with what a legend calls them."""
_OF_THINGS = {
    "Person": "person",
    "Organisation": "body",
    "PublicBody": "body",
    "Consortium": "body",
    "AIFactory": "factory",
    "AIFactoryAntenna": "factory",
    "AIGigafactory": "factory",
    "DigitalPlatform": "factory",
    "ExperimentalPlatform": "factory",
    "Supercomputer": "machine",
    "Partition": "machine",
    "Facility": "machine",
    "Place": "place",
    "Country": "place",
    "Programme": "programme",
    "Call": "programme",
    "SelectionRound": "programme",
    "AccessRoute": "programme",
    "Project": "programme",
    "LegalAct": "document",
    "Report": "document",
    "RankingList": "document",
    "Event": "event",
}
_OF_LINKS = {
    "Post": "post",
    "PostHolding": "post",
    "Membership": "post",
    "Commitment": "money",
    "Statement": "statement",
    "Contract": "contract",
    "RankingEntry": "ranking",
    "Figure": "figure",
    "PerformanceFigure": "figure",
    "Statistic": "figure",
    "Estimate": "figure",
}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def of_thing(thing: Thing) -> str:
    """Return the family of a thing."""
    return _OF_THINGS.get(thing.kind.removeprefix(TERM), OTHER)


def of_step(step: Step) -> str:
    """Return the family of a step: of its property, or of the class of what stands for it."""
    if step.node is None:
        return "property"
    return _OF_LINKS.get(step.term.removeprefix(TERM), OTHER)


def node_words(step: Step) -> str:
    """Return what stands for a step as words, such as "post holding"."""
    return _CAPITAL.sub(" ", step.term.rpartition("#")[2]).lower()
