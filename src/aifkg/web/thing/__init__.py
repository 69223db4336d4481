"""The views of a thing: its page, and what is held of it as JSON and as a table."""

from aifkg.web.thing.view import thing_csv, thing_json, thing_page

__all__ = ["thing_csv", "thing_json", "thing_page"]
