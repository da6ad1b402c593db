"""The tab for files: points in a table or an array, or a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QPushButton, QVBoxLayout

from playground.core.own_data.build import outside, own_points, picture_text, usual_blur
from playground.core.own_data.data_files import Table, read_points, read_text
from playground.core.own_data.endings import IMAGES, POINTS
from playground.core.own_data.kinds import Own, OwnPoints
from playground.core.own_data.placing import NONE, SCALINGS, Placing, suited
from playground.core.own_data.text import written
from playground.i18n import compose, tr
from playground.ui.labels import Label
from playground.ui.number_box import NumberBox
from playground.ui.own.pictures import image_of, ink_of
from playground.ui.own.preview import Preview
from playground.ui.own.tab import Tab, row
from playground.ui.palette import Neutrals


class File(Tab):
    """`load` and its variants read points or a picture; on failure they raise InputError and change nothing."""

    opened = pyqtSignal(Path)
    """The user chose this file."""
    pasted = pyqtSignal()
    """The user asked for the clipboard's contents."""

    def __init__(self) -> None:
        super().__init__()
        self._source: Table | QImage | None = None
        self._name = ""
        """Where the source is from; empty for an experiment's own data."""
        self._blur_scaled = True
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
        self.about = Label(
            tr(
                "Two columns of numbers (CSV, TSV, NPY, NPZ) or a picture (PNG, JPEG, SVG): open it, paste it, "
                "or drop it anywhere on the window."
            )
        )
        self.about.setWordWrap(True)
        self.preview = Preview()
        layout = QVBoxLayout(self)
        layout.addLayout(row(self.open, self.paste, tr("Blur"), self.blur, tr("Scale"), self.scaling, self.inverted))
        layout.addWidget(self.about)
        layout.addWidget(self.preview, 1)
        self._show_kind()

    def _ask(self) -> None:
        patterns = " ".join(f"*{ending}" for ending in (*POINTS, *IMAGES))
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Your own P_data"), "", f"{tr('Points and pictures')} ({patterns});;{tr('All files')} (*)"
        )
        if name:
            self.opened.emit(Path(name))

    # ---- loading ----

    def load(self, path: Path) -> None:
        """Loads a file; InputError if it can't be read."""
        if path.suffix.lower() in IMAGES:
            self._take(image_of(path), path.name)
        else:
            self._take(read_points(path), path.name)

    def load_text(self, text: str) -> None:
        """Loads pasted text."""
        where = tr("the clipboard")
        self._take(read_text(text, where), where)

    def load_image(self, image: QImage) -> None:
        """Loads a pasted picture."""
        self._take(image, tr("the clipboard"))

    def _take(self, source: Table | QImage, name: str) -> None:
        if isinstance(source, QImage):
            ink_of(source, self.inverted.isChecked())
        else:
            self._suit(source)
        self._source, self._name = source, name
        self.about.setText(self._said())
        self._show_kind()
        self.changed.emit()

    def _said(self, own: OwnPoints | None = None) -> str:
        """What is loaded, and how much of it the points made of it leave out."""
        source, name = self._source, self._name
        if isinstance(source, QImage):
            return tr("{name}: {w:,} × {h:,} pixels", name=name, w=source.width(), h=source.height())
        assert source is not None
        if name:
            about = compose("{name}: {note}", name=name, note=source.note)
        else:
            about = tr("The experiment's own data: {note}", note=source.note)
        left_out = outside(own, len(source.points)) if own is not None else ""
        return f"{about}\n{left_out}" if left_out else about

    def _suit(self, table: Table) -> None:
        """The scaling that suits these points, and the blur."""
        self.scaling.setCurrentIndex(self.scaling.findData(suited(table.points)))
        self._suit_blur(table)

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
        elif self._source is not None:
            if self.scaled != self._blur_scaled:
                self._suit_blur(self._source)
            points, scaling = self._source.points, self.scaling.currentData() if self.scaled else NONE
            own = own_points(points, scaling, self.blur.value())
            made = written(own)
            self.about.setText(self._said(own))
        self.preview.show_text(made)
        return made

    def show_own(self, own: Own) -> bool:
        if not isinstance(own, OwnPoints):
            return False
        points = own.points.astype(np.float64)
        self._source, self._name = Table(points, len(points)), ""
        self.scaled = False  # they were already scaled, if requested
        self._show_blur(own.blur)
        self.about.setText(self._said())
        self._show_kind()
        self.preview.show_text(written(own))
        return True

    def restyle(self, neutrals: Neutrals) -> None:
        self.preview.restyle(neutrals)
