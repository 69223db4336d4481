"""The template: the path of the route that a request found, its parameters unfilled."""

from __future__ import annotations

from collections import defaultdict

from starlette.routing import Match, Route
from starlette.types import Scope

UNMATCHED = "unmatched"


class Templates:
    """The templates of one app's routes, read when the first request has been routed.

    Starlette leaves the route in the scope, FastAPI only its own kind; both leave the endpoint.
    """

    def __init__(self) -> None:
        self._routes: dict[object, list[Route]] | None = None

    def of(self, scope: Scope) -> str:
        """Return the template for a request that was routed, "unmatched" where nothing fitted."""
        path: str | None = getattr(scope.get("route"), "path", None)
        if path is not None:
            return path
        if self._routes is None:
            self._routes = _by_endpoint(scope)
        routes = self._routes.get(scope.get("endpoint"), ())
        if len(routes) == 1:
            return routes[0].path
        fitting = (route.path for route in routes if route.matches(scope)[0] is not Match.NONE)
        return next(fitting, UNMATCHED)


def _by_endpoint(scope: Scope) -> dict[object, list[Route]]:
    found: defaultdict[object, list[Route]] = defaultdict(list)
    for route in getattr(scope.get("app"), "routes", ()):
        if isinstance(route, Route):
            found[route.endpoint].append(route)
    return dict(found)
