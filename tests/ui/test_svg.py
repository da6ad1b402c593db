"""An SVG draws itself and opens nothing else on this machine."""

import base64
import os
from pathlib import Path

import pytest
from PyQt6.QtCore import QBuffer, QIODevice
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from playground.core.errors import InputError
from playground.ui.own.pictures import image_of, ink_of

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40">'


def png(colour: int = 0xFF000000) -> bytes:
    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    image.fill(colour)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def embedded(raw: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(raw).decode()}"


def svg(folder: Path, body: str, head: str = "") -> Path:
    path = folder / "s.svg"
    path.write_text(head + HEAD + body + "</svg>")
    return path


OUTSIDE = (
    '<image width="40" height="40" xlink:href="{at}"/>',
    '<image width="40" height="40" href="{at}"/>',
    '<image width="40" height="40" href=" file://{at}"/>',
    '<image width="40" height="40" href="http://localhost/x.png"/>',
    '<rect width="40" height="40" fill="url({at}#g)"/>',
    '<rect width="40" height="40" style="fill: url(\'{at}#g\')"/>',
    '<style>@import \'{at}\'; rect {{ fill: red }}</style><rect width="40" height="40"/>',
    '<use href="{at}#part"/>',
    '<font-face-src><font-face-uri xlink:href="{at}"/></font-face-src>',
    '<g xml:base="{at}"><image width="40" height="40" href="#x"/></g>',
)


@pytest.mark.parametrize("body", OUTSIDE)
def test_what_lies_outside_is_never_opened_and_that_is_said(body: str, tmp_path: Path, qtbot: QtBot) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    for at in (str(secret), "secret.png", "../secret.png"):
        with pytest.raises(InputError, match="refers to something outside of itself"):
            image_of(svg(tmp_path, body.format(at=at)))


def test_a_style_sheet_beside_it_is_not_opened(tmp_path: Path, qtbot: QtBot) -> None:
    with pytest.raises(InputError, match="style sheet"):
        image_of(svg(tmp_path, "<rect/>", head='<?xml-stylesheet href="secret.css"?>'))


def test_a_link_to_a_pipe_does_not_wait_for_it(tmp_path: Path, qtbot: QtBot) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="outside of itself"):
        image_of(svg(tmp_path, f'<image width="9" height="9" href="{tmp_path / "pipe"}"/>'))


def test_an_svg_within_an_svg_is_not_drawn_since_it_could_refer_again(tmp_path: Path, qtbot: QtBot) -> None:
    inner = (HEAD + '<image width="40" height="40" href="/secret.png"/></svg>').encode()
    for kind in ("svg+xml", "png"):
        with pytest.raises(InputError, match="outside of itself"):
            image_of(svg(tmp_path, f'<image width="40" height="40" href="{embedded(inner, kind)}"/>'))


def test_its_own_parts_and_embedded_pictures_are_drawn(tmp_path: Path, qtbot: QtBot) -> None:
    body = (
        '<defs><linearGradient id="g"><stop stop-color="#000"/></linearGradient><rect id="r" width="9" height="9"/></defs>'
        f'<use href="#r"/><rect x="20" width="9" height="9" fill="url(#g)"/>'
        f'<image x="0" y="20" width="9" height="9" xlink:href="{embedded(png())}"/>'
    )
    ink = ink_of(image_of(svg(tmp_path, body)))
    third = ink.shape[0] // 2
    assert ink[:third, :third].sum() > 0
    assert ink[:third, third:].sum() > 0
    assert ink[third:, :third].sum() > 0
    assert ink[third:, third:].sum() == 0
