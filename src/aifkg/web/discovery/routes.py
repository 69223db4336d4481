"""The routes of this room."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from aifkg.web.discovery.catalog import catalog
from aifkg.web.discovery.edition import edition
from aifkg.web.discovery.find import find
from aifkg.web.discovery.linkset import linkset
from aifkg.web.discovery.opensearch import opensearch
from aifkg.web.discovery.robots import robots
from aifkg.web.discovery.sitemap import sitemap, sitemap_part


def routes() -> list[BaseRoute]:
    """Return them."""
    return [
        Route("/catalog", catalog),
        Route("/find", find),
        Route("/linkset", linkset),
        Route("/ontology/{version}", edition),
        Route("/opensearch.xml", opensearch),
        Route("/robots.txt", robots),
        Route("/sitemap.xml", sitemap),
        Route("/sitemap-{part}.xml", sitemap_part),
    ]
