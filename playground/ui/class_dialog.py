"""The dialog with which a teacher chooses what a class is to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.core.classroom import Shown
from playground.core.experiment import KNOBS
from playground.core.experiment.differences import knob_name
from playground.i18n import tr
from playground.ui.classroom import PANELS
from playground.ui.labels import Label
from playground.ui.levels import LEARNING_RATES, LEVELS, TOP_MENUS
from playground.ui.screens import resize_within
from playground.ui.view_specs import VIEW_SPECS

NAME = Qt.ItemDataRole.UserRole
VIEW_ONLY = Shown(panels=("story",), knobs=(), menus=("File", "View", "Help"))
SIX_KNOBS = Shown(panels=LEVELS["story"].panels, knobs=LEVELS["story"].knobs, menus=("File", "View", "Help"))


def _titles() -> dict[str, dict[str, str]]:
    """What can be hidden: for each kind the titles by name."""
    panels = {row.name: tr(row.title) for row in VIEW_SPECS if row.name in PANELS}
    rates = {LEARNING_RATES: tr("both learning rates in one slider")}
    knobs = {key: knob_name(key) for key in KNOBS if key not in ("target", "own_data")}
    return {"panels": panels, "knobs": rates | knobs, "menus": {name: tr(name) for name in TOP_MENUS}}


class Choice(QWidget):
    """A list of names to check, and above it a box that is checked if all of them are shown."""

    def __init__(self, title: str, titles: Mapping[str, str]) -> None:
        super().__init__()
        self.all = QCheckBox(title)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        for name, words in titles.items():
            item = QListWidgetItem(words, self.list)
            item.setData(NAME, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        self.all.toggled.connect(self.list.setDisabled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.all)
        column.addWidget(self.list, 1)

    def _items(self) -> Iterable[QListWidgetItem]:
        return filter(None, map(self.list.item, range(self.list.count())))

    def choose(self, names: tuple[str, ...] | None) -> None:
        """Checks these names; None: all."""
        self.all.setChecked(names is None)
        for item in self._items():
            on = names is not None and item.data(NAME) in names
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def chosen(self) -> tuple[str, ...] | None:
        """The names that are checked; None: all."""
        if self.all.isChecked():
            return None
        return tuple(item.data(NAME) for item in self._items() if item.checkState() == Qt.CheckState.Checked)


class ClassDialog(QDialog):
    """Non-modal, so that the effect is seen in the window; `wanted` carries the choice, `link_wanted` asks for a link."""

    wanted = pyqtSignal(object)
    link_wanted = pyqtSignal()

    def __init__(self, parent: QWidget, shown: Shown | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Class mode"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = Label(
            tr(
                "Choose what a class sees. Nothing is locked: one click in the window shows everything again. "
                "Links, experiments, presets and sessions that you save meanwhile carry the choice."
            )
        )
        words.setWordWrap(True)
        quick = QHBoxLayout()
        for title, choice in ((tr("View only"), VIEW_ONLY), (tr("Six knobs"), SIX_KNOBS), (tr("Everything"), Shown())):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked, choice=choice: self.choose(choice))
            quick.addWidget(button)
        quick.addStretch(1)
        heads = {"panels": tr("All panels"), "knobs": tr("All knobs"), "menus": tr("All menus")}
        self.choices = {kind: Choice(heads[kind], titles) for kind, titles in _titles().items()}
        lists = QGridLayout()
        for i, kind in enumerate(self.choices):
            lists.addWidget(self.choices[kind], 0, i)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Apply | QDialogButtonBox.StandardButton.Close)
        self.apply = buttons.button(QDialogButtonBox.StandardButton.Apply)
        self.link = buttons.addButton(tr("Apply and copy link"), QDialogButtonBox.ButtonRole.ActionRole)
        assert self.apply is not None
        assert self.link is not None
        self.apply.clicked.connect(self._apply)
        self.link.clicked.connect(self._apply)
        self.link.clicked.connect(self.link_wanted)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(words)
        column.addLayout(quick)
        column.addLayout(lists, 1)
        column.addWidget(buttons)
        resize_within(self, 760, 520)
        self.choose(shown or Shown())

    def choose(self, shown: Shown) -> None:
        """Checks what this shows."""
        for kind, choice in self.choices.items():
            choice.choose(getattr(shown, kind))

    def chosen(self) -> Shown:
        """What is checked."""
        return Shown(**{kind: choice.chosen() for kind, choice in self.choices.items()})

    def _apply(self) -> None:
        self.wanted.emit(self.chosen())
