"""A radio button whose words run over several lines where one is too narrow, which Qt's own does not do."""

from __future__ import annotations

import math

from PyQt6.QtCore import QEvent, QSize, Qt
from PyQt6.QtGui import QResizeEvent, QTextLayout, QTextOption
from PyQt6.QtWidgets import QRadioButton, QSizePolicy, QStyle, QWidget

from playground.i18n import language

SAMPLE = "Ag"
SAMPLES = {"ko": "Ag한글"}
"""Letters as tall as a line of the language gets."""


class WrappingRadioButton(QRadioButton):
    """As wide as its place allows; `words` are what it says, on however many lines: its accessible name, which a switch
    of the language translates as a whole.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        return self.accessibleName()

    def say(self, words: str) -> None:
        """Shows these words."""
        self.setAccessibleName(words)
        self._break()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._break()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._break()  # the same words are wider or narrower, or are others

    def _break(self) -> None:
        style = self.style()
        assert style is not None
        taken = sum(
            style.pixelMetric(metric, None, self)
            for metric in (
                QStyle.PixelMetric.PM_ExclusiveIndicatorWidth,
                QStyle.PixelMetric.PM_RadioButtonLabelSpacing,
            )
        )
        text = "\n".join(lines_of(self.words, max(self.width() - taken - 2, 40), self)).replace("&", "&&")
        if text != self.text():
            self.setText(text)


def line_height(widget: QWidget) -> int:
    """Pixels of a line of the widget's text, in the letters of the language of now, which may come from another font."""
    layout = QTextLayout(SAMPLES.get(language(), SAMPLE), widget.font(), widget)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return max(math.ceil(line.height()), widget.fontMetrics().lineSpacing())


def lines_of(words: str, width: int, widget: QWidget) -> list[str]:
    """The words broken into lines of at most this many pixels, at the places where the language allows it."""
    layout = QTextLayout(words, widget.font(), widget)
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(words[line.textStart() : line.textStart() + line.textLength()].rstrip())
    layout.endLayout()
    return lines or [""]
