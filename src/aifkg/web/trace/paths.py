"""Paths: each as sentences, one a step, with what says so and how strong it is."""

from __future__ import annotations

import re
from html import escape

from aifkg.show.dates import in_words
from aifkg.show.words import listed
from aifkg.trace import Passage, Path, Step, Thing, Trace
from aifkg.web.links import anchor
from aifkg.web.thing.references import References
from aifkg.web.trace import kinds, score
from aifkg.web.trace.sources import marks


def html(trace: Trace, references: References) -> str:
    """Return the paths as a list, the best first."""
    items = "\n".join(_path(path, trace, references) for path in trace.paths)
    return f'<ol class="paths">\n{items}\n</ol>'


def step_id(path: Path, place: int) -> str:
    """Return the mark of the step at a place, from 1, of a path."""
    return f"step-{path.rank}-{place}"


def _path(path: Path, trace: Trace, references: References) -> str:
    steps = "\n".join(_step(path, place, references) for place in range(1, len(path.steps) + 1))
    head = _branch(path) if len(trace.ends) > 2 else _way(path)
    return f"""<li id="path-{path.rank}">
<h3>{escape(head[:1].upper() + head[1:])}</h3>
<ol class="steps">
{steps}
</ol>
{_weakest(path)}
{score.html(path, trace.question.order)}
</li>"""


def _branch(path: Path) -> str:
    """Return what a path of a picture joins: the first two ends, each other one end more."""
    first, last = path.things[0].label, path.things[-1].label
    joined = f"to {last}" if path.rank == 1 else f"joins at {last}"
    return (
        f"branch {path.rank}: from {first}{' ' if path.rank == 1 else ', '}{joined}, {_way(path)}"
    )


def _way(path: Path) -> str:
    """Return what tells a path from others: the things that it passes."""
    passed = [one.label for one in path.things[1:-1]]
    return f"by way of {listed(passed)}" if passed else "directly"


def _weakest(path: Path) -> str:
    why = escape(path.weakest.why)
    if len(path.steps) == 1:
        return f'<p class="quiet">It is {why}.</p>'
    steps = re.sub(
        r"(?:step )?(\d+)",
        lambda found: f'<a href="#{step_id(path, int(found[1]))}">{found[0]}</a>',
        path.weakest.words,
    )
    return f'<p class="quiet">Weakest: {steps}, {why}.</p>'


def _step(path: Path, place: int, references: References) -> str:
    step = path.steps[place - 1]
    said = f"{_sentence(step)}{marks(step.evidence, references)}{_notes(step, references)}"
    return f'<li id="{step_id(path, place)}">{said}</li>'


def _sentence(step: Step) -> str:
    """Return the sentence of a step with its two things as links."""
    words, _, behind = step.sentence.removeprefix(step.start.label).rpartition(step.end.label)
    return f"{_linked(step.start)}{escape(words)}{_linked(step.end)}{escape(behind)}"


def _linked(thing: Thing) -> str:
    return anchor(thing.iri, thing.label)


def _notes(step: Step, references: References) -> str:
    """Return what there is to know of a step beside its sources."""
    contrary = _contrary(step, references)
    also = _also(step, references)
    told = (_dates(step), _differ(step), contrary, _rules(step), _node(step), also)
    said = [one for one in told if one]
    return f"\n<small>{' '.join(said)}</small>" if said else ""


def _contrary(step: Step, references: References) -> str:
    """Return the passages that state a value of the step otherwise."""
    cited = marks(step.contrary, references)
    return f"Stated otherwise:{cited}." if cited else ""


def _dates(step: Step) -> str:
    if not step.is_dated:
        return ""
    first, last = in_words(step.first or ""), in_words(step.last or "")
    if all(one in step.sentence for one in (first, last)):
        return ""
    if first == last:
        return f"Of {first}."
    if first and last:
        return f"From {first} to {last}."
    return f"From {first} on." if first else f"Until {last}."


def _differ(step: Step) -> str:
    links = ", ".join(
        anchor(one, "the dispute" if place == 1 else f"dispute {place}")
        for place, one in enumerate(step.disputes, 1)
    )
    return f'<span class="differ">Sources differ ({links}).</span>' if links else ""


def _rules(step: Step) -> str:
    links = ", ".join(anchor(one.iri, one.label) for one in step.rules)
    return f"Worked out by the rule {links}." if links else ""


def _node(step: Step) -> str:
    if step.node is None:
        return ""
    return f"More in the {anchor(step.node, kinds.node_words(step))}."


def _also(step: Step, references: References) -> str:
    """Return what else is said of the two, what several say in the same words once."""
    evidence: dict[str, list[Passage]] = {}
    for one in step.also:
        if one.label != step.label:
            evidence.setdefault(one.label, []).extend(one.evidence)
    said = "; ".join(
        f"{escape(f'{step.start.label} {label} {step.end.label}')}"
        f"{marks(dict.fromkeys(passages), references)}"
        for label, passages in evidence.items()
    )
    return f"Also: {said}." if said else ""
