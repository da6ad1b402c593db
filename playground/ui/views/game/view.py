"""The game view: the diagram with its miniatures, the value function, the story and slow motion."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSizePolicy, QSlider, QVBoxLayout, QWidget

from playground.core.arrays import F32
from playground.core.choices.objectives import OBJECTIVES
from playground.core.lenses import (
    ANATOMY,
    GRADIENTS,
    MANIFOLD,
    SAMPLES,
    SURFACE,
    VALUE,
    VERDICTS,
    Anatomy,
    Lens,
    Verdicts,
)
from playground.core.lenses.look import shown_latents
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.labels import RichLabel
from playground.ui.palette import Neutrals
from playground.ui.scores import Score
from playground.ui.views.game.diagram import Diagram, Parts
from playground.ui.views.game.formula import Formula
from playground.ui.views.game.slow import SlowMotion
from playground.ui.views.game.story import ALL, STAGES, STORY

LENSES: frozenset[Lens[object]] = frozenset({SAMPLES, SURFACE, MANIFOLD, GRADIENTS, VERDICTS, VALUE})
PUSHED = (8, 9)
"""The stage whose arrows are G's gradients, and the one whose arrows are its moves."""


class Game(QWidget):
    """Emits `wants` for a step of the session ("iteration", "d", "g"), "play" or "pause", and `opened` for a box's own view."""

    wants = pyqtSignal(str)
    opened = pyqtSignal(str)
    lenses_changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("game"))
        self.diagram, self.formula, self.slow = Diagram(), Formula(), SlowMotion(self)
        self._picture: Picture | None = None
        self._step = -1
        self._simple = False
        self.caption = RichLabel()
        self.caption.setWordWrap(True)
        self.caption.setMinimumHeight(54)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._make_controls()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.diagram)
        layout.addWidget(self.formula)
        layout.addWidget(self.caption)
        for row in self._rows:
            layout.addLayout(row)
        layout.addStretch(1)
        self.diagram.clicked.connect(self.opened)
        self.slow.told.connect(self._show)
        self.slow.step.connect(lambda: self.wants.emit("iteration"))
        self._say()

    def _make_controls(self) -> None:
        self.words = QCheckBox(tr("as counterfeiter and police"))
        self.words.setToolTip(tr("Label the boxes with the words of the story."))
        self.words.toggled.connect(self._tell)
        self.back, self.forward = QPushButton("◂"), QPushButton(tr("Walk through ▸"))
        self.forward.setToolTip(tr("Five steps with the live run, from the first fakes to a perfect G."))
        self.back.setToolTip(tr("Previous step"))
        self.back.setFixedWidth(34)
        self.back.clicked.connect(lambda: self.walk(-1))
        self.forward.clicked.connect(lambda: self.walk(+1))
        self.slowly = QPushButton(tr("Slow motion"))
        self.slowly.setCheckable(True)
        self.slowly.setToolTip(tr("One iteration in ten stages, with the actual numbers of each."))
        self.slowly.toggled.connect(self._slow)
        self.hold, self.next = QPushButton(tr("Pause")), QPushButton(tr("Next stage"))
        self.hold.setCheckable(True)
        self.hold.toggled.connect(self.slow.pause)
        self.next.clicked.connect(self.slow.next_stage)
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setRange(2, 60)
        self.speed.setValue(20)
        self.speed.setInvertedAppearance(True)
        self.speed.setToolTip(tr("How long each stage is shown: slow at the left, fast at the right."))
        self.speed.setAccessibleName(tr("speed of slow motion"))
        self.speed.valueChanged.connect(lambda tenths: self.slow.seconds(tenths / 10))
        story, slow = QHBoxLayout(), QHBoxLayout()
        told: tuple[QWidget, ...] = (self.back, self.forward, self.words)
        for widget in told:
            story.addWidget(widget)
        slowed: tuple[QWidget, ...] = (self.slowly, self.hold, self.next, self.speed)
        for widget in slowed:
            slow.addWidget(widget)
            widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._rows = (story, slow)
        self._controls = (*told, *slowed)
        for widget in slowed[1:]:
            widget.setEnabled(False)
        self.back.setEnabled(False)

    def simplify(self) -> None:
        """Leaves the diagram and the formula alone, without the walk-through and slow motion."""
        self._simple = True
        for widget in (self.caption, *self._controls):
            widget.hide()

    def lenses(self) -> frozenset[Lens[object]]:
        return LENSES | {ANATOMY} if self.slow.on else LENSES

    def restyle(self, neutrals: Neutrals) -> None:
        self.diagram.restyle(neutrals)
        self.formula.restyle(neutrals)

    # ---- story and slow motion ----

    def _tell(self, on: bool) -> None:
        self.diagram.story = on
        self.diagram.update()

    def walk(self, by: int) -> None:
        """To the next step of the walk-through, or one back; before the first step and after the last it is left."""
        self.slowly.setChecked(False)
        self._step = max(-1, self._step + by)
        if self._step == len(STORY):
            self._step = -1
        self.diagram.lit = STORY[self._step].lit if self._step >= 0 else ALL
        if self._step >= 0:
            self.words.setChecked(True)
            if by > 0 and STORY[self._step].does:
                self.wants.emit(STORY[self._step].does)
        self._say()
        self.diagram.update()

    def _slow(self, on: bool) -> None:
        self._step = -1
        for widget in (self.hold, self.next, self.speed):
            widget.setEnabled(on)
        self.hold.setChecked(False)
        if on:
            self.wants.emit("pause")
        self.slow.switch(on)
        self.lenses_changed.emit()

    def _say(self) -> None:
        a = self.slow.anatomy
        if self.slow.on and a is not None:
            head = tr("<b>{k} of {n}.</b>", k=self.slow.stage + 1, n=len(STAGES))
            self.caption.setText(f"{head} {STAGES[self.slow.stage].words(a)}")
        elif self.slow.on and self.slow.refused:
            self.caption.setText(tr(self.slow.refused))
        elif self._step >= 0:
            head = tr("<b>{k} of {n}.</b>", k=self._step + 1, n=len(STORY))
            self.caption.setText(f"{head} {tr(STORY[self._step].words)}")
        else:
            self.caption.setText(tr("Dashed: what D and G learn from D's output. Click a box to open its own view."))
        self.back.setEnabled(self._step >= 0)
        last = self._step == len(STORY) - 1
        self.forward.setText(tr("Walk through ▸") if self._step < 0 else tr("Leave") if last else tr("Next ▸"))

    # ---- pictures ----

    def show_picture(self, picture: Picture) -> None:
        """Shows the whole game in this picture's state or, in slow motion, the stages of its next iteration."""
        self._picture = picture
        self.slow.show_picture(picture)
        self._show()

    def _show(self) -> None:
        picture, a = self._picture, self.slow.anatomy
        if picture is None:
            return
        slow = self.slow.on and a is not None
        self.diagram.lit = STAGES[self.slow.stage].lit if slow else STORY[self._step].lit if self._step >= 0 else ALL
        parts = self._of_stage(a, picture) if slow and a is not None else self._of_state(picture)
        self.diagram.bounds = picture.display.rect
        self.diagram.show_parts(picture.counters.iteration, parts)
        self.formula.show_value(picture.seen(VALUE), picture.refusal(VALUE))
        self._say()

    def _of_state(self, picture: Picture) -> Parts:
        e, m = picture.experiment, picture.measured
        samples, gradients = picture.seen(SAMPLES), picture.seen(GRADIENTS)
        arrows = None if gradients is None else (gradients.tail, gradients.tail + gradients.direction * gradients.unit)
        return Parts(
            z=shown_latents(e.seed, e.latent_kind, e.latent_size, picture.display.dots),
            g=picture.seen(MANIFOLD),
            points=samples.fake if samples is not None and picture.refusal(MANIFOLD) else None,
            fake=samples.fake if samples is not None else None,
            real=samples.real if samples is not None else None,
            d=picture.seen(SURFACE),
            verdicts=picture.seen(VERDICTS),
            arrows=arrows,
            listens=OBJECTIVES[e.objective].distance is None,
            words={
                "d": _loss(m.d_loss),
                "g": _loss(m.g_loss),
                "verdicts": "" if self._simple else _means(picture.seen(VERDICTS)),
            },
        )

    def _of_stage(self, a: Anatomy, picture: Picture) -> Parts:
        """The arrays of this stage: the batch, D's outputs before or after its update, G's gradients or its moves."""
        of_state, stage = self._of_state(picture), self.slow.stage
        after = stage >= 4
        real, fake = (a.d_real_after, a.d_fake_after) if after else (a.d_real, a.d_fake)
        arrows = None
        if stage == PUSHED[0]:
            arrows = (a.fake, a.fake + a.pushes * _unit(a.pushes))
        elif stage == PUSHED[1]:
            arrows = (a.fake, a.moved)
        verdicts = tr("real {r:z.2f} · fake {f:z.2f}", r=Score(real.mean()), f=Score(fake.mean()))
        return replace(
            of_state,
            z=a.z,
            real=a.real,
            fake=a.moved if stage == PUSHED[1] else a.fake,
            d=a.surface_after if after else of_state.d,
            verdicts=Verdicts(real, fake, a.probability),
            arrows=arrows,
            words={
                "d": _loss(a.d_loss) if stage >= 2 else "",
                "g": _loss(a.g_loss) if stage >= 7 else "",
                "verdicts": verdicts if stage >= 1 else "",
            },
        )


def _unit(pushes: F32) -> float:
    """The scale at which the longest push is a third of a plane unit."""
    longest = float((pushes**2).sum(1).max()) ** 0.5
    return 0.33 / longest if longest > 0 and math.isfinite(longest) else 0.0


def _loss(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return tr("loss {value}", value=f"{Score(value):z.3f}")


def _means(seen: Verdicts | None) -> str:
    """D's mean outputs on the points whose verdicts are drawn."""
    if seen is None or not (np.isfinite(seen.real).all() and np.isfinite(seen.fake).all()):
        return ""
    return tr("real {r:z.2f} · fake {f:z.2f}", r=Score(seen.real.mean()), f=Score(seen.fake.mean()))
