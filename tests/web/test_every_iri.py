"""Each IRI that is minted answers: with a page that has its anchor, and in each format of RDF."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest

from aifkg import build
from aifkg.engine import GRAPHS, Format
from aifkg.names import BASE
from aifkg.share import Share
from aifkg.web.problem_types import problem_types
from aifkg.web.space import SPACES
from tests import small
from tests.web.conftest import BROWSER, QUERIES, Running, running

_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
_OURS = re.compile(rf"<{re.escape(BASE)}([^>]+[^>/])>")


@dataclass(frozen=True)
class Minted:
    """The IRIs that a snapshot and the program mint: the fragments of each path below the base."""

    fragments: dict[str, set[str]]

    @classmethod
    def of(cls, quads: str, sha256: str) -> Minted:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name in set(_OURS.findall(_LITERAL.sub("", quads))):
            path, _, fragment = name.partition("#")
            found[path].add(fragment)
        for path in (*SPACES, f"snapshot/{sha256}"):
            found[path].add("")
        for slug in problem_types():
            found[f"problem/{slug}"].add("")
        for path in QUERIES.glob("*.rq"):
            found[f"query/{path.stem}"].add("")
        return cls(dict(found))

    def of_space(self, space: str) -> list[str]:
        return sorted(path for path in self.fragments if path.partition("/")[0] == space)


@pytest.fixture(scope="module")
def quads() -> str:
    return build.ensure(Share.at(small.root())).quads_path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, quads: str) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("every"), quads) as server:
        server.client.follow_redirects = True
        yield server


@pytest.fixture(scope="module")
def minted(site: Running, quads: str) -> Minted:
    return Minted.of(quads, site.sha256)


SPACED = (*SPACES, "ontology", "shapes", "snapshot")
HOME = ""


def test_the_first_page_tells_of_who_is_named_there(site: Running, minted: Minted) -> None:
    text = site.client.get("/", headers={"Accept": BROWSER}).text
    for fragment in minted.fragments.get(HOME, ()):
        assert f'id="{fragment}"' in text


def test_there_is_something_in_each_space(minted: Minted) -> None:
    spaces = {path.partition("/")[0] for path in minted.fragments}
    assert spaces - {HOME} == set(SPACED)
    assert len(minted.fragments) > 300
    assert len(minted.fragments["ontology"]) > 200
    assert len(minted.fragments["shapes"]) > 500


@pytest.mark.parametrize("space", SPACED)
def test_each_has_a_page_with_its_anchor(site: Running, minted: Minted, space: str) -> None:
    for path in minted.of_space(space):
        response = site.client.get(f"/{path}", headers={"Accept": BROWSER})
        assert response.status_code == 200, path
        assert response.headers["content-type"].startswith("text/html"), path
        places = set(re.findall(r'\bid="([^"]+)"', response.text))
        wanted = {one for one in minted.fragments[path] if one}
        assert wanted <= places, f"{path}#{min(wanted - places)}"


def test_each_link_of_each_page_leads_somewhere(site: Running, minted: Minted) -> None:
    leading: dict[str, str] = {}
    for path in filter(None, minted.fragments):  # The first page leads to what the real graph has.
        text = site.client.get(f"/{path}", headers={"Accept": BROWSER}).text
        # What a page leads to in other formats is asked for below; of another day it may not be.
        for link in re.findall(r'<a href="(/[^"#]*)[^"]*"(?! rel="alternate")', text):
            leading.setdefault(unescape(link), path)
    assert len(leading) > 400
    dead = {}
    for link, path in leading.items():
        code = site.client.get(link, headers={"Accept": BROWSER}).status_code
        if code != 200:
            dead[link] = (path, code)
    assert dead == {}


@pytest.mark.parametrize("format_", GRAPHS, ids=lambda format_: format_.name)
@pytest.mark.parametrize("space", SPACED)
def test_each_has_a_document_in_each_format(
    site: Running, minted: Minted, space: str, format_: Format
) -> None:
    for path in minted.of_space(space):
        response = site.client.get(f"/{path}", headers={"Accept": format_.media_type})
        assert response.status_code == 200, path
        assert response.headers["content-type"].partition(";")[0] == format_.media_type, path
        assert response.content, path
