"""The verdict: in plain words what tells the fakes from real points, and behind a button the numbers."""

from __future__ import annotations

import math

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from superqt import QElidingLabel

from playground.core.choices.objectives import OBJECTIVES
from playground.core.experiment.diagnosis import Diagnosis
from playground.core.lenses import FIT as FIT_LENS
from playground.core.lenses import NEIGHBOURS, VALUE, Fit, Lens
from playground.core.metrics import Verdict
from playground.engine.headline import headline
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.labels import RichLabel
from playground.ui.palette import LIGHT, Neutrals, Role
from playground.ui.remedies import RemedyRow
from playground.ui.scores import Score, displayed, scored, whose
from playground.ui.terms import explain
from playground.ui.theme import LARGE, quiet, sized
from playground.ui.wrapping import line_height

Lamp = tuple[str, Role]
LAMPS: dict[str, Lamp] = {"good": ("●", "fit_text"), "near": ("○", "text"), "broken": ("▲", "diverged_text")}
"""The lamp of a level, its shape and colour; all others have OTHER."""
OTHER: Lamp = ("○", "fake_text")
UNTRAINED: Lamp = ("○", "text")
LINES = 2
"""The headline's height in lines, however long it is: below it nothing moves."""


class VerdictCard(QFrame):
    """A sentence, a line with the witnesses behind it, and on request the metrics beside the scores of real points."""

    lenses_changed = pyqtSignal()
    """The numbers were unfolded or folded, so that other lenses are needed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        explain(self, "part:verdict")
        self._neutrals = LIGHT
        self._lamp = UNTRAINED
        self._picture: Picture | None = None
        self._diagnosis: Diagnosis | None = None
        self.lamp, self.words, self.detail = RichLabel(), QElidingLabel(), QElidingLabel()
        self.remedies = RemedyRow()
        self.remedies.hide()
        for label in (self.lamp, self.words):
            sized(label, LARGE, QFont.Weight.DemiBold)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.words.setWordWrap(True)
        for elided in (self.words, self.detail):
            elided.setTextFormat(Qt.TextFormat.PlainText)
            elided.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        quiet(self.detail)
        self.more = QToolButton()
        self.more.setText(tr("More"))
        self.more.setToolTip(tr("Show the numbers behind the sentence."))
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.more.toggled.connect(self._unfold)
        self.rest = self._numbers()
        layout = QGridLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setVerticalSpacing(2)
        layout.addWidget(self.lamp, 0, 0)
        layout.addWidget(self.words, 0, 1, 1, 2)
        layout.addWidget(self.detail, 1, 0, 1, 2)
        layout.addWidget(self.remedies, 1, 0, 1, 2)  # in its place
        layout.addWidget(self.more, 1, 2)
        layout.addWidget(self.rest, 2, 0, 1, 3)
        layout.setColumnStretch(1, 1)
        self._fix_height()
        self.show_words(tr("Not trained yet"), "", UNTRAINED)

    def _numbers(self) -> QWidget:
        """What the button unfolds."""
        self.numbers, self.means, self.value = RichLabel(), RichLabel(), RichLabel()
        self.numbers.setToolTip(
            tr(
                "Measured on 2,500 fakes, always made from the same random numbers z. "
                "The average score of real points is beside each number; green if the fakes are as close to it as 99 of 100 samples of "
                "real points are. On target, 4 % less is enough; more can be chance, or fakes too close to the centres of "
                "the modes."
            )
        )
        explain(self.means, "part:means")
        explain(self.value, "part:value")
        rest = QWidget()
        column = QVBoxLayout(rest)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for label in (self.numbers, self.means, self.value):
            label.setWordWrap(True)
            column.addWidget(label)
        rest.hide()
        return rest

    def _fix_height(self) -> None:
        """Room for the headline's lines and one more, in the fonts of now."""
        for label, lines in ((self.words, LINES), (self.detail, 1)):
            height = lines * line_height(label) + 2
            if label.height() != height:
                label.setFixedHeight(height)

    def changeEvent(self, a0: QEvent | None) -> None:
        super().changeEvent(a0)
        if a0 is not None and a0.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._fix_height()

    def _unfold(self, on: bool) -> None:
        self.rest.setVisible(on)
        self.more.setText(tr("Less") if on else tr("More"))
        self.lenses_changed.emit()

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset({FIT_LENS, NEIGHBOURS, *([VALUE] if self.more.isChecked() else [])})

    def show_picture(self, picture: Picture) -> None:
        """Shows the verdict and the numbers of this picture."""
        fit = picture.seen(FIT_LENS)
        if fit is None:
            return
        self._picture = picture
        said = headline(picture)
        if said is None:
            only_d = picture.counters.d_steps > 0
            self.show_words(tr("G is not trained yet") if only_d else tr("Not trained yet"), "", UNTRAINED)
        else:
            self.show_words(
                said.text, said.detail, LAMPS.get(said.level, OTHER), f"{whose(fit.averaged)}\n{figures(said)}"
            )
        explain(self.words, f"level:{said.level}" if said is not None else "part:verdict")
        self._show_diagnosis()
        self._show_numbers(fit)
        self._show_means(picture)
        self._show_value(picture)

    def show_diagnosis(self, diagnosis: Diagnosis | None) -> None:
        """Shows what has gone wrong in place of the verdict, and remedies in place of the witnesses, or these again."""
        self._diagnosis = diagnosis
        offers = diagnosis.remedies if diagnosis is not None else ()
        self.remedies.show_remedies(offers)
        self.remedies.setVisible(bool(offers))
        self.detail.setVisible(not offers)
        if self._picture is not None:
            self.show_picture(self._picture)

    def _show_diagnosis(self) -> None:
        """The diagnosis where there is one; the verdict that it replaces is its tooltip."""
        if self._diagnosis is not None:
            verdict = "\n".join(filter(None, (self.words.text(), self.detail.text())))
            self.words.setText(self._diagnosis.headline)
            self.words.setToolTip(f"{self._diagnosis.sentence}\n\n{verdict}")
            explain(self.words, f"phenomenon:{self._diagnosis.phenomenon}")

    def show_words(self, words: str, detail: str, lamp: Lamp, figures: str = "") -> None:
        """Shows the headline, the line below it with its tooltip, and the lamp's shape and colour."""
        self._lamp = lamp
        self._show_lamp()
        for label, text, tip in ((self.words, words, words), (self.detail, detail, figures)):
            if label.text() != text:
                label.setText(text)
            if label.toolTip() != tip:
                label.setToolTip(tip)

    def _show_lamp(self) -> None:
        shape, role = self._lamp
        self.lamp.setText(f'<span style="color:{self._neutrals.of(role)}">{shape}</span>')

    def restyle(self, neutrals: Neutrals) -> None:
        self._neutrals = neutrals
        self._show_lamp()
        if self._picture is not None:
            self.show_picture(self._picture)

    def _show_numbers(self, fit: Fit) -> None:
        passes = {reading.name: reading.passes for reading in fit.readings}
        lines = []
        if fit.modes is not None:
            modes = scored(
                tr("{n} of {total}", n=fit.modes.captured, total=fit.modes.total), passes["modes"], self._neutrals
            )
            share = scored(f"{fit.modes.high_quality:z.1%}", passes["high_quality"], self._neutrals)
            lines.append(
                tr(
                    "modes {modes} · on target {share} (real: {ceiling:z.1%})",
                    modes=modes,
                    share=share,
                    ceiling=fit.ceiling,
                )
            )
        distance = scored(f"{fit.sliced_wasserstein:z.3f}", passes["sliced_wasserstein"], self._neutrals)
        said = (
            tr("distance {d} (real: {floor:z.3f})", d=distance, floor=fit.floor)
            if math.isfinite(fit.sliced_wasserstein)
            else tr("distance not finite")
        )
        lines.append(said)
        self.numbers.setText("<br>".join(f"{line} · {self._whose(fit.averaged)}" for line in lines))

    def _whose(self, averaged: bool) -> str:
        """Which G the number before it is of."""
        return f'<span style="color:{self._neutrals.dim}">{whose(averaged)}</span>'

    def _show_value(self, picture: Picture) -> None:
        value, refusal = picture.seen(VALUE), picture.refusal(VALUE)
        if refusal:
            self.value.setText(f'<span style="color:{self._neutrals.dim}">{tr("V(D, G) is undefined here")}</span>')
            self.value.setToolTip(tr(refusal))
        elif value is not None:
            self.value.setText(
                tr(
                    "V(D, G) <b>{v:z.3f}</b> (guessing: -1.386) · JSD ≥ <b>{jsd:z.3f}</b>",
                    v=value.v,
                    jsd=value.jsd_at_least,
                )
            )
            self.value.setToolTip(
                tr(
                    "The value of the game, E log D(x) + E log(1 - D(G(z))), on points not used in training, ± {error:z.3f}: "
                    "0 if D can't be fooled, -log 4 = -1.386 if it can only guess. The Jensen-Shannon divergence of P_data and "
                    "P_model is at least {jsd:z.3f} nats, with 97 % confidence: (log 4 + V) / 2 less two standard errors. "
                    "It can't exceed log 2 = 0.693; a better D gives a tighter bound.",
                    error=value.error,
                    jsd=value.jsd_at_least,
                )
            )
            self.value.setText(f"{self.value.text()} · {self._whose(averaged=False)}")

    def _show_means(self, picture: Picture) -> None:
        real, fake = displayed(picture.measured.d_real, picture.measured.d_fake, picture.experiment.objective)
        known = math.isfinite(real) and math.isfinite(fake)
        said = tr(
            'D on real <b style="color:{blue}">{real}</b> · on fake <b style="color:{orange}">{fake}</b>',
            blue=self._neutrals.real_text,
            orange=self._neutrals.fake_text,
            real=f"{Score(real):z.2f}" if known else "–",
            fake=f"{Score(fake):z.2f}" if known else "–",
        )
        self.means.setText(f"{said} · {self._whose(averaged=False)}")
        self.means.setToolTip(
            tr("D's output averaged over the last batch: 1 is real, 0 is fake, 1/2 is a guess.")
            if OBJECTIVES[picture.experiment.objective].probability
            else tr("D's score averaged over the last batch, minus the midpoint of both: higher is more real.")
        )


def figures(said: Verdict) -> str:
    """What each witness measured, one a line, the most certain first; a tick if it can't tell fakes from real points."""
    ordered = sorted(said.witnesses, key=lambda witness: -witness.excess)
    return "\n".join(f"✓ {witness.short}" if witness.passes else witness.short for witness in ordered)
