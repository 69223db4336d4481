"""The web: the graph over HTTP. FastAPI lives here and nowhere else."""

from aifkg.web.app import create_app
from aifkg.web.server import serve
from aifkg.web.settings import Settings

__all__ = ["Settings", "create_app", "serve"]
