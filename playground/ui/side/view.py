"""The side-by-side window: planes and curves of two to four runs, their differences, and the knobs of one."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QEvent, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from playground.core.experiment import Experiment
from playground.core.experiment.differences import differences
from playground.core.lenses import Display
from playground.engine.deadline import Deadline
from playground.i18n import tr
from playground.ui.banner import Banner
from playground.ui.labels import Label
from playground.ui.palette import Neutrals
from playground.ui.screens import resize_within
from playground.ui.side.bar import Bar
from playground.ui.side.conductor import Conductor
from playground.ui.side.frame import RunFrame
from playground.ui.side.gate import Gate
from playground.ui.side.grid import Grid, SharedLayers, best_columns
from playground.ui.side.knob_stack import KnobStack
from playground.ui.side.marks import LEAST_RUNS, MOST_RUNS, NAMES, compared
from playground.ui.side.overlay import Overlay
from playground.ui.side.runner import PATIENCE_SECONDS, Runner
from playground.ui.terms import explain
from playground.ui.theme import Theme, dress

CURVES_MS = 150
MOST_FOR_PLANES = 0.76
"""Share of the height that planes and curves divide between them."""


class SideView(QWidget):
    """Opens with two runs of one experiment; closing it ends everything, including the threads."""

    closed = pyqtSignal()

    def __init__(
        self,
        experiment: Experiment,
        display: Display,
        layers: dict[str, bool],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Side by side"))
        self.setAccessibleName(self.windowTitle())
        explain(self, "part:side")
        self._display, self._theme = display, theme
        self.conductor, self.gate = Conductor(self), Gate(self)
        acts = {"play": self.conductor.toggle, "step": self.conductor.step, "restart": self.conductor.restart}
        self.bar = Bar({**acts, "fit": self.fit, "add": self.add_run})
        self.banner, self.grid, self.overlay, self.knobs = Banner(), Grid(), Overlay(), KnobStack()
        self.layers = SharedLayers(self.grid, layers)
        self.comparison = Label()
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._shares_chosen = False
        """True once the user has moved the divider between planes and curves."""
        self.chosen = NAMES[0]
        self._curves_timer = QTimer(self)
        self._curves_timer.setSingleShot(True)
        self._curves_timer.setInterval(CURVES_MS)
        self._curves_timer.timeout.connect(self._draw_curves)
        self._lay_out()
        self._connect()
        for _ in range(LEAST_RUNS):
            self._begin(experiment)
        self.choose(NAMES[1])  # "duplicate this run, then change the objective": the duplicate is selected
        self.restyle(theme.neutrals)
        resize_within(self, 1280, 800)

    # ---- parts ----

    def _lay_out(self) -> None:
        self.comparison.setWordWrap(True)
        self.comparison.setTextFormat(Qt.TextFormat.RichText)
        self.comparison.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.comparison.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.comparison.setContentsMargins(8, 0, 8, 0)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.comparison)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(area)
        card.setMinimumWidth(200)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.overlay, 3)
        row.addWidget(card, 1)
        split = self._split
        split.setChildrenCollapsible(False)
        split.addWidget(self.grid)
        split.addWidget(foot)
        split.splitterMoved.connect(self._keep_shares)
        middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addWidget(self.banner)
        middle.addWidget(self.layers.legend)
        middle.addWidget(split, 1)
        below = QHBoxLayout()
        below.addWidget(self.knobs)
        below.addLayout(middle, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addLayout(below, 1)

    def _keep_shares(self) -> None:
        self._shares_chosen = True

    def _share(self) -> None:
        """Gives the planes the height that makes them square, and the curves the rest."""
        if not self._shares_chosen and self.runs:
            height, width = sum(self._split.sizes()), self._split.width()
            _, wanted = best_columns(len(self.runs), width, round(MOST_FOR_PLANES * height))
            self._split.setSizes([wanted, height - wanted])

    def resizeEvent(self, a0: QResizeEvent | None) -> None:
        super().resizeEvent(a0)
        self._share()

    def _connect(self) -> None:
        self.conductor.playing_changed.connect(self.bar.show_playing)
        self.bar.speed.changed.connect(self.conductor.pace)
        self.gate.passed.connect(self._caption)
        self._theme.changed.connect(self.restyle)
        QShortcut(QKeySequence("Ctrl+W"), self).activated.connect(self.close)

    # ---- the runs ----

    @property
    def runs(self) -> dict[str, Runner]:
        """The runs by name, in the order of their names."""
        return {name: frame.run for name, frame in self.grid.frames.items()}

    def add_run(self) -> None:
        """Adds a duplicate of the selected run and selects it; a fifth run is refused."""
        if len(self.runs) == MOST_RUNS:
            self.banner.say(tr("At most four runs fit. Close one to add another."))
            return
        self.choose(self._begin(self.runs[self.chosen].experiment))

    def _begin(self, experiment: Experiment) -> str:
        name = next(name for name in NAMES if name not in self.grid.frames)
        run = Runner(name, experiment, replace(self._display, score_spread=self.gate.spread), self)
        frame = RunFrame(run)
        self.layers.dress(frame)
        frame.restyle(self._theme.neutrals)
        frame.chosen.connect(self.choose)
        frame.closed.connect(self.close_run)
        self.grid.add(frame)
        self.knobs.add(run, self._theme.neutrals)
        self.gate.add(run)
        self.conductor.add(run)
        run.shown.connect(self._curves_soon)
        run.rested.connect(self._draw_curves)
        run.experiment_changed.connect(self._compare)
        run.said.connect(self.banner.say)
        self._share()
        self._compare()
        return name

    def close_run(self, name: str) -> None:
        """Ends and removes one run; at least two stay."""
        if len(self.runs) <= LEAST_RUNS:
            return
        run = self.runs[name]
        self.conductor.remove(run)
        self.gate.remove(run)
        run.end()
        Deadline(PATIENCE_SECONDS).join([run.worker])
        self.grid.remove(name)
        self.knobs.remove(name)
        run.deleteLater()
        if name == self.chosen:
            self.choose(next(iter(self.runs)))
        self._share()
        self._compare()
        self._draw_curves()

    def choose(self, name: str) -> None:
        """Selects this run and shows its knobs."""
        self.chosen = name
        self.knobs.choose(name)
        for frame in self.grid.frames.values():
            frame.choose(frame.run.name == name, self._theme.neutrals)

    def closeEvent(self, a0: QCloseEvent | None) -> None:
        Deadline(PATIENCE_SECONDS).join(self.conductor.end())
        for timer in self.findChildren(QTimer):
            timer.stop()
        super().closeEvent(a0)
        self.closed.emit()
        self.deleteLater()

    # ---- what is shown ----

    def changeEvent(self, event: QEvent | None) -> None:
        """Another language: the differences are told in its words."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self._compare()

    def _curves_soon(self) -> None:
        if not self._curves_timer.isActive():
            self._curves_timer.start()

    def _draw_curves(self) -> None:
        self.overlay.show_pictures({name: run.picture for name, run in self.runs.items() if run.picture is not None})
        self._caption()

    def _compare(self) -> None:
        """Updates every text about the differences between the runs."""
        experiments = {name: run.experiment for name, run in self.runs.items()}
        first = next(iter(experiments))
        alike = len(experiments) > 1 and len({*experiments.values()}) == 1
        hint = tr(
            "All runs have the same experiment and seed, so they are identical. Change a knob of one of them, "
            "and the differences are listed here."
        )
        self.comparison.setText(hint if alike else compared(experiments))
        self._words = {name: " · ".join(differences(experiments[first], e)) for name, e in experiments.items()}
        self._words[first] = tr("the run that the others are compared with")
        for name, e in experiments.items():
            if name != first and e == experiments[first]:
                self._words[name] = tr("the same experiment as {first}", first=first)
        self._caption()

    def _caption(self) -> None:
        for name, frame in self.grid.frames.items():
            frame.say(self._words[name], self.gate.behind(frame.run), len(self.runs) <= LEAST_RUNS)

    def fit(self) -> None:
        """Shows all of every plane."""
        self.grid.fit()

    def restyle(self, neutrals: Neutrals) -> None:
        """The theme's neutrals; the colours of the data stay."""
        dress(self, neutrals)
        for frame in self.grid.frames.values():
            frame.restyle(neutrals)
        self.layers.restyle(neutrals)
        self.overlay.restyle(neutrals)
        self.knobs.restyle(neutrals)
        self.bar.restyle(neutrals, self.conductor.playing)
