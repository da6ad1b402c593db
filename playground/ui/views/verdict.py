"""The verdict: what the metrics say about G, in plain words and then in numbers."""

from __future__ import annotations

import math

from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import QFrame, QGridLayout

from playground.core.lenses import FIT as FIT_LENS
from playground.core.lenses import VALUE, Lens
from playground.engine.letters import Picture
from playground.i18n import tr
from playground.ui.labels import RichLabel
from playground.ui.palette import FAKE, FIT, REAL
from playground.ui.scores import displayed

LEVEL_COLOURS = {"good": FIT, "near": FIT, "concentrated": FIT, "blurred": FAKE, "unbalanced": FAKE, "partial": FAKE}


class VerdictCard(QFrame):
    """A sentence, the metrics behind it beside the scores of real points, and D's two means."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.words = RichLabel()
        font = QFont()
        font.setPointSizeF(13)
        font.setWeight(QFont.Weight.DemiBold)
        self.words.setFont(font)
        self.words.setWordWrap(True)
        self.numbers = RichLabel()
        self.numbers.setWordWrap(True)
        self.numbers.setToolTip(
            tr(
                "Measured on 2,500 fakes, always made from the same random numbers z. "
                "The average score of real points is beside each number. A higher share can be chance, or fakes too "
                "close to the centres of the modes."
            )
        )
        self.means = RichLabel()
        self.means.setToolTip(tr("D's output averaged over the last batch: 1 is real, 0 is fake, 1/2 is a guess."))
        layout = QGridLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setVerticalSpacing(2)
        self.value = RichLabel()
        self.value.setWordWrap(True)
        for row, label in enumerate((self.words, self.numbers, self.means, self.value)):
            layout.addWidget(label, row, 0)
        self.words.setText(tr("Not trained yet"))

    def show_picture(self, picture: Picture) -> None:
        """Shows the verdict and the numbers of this picture."""
        fit = picture.seen(FIT_LENS)
        if fit is None:
            return
        colour = LEVEL_COLOURS.get(fit.verdict.level)
        lamp = f'<span style="color:{colour}">●</span> ' if colour else ""
        self.words.setText(lamp + fit.verdict.text if picture.counters.g_steps else tr("Not trained yet"))
        which = tr("average of G") if fit.averaged else tr("raw G")
        parts = []
        if fit.modes is not None:
            parts.append(tr("modes <b>{n} of {total}</b>", n=fit.modes.captured, total=fit.modes.total))
            parts.append(
                tr(
                    "high quality <b>{share:.1%}</b> (real: {ceiling:.1%})",
                    share=fit.modes.high_quality,
                    ceiling=fit.ceiling or 1.0,
                )
            )
        parts.append(
            tr("distance <b>{d:.3f}</b> (real: {floor:.3f})", d=fit.sliced_wasserstein, floor=fit.floor)
            if math.isfinite(fit.sliced_wasserstein)
            else tr("distance not finite")
        )
        self.numbers.setText(" · ".join(parts) + f' · <span style="color:gray">{which}</span>')
        self._show_means(picture)
        self._show_value(picture)

    def lenses(self) -> frozenset[Lens[object]]:
        return frozenset({FIT_LENS, VALUE})

    def _show_value(self, picture: Picture) -> None:
        value, refusal = picture.seen(VALUE), picture.refusal(VALUE)
        self.value.setVisible(value is not None or bool(refusal))
        if refusal:
            self.value.setText(f'<span style="color:gray">{tr("V(D, G) is undefined here")}</span>')
            self.value.setToolTip(tr(refusal))
        elif value is not None:
            self.value.setText(
                tr(
                    "V(D, G) <b>{v:.3f}</b> (guessing: -1.386) · JSD ≥ <b>{jsd:.3f}</b>",
                    v=value.v,
                    jsd=max(0.0, value.jsd_at_least),
                )
            )
            self.value.setToolTip(
                tr(
                    "The value of the game, E log D(x) + E log(1 - D(G(z))), on points not used in training, ± {error:.3f}: "
                    "0 if D can't be fooled, -log 4 = -1.386 if it can only guess. It proves that the Jensen-Shannon "
                    "divergence of P_data and P_model is at least (log 4 + V) / 2 nats (it is at most log 2 = 0.693); "
                    "a better D gives a tighter bound.",
                    error=value.error,
                )
            )

    def _show_means(self, picture: Picture) -> None:
        real, fake = displayed(picture.measured.d_real, picture.measured.d_fake, picture.experiment.objective)
        known = math.isfinite(real) and math.isfinite(fake)
        self.means.setText(
            tr(
                'D on real <b style="color:{blue}">{real}</b> · on fake <b style="color:{orange}">{fake}</b>',
                blue=REAL,
                orange=FAKE,
                real=f"{real:.2f}" if known else "–",
                fake=f"{fake:.2f}" if known else "–",
            )
        )
