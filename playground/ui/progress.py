"""How far a run is, in words: its iterations, and the updates of both players where these do not follow from them."""

from __future__ import annotations

from playground.core.experiment import Experiment
from playground.core.training.state import Counters
from playground.i18n import tr


def updates(counters: Counters, experiment: Experiment) -> str:
    """The updates of D and of G so far; empty where they are those of whole iterations with the knobs of now.

    After single steps they are more; they also differ where the updates per iteration were changed during the run. Which of
    the two it was the counters do not tell, so only the sums are said.
    """
    iterations = counters.iteration
    usual = iterations * experiment.d_updates, iterations * experiment.g_updates
    if (counters.d_steps, counters.g_steps) == usual:
        return ""
    return tr("updates: D {d:,}, G {g:,}", d=counters.d_steps, g=counters.g_steps)
