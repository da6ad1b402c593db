"""The part of the tab for files that shows the first rows as read, and chooses the columns and the modes."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QComboBox, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from playground.core.own_data.data_files import Table
from playground.core.own_data.kinds import MOST_MODES
from playground.core.own_data.sheet import Choice, Sheet
from playground.i18n import tr
from playground.ui.number_box import NumberBox
from playground.ui.own.tab import row

HEAD = 4
"""Rows of the file that are shown."""
MOST_SHOWN = 30
"""Columns that are shown."""
NOT_COUNTED, KMEANS, GIVEN = "", "kmeans", "given"
"""Ways to group points, besides the number of a column of labels."""


class Columns(QWidget):
    """`chosen` if other columns are wanted, `modes_changed` if only the modes are."""

    chosen = pyqtSignal()
    modes_changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self._last: tuple[int, int, str] = (0, 1, NOT_COUNTED)
        self.rows = QTableWidget(0, 0)
        self.rows.setAccessibleName(tr("the first rows of the file"))
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.first, self.second, self.modes = QComboBox(), QComboBox(), QComboBox()
        self.first.setAccessibleName(tr("the column for x"))
        self.second.setAccessibleName(tr("the column for y"))
        self.modes.setAccessibleName(tr("what the modes are"))
        self.modes.setToolTip(
            tr(
                "Whether the points have modes, which can be counted: the labels in a column, or as many clusters as you "
                "say. k-means finds that many in any points, so it proves nothing."
            )
        )
        self.k = NumberBox(1, MOST_MODES, whole=True)
        self.k.setValue(2)
        self.k.setAccessibleName(tr("how many modes"))
        for box in (self.first, self.second):
            box.activated.connect(lambda _: self.chosen.emit())
        self.modes.activated.connect(self._group)
        self.k.valueChanged.connect(lambda _: self.modes_changed.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.rows)
        layout.addLayout(row(tr("Columns"), self.first, self.second, tr("Modes"), self.modes, self.k))
        self.show_sheet(None, None)

    @property
    def grouped_by(self) -> str:
        """NOT_COUNTED, KMEANS, GIVEN, or the number of a column of labels."""
        return str(self.modes.currentData() or "")

    def choice(self) -> Choice:
        """The columns that are wanted."""
        labels = self.grouped_by if self.grouped_by.isdecimal() else ""
        return Choice((str(self.first.currentData()), str(self.second.currentData())), labels, numbered=True)

    def _group(self) -> None:
        self.k.setEnabled(self.grouped_by == KMEANS)
        if self.grouped_by.isdecimal():
            self.chosen.emit()
        else:
            self.modes_changed.emit()

    def show_sheet(self, sheet: Sheet | None, table: Table | None) -> None:
        """Shows the table that points are from, and which of its columns they are; None if they have none."""
        same = sheet is not None and sheet is self.sheet
        by = self.grouped_by if same else NOT_COUNTED
        self.sheet = sheet
        self.setVisible(table is not None)
        self.rows.setVisible(sheet is not None)
        if not same:
            self._fill(sheet, table)
        for box in (self.first, self.second):
            box.setVisible(sheet is not None)
        if table is not None and sheet is not None:
            self.first.setCurrentIndex(table.columns[0])
            self.second.setCurrentIndex(table.columns[1])
        self._mark(by)

    def _fill(self, sheet: Sheet | None, table: Table | None) -> None:
        titles = [sheet.title(k) for k in range(len(sheet.columns))] if sheet is not None else []
        for box in (self.first, self.second, self.modes):
            box.clear()
        for k, title in enumerate(titles, 1):
            self.first.addItem(title, str(k))
            self.second.addItem(title, str(k))
        self.modes.addItem(tr("not counted"), NOT_COUNTED)
        self.modes.addItem(tr("k clusters (a guess)"), KMEANS)
        if sheet is None and table is not None and table.grouping is not None:
            self.modes.addItem(tr("as they were"), GIVEN)
            self.modes.setCurrentIndex(2)
        if len(titles) > 2:
            for k, title in enumerate(titles, 1):
                self.modes.addItem(tr("labels of {column}", column=title), str(k))
        self.rows.clear()
        columns = sheet.head(HEAD)[:MOST_SHOWN] if sheet is not None else []
        self.rows.setColumnCount(len(columns))
        self.rows.setRowCount(max(map(len, columns), default=0))
        self.rows.setHorizontalHeaderLabels(titles[:MOST_SHOWN])
        if sheet is not None and len(sheet.lines):
            self.rows.setVerticalHeaderLabels([str(n) for n in sheet.lines[:HEAD]])
        for k, cells in enumerate(columns):
            for n, cell in enumerate(cells):
                self.rows.setItem(n, k, QTableWidgetItem(cell))
        self.rows.resizeColumnsToContents()
        self.rows.resizeRowsToContents()
        self.rows.setFixedHeight(self.rows.sizeHintForRow(0) * (HEAD + 1) + 22 if columns else 0)

    def _mark(self, by: str) -> None:
        if by:
            self.modes.setCurrentIndex(self.modes.findData(by))
        self.k.setEnabled(self.grouped_by == KMEANS)
        self._last = (self.first.currentIndex(), self.second.currentIndex(), self.grouped_by)

    def take_back(self) -> None:
        """Shows again the columns that are in use, as the others can't be read."""
        x, y, by = self._last
        self.first.setCurrentIndex(x)
        self.second.setCurrentIndex(y)
        self.modes.setCurrentIndex(max(0, self.modes.findData(by)))
        self.k.setEnabled(self.grouped_by == KMEANS)
