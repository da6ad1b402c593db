"""Labels: plain text unless a label is made for rich text, so that a name or a path is never rendered as HTML.

A QLabel left to itself guesses: a file name or a key of a TOML file with `<img src=...>` in it would load that file.
"""

from __future__ import annotations

from html import escape

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QWidget


class Label(QLabel):
    """Shows its text as it is."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class RichLabel(QLabel):
    """Shows rich text, all of which is written in this program; what comes from elsewhere passes `literal` first."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(text)


def literal(text: str) -> str:
    """The text for places that may render HTML (tool tips, rich labels): it is shown as it is."""
    return escape(text) if "<" in text or "&" in text else text
