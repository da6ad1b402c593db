"""Is an SVG harmless? A few lines of it can ask for a billion shapes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from playground.core.errors import InputError
from playground.i18n import tr

MOST_SHAPES = 50_000
MOST_DEPTH = 100


def check_svg(raw: bytes, where: str) -> None:
    """Nothing where an SVG has a bounded number of shapes, copies counted; else InputError."""
    if b"<svg" not in raw or b"<!ENTITY" in raw:  # entities can grow without bounds
        raise InputError(tr("{where} is not a picture that can be read (PNG, JPEG or SVG)", where=where))
    try:
        root = ET.fromstring(raw)  # noqa: S314 (entities are refused above)
    except (ET.ParseError, ValueError):
        raise InputError(tr("{where} is damaged: it is no valid SVG", where=where)) from None
    named = {name: element for element in root.iter() if (name := element.get("id"))}
    known: dict[int, int] = {}

    def shapes(element: ET.Element, depth: int) -> int:
        """How many elements are drawn for one, with all that its `use` elements copy."""
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
        raise InputError(tr("{where} has too many shapes to be drawn", where=where))
