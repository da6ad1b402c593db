"""Light and dark: the system's wish is followed or overruled, also where Qt ignores it."""

from __future__ import annotations

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QGuiApplication, QPalette
from PyQt6.QtWidgets import QApplication

from playground.ui.palette import DARK, LIGHT, Neutrals

THEMES = ("system", "light", "dark")


def qt_palette(n: Neutrals) -> QPalette:
    """A whole palette for the Fusion style."""
    role = QPalette.ColorRole
    palette = QPalette()
    for r, colour in {
        role.Window: n.window,
        role.WindowText: n.text,
        role.Base: n.base,
        role.AlternateBase: n.window,
        role.Text: n.text,
        role.Button: n.button,
        role.ButtonText: n.text,
        role.ToolTipBase: n.base,
        role.ToolTipText: n.text,
        role.PlaceholderText: n.dim,
        role.Highlight: n.accent,
        role.HighlightedText: "#ffffff",
        role.Link: n.accent,
        role.Mid: n.border,
        role.Light: n.base,
        role.Midlight: n.button,
        role.Dark: n.border,
        role.Shadow: n.border,
    }.items():
        palette.setColor(r, QColor(colour))
    for r in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, r, QColor(n.dim))
    return palette


STYLE = """
QToolTip {{ color: {text}; background: {base}; border: 1px solid {border}; padding: 4px; }}
QDockWidget {{ font-weight: 600; }}
QDockWidget::title {{ padding: 5px 8px; background: {window}; }}
QToolBar {{ border: 0; border-bottom: 1px solid {border}; spacing: 4px; padding: 3px 6px; }}
QStatusBar {{ border-top: 1px solid {border}; }}
QStatusBar::item {{ border: 0; }}
QScrollArea {{ border: 0; }}
QToolButton#play {{ background: {accent}; color: white; border-radius: 4px; padding: 5px 12px; font-weight: 600; }}
QToolButton#play::menu-button {{ border: 0; border-left: 1px solid rgba(255, 255, 255, 90); width: 16px; }}
QPushButton#big-play {{ background: {accent}; color: white; border: 0; border-radius: 8px; padding: 14px 34px;
                        font-size: 18pt; font-weight: 600; }}
QPushButton#big-play:disabled {{ background: {dim}; }}
QPushButton[slim="true"] {{ padding: 2px 8px; min-width: 0; }}
QLabel#dim, QLabel[dim="true"] {{ color: {dim}; }}
QFrame#banner {{ background: {warning}; border: 1px solid {border}; border-radius: 4px; }}
QFrame#card {{ background: {base}; border: 1px solid {border}; border-radius: 4px; }}
QFrame#hint {{ background: {base}; border: 1px solid {border}; border-radius: 10px; }}
QLabel#verdict {{ font-size: 13pt; font-weight: 600; }}
"""


class Theme(QObject):
    """Which of light and dark is on; `changed` says so to all who paint for themselves."""

    changed = pyqtSignal(object)

    def __init__(self, app: QApplication, wish: str = "system") -> None:
        super().__init__()
        self._app = app
        app.setStyle("Fusion")
        self.wish = wish
        self.neutrals = LIGHT
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(lambda _: self.choose(self.wish))
        self.choose(wish)

    @property
    def dark(self) -> bool:
        return self.neutrals is DARK

    def choose(self, wish: str) -> None:
        """Follows the system, or forces light or dark; the palette is our own, as bare platforms ignore setColorScheme."""
        self.wish = wish
        hints = QGuiApplication.styleHints()
        system_dark = hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
        dark = wish == "dark" or (wish == "system" and system_dark)
        self.neutrals = DARK if dark else LIGHT
        self._app.setPalette(qt_palette(self.neutrals))
        self._app.setStyleSheet(STYLE.format(**vars(self.neutrals)))
        self.changed.emit(self.neutrals)
