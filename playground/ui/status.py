"""The status line: what is running, when it was saved, and its speed."""

from __future__ import annotations

from PyQt6.QtCore import QTime
from PyQt6.QtWidgets import QStatusBar

from playground.core.own_data.target import target_of
from playground.engine.letters import Picture
from playground.i18n import N_, tr
from playground.ui.labels import Label
from playground.ui.progress import updates


class Status:
    """Three labels on a window's status bar."""

    def __init__(self, bar: QStatusBar) -> None:
        bar.setObjectName("status")
        bar.setSizeGripEnabled(False)
        self.words, self.saved, self.rates = Label(), Label(), Label()
        self.rates.setContentsMargins(0, 0, 4, 0)
        bar.addWidget(self.words)
        bar.addWidget(self.saved)
        bar.addPermanentWidget(self.rates)

    def show_saved(self, quiet: bool) -> None:
        """Shows when the session was last saved, automatically or by hand."""
        now = QTime.currentTime().toString("HH:mm")
        self.saved.setText(tr("autosaved at {time}", time=now) if quiet else tr("saved at {time}", time=now))

    def show_picture(self, picture: Picture, pictures_per_second: float) -> None:
        """Shows what is trained, where and how fast."""
        e = picture.experiment
        words = N_("{state} · {target} · on {device} · seed {seed}")
        if picture.compiled:
            words = N_("{state} · {target} · on {device}, compiled · seed {seed}")
        self.words.setText(
            tr(
                words,
                state=tr("training") if picture.playing else tr("paused"),
                target=tr(target_of(e).label),
                device=e.device.upper(),
                seed=e.seed,
            )
        )
        i = picture.counters.iteration
        if not picture.playing:
            more = updates(picture.counters, e)
            self.rates.setText(
                tr("iteration {i:,} · {updates}", i=i, updates=more) if more else tr("iteration {i:,}", i=i)
            )
            return
        self.rates.setText(
            tr(
                "iteration {i:,} · {its:z,.0f} iterations/s · {pictures:z.0f} pictures/s",
                i=i,
                its=picture.iterations_per_second,
                pictures=pictures_per_second,
            )
        )
