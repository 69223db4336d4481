"""Jena's command-line tools, as Debian's libapache-jena-java installs them."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

JARS = Path("/usr/share/java")
ABSENT = "Jena is not installed: apt-get install libapache-jena-java default-jre-headless"
_NEEDED = (
    "jena-*.jar commons-*.jar dexx*.jar gson.jar guava.jar httpclient.jar httpcore.jar "
    "jackson-*.jar jsonld-java.jar protobuf.jar slf4j-api.jar slf4j-nop.jar thrift.jar "
    "titanium-json-ld.jar"
)
_MESSAGES = "org/apache/jena/ext/"


@dataclass(frozen=True, slots=True)
class Done:
    """What a tool printed, and how it ended."""

    out: str
    error: str
    code: int


@dataclass(frozen=True, slots=True)
class Jena:
    """The tools, to be run by name."""

    java: str
    classpath: str

    def run(self, tool: str, *words: str) -> Done:
        """Run a tool such as `arq.rsparql`."""
        # Quick to start: a tool that runs for a second has no use for the second compiler.
        command = [self.java, "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Dfile.encoding=UTF-8"]
        done = subprocess.run(
            [*command, "-cp", self.classpath, tool, *words],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Done(done.stdout, done.stderr, done.returncode)


def find(folder: Path) -> Jena | None:
    """Return the tools, or None where they are not installed; `folder` is for files they need."""
    java = shutil.which("java")
    if java is None or not (JARS / "jena-cmds.jar").is_file():
        return None
    _unpack_messages(folder)
    jars = [jar for pattern in _NEEDED.split() for jar in sorted(JARS.glob(pattern))]
    return Jena(java, ":".join(map(str, (folder, *jars))))


def _unpack_messages(folder: Path) -> None:
    """Lay Jena's messages where its classes look: Debian renamed the classes, not the files."""
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(_MESSAGES) and name.endswith(".properties"):
                path = folder / name.removeprefix(_MESSAGES)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(jar.read(name))
