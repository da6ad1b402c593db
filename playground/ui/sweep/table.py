"""The table of a sweep: a row for each run, sorted by any column."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from playground.core.experiment import KINDS, KnobValue
from playground.core.metrics import METRICS
from playground.engine.sweep.rows import TEXT, Row, measured, swept
from playground.i18n import Text, tr
from playground.ui.labels import literal
from playground.ui.sweep.summary import label_of, value_of

WORDS: dict[str, Text] = {
    "seed": "Seed",
    "iterations": "Iterations",
    "d_loss": "D's loss",
    "g_loss": "G's loss",
    "diverged_at": "Diverged at",
    "seconds": "Seconds",
}
NO_PARENT = QModelIndex()
WIDEST = 92
"""Initial width of a column in pixels; a long heading takes two lines."""


class Runs(QAbstractTableModel):
    """The rows in the displayed order; ids and links have no column."""

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.rows: list[Row] = []
        self._order: tuple[int, Qt.SortOrder] | None = None

    def show_rows(self, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Replaces the rows, keeping the sort order."""
        self.beginResetModel()
        shown = columns(names)
        if shown != self.names:
            self._order = None  # a different table
        self.names, self.rows = shown, [*rows]
        self._sort()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, name = self.rows[index.row()], self.names[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown(name, row[name])
            case Qt.ItemDataRole.TextAlignmentRole if not isinstance(row[name], str):
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ToolTipRole:
                return tr("Click to open this run in the main window: it restarts at iteration 0.")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return heading(self.names[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(tr("Click to sort by {name}; click again to reverse.", name=heading(self.names[section])))
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        self._order = (column, order) if 0 <= column < len(self.names) else None
        self._sort()
        self.layoutChanged.emit()

    def _sort(self) -> None:
        """Sorts the rows; those without a value stay at the end."""
        if self._order is None:
            return
        column, order = self._order
        name = self.names[column]
        there = [row for row in self.rows if row[name] is not None]
        there.sort(key=lambda row: row[name], reverse=order == Qt.SortOrder.DescendingOrder)
        self.rows = there + [row for row in self.rows if row[name] is None]


def columns(names: Sequence[str]) -> tuple[str, ...]:
    """The displayed columns in order: the varied knobs, the results, and the rest; without ids and links."""
    first = (*swept(names), "seed", *measured(names), "diverged_at")
    return (*first, *(name for name in names if name not in TEXT and name not in first))


def heading(name: str) -> str:
    """A column's heading."""
    if name in WORDS:
        return tr(WORDS[name])
    return tr(METRICS[name].label) if name in METRICS else label_of(name)


def shown(name: str, value: KnobValue | None) -> str:
    """A cell's text."""
    if value is None:
        return "–"
    if name in KINDS:
        return value_of(name, value)
    if name in METRICS and METRICS[name].unit == "share":
        return f"{value:.1%}"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"


class Table(QTableView):
    """Emits `opened` when a run is clicked."""

    opened = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.runs = Runs()
        self.setModel(self.runs)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setAccessibleName(tr("Runs of the sweep"))
        lines = self.verticalHeader()
        assert lines is not None
        lines.setDefaultSectionSize(24)
        lines.hide()
        header = self.horizontalHeader()
        assert header is not None
        header.setDefaultAlignment(Qt.AlignmentFlag(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap))
        header.setFixedHeight(2 * self.fontMetrics().height() + 10)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.clicked.connect(lambda index: self.opened.emit(self.runs.rows[index.row()]))

    def show_rows(self, names: Sequence[str], rows: Sequence[Row]) -> None:
        fresh = columns(names) != self.runs.names
        self.runs.show_rows(names, rows)
        if fresh:
            self.resizeColumnsToContents()
            for i in range(len(self.runs.names)):
                self.setColumnWidth(i, min(WIDEST, self.columnWidth(i)))

    def choose(self, rows: Sequence[Row]) -> None:
        """Selects these runs."""
        ids = {row["run"] for row in rows}
        self.clearSelection()
        mode = self.selectionMode()
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        for i, row in enumerate(self.runs.rows):
            if row["run"] in ids:
                self.selectRow(i)
        self.setSelectionMode(mode)
