"""Draws docs/architecture.svg from the imports as they are: every folder as a box, every import between two as an arrow.

    python docs/draw_architecture.py            writes the picture
    python docs/draw_architecture.py --check    exit status 1 where the picture there is not of today's imports

Imports for the type checker alone are left out, and arrows to what every box uses.
Rows are the layers that pyproject.toml has import-linter hold.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
PICTURE = Path(__file__).with_name("architecture.svg")
EVERYWHERE = ("core.registry", "core.arrays", "core.errors", "core.lazy")
"""What every box may use: drawn without arrows."""
ABOVE = (("cli",), ("app",), ("ui",), ("engine",))
WIDTH, HEIGHT, GAP, BOX_HEIGHT = 1040, 84, 26, 38
LEFT = 120
FONT = 'font-family="sans-serif" font-size="14"'


def layers() -> list[tuple[str, ...]]:
    """The rows of the picture, the uppermost first: the program's layers, then core's."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    core = next(contract for contract in contracts if contract.get("containers") == ["playground.core"])
    rows = [tuple(f"core.{name.strip()}" for name in layer.split("|")) for layer in core["layers"]]
    return [*ABOVE, *rows]


def edges(boxes: set[str]) -> Counter[tuple[str, str]]:
    """How many modules of one box import modules of another, for each pair."""
    graph = grimp.build_graph("playground", exclude_type_checking_imports=True, cache_dir=None)
    found: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            a, b = box_of(module, boxes), box_of(imported, boxes)
            if a and b and a != b and b not in EVERYWHERE:
                found[a, b] += 1
    return found


def box_of(module: str, boxes: set[str]) -> str:
    """The box that a module belongs to; nothing for the package itself and for what every box uses (i18n)."""
    parts = module.removeprefix("playground.").split(".")
    return next((name for name in (".".join(parts[:2]), parts[0]) if name in boxes), "")


def draw() -> str:
    """The picture, as SVG."""
    rows = layers()
    places: dict[str, tuple[float, float, float]] = {}
    for y, row in enumerate(rows):
        width = (WIDTH - GAP * (len(row) - 1)) / len(row)
        for x, name in enumerate(row):
            places[name] = (LEFT + x * (width + GAP), 20 + y * HEIGHT, width)
    found = edges(set(places))
    lines = [line(places[a], places[b], n, a, b) for (a, b), n in sorted(found.items())]
    boxes = [box(name, *places[name]) for name in places]
    height = 20 + len(rows) * HEIGHT
    bands = [band(ABOVE[i][0], i, i) for i in range(4)] + [band("core", 4, len(rows) - 1)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + LEFT + 20} {height}" {FONT}>',
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *bands,
            *lines,
            *boxes,
            "</svg>\n",
        ]
    )


def band(name: str, first: int, last: int) -> str:
    """A layer of the program, behind its boxes."""
    top, height = 10 + first * HEIGHT, (last - first) * HEIGHT + BOX_HEIGHT + 20
    return (
        f'<rect x="4" y="{top}" width="{WIDTH + LEFT + 10}" height="{height}" rx="8" fill="#f2f4f7"/>'
        f'<text x="16" y="{top + height / 2 + 5:g}" font-weight="bold" fill="#444444">{name}</text>'
    )


def box(name: str, x: float, y: float, width: float) -> str:
    """One folder or module."""
    text = escape(name.removeprefix("core."))
    return (
        f'<rect x="{x:g}" y="{y}" width="{width:g}" height="{BOX_HEIGHT}" rx="6" fill="#ffffff" stroke="#444444"/>'
        f'<text x="{x + width / 2:g}" y="{y + 24}" text-anchor="middle">{text}</text>'
    )


def line(a: tuple[float, float, float], b: tuple[float, float, float], n: int, importer: str, imported: str) -> str:
    """An arrow from what imports down to what it imports; red where it points up or sideways."""
    ax, ay, bx, by = a[0] + a[2] / 2, a[1] + BOX_HEIGHT, b[0] + b[2] / 2, b[1]
    colour = "#5b7fa6" if by > ay else "#cc0000"
    middle = (ay + by) / 2
    return (
        f'<path d="M{ax:g} {ay} C{ax:g} {middle:g} {bx:g} {middle:g} {bx:g} {by}" fill="none" stroke="{colour}" '
        f'stroke-opacity="0.55" stroke-width="{n.bit_length() / 2 + 0.5:.1f}">'
        f"<title>{escape(importer)} imports {escape(imported)}</title></path>"
    )


def main(arguments: list[str]) -> int:
    """Writes the picture, or says whether it is of today's imports."""
    picture = draw()
    if arguments == ["--check"]:
        return int(not PICTURE.exists() or PICTURE.read_text("utf-8") != picture)
    PICTURE.write_text(picture, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
