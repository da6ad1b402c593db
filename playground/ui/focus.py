"""The keyboard's focus: after a click or Enter it is back on the plane, so that Space, D and G mean the run; Tab visits all."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FocusHome(QObject):
    """Sends the focus back `home` from the controls in `root`.

    A button or slider takes no focus from a click, only from Tab; a list gives it back once something has been chosen, and a
    field for text or numbers when Enter ends the typing, or Escape.
    """

    def __init__(self, root: QWidget, home: QWidget) -> None:
        super().__init__(root)
        self._home = home
        home.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for widget in root.findChildren(QWidget):
            if isinstance(widget, QAbstractButton | QAbstractSlider):
                widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            elif isinstance(widget, QComboBox):
                widget.activated.connect(self.go)
                widget.installEventFilter(self)
            elif isinstance(widget, QLineEdit | QAbstractSpinBox):
                widget.installEventFilter(self)

    def go(self) -> None:
        """The focus is at home."""
        self._home.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            ends = event.key() in ENTER and not isinstance(watched, QComboBox)
            if ends or event.key() == Qt.Key.Key_Escape:  # at the release: the press has been used by the field itself
                self.go()
        return super().eventFilter(watched, event)


def with_mnemonics(words: list[str], names: list[str]) -> list[str]:
    """The same words, each with & before a Latin letter that no other of them has there; a word without such a letter
    gets one of its English name's after it, as in "파일(&F)".
    """
    taken: set[str] = set()
    marked = []
    for text, name in zip(words, names, strict=True):
        k = next((k for k, c in enumerate(text) if _types(c) and c.lower() not in taken), None)
        if k is not None:
            taken.add(text[k].lower())
            marked.append(f"{text[:k]}&{text[k:]}")
            continue
        key = next((c.upper() for c in name if _types(c) and c.lower() not in taken), "")
        taken.add(key.lower())
        marked.append(f"{text}(&{key})" if key else text)
    return marked


def _types(c: str) -> bool:
    """Whether any keyboard can type it."""
    return c.isascii() and c.isalnum()
