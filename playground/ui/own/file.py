"""The tab for files: points in a table, a workbook or an array, or a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QPushButton, QVBoxLayout

from playground.core.arrays import F64
from playground.core.errors import InputError
from playground.core.own_data.build import outside, own_points, picture_text, usual_blur
from playground.core.own_data.data_files import Table, read_sheet, sheet_of_pasted, table_of
from playground.core.own_data.endings import IMAGES, POINTS
from playground.core.own_data.kinds import Grouping, Own, OwnPoints
from playground.core.own_data.placing import NONE, SCALINGS, Placing, suited
from playground.core.own_data.sheet import Choice, Sheet
from playground.core.own_data.text import written
from playground.i18n import compose, sentences, tr
from playground.ui.labels import Label
from playground.ui.loader import Loader, Pulse
from playground.ui.number_box import NumberBox
from playground.ui.own.columns import KMEANS, Columns
from playground.ui.own.pictures import by_opacity, image_of, ink_of
from playground.ui.own.preview import Preview
from playground.ui.own.tab import Tab, row
from playground.ui.palette import Neutrals
from playground.ui.reading_bar import ReadingBar


@dataclass(frozen=True)
class Suits:
    """The scaling that suits some points, and the blur once they are scaled, or as they are, in plane units."""

    scaling: str
    blur: float
    blur_unscaled: float

    @classmethod
    def of(cls, points: F64) -> Suits:
        scaling = suited(points)
        return cls(scaling, usual_blur(Placing.of_points(points, scaling).moved(points)), usual_blur(points))


@dataclass(frozen=True, eq=False)
class Loaded:
    """What a file or the clipboard holds: a picture, or points with the table that they are from."""

    source: Table | QImage
    name: str
    sheet: Sheet | None = None
    suits: Suits | None = None
    unsure: str = ""
    """Why the two columns that were taken may not be those that are meant, in a sentence, or nothing."""


def read_file(path: Path, pulse: Pulse) -> Loaded:
    """What a file holds; InputError if it can't be read. Runs on any thread."""
    if path.suffix.lower() in IMAGES:
        pulse(0.0)
        return Loaded(image_of(path), path.name)
    return _of_sheet(read_sheet(path, pulse), path.name, pulse)


def read_pasted(text: str, where: str, pulse: Pulse) -> Loaded:
    """What a pasted text holds; InputError if it is no table. Runs on any thread."""
    return _of_sheet(sheet_of_pasted(text, where, pulse), where, pulse)


def _of_sheet(sheet: Sheet, name: str, pulse: Pulse) -> Loaded:
    (x, y), unsure = sheet.guess()
    pulse(0.6)
    if unsure:
        unsure = tr(
            "The first two of {n} columns of numbers are taken; choose others above if these are not meant.",
            n=len(sheet.numeric),
        )
    return _of_columns(sheet, Choice((f"{x + 1}", f"{y + 1}"), numbered=True), name, unsure)


def _of_columns(sheet: Sheet, choice: Choice, name: str, unsure: str = "") -> Loaded:
    table = table_of(sheet, choice)
    return Loaded(table, name, sheet, Suits.of(table.points), unsure)


