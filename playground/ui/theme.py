"""Light and dark: follows or overrides the system's setting, even where Qt ignores it."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PyQt6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from playground.ui.palette import DARK, LIGHT, Neutrals

THEMES = ("system", "light", "dark")
PROJECTOR_SCALE = 1.35
SMALL, LARGE = 0.9, 1.3
"""The two other sizes of type, as factors on the usual one; in rich text "large" is the larger."""


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
        role.HighlightedText: n.on_accent,
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


FRAME = "border: 1px solid {border}; border-radius: 4px;"
SHEETS = {
    "toolbar": "QToolBar {{ border: 0; border-bottom: 1px solid {border}; spacing: 4px; padding: 3px 6px; }}"
    "QToolBar QToolButton:focus {{ border: 2px solid {accent}; border-radius: 4px; }}",
    "status": "QStatusBar {{ border-top: 1px solid {border}; }} QStatusBar::item {{ border: 0; }}",
    "play": (
        "QToolButton {{ background: {accent}; color: {on_accent}; border-radius: 4px; padding: 5px 12px; font-weight: 600; }}"
        "QToolButton::menu-button {{ border: 0; border-left: 1px solid rgba(255, 255, 255, 90); width: 16px; }}"
    ),
    "big-play": (
        "QPushButton {{ background: {accent}; color: {on_accent}; border: 0; border-radius: 8px; padding: 14px 34px;"
        " font-weight: 600; }} QPushButton:disabled {{ background: {dim}; }}"
    ),
    "slim": "QPushButton {{ padding: 2px 8px; min-width: 0; }}",
    "banner": "QFrame#banner {{ background: {warning}; " + FRAME + " }}",
    "card": "QFrame#card {{ background: {base}; " + FRAME + " }}",
    "gallery": (
        "QListWidget#gallery::item {{ border: 2px solid transparent; border-radius: 4px; color: {text}; }}"
        "QListWidget#gallery::item:selected {{ border: 2px solid {accent}; background: transparent; color: {text}; }}"
    ),
    "hint": "QFrame#hint {{ background: {base}; border: 1px solid {border}; border-radius: 10px; }}",
}
"""The few widgets that need a style sheet, by object name. An application-wide sheet would be applied to each of its
thousand widgets at every change (170 ms), so all others use the palette's colours.
"""


def dress(root: QWidget, neutrals: Neutrals) -> None:
    """Styles the widgets in `root` that have a name in SHEETS for this theme; other style sheets are set again, as Qt
    would keep the colours that the palette had when they were set.
    """
    for widget in root.findChildren(QWidget):
        sheet = SHEETS.get(widget.objectName())
        if styled := widget.styleSheet() if sheet is None else sheet.format(**vars(neutrals)):
            widget.setStyleSheet(styled)


def quiet(label: QLabel) -> QLabel:
    """The same label in the dim colour of any theme."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


SIZE = "relative size"
"""A property of widgets: (factor, weight)."""


def sized(widget: QWidget, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> None:
    """Gives the widget's text another size, relative to the usual one, which it follows from now on (`Theme.project`)."""
    widget.setProperty(SIZE, (factor, int(weight)))
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setWeight(weight)
    widget.setFont(font)


def weigh(widget: QWidget, weight: QFont.Weight) -> None:
    """Sets the font weight of the widget and its contents; the rest of their fonts stays the same."""
    font = QFont()
    font.setWeight(weight)
    widget.setFont(font)


class Theme(QObject):
    """The current theme, light or dark; `changed` notifies widgets that paint themselves."""

    changed = pyqtSignal(object)

    def __init__(self, app: QApplication, wish: str = "system") -> None:
        super().__init__()
        self._app = app
        app.setStyle("Fusion")
        self.wish = wish
        self.neutrals = LIGHT
        self.projecting = False
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._follow_system)  # a lambda would keep this object for good
        self.choose(wish)

    @property
    def dark(self) -> bool:
        return self.neutrals is DARK

    def project(self, on: bool) -> None:
        """Larger text for a projector, or the usual size again."""
        self.projecting = on
        font = self._app.font()
        font.setPointSizeF(font.pointSizeF() * (PROJECTOR_SCALE if on else 1 / PROJECTOR_SCALE))
        self._app.setFont(font)
        for widget in self._app.allWidgets():
            if (size := widget.property(SIZE)) is not None:
                sized(widget, size[0], QFont.Weight(size[1]))
        self.choose(self.wish)

    def _follow_system(self) -> None:
        self.choose(self.wish)

    def choose(self, wish: str) -> None:
        """Follows the system, or forces light or dark; the palette is our own, as bare platforms ignore
        setColorScheme.
        """
        self.wish = wish
        hints = QGuiApplication.styleHints()
        system_dark = hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
        dark = wish == "dark" or (wish == "system" and system_dark)
        self.neutrals = DARK if dark else LIGHT
        palette = qt_palette(self.neutrals)
        self._app.setPalette(palette)
        QToolTip.setPalette(palette)
        QApplication.sendPostedEvents(
            None, QEvent.Type.ApplicationPaletteChange.value
        )  # immediately, not in the next event-loop cycle
        self.changed.emit(self.neutrals)
