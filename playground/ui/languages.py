"""The language of the program: chosen, remembered, and changed while everything runs."""

from __future__ import annotations

from weakref import WeakSet

from PyQt6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, pyqtSignal
from PyQt6.QtGui import QFontDatabase
from PyQt6.QtWidgets import QApplication

from playground import i18n
from playground.i18n import N_
from playground.pseudo import CODE as PSEUDO
from playground.ui.retranslating import Memory, retranslate

SYSTEM = "system"


OWN_NAMES = {i18n.ENGLISH: "English", PSEUDO: "Pseudo"}
"""Where Qt says more, or nothing."""


class Language(QObject):
    """The one of the application. `changed`: every widget has its new words; what is drawn must be drawn again."""

    changed = pyqtSignal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._qt = QTranslator(self)
        self.wish = SYSTEM
        self.memories: WeakSet[Memory] = WeakSet()
        """Of the windows: where their first texts come from."""
        self._said = Memory()

    @classmethod
    def of(cls, app: QApplication) -> Language:
        """The application's, created on the first call; it changes nothing until a language is chosen."""
        return app.findChild(cls) or cls(app)

    def choose(self, wish: str) -> None:
        """This language, or the system's, from now on; one that there is not is English."""
        self.wish = wish
        wanted = [wish] if wish != SYSTEM else [*i18n.wished(), *map(_short, QLocale.system().uiLanguages())]
        code = i18n.use_language(*(wanted or [i18n.ENGLISH]))
        locale = QLocale(i18n.ENGLISH if code == PSEUDO else code)
        i18n.use_signs(locale.decimalPoint(), locale.groupSeparator())
        QLocale.setDefault(locale)
        self._app.removeTranslator(self._qt)
        self._qt = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._qt.load(f"qtbase_{code}", folder):
            self._app.installTranslator(self._qt)
        self._said = retranslate(self._app, [self._said, *self.memories])
        self.changed.emit()


def _short(tag: str) -> str:
    return tag.partition("-")[0].lower()


SCRIPTS = {"ko": QFontDatabase.WritingSystem.Korean}
"""The writing of a language, if not every system has a font for it."""


def lacks_font(code: str) -> str:
    """How to get a font for the language, if no font here has its letters; else nothing. In English, which has one."""
    script = SCRIPTS.get(code)
    if script is None or QFontDatabase.families(script):
        return ""
    return N_(
        "No installed font has Korean letters, so they are boxes, here and in exported pictures. "
        "Install one, for example: sudo apt-get install fonts-noto-cjk (Debian, Ubuntu)."
    )


def own_name(code: str) -> str:
    """What a language calls itself."""
    return OWN_NAMES.get(code) or QLocale(code).nativeLanguageName() or code
