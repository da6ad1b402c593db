"""Checks that an SVG is harmless: a few lines of it can define a billion shapes, or for another file of this machine."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

from playground.core.errors import InputError
from playground.core.files.sentence import plain
from playground.i18n import tr

MOST_SHAPES = 50_000
MOST_DEPTH = 100
LINKS = ("href", "src", "base")
"""Attributes whose value is an address, whatever their namespace."""
IN_STYLES = re.compile(r"""(?:url\(|@import)\s*['"]?\s*([^)'";]*)""", re.IGNORECASE)
RASTERS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")
"""How embedded pictures may begin; an SVG within an SVG could refer to files again."""


MOST_ENTITIES = 200
MOST_BYTES = 4_000_000
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[(.*?)\]\s*)?>", re.DOTALL)
_ENTITY = re.compile(rb"""<!ENTITY\s+([\w.-]+)\s+(?:"([^"<&%']*)"|'([^'<&%"]*)')\s*>""")


def without_entities(raw: bytes, where: str) -> bytes:
    """An SVG with its own short names for plain text, as drawing programs define them, written out.

    InputError if it defines others: those can expand without limit or refer to other files.
    """
    declared = _DOCTYPE.search(raw)
    if declared is None:
        return raw
    inside = declared[1] or b""
    named = {name: double or single for name, double, single in _ENTITY.findall(inside)}
    if b"<!ENTITY" in _ENTITY.sub(b"", inside) or len(named) > MOST_ENTITIES:
        raise InputError(tr("{where} defines entities, which are not expanded; save it as plain SVG", where=where))
    body = raw[: declared.start()] + raw[declared.end() :]
    uses = sum(body.count(b"&" + name + b";") * len(value) for name, value in named.items())
    if len(body) + uses > MOST_BYTES:
        raise InputError(tr("{where} has too many shapes to draw", where=where))
    return re.sub(rb"&([\w.-]+);", lambda found: named.get(found[1], found[0]), body)


def check_svg(raw: bytes, where: str) -> None:
    """Returns if an SVG has a bounded number of shapes, including copies; else InputError."""
    if b"<svg" not in raw or b"<!ENTITY" in raw:  # entities can expand without limit
        raise InputError(tr("{where} is not a readable picture (PNG, JPEG, TIFF, WebP or SVG)", where=where))
    try:
        root = ET.fromstring(raw)  # noqa: S314 (entities are rejected above)
    except (ET.ParseError, ValueError):
        raise InputError(tr("{where} is damaged: it is not a valid SVG", where=where)) from None
    if b"<?xml-stylesheet" in raw:
        raise InputError(tr("{where} refers to a style sheet in another file, which is not opened", where=where))
    for address in _addresses(root):
        if not _stays_inside(address):
            raise InputError(
                tr(
                    "{where} refers to something outside of itself ({address}), which is not opened; embed it and try again",
                    where=where,
                    address=plain(address, 60),
                )
            )
    named = {name: element for element in root.iter() if (name := element.get("id"))}
    known: dict[int, int] = {}

    def shapes(element: ET.Element, depth: int) -> int:
        """How many elements are drawn for one element, including those copied by its `use` elements."""
        if id(element) in known:
            return known[id(element)]
        if depth > MOST_DEPTH:
            return MOST_SHAPES + 1
        total = 1
        for key, value in element.attrib.items():
            if key.endswith("href") and value.removeprefix("#") in named:
                total += shapes(named[value.removeprefix("#")], depth + 1)
        total += sum(shapes(child, depth + 1) for child in element)
        known[id(element)] = min(total, MOST_SHAPES + 1)
        return known[id(element)]

    if shapes(root, 0) > MOST_SHAPES:
        raise InputError(tr("{where} has too many shapes to draw", where=where))


def _addresses(root: ET.Element) -> Iterator[str]:
    """Everything in an SVG that Qt might open: links, and addresses in styles."""
    for element in root.iter():
        for key, value in element.attrib.items():
            if key.rpartition("}")[2].lower().rpartition(":")[2] in LINKS:
                yield value
            yield from IN_STYLES.findall(value)
        for text in (element.text, element.tail):
            yield from IN_STYLES.findall(text or "")


def _stays_inside(address: str) -> bool:
    """True for a part of the same SVG (#name) and for a picture that it contains (data:)."""
    address = address.strip()
    if not address or address.startswith("#"):
        return True
    scheme, _, rest = address.partition(":")
    head, comma, content = rest.partition(",")
    if scheme.lower() != "data" or not comma:
        return False
    try:
        encoded = unquote_to_bytes(content)
        raw = base64.b64decode(encoded) if head.lower().endswith(";base64") else encoded
    except (binascii.Error, ValueError):
        return False
    return raw.startswith(RASTERS)
