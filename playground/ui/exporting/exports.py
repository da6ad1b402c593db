"""The window's exports; if a file can't be written, one sentence says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QFileDialog, QWidget
from PyQt6.sip import isdeleted

from playground.core.errors import InputError
from playground.core.files import exports
from playground.core.lenses import SAMPLES as SAMPLES_LENS
from playground.core.lenses.samples import in_own_units
from playground.core.script import script
from playground.engine.letters import Picture
from playground.i18n import Text, tr
from playground.ui.controller import Controller
from playground.ui.exporting.animation import Animation, Plan
from playground.ui.exporting.dialog import USUAL_SCALE, AnimationDialog, PictureDialog
from playground.ui.exporting.movie import MOVIES
from playground.ui.exporting.still import pixels, save_picture
from playground.ui.exporting.subjects import Subjects
from playground.ui.layer_panel import MOST_DOTS
from playground.ui.number_box import NumberBox, ask_whole

PICTURES: dict[str, Text] = {".png": "PNG picture", ".svg": "SVG vectors"}
CURVES: dict[str, Text] = {".csv": "Table"}
SAMPLES: dict[str, Text] = {".csv": "Table of real and fake points", ".npy": "NumPy array of fakes"}
SCRIPT: dict[str, Text] = {".py": "Python script"}
SCRIPT_ITERATIONS = 3000
"""The script's iterations if the run has not been trained."""


