"""The sampler of own data in an exported script, which contains the data as a compact table."""

from __future__ import annotations

import base64
import zlib
from textwrap import fill

from playground.core.errors import InputError
from playground.core.own_data.kinds import OwnMixture, OwnPicture, OwnPoints
from playground.core.own_data.target import LEAST_BLUR
from playground.core.own_data.text import read
from playground.core.script.parts import filled, sections
from playground.i18n import tr

MOST_CHARACTERS = 24_000
"""The largest table that keeps a script readable; about 2,000 points."""


def own_sampler(text: str) -> tuple[str, str, int]:
    """(the sampler's lines, the table, how many uniforms a point takes) for an own_data text.

    InputError if the table would be too long.
    """
    match read(text):
        case OwnPoints(points, blur):
            values = {"blur": max(blur, LEAST_BLUR)}
            return filled(sections("own")["points"], (), values), _table(points.tobytes()), 1
        case OwnPicture() as own:
            return _picture(own), _table(own.ink.tobytes()), 3
        case OwnMixture(modes):
            rows = "\n".join(f"({', '.join(map(repr, mode))})," for mode in modes)
            return filled(sections("own")["mixture"], (), {"modes": rows}), "", 1


def own_classes(text: str) -> tuple[str, str]:
    """(the lines that say which class the uniforms choose, the table of labels) for an own_data text that has classes."""
    own, table = read(text), sections("own")
    if isinstance(own, OwnPoints) and own.grouping is not None:
        return filled(table["labels"], (), {}), _table(own.grouping.labels.tobytes())
    assert isinstance(own, OwnMixture)
    return filled(table["weights"], (), {"weights": ", ".join(repr(mode[3]) for mode in own.modes)}), ""


def _picture(own: OwnPicture) -> str:
    rows, columns = own.ink.shape
    width, height = columns * own.pixel, rows * own.pixel
    farthest = max(abs(own.left), abs(own.bottom), abs(own.left) + width, abs(own.bottom) + height)
    values = {"rows": rows, "columns": columns, "left": own.left, "bottom": own.bottom, "pixel": own.pixel}
    return filled(sections("own")["picture"], (), values | {"edge": repr(min(0.25, 2e-7 * farthest / own.pixel))})


def _table(raw: bytes) -> str:
    packed = base64.b64encode(zlib.compress(raw, 9)).decode("ascii")
    if len(packed) > MOST_CHARACTERS:
        raise InputError(
            tr(
                "The PyTorch script can't express target = own with this own_data: its table would have {n:,} "
                "characters, and at most {most:,} are allowed; use fewer points or a smaller picture",
                n=len(packed),
                most=MOST_CHARACTERS,
            )
        )
    return fill(packed, 100)
