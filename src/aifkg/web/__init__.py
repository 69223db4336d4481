"""The web: the graph over HTTP. FastAPI lives here and nowhere else."""

from aifkg.web.app import check_place, create_app
from aifkg.web.place import Misplaced
from aifkg.web.server import serve
from aifkg.web.settings import Settings

__all__ = ["Misplaced", "Settings", "check_place", "create_app", "serve"]
