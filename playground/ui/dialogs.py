"""The few dialogs: the shortcut sheet, About, and the details of an error."""

from __future__ import annotations

import platform
from html import escape

from PyQt6.QtCore import PYQT_VERSION_STR, Qt
from PyQt6.QtGui import QFontDatabase, QGuiApplication
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from playground import __version__
from playground.i18n import tr
from playground.ui.actions import ACTIONS, MENUS
from playground.ui.keys import Keys
from playground.ui.labels import RichLabel
from playground.ui.screens import resize_within


def shortcut_sheet(parent: QWidget) -> QDialog:
    """Every action with its keys and what it does, by menu."""
    rows = []
    for menu in MENUS:
        rows.append(f'<tr><td colspan="3"><br><b>{escape(tr(menu))}</b></td></tr>')
        for action in ACTIONS:
            if action.menu == menu:
                cells = (str(Keys(tuple(action.sequences()))), tr(action.text).rstrip("…"), tr(action.tip))
                rows.append(
                    "<tr>" + "".join(f'<td style="padding-right:14px">{escape(c)}</td>' for c in cells) + "</tr>"
                )
    rows.append(
        f'<tr><td colspan="3"><br>{escape(tr("On the plane: drag to move, wheel to zoom, F to see all of it again."))}</td></tr>'
    )
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr("Keyboard shortcuts"))
    text = RichLabel(f"<table>{''.join(rows)}</table>")
    text.setMargin(12)
    text.setWordWrap(True)  # no column is cut, however narrow the sheet
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(text)
    area.setWidgetResizable(True)
    return _with_buttons(dialog, area, 860, 640)


def about(parent: QWidget, torch_version: str, device: str) -> QDialog:
    """What this program is, its licence, and the details for a bug report."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr("About"))
    text = RichLabel(
        tr(
            "<h3>GAN playground {version}</h3>"
            "<p>Watch a generative adversarial network learn a two-dimensional distribution.<br>"
            "Free software under the GNU General Public License, version 3 or later.</p>"
            "<p>Python {python} · PyQt {pyqt} · torch {torch} · {device} · {system}</p>",
            version=__version__,
            python=platform.python_version(),
            pyqt=PYQT_VERSION_STR,
            torch=torch_version or tr("loading"),
            device=device,
            system=platform.platform(terse=True),
        )
    )
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.setMargin(12)
    return _with_buttons(dialog, text, 460, 200)


def details(parent: QWidget | None, title: str, text: str) -> QDialog:
    """A long text to read and copy, such as an error's traceback."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    view = QPlainTextEdit(text)
    view.setReadOnly(True)
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    copy = QPushButton(tr("Copy"))
    clipboard = QGuiApplication.clipboard()
    copy.clicked.connect(lambda: clipboard.setText(text) if clipboard else None)
    return _with_buttons(dialog, view, 760, 420, copy)


def _with_buttons(dialog: QDialog, content: QWidget, width: int, height: int, *more: QPushButton) -> QDialog:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    for button in more:
        buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(content, 1)
    layout.addWidget(buttons)
    resize_within(dialog, width, height)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
