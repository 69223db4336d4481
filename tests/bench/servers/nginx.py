"""nginx, serving the answers from files: the ceiling for a server on this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

import httpx

from tests.bench.servers.process import await_that, free_port, started
from tests.bench.servers.running import Absent, Running

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SETTINGS = """
{user}
worker_processes auto;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100;
  keepalive_requests 100000000;
  default_type application/sparql-results+json;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen {authority};
    root {folder}/answers;
  }}
}}
"""


def version() -> str:
    """Return what the program says of itself; raise Absent where there is none."""
    if shutil.which("nginx") is None:
        raise Absent("there is no nginx (Debian: nginx-light)")
    said = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True)
    return said.stderr.rpartition(":")[2].strip().replace("/", " ")


@contextmanager
def serving(answers: Mapping[str, bytes], folder: Path) -> Iterator[Running]:
    """Serve answers by the names of their questions."""
    version()
    for name, body in answers.items():
        path = folder / "answers" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)
    authority = f"127.0.0.1:{free_port()}"
    settings = folder / "nginx.conf"
    # Workers of a server that root starts are another user's, who sees nothing of the folder.
    user = "" if os.geteuid() else f"user {pwd.getpwuid(0).pw_name};"
    text = _SETTINGS.format(folder=folder, authority=authority, user=user)
    settings.write_text(text, encoding="utf-8")
    since = perf_counter()
    command = ("nginx", "-p", folder, "-c", settings, "-e", folder / "error.log")
    with started(command, folder / "nginx.log") as process:
        for _ in await_that(process, "nginx's first answer", 10):
            if _answers(authority, next(iter(answers))):
                break
        yield Running("nginx", authority, "/{name}", process.pid, perf_counter() - since)


def _answers(authority: str, name: str) -> bool:
    try:
        return httpx.get(f"http://{authority}/{name}").status_code == 200
    except httpx.TransportError:
        return False
