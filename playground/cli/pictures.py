"""Pictures as P_data on the command line, read by the same code as in the window."""

from __future__ import annotations

import os
from pathlib import Path

from playground.core.files.sentence import plain
from playground.core.own_data.build import in_words, picture_text
from playground.i18n import sentences, tr

_kept: list[object] = []
"""Qt's application: there is one in a process, and it ends with its last reference; a later window takes it up."""


def own_data_of_picture(path: Path, scaled: bool = True, window: bool = False) -> tuple[str, str]:
    """The own_data of a picture, dark areas dense, and what was read of it, in a line; InputError if it can't be read.

    `window`: one will be opened, so Qt takes the real screen.
    """
    if not window:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is loaded

    from playground.ui.own.pictures import by_opacity, image_of, ink_of, is_svg

    if is_svg(path):
        from playground import app as program

        _kept.append(program.make_application(["gan-playground"]))  # words in an SVG need fonts
    image = image_of(path)
    text = picture_text(ink_of(image), scaled)
    size = tr("{name}: {w:,} × {h:,} pixels.", name=plain(path), w=image.width(), h=image.height())
    taken = (
        tr("Where it is opaque there are points, as it is light on a transparent ground.") if by_opacity(image) else ""
    )
    return text, sentences((size, taken, in_words(text)))
