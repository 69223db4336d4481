"""The app for another ASGI server, set by environment variables alone."""

from aifkg.web.app import create_app
from aifkg.web.settings import Settings

app = create_app(Settings())