class File(Tab):
    """`load` and its variants begin to read points or a picture; on failure, which `failed` tells, they change nothing."""

    opened = pyqtSignal(Path)
    """The user chose this file."""
    pasted = pyqtSignal()
    """The user asked for the clipboard's contents."""
    loaded = pyqtSignal()
    """A file or the clipboard was read."""
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self._source: Table | QImage | None = None
        self._placed: tuple[F64, tuple[str, Grouping | None, int], OwnPoints] | None = None
        """The last points made, and of what: (points, (scaling, labels, number of clusters), result)."""
        self._name = ""
        """Where the source is from; empty for an experiment's own data."""
        self.unsure = ""
        """Why other columns may be meant than those that were taken, in a sentence, or nothing."""
        self._blur_scaled = True
        self.loader: Loader[Loaded] = Loader(self)
        self.loader.done.connect(self._take)
        self.loader.failed.connect(self._fail)
        self.progress = ReadingBar(self.loader)
        self._build_controls()
        self.columns = Columns()
        self.columns.chosen.connect(self._choose)
        self.columns.modes_changed.connect(self.changed)
        self.about = Label(
            tr(
                "Two columns of numbers (CSV, TSV, XLSX, XLS, ODS, NPY, NPZ) or a picture (PNG, JPEG, TIFF, WebP, SVG): "
                "open it, paste it, or drop it anywhere on the window."
            )
        )
        self.about.setWordWrap(True)
        self.preview = Preview()
        layout = QVBoxLayout(self)
        layout.addLayout(row(self.open, self.paste, tr("Blur"), self.blur, tr("Scale"), self.scaling, self.inverted))
        layout.addWidget(self.progress)
        layout.addWidget(self.columns)
        layout.addWidget(self.about)
        layout.addWidget(self.preview, 1)
        self._show_kind()

    def _build_controls(self) -> None:
        self.open = QPushButton(tr("Open…"))
        self.open.clicked.connect(self._ask)
        self.paste = QPushButton(tr("Paste"))
        self.paste.setToolTip(tr("Use two columns of numbers or a picture from the clipboard."))
        self.paste.clicked.connect(self.pasted)
        self.inverted = QCheckBox(tr("Bright means more points"))
        self.inverted.setToolTip(tr("Dark areas get more points; tick this to give light areas more."))
        self.inverted.toggled.connect(lambda _: self.changed.emit())
        self.scaling = QComboBox()
        self.scaling.setAccessibleName(tr("how the columns are scaled"))
        for way in SCALINGS.values():
            self.scaling.addItem(tr(way.label), way.name)
            self.scaling.setItemData(self.scaling.count() - 1, tr(way.help), Qt.ItemDataRole.ToolTipRole)
        self.scaling.activated.connect(self._rescale)
        self.blur = NumberBox(0.0, 1000.0, step=0.01)
        self.blur.setToolTip(
            tr(
                "Each real point is one of the file's points, moved randomly by about this many plane units. "
                "More is smoother; 0 keeps the points as they are."
            )
        )
        self.blur.valueChanged.connect(lambda _: self.changed.emit())

    def _ask(self) -> None:
        patterns = " ".join(f"*{ending}" for ending in (*POINTS, *IMAGES))
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Your own P_data"), "", f"{tr('Points and pictures')} ({patterns});;{tr('All files')} (*)"
        )
        if name:
            self.opened.emit(Path(name))

    # ---- loading ----

    def load(self, path: Path) -> None:
        """Begins to read a file."""
        self._begin(partial(read_file, path))

    def load_text(self, text: str) -> None:
        """Begins to read a pasted text."""
        self._begin(partial(read_pasted, text, tr("the clipboard")))

    def load_image(self, image: QImage) -> None:
        """Loads a pasted picture."""
        self._begin(lambda _pulse: Loaded(image, tr("the clipboard")))

    def _begin(self, job: Callable[[Pulse], Loaded]) -> None:
        self.progress.begin()
        self.loader.start(job)

    def _choose(self) -> None:
        """The person has chosen other columns of the same table."""
        sheet, choice, name = self.columns.sheet, self.columns.choice(), self._name
        assert sheet is not None
        self._begin(lambda _pulse: _of_columns(sheet, choice, name))

    def _fail(self, why: str) -> None:
        self.columns.take_back()
        self.failed.emit(why)

    def _take(self, loaded: Loaded) -> None:
        source = loaded.source
        try:
            if isinstance(source, QImage):
                ink_of(source, self.inverted.isChecked())
            elif loaded.suits is not None and self._other_numbers(loaded):
                self.scaling.setCurrentIndex(self.scaling.findData(loaded.suits.scaling))
                self._show_blur(loaded.suits.blur if self.scaled else loaded.suits.blur_unscaled)
        except InputError as error:
            self._fail(str(error))
            return
        self._source, self._name, self.unsure = source, loaded.name, loaded.unsure
        self.columns.show_sheet(loaded.sheet, source if isinstance(source, Table) else None)
        self.about.setText(self._said())
        self._show_kind()
        self.loaded.emit()

    def _other_numbers(self, loaded: Loaded) -> bool:
        """False if these are the points at hand, only with other modes: what the person chose for their scale and blur stays."""
        before, now = self._source, loaded.source
        return not (isinstance(before, Table) and isinstance(now, Table) and np.array_equal(before.points, now.points))

    def _said(self, own: OwnPoints | None = None) -> str:
        """What is loaded, and how much of it the points made of it leave out."""
        source, name = self._source, self._name
        if isinstance(source, QImage):
            size = tr("{name}: {w:,} × {h:,} pixels.", name=name, w=source.width(), h=source.height())
            light = by_opacity(source) and not self.inverted.isChecked()
            return sentences(
                (
                    size,
                    tr("Where it is opaque there are points, as it is light on a transparent ground.") if light else "",
                )
            )
        assert source is not None
        if name:
            about = compose("{name}: {note}", name=name, note=source.note)
        else:
            about = tr("The experiment's own data: {note}", note=source.note)
        left_out = outside(own, len(source.points)) if own is not None else ""
        return "\n".join(filter(None, (about, self.unsure, left_out)))

    def _suit_blur(self, table: Table) -> None:
        """The blur that suits these points at their final scale."""
        placing = Placing.of_points(table.points, self.scaling.currentData())
        self._show_blur(usual_blur(placing.moved(table.points) if self.scaled else table.points))

    def _rescale(self) -> None:
        """The person has chosen another scaling."""
        if isinstance(self._source, Table):
            self._suit_blur(self._source)
            self.changed.emit()

    def _show_blur(self, blur: float) -> None:
        self._blur_scaled = self.scaled
        self.blur.blockSignals(True)
        self.blur.setValue(blur)
        self.blur.blockSignals(False)

    def _show_kind(self) -> None:
        self.inverted.setEnabled(isinstance(self._source, QImage))
        for part in (self.blur, self.scaling):
            part.setEnabled(isinstance(self._source, Table))

    # ---- the result ----

    def text(self) -> str | None:
        made = None
        if isinstance(self._source, QImage):
            made = picture_text(ink_of(self._source, self.inverted.isChecked()), self.scaled)
            self.about.setText(self._said())
        elif self._source is not None:
            if self.scaled != self._blur_scaled:
                self._suit_blur(self._source)
            points, scaling = self._source.points, self.scaling.currentData() if self.scaled else NONE
            by = self.columns.grouped_by
            grouping, modes = (
                (None, self.columns.k.number) if by == KMEANS else (self._source.grouping if by else None, 0)
            )
            own = self._own(points, scaling, grouping, modes)
            made = written(own)
            self.about.setText(self._said(own))
        self.preview.show_text(made)
        return made

    def _own(self, points: F64, scaling: str, grouping: Grouping | None, modes: int) -> OwnPoints:
        """The points with the blur of now. Of the same points only the blur is new: clusters may take a second to find."""
        asked = (scaling, grouping, modes)
        if self._placed is None or self._placed[0] is not points or self._placed[1] != asked:
            self._placed = points, asked, own_points(points, scaling, self.blur.value(), grouping, modes)
        return replace(self._placed[2], blur=self.blur.value())

    def show_own(self, own: Own) -> bool:
        if not isinstance(own, OwnPoints):
            return False
        self.loader.cancel()
        self.progress.end()
        points = own.points.astype(np.float64)
        self._source, self._name, self.unsure = Table(points, len(points), grouping=own.grouping), "", ""
        self.columns.show_sheet(None, self._source)
        self.scaled = False  # they were already scaled, if requested
        self._show_blur(own.blur)
        self.about.setText(self._said())
        self._show_kind()
        self.preview.show_text(written(own))
        return True

    def restyle(self, neutrals: Neutrals) -> None:
        self.preview.restyle(neutrals)