class Exports(QObject):
    """Belongs to a window; an animation in progress is cancelled when the window closes.

    `warn` reports problems, `tell` reports success.
    """

    def __init__(
        self,
        window: QWidget,
        controller: Controller,
        subjects: Subjects,
        warn: Callable[[str], object],
        tell: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._controller, self._subjects = window, controller, subjects
        self._warn, self._tell = warn, tell
        self.animation: Animation | None = None
        self._picture: Picture | None = None
        self._points: tuple[Path, int] | None = None
        """A pending export of points: its file, and how many."""
        controller.bridge.arrived.connect(self._show)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """The window is closing: cancels an animation in progress."""
        closing = event is not None and event.type() == QEvent.Type.Close
        if closing and self.animation is not None and not self.animation.over:
            self.animation.stop()
        return super().eventFilter(watched, event)

    # ---- pictures ----

    def picture(self) -> None:
        """Asks what to picture and how large, then for a file."""
        dialog = PictureDialog(self._window, self._subjects.seen())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def save() -> None:
            name, scale, legend = dialog.subject, dialog.scale.number, dialog.legend.isChecked()
            if path := self._ask(tr("Save picture"), "gan", PICTURES):
                if not isdeleted(dialog):  # while the file was asked for, the window may have closed
                    dialog.accept()
                self.save_picture(path, name, scale, legend)

        dialog.chosen.connect(save)
        dialog.open()

    def save_picture(self, path: Path, what: str, scale: float, legend: bool = True) -> None:
        """Writes a picture of a subject, on the plane with its caption and colour bar if `legend`."""
        with self._telling(path):
            save_picture(path, self._subjects.widget(what), scale, legend)

    def copy_picture(self) -> None:
        """Copies the plane, at twice the screen's pixels, to the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            image = pixels(self._subjects.widget("plane"), USUAL_SCALE)
            image.setDevicePixelRatio(1)
            clipboard.setImage(image)
            self._tell(tr("Copied the plane's picture to the clipboard."))

    # ---- numbers ----

    def curves(self) -> None:
        """Asks for a file, and writes all curves up to the displayed moment."""
        if path := self._ask(tr("Save curves"), "curves", CURVES):
            self.save_curves(path)

    def save_curves(self, path: Path) -> None:
        with self._telling(path):
            exports.kind_of(path, exports.CURVES)
            if self._picture is None:
                raise InputError(tr("There are no curves yet: torch is still loading"))
            exports.save(path, exports.curves_csv(self._picture.losses, self._picture.metrics))

    def samples(self) -> None:
        """Asks how many points and for a file."""
        n = ask_whole(
            self._window,
            tr("Save samples"),
            tr("Number of real points and of fakes"),
            NumberBox(1, MOST_DOTS, whole=True, step=250),
            self._controller.display.dots,
        )
        if n is not None and (path := self._ask(tr("Save samples"), "samples", SAMPLES)):
            self.save_samples(path, n)

    def save_samples(self, path: Path, n: int) -> None:
        """Writes the displayed points; a different number of points is displayed briefly first."""
        try:
            exports.kind_of(path, exports.SAMPLES)
        except InputError as error:
            self._warn(str(error))
            return
        self._points = path, n
        if self._picture is not None:
            self._give_points(self._picture)
        if self._points is not None:
            self._controller.peek(frozenset({SAMPLES_LENS}), dots=n)

    def _give_points(self, picture: Picture) -> None:
        assert self._points is not None
        path, n = self._points
        points = picture.seen(SAMPLES_LENS)
        if points is None or len(points.fake) != n:
            return
        self._points = None
        if n != self._controller.display.dots:
            self._controller.peek()
        with self._telling(path):
            exports.save(
                path, exports.SAMPLES[exports.kind_of(path, exports.SAMPLES)](in_own_units(picture.experiment, points))
            )

    def _show(self, picture: Picture) -> None:
        self._picture = picture
        if self._points is not None:
            self._give_points(picture)

    def script(self) -> None:
        """Asks for a file, and writes the experiment as a PyTorch program."""
        if path := self._ask(tr("Save PyTorch script"), "gan", SCRIPT):
            self.save_script(path)

    def save_script(self, path: Path) -> None:
        with self._telling(path):
            exports.kind_of(path, SCRIPT)
            trained = self._picture.counters.iteration if self._picture else 0
            exports.save(path, script(self._controller.experiment, trained or SCRIPT_ITERATIONS).encode())

    # ---- animations ----

    def film(self) -> None:
        """Asks what to animate, then for a file, and shows the progress."""
        iterations = self._picture.timeline.last_iteration if self._picture else 0
        dialog = AnimationDialog(self._window, self._subjects.seen(), iterations)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def save() -> None:
            kinds = {suffix: kind.label for suffix, kind in MOVIES.items()}
            path = self._ask(tr("Save animation"), "gan", kinds)
            if path is None or isdeleted(dialog):  # while the file was asked for, the window may have closed
                return
            if animation := self.animate(dialog.subject, dialog.plan(path)):
                dialog.follow(animation)
            else:
                dialog.reject()

        dialog.chosen.connect(save)
        dialog.open()

    def animate(self, what: str, plan: Plan) -> Animation | None:
        """Starts an animation; None, and a sentence on the banner, if it can't."""
        try:
            self.animation = animation = Animation(self._controller, self._subjects.widget(what), plan)
        except InputError as error:
            self._warn(str(error))
            return None
        animation.ended.connect(partial(self._filmed, animation))
        animation.start()
        return animation

    def _filmed(self, animation: Animation, reason: str) -> None:
        if reason:
            self._warn(reason)
        elif not animation.cancelled:
            self._tell(tr("Saved {path}", path=animation.plan.path))

    # ---- dialogs and messages ----

    def _ask(self, title: str, stem: str, kinds: Mapping[str, str]) -> Path | None:
        """Asks for a file of one of these types; adds a missing extension."""
        filters = {f"{tr(label)} (*{suffix})": suffix for suffix, label in kinds.items()}
        name, chosen = QFileDialog.getSaveFileName(self._window, title, stem + next(iter(kinds)), ";;".join(filters))
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(filters.get(chosen, next(iter(kinds))))

    @contextmanager
    def _telling(self, path: Path) -> Iterator[None]:
        try:
            yield
        except InputError as error:
            self._warn(str(error))
        else:
            self._tell(tr("Saved {path}", path=path))
