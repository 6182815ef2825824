"""Pictures of pages for the README and the manual: PNG files with at most 256 colours."""

from __future__ import annotations

import base64
import os
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Page

PICTURES = Path(__file__).parents[2] / "webapp" / "static" / "img"

#: Set to write the pictures to their folder; without it they are only taken.
WRITE = "RONGCUO_TEST_WRITE_PICTURES"

#: The most frequent colours become the palette; every other pixel takes the nearest of them.
_REDUCE = """async encoded => {
  const bytes = Uint8Array.from(atob(encoded), each => each.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const drawing = new OffscreenCanvas(image.width, image.height).getContext("2d");
  drawing.drawImage(image, 0, 0);
  const dots = new Uint32Array(drawing.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const dot of dots) counts.set(dot, (counts.get(dot) || 0) + 1);
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(entry => entry[0]);
  const places = new Map(palette.map((colour, place) => [colour, place]));
  const apart = (a, b) => [0, 8, 16].reduce((sum, at) => sum + ((a >> at & 255) - (b >> at & 255)) ** 2, 0);
  for (const dot of counts.keys()) {
    if (!places.has(dot)) {
      places.set(dot, palette.reduce((best, each, place) => apart(each, dot) < apart(palette[best], dot) ? place : best, 0));
    }
  }
  let text = "";
  for (const dot of dots) text += String.fromCharCode(places.get(dot));
  return [image.width, image.height, palette.flatMap(each => [0, 8, 16].map(at => each >> at & 255)), btoa(text)];
}"""


def take_picture(page: Page, name: str, *, height: int | None = None) -> bytes:
    """What the window shows, as a small PNG; written to ``webapp/static/img`` if that is asked for."""
    if height is not None:
        page.set_viewport_size({"width": 1280, "height": height})
    shot = page.screenshot(animations="disabled")
    blank = page.context.new_page()
    width, rows, palette, dots = blank.evaluate(_REDUCE, base64.b64encode(shot).decode())
    blank.close()
    picture = _png(width, rows, bytes(palette), base64.b64decode(dots))
    if os.environ.get(WRITE):
        (PICTURES / name).write_bytes(picture)
    return picture


def _png(width: int, height: int, palette: bytes, dots: bytes) -> bytes:
    lines = b"".join(b"\0" + dots[at * width : (at + 1) * width] for at in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, data) for kind, data in parts)


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
