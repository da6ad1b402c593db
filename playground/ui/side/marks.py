"""How runs are told apart: a letter, a colour and a line style each, the same wherever a run appears."""

from __future__ import annotations

from html import escape

from PyQt6.QtCore import QPointF, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PyQt6.QtWidgets import QToolButton

from playground.core.experiment import Experiment
from playground.core.experiment.differences import differences
from playground.i18n import tr
from playground.ui.palette import RUNS, Neutrals, run_colour

NAMES = tuple(RUNS)
MOST_RUNS, LEAST_RUNS = len(NAMES), 2
LINES = dict(
    zip(
        NAMES,
        (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine),
        strict=True,
    )
)
SAMPLE = QSize(30, 12)


def sample(name: str, neutrals: Neutrals) -> QIcon:
    """A short sample of the run's line."""
    scale = 3
    pixmap = QPixmap(SAMPLE * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.scale(scale, scale)
    painter.setPen(QPen(QColor(run_colour(name, neutrals)), 2, LINES[name]))
    painter.drawLine(QPointF(1, 6), QPointF(29, 6))
    painter.end()
    return QIcon(pixmap)


def badge(name: str) -> QToolButton:
    """A button with the run's line and letter."""
    button = QToolButton()
    button.setText(name)
    button.setAccessibleName(tr("Run {name}", name=name))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIconSize(SAMPLE)
    button.setAutoRaise(True)
    button.setCheckable(True)
    font = button.font()
    font.setBold(True)
    button.setFont(font)
    return button


def compared(experiments: dict[str, Experiment]) -> str:
    """How every run differs from the first, as rich text, one difference per line."""
    (first, base), *others = experiments.items()
    told = []
    for name, experiment in others:
        phrases = "".join(f"<br>&nbsp;• {escape(phrase)}" for phrase in differences(base, experiment))
        head = tr("<b>Run {name}</b>, compared with run {first}:", name=name, first=first)
        told.append(f"<p>{head}{phrases}</p>")
    return "".join(told)
