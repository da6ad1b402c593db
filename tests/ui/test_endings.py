"""The end of a desktop's session saves what is there, and closes nothing: another program may still stop that end."""

from typing import cast

import pytest
from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QApplication

from playground.ui.endings import Endings


def drop(endings: Endings) -> None:
    endings._notifier.setEnabled(False)
    for end in (endings._here, endings._there):
        end.close()
    endings.setParent(None)
    endings.deleteLater()


class Desktop(QObject):
    """Asks as a QApplication does; only Qt itself can make the session manager that a real one sends along."""

    commitDataRequest = pyqtSignal(object)  # noqa: N815 (Qt's name)
    saveStateRequest = pyqtSignal(object)  # noqa: N815 (Qt's name)

    def __init__(self) -> None:
        super().__init__()
        self.closed: list[str] = []

    def closeAllWindows(self) -> None:
        self.closed.append("windows")

    def exit(self, _code: int) -> None:
        self.closed.append("program")


def test_a_desktop_that_ends_saves_each_time_it_asks_and_closes_nothing() -> None:
    desktop = Desktop()
    saves: list[int] = []
    endings = Endings(cast(QApplication, desktop), lambda: saves.append(1))
    for n, asked in enumerate((desktop.commitDataRequest, desktop.saveStateRequest), 1):
        asked.emit(None)
        assert len(saves) == n
        assert desktop.closed == []
    endings.end()
    assert desktop.closed == ["windows", "program"]
    drop(endings)


@pytest.mark.parametrize("name", ["commitDataRequest", "saveStateRequest"])
def test_the_real_application_is_listened_to(name: str, qapp: QApplication) -> None:
    asked = getattr(qapp, name)
    before = qapp.receivers(asked)
    endings = Endings(qapp, lambda: None)
    assert qapp.receivers(asked) == before + 1
    drop(endings)
