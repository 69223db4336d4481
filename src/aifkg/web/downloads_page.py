"""The page of the downloads: what there is, how large and with which hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape

from fastapi import Request, Response

from aifkg.dump import SUMS, File, Index, listed
from aifkg.web import page
from aifkg.web.answer import page_of
from aifkg.web.links import anchor

_TABLES = "csv/"
_TITLE = "Downloads"
_HEADS = ("File", "Size", "Compressed", "What is in it", "SHA-256")
_TABLE_HEADS = ("File", "Size", "What is in it")
_NUMBERS = ("Size", "Compressed")
_HASH = 12
_KILO = 1_000


def downloads_page(request: Request, index: Index, built: datetime | None) -> Response:
    """Answer the page of downloads that are there."""
    packed = {file.of: file for file in index.files if file.of}
    whole = [file for file in index.files if not file.of and not file.name.startswith(_TABLES)]
    tables = [file for file in index.files if file.name.startswith(_TABLES)]
    when = f", built on {built.date():%-d %B %Y}" if built else ""
    main = f"""{page.HOME}
<h1>{_TITLE}</h1>
<p>The graph as files: snapshot <code>{escape(index.snapshot[:_HASH])}</code>{when}.
The same snapshot gives the same files.{_licence(index)}</p>
{_table("Files", _HEADS, (_row(file, packed.get(file.name)) for file in whole))}
<p><a href="{SUMS}">{SUMS}</a> has the hash of each file, as
<code>sha256sum --ignore-missing --check {SUMS}</code> reads it.</p>
<h2>Single tables</h2>
<p>A row for each thing, a column for each property; several values are set apart by
<code>|</code>. <a href="csv/csv-metadata.json">csv-metadata.json</a> says what each column
means.</p>
{_table("Tables", _TABLE_HEADS, map(_table_row, tables))}"""
    return page_of(request, _TITLE, main)


def waiting_page(sentence: str, headers: Mapping[str, str]) -> Response:
    """Answer what there will be, and that it is not there yet."""
    items = "\n".join(
        f"<li><code>{escape(name)}</code><br>{escape(about)}</li>"
        for name, _, about in listed()
        if not name.endswith(".gz")
    )
    main = f"""{page.HOME}
<h1>{_TITLE}</h1>
<p class="notice">{escape(sentence)}</p>
<p><a href="">Look again</a></p>
<ul>
{items}
</ul>"""
    # A browser that heeds it looks again by itself; no script could.
    more = {"Cache-Control": "no-store", "Refresh": headers["Retry-After"], **headers}
    return page.page(_TITLE, main, status=503, headers=more)


def _licence(index: Index) -> str:
    if not index.licence:
        return ""
    return f" They may be used under {anchor(index.licence, _named(index.licence))}."


def _named(licence: str) -> str:
    """Return a licence of Creative Commons as it is called, another one by its IRI."""
    parts = licence.rstrip("/").split("/")
    if "creativecommons.org" not in licence or parts[-3:-2] != ["licenses"]:
        return licence
    return f"CC {parts[-2].upper()} {parts[-1]}"


def _table(caption: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f'<th scope="col"{_kind(name)}>{name}</th>' for name in heads)
    body = "\n".join(rows)
    return f"""<div class="scroll" role="region" aria-label="{caption}" tabindex="0">
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</div>"""


def _row(file: File, packed: File | None) -> str:
    compressed = f"{_link(packed, '.gz')} {_size(packed.bytes)}" if packed else ""
    return f"""<tr><td class="name">{_link(file)}</td>
<td class="number">{_size(file.bytes)}</td><td class="number">{compressed}</td>
<td class="long">{escape(file.description)}</td>
<td><code title="{file.sha256}">{file.sha256[:_HASH]}</code></td></tr>"""


def _table_row(file: File) -> str:
    return f"""<tr><td class="name">{_link(file)}</td>
<td class="number">{_size(file.bytes)}</td><td>{escape(file.description)}</td></tr>"""


def _kind(head: str) -> str:
    return ' class="number"' if head in _NUMBERS else ""


def _link(file: File, text: str = "") -> str:
    shown = text or file.name.removeprefix(_TABLES)
    name, media_type = escape(file.name), escape(file.media_type)
    label = f' aria-label="{name}"' if text else ""
    return f'<a href="{name}" type="{media_type}"{label}>{escape(shown)}</a>'


def _size(count: int) -> str:
    """Return a size as people write it, in steps of a thousand."""
    size, units = float(count), ["B", "kB", "MB", "GB"]
    while size >= _KILO and len(units) > 1:
        size, units = size / _KILO, units[1:]
    text = f"{size:.0f}" if size >= _KILO // 10 or units[0] == "B" else f"{size:.1f}"
    return f"{text}&nbsp;{units[0]}"
