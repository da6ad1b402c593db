"""The toy experiment of "The Numerics of GANs" (Mescheder et al. 2017): simultaneous steps without and with consensus."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from playground.core.experiment import Experiment
from playground.core.experiment.phenomena import Glance, recovered
from playground.engine.reproduce.at_once import stretches
from playground.engine.reproduce.table import STATUS, Options, aligned
from playground.engine.reproduce.unit_ring import unit_ring
from playground.i18n import Text, tr

ITERATIONS = 20_000
EVERY = 1_000
SHOWN = (5_000, 10_000, 15_000, 20_000)
"""The moments of the paper's figure 2, after its start."""
CONSENSUS = 10.0

PAPER = Experiment(
    target="own",
    own_data=unit_ring(),
    batch=512,
    latent_size=16,
    g_layers=4,
    g_width=16,
    g_activation="relu",
    d_layers=4,
    d_width=16,
    d_activation="relu",
    ema=0.0,
    objective="non_saturating",
    penalty="none",
    penalty_weight=CONSENSUS,
    updates="simultaneous",
    optimizer_d="rmsprop",
    optimizer_g="rmsprop",
    learning_rate_d=1e-4,
    learning_rate_g=1e-4,
    beta2_d=0.9,
    beta2_g=0.9,
    initialisation="xavier",
)
"""The set-up of the authors' notebook without consensus; with it, `penalty` is "consensus"."""


@dataclass(frozen=True)
class Way:
    """One of the two rows of the paper's figure: a penalty, and whether it says that the runs converge."""

    key: str
    label: Text
    penalty: str
    converges: bool


WAYS: tuple[Way, ...] = (
    Way("without", "Simultaneous gradient steps", "none", converges=False),
    Way("consensus", "The same with consensus 10", "consensus", converges=True),
)


@dataclass(frozen=True)
class Course:
    """One run: the raw G's measurements every thousand iterations; `diverged_at` is None if it stayed finite."""

    way: Way
    seed: int
    glances: tuple[Glance, ...]
    diverged_at: int | None = None

    @property
    def passed(self) -> bool | None:
        """True if the run ends as the paper says; None if it was cut before the paper's length, which tells nothing."""
        if self.diverged_at is not None:
            return not self.way.converges
        if not self.glances or self.glances[-1].iteration < ITERATIONS:
            return None
        return recovered(self.glances) is self.way.converges


@dataclass(frozen=True)
class Numerics:
    """The outcome: every run of both ways."""

    courses: tuple[Course, ...]

    @property
    def passed(self) -> bool:
        """True if no run ends otherwise than the paper says; cut runs are not compared."""
        return all(course.passed is not False for course in self.courses)

    def as_text(self) -> str:
        """One line for each run, the number that end as the paper says, and the notes."""
        ends = (tr("modes"), "HQ", tr("D’s loss"), tr("iterations"), "")
        lines = [("", tr("seed"), *(f"{t:,}" for t in SHOWN), *ends)]
        before = ""
        for course in self.courses:
            label = tr(course.way.label)
            lines.append(("" if label == before else label, *_cells(course)))
            before = label
        checked = [course.passed for course in self.courses if course.passed is not None]
        count = tr("{good} of {checked} runs end as the paper says.", good=sum(checked), checked=len(checked))
        return "\n".join([_title(), "", *aligned(lines), "", count, *_notes()])

    def as_json(self) -> str:
        """The same with every measurement; a value that is not finite becomes null."""
        rows = [
            {
                "key": course.way.key,
                "label": tr(course.way.label),
                "seed": course.seed,
                "passed": course.passed,
                "diverged_at": course.diverged_at,
                "course": [_values(glance) for glance in course.glances],
            }
            for course in self.courses
        ]
        whole = {"name": "numerics", "title": _title(), "passed": self.passed, "rows": rows, "notes": _notes()}
        return json.dumps(whole, indent=2, ensure_ascii=False)


def numerics(options: Options) -> Numerics:
    """Trains both ways for every seed; a budget is in seconds of one core for each run, and cuts it short."""
    budget = math.inf if options.budget is None else options.budget
    return Numerics(tuple(course for way in WAYS for course in courses(way, options.seeds, budget)))


def courses(way: Way, seeds: Sequence[int], seconds: float = math.inf, iterations: int = ITERATIONS) -> list[Course]:
    """One way's runs, in the order of the seeds."""
    from playground.core.lenses import Display, Look  # this loads torch
    from playground.core.lenses.fit import measure
    from playground.engine.phenomena import glance_of

    runs = [PAPER.changed({"penalty": way.penalty, "seed": seed}) for seed in seeds]
    glances: list[list[Glance]] = [[] for _ in runs]
    diverged: list[int | None] = [None] * len(runs)
    for done, trained in stretches(runs, iterations, min(EVERY, iterations), seconds):
        sys.stderr.write(f"{tr(way.label)}: {done:,}\n")
        for i, run in enumerate(trained):
            diverged[i] = run.diverged_at
            if run.diverged_at is None:
                fit = measure(Look(run.experiment, run.state, Display()), averaged=False)
                glances[i].append(glance_of(fit, done, run.measured.d_loss, run.measured.d_fake))
    return [Course(way, *parts) for parts in zip(seeds, map(tuple, glances), diverged, strict=True)]


def _cells(course: Course) -> tuple[str, ...]:
    seen = {glance.iteration: glance for glance in course.glances}
    moments = [f"{len(seen[t].modes)} / {seen[t].ratio:.1f}" if t in seen else "-" for t in SHOWN]
    status = tr(STATUS[course.passed])
    if course.diverged_at is not None:
        status = tr("{status} (diverged)", status=status)
    if not course.glances:
        return (str(course.seed), *moments, "-", "-", "-", "-", status)
    end = course.glances[-1]
    return (
        str(course.seed),
        *moments,
        f"{end.captured}/{end.total}",
        f"{100 * end.high_quality:.1f}",
        f"{end.d_loss:.3f}",
        f"{end.iteration:,}",
        status,
    )


def _values(glance: Glance) -> dict[str, object]:
    values = {**asdict(glance), "modes": sorted(glance.modes)}
    return {key: None if isinstance(v, float) and not math.isfinite(v) else v for key, v in values.items()}


def _title() -> str:
    return tr(
        "The Numerics of GANs: a ring of 8 of radius 1, sigma 0.01, by simultaneous steps without and with consensus"
    )


def _notes() -> tuple[str, ...]:
    return (
        tr(
            "At 5,000, ... iterations: the modes that hold a twentieth of the sharp samples / the sliced distance over real "
            "points’. Then, at the end: modes reached, sharp samples in per cent, and D’s loss (at the draw 1.386)."
        ),
        tr(
            "The paper shows a figure: simultaneous steps jump around the modes and fail to converge in 20,000 iterations, "
            "consensus converges. Converged here: all 8 modes reached and the distance below 6 times that of real points."
        ),
        tr(
            "The paper’s: G and D 4 x 16 ReLU, z of 16 Gaussian numbers, non-saturating loss, RMSProp 1e-4, batch 512, "
            "consensus 10. Not the paper’s: batches are drawn, not 64 points of each mode; Glorot weights are normal, "
            "not uniform; RMSProp is torch’s, which starts its mean square at 0, not 1."
        ),
    )
