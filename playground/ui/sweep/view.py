"""The window of sweeps: a map of the runs over two knobs, a table of all runs, and buttons to open or run a sweep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.experiment.link import read_link
from playground.engine.sweep import plan as plans
from playground.engine.sweep.rows import Row
from playground.i18n import tr
from playground.ui.banner import Banner
from playground.ui.labels import Label
from playground.ui.loader import Loader
from playground.ui.palette import Neutrals
from playground.ui.reading_bar import ReadingBar
from playground.ui.screens import resize_within
from playground.ui.sweep.background import Background
from playground.ui.sweep.builder import Builder
from playground.ui.sweep.heat import HeatMap
from playground.ui.sweep.reading import Found, Planned, mark_of, read_plan, read_results
from playground.ui.sweep.summary import Quantity, axes_of, mapped, quantities
from playground.ui.sweep.table import Table
from playground.ui.terms import explain
from playground.ui.theme import Theme, dress, quiet

FOLLOW_MS = 1000
EXAMPLE = "r1_and_rate"


class SweepView(QWidget):
    """Shows the runs of one file of results, even while it grows. `opened`: the experiment of the clicked run."""

    opened = pyqtSignal(object)
    closed = pyqtSignal()

    def __init__(
        self,
        theme: Theme,
        folder: Path,
        parent: QWidget | None = None,
        base: Callable[[], Experiment] = lambda: EXPERIMENT,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Sweeps"))
        self.setAccessibleName(self.windowTitle())
        explain(self, "part:sweep")
        self._theme, self._folder = theme, folder
        self.path: Path | None = None
        self.names: tuple[str, ...] = ()
        self.rows: list[Row] = []
        self._seen: tuple[int, int] | None = None
        self._base = base
        self._planned: frozenset[str] = frozenset()
        """The runs of the sweep in the background."""
        self.background = Background(self)
        self.banner, self.map, self.table = Banner(), HeatMap(), Table()
        self.welcome = _welcome()
        self.loader: Loader[Found] = Loader(self)
        self.planner: Loader[Planned] = Loader(self)
        self.reading, self.planning = ReadingBar(self.loader), ReadingBar(self.planner)
        self.across, self.up, self.colours = QComboBox(), QComboBox(), QComboBox()
        self.open_button, self.run_button = QPushButton(tr("Open…")), QPushButton(tr("Run a sweep…"))
        self.build_button = QPushButton(tr("New sweep…"))
        self.example, self.cancel = QPushButton(tr("Run the example")), QPushButton(tr("Cancel"))
        self.progress, self.said = QProgressBar(), Label()
        self._clock = QTimer(self)
        self._clock.setInterval(FOLLOW_MS)
        self._clock.timeout.connect(self.follow)
        self._tell()
        self._lay_out()
        self._connect()
        self.restyle(theme.neutrals)
        self._show_running()
        resize_within(self, 1180, 720)

    # ---- parts ----

    def _tell(self) -> None:
        self.open_button.setToolTip(
            tr("Open a sweep's results: a .csv or .parquet file. The sweep may still be running.")
        )
        self.run_button.setToolTip(
            tr(
                "Train every run of a SWEEP.toml in the background, with a row for each; runs already in its results are skipped."
            )
        )
        self.build_button.setToolTip(
            tr(
                "Choose knobs, their values and seeds, and see how many runs these are; then train them in the background."
            )
        )
        self.example.setToolTip(tr("R1's weight against the learning rate, on the ring of 8: 25 points, 2 seeds each."))
        self.cancel.setToolTip(tr("Stop the sweep; results are kept, and running it again continues from there."))
        for combo, name, words in (
            (self.across, tr("horizontal"), tr("The knob on the horizontal axis.")),
            (self.up, tr("vertical"), tr("The knob on the vertical axis.")),
            (
                self.colours,
                tr("colour"),
                tr("The quantity shown by the map's colours and numbers: the mean over the runs of a cell."),
            ),
        ):
            combo.setAccessibleName(name)
            combo.setToolTip(words)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(9)
        self.progress.setMaximumWidth(220)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        buttons = (self.open_button, self.build_button, self.run_button, self.example)
        for widget in (*buttons, self.progress, self.cancel, self.said):
            bar.addWidget(widget, 1 if widget is self.said else 0)
        quiet(self.said)
        choices = QHBoxLayout()
        for combo, words in ((self.across, tr("across")), (self.up, tr("up")), (self.colours, tr("colour"))):
            label = Label(words)
            quiet(label)
            choices.addWidget(label)
            choices.addWidget(combo, 1)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(8, 6, 8, 4)
        inside.addLayout(choices)
        inside.addWidget(self.map, 1)
        split = self._split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(card)
        split.addWidget(self.table)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([560, 560])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.addLayout(bar)
        for part in (self.reading, self.planning):
            layout.addWidget(part)
        layout.addWidget(self.banner)
        layout.addWidget(self.welcome, 1)
        layout.addWidget(split, 1)
        split.hide()

    def _connect(self) -> None:
        self.open_button.clicked.connect(self.ask)
        self.run_button.clicked.connect(self.ask_sweep)
        self.build_button.clicked.connect(self.build)
        self.example.clicked.connect(lambda: self.run(plans.EXAMPLES / f"{EXAMPLE}.toml"))
        self.cancel.clicked.connect(self.background.cancel)
        self.background.ended.connect(self._end)
        self.loader.done.connect(self._take)
        self.planner.done.connect(self._begin)
        for loader in (self.loader, self.planner):
            loader.failed.connect(self.banner.say)
        for combo in (self.across, self.up, self.colours):
            combo.activated.connect(self._draw)
        self.map.picked.connect(self._pick)
        self.table.opened.connect(self.open_run)
        self._theme.changed.connect(self.restyle)
        QShortcut(QKeySequence("Ctrl+O"), self).activated.connect(self.ask)
        for keys in ("Ctrl+W", "Esc"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.close)

    # ---- results ----

    def ask(self) -> None:
        """Asks for a file of results, and shows it."""
        name, _ = QFileDialog.getOpenFileName(self, tr("Open"), "", tr("Results of sweeps (*.csv *.parquet)"))
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Shows a file of results, and follows it while it grows; an invalid file is rejected."""
        self.reading.begin()
        self.loader.start(partial(read_results, path))

    @property
    def busy(self) -> bool:
        """Whether a file is being read."""
        return self.loader.busy or self.planner.busy

    def _take(self, found: Found) -> None:
        if found.path != self.path:
            self.path = found.path
            self._planned = self._planned if self.background.running else frozenset()
            self.banner.hide()
            self._clock.start()
        self._seen = found.mark
        self._show(found.names, found.rows)

    def follow(self) -> None:
        """Reads the file again if it has changed."""
        if self.path is None or self.loader.busy or (mark := mark_of(self.path)) == self._seen or mark is None:
            return
        self._seen = mark
        self.loader.start(partial(read_results, self.path))

    def _show(self, names: Sequence[str], rows: list[Row]) -> None:
        fresh = tuple(names) != self.names
        self.names, self.rows = tuple(names), rows
        if fresh:
            self._offer()
        self.welcome.hide()
        self._split.show()
        self.table.show_rows(names, rows)
        self._draw()
        self._count()

    def _offer(self) -> None:
        """Offers the axes in these columns; by default the first two."""
        axes = axes_of(self.names, self.rows)
        for combo in (self.across, self.up):
            combo.clear()
            for knob, words in axes.items():
                combo.addItem(words, knob)
        self.up.addItem(tr("nothing"), "")
        self.across.setCurrentIndex(0)
        self.up.setCurrentIndex(1 if axes else 0)
        self.colours.clear()
        for quantity in quantities(self.names):
            self.colours.addItem(quantity.label, quantity.name)

    @property
    def quantity(self) -> Quantity:
        """Sets what the colours stand for."""
        return quantities(self.names)[max(0, self.colours.currentIndex())]

    def _draw(self) -> None:
        x, y = self.across.currentData() or "", self.up.currentData() or ""
        self.map.show_map(
            mapped(self.rows, x, y, self.quantity),
            self.quantity,
            self.across.currentText(),
            self.up.currentText() if y else "",
        )

    def _count(self) -> None:
        n, diverged = len(self.rows), sum(row["diverged_at"] is not None for row in self.rows)
        words = tr(
            "{name}: {n:,} runs, of which {d:,} diverged", name=self.path.name if self.path else "", n=n, d=diverged
        )
        if self.background.running and self._planned:
            done = sum(row["run"] in self._planned for row in self.rows)
            self.progress.setRange(0, len(self._planned))
            self.progress.setValue(done)
            words = tr("{done:,} of {total:,} runs · {words}", done=done, total=len(self._planned), words=words)
        self.said.setText(words)

    # ---- from a run to the main window ----

    def _pick(self, rows: Sequence[Row]) -> None:
        self.table.choose(rows)
        self.open_run(rows[0])

    def open_run(self, row: Row) -> None:
        """Opens the run of a row in the main window; a sentence says if its results may differ."""
        try:
            linked = read_link(row["link"])
        except InputError as error:
            self.banner.say(str(error))
            return
        self.opened.emit(linked.experiment)
        self.banner.say(linked.note or _opened(linked.experiment, row))

    # ---- a sweep in the background ----

    def build(self) -> Builder:
        """Opens the builder of a new sweep."""
        self._folder.mkdir(parents=True, exist_ok=True)
        builder = Builder(self._base(), self._folder, self)
        builder.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        builder.made.connect(self.run)
        builder.open()
        return builder

    def ask_sweep(self) -> None:
        """Asks for a SWEEP.toml, and runs it."""
        name, _ = QFileDialog.getOpenFileName(self, tr("Run a sweep"), str(plans.EXAMPLES), tr("Sweeps (*.toml)"))
        if name:
            self.run(Path(name))

    def run(self, sweep: Path) -> None:
        """Trains the runs missing from the sweep's results, which are beside it, or in the user's folder for the
        example.
        """
        own = sweep.parent.resolve() == plans.EXAMPLES.resolve()
        out = (self._folder / "sweeps" if own else sweep.parent) / f"{sweep.stem}.csv"
        self.planning.begin()
        self.planner.start(partial(read_plan, sweep, out))

    def _begin(self, planned: Planned) -> None:
        self._planned = planned.runs
        self.background.run(planned.sweep, planned.out)
        self.path = None  # its results are shown from the start
        self.open(planned.out)
        self._show_running()

    def _end(self, sentence: str) -> None:
        self.follow()
        self._count()
        self._show_running()
        if sentence:
            self.banner.say(sentence)

    def _show_running(self) -> None:
        running = self.background.running
        for widget in (self.build_button, self.run_button, self.example):
            widget.setVisible(not running)
        self.progress.setVisible(running)
        self.cancel.setVisible(running)

    def closeEvent(self, a0: QCloseEvent | None) -> None:
        self._clock.stop()
        self.loader.cancel()
        self.planner.cancel()
        self.background.end()
        super().closeEvent(a0)
        self.closed.emit()
        self.deleteLater()

    def restyle(self, neutrals: Neutrals) -> None:
        """Applies the theme's neutrals; the colours of the data stay."""
        dress(self, neutrals)
        self.map.restyle(neutrals)


def _opened(experiment: Experiment, row: Row) -> str:
    sentences = [
        tr(
            "The run with seed {seed} is open in the main window at iteration 0: press Play there.",
            seed=experiment.seed,
        ),
        tr("In the sweep it diverged at iteration {n:,}.", n=row["diverged_at"])
        if row["diverged_at"] is not None
        else "",
        tr("Trained alone it may differ from its row: rounding differs, and training amplifies the differences."),
    ]
    return " ".join(filter(None, sentences))


def _welcome() -> QLabel:
    label = Label(
        tr(
            "A sweep trains one experiment many times: for every combination of some knobs' values, or at random, "
            "each with "
            "several seeds. Build a new sweep, run the example, run your own SWEEP.toml (gan-playground sweep --help shows "
            "one), or open existing "
            "results. Each run is a row of the table, and the map shows the runs over two knobs."
        )
    )
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setContentsMargins(60, 0, 60, 0)
    return label
