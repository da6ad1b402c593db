"""Draws the icons of the menu entry, playground/desktop/SIZE.png, from playground/icons/app.svg."""

from __future__ import annotations

import sys
from pathlib import Path

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QGuiApplication, QImage, QPainter
from PyQt6.QtSvg import QSvgRenderer

from playground.cli.desktop import SIZES

PACKAGE = Path(__file__).parent.parent / "playground"


def drawn(size: int) -> QImage:
    """The icon, `size` pixels wide and high."""
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(PACKAGE / "icons" / "app.svg")).render(painter)
    painter.end()
    return image


def main() -> int:
    """Writes every size."""
    app = QGuiApplication(["draw_icons", "-platform", "offscreen"])
    for size in SIZES:
        if not drawn(size).save(str(PACKAGE / "desktop" / f"{size}.png")):
            return 1
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
