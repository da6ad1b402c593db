"""Checks that an SVG is harmless: a few lines of it can define a billion shapes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from playground.core.errors import InputError
from playground.i18n import tr

MOST_SHAPES = 50_000
MOST_DEPTH = 100


def check_svg(raw: bytes, where: str) -> None:
    """Returns if an SVG has a bounded number of shapes, including copies; else InputError."""
    if b"<svg" not in raw or b"<!ENTITY" in raw:  # entities can expand without limit
        raise InputError(tr("{where} is not a readable picture (PNG, JPEG or SVG)", where=where))
    try:
        root = ET.fromstring(raw)  # noqa: S314 (entities are rejected above)
    except (ET.ParseError, ValueError):
        raise InputError(tr("{where} is damaged: it is not a valid SVG", where=where)) from None
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
