"""Writes a script: each knob of an experiment becomes a value, a flag or a section, or is rejected by name."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.choices.normed import BATCH_NORMS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, Experiment
from playground.core.script.about import about, docstring, named
from playground.core.script.lines import class_line, flags_of, sampler, turns, values_of
from playground.core.script.parts import filled, pruned, sections, text_of
from playground.core.script.quoted import losses
from playground.i18n import tr

TOLERANCE = 1e-5
"""How far a script's losses may differ from the app's over the first 25 iterations, relative to the loss or to 1.

Measured: 2e-7. Both train the same game on the same numbers, but the app passes real and fake points through D
together and computes the common gradients by hand, which rounds differently from autograd.
"""

TOLERANCE_OF_RATIOS = 1e-2
"""The same if a gradient is 0 up to rounding and is divided by its own size, as in Adam and RMSProp.

This affects some of D's parameters if the objective is linear in D's outputs (Wasserstein, hinge) or only uses their
differences (relativistic), and unrolled steps of such an optimiser. Measured: 3e-4 with the tests' small networks,
5e-3 with 3 x 64 units; with SGD the same scripts keep TOLERANCE.

In every run rounding errors grow with time: an experiment with R1 and 3 x 64 units agrees to 3e-7 for 100 iterations, and its losses
differ by 0.03 somewhere before the 300th.
"""

CHOICES: Mapping[str, str] = {
    "target": "targets",
    "penalty": "penalties",
    "optimizer_d": "optimizers",
    "optimizer_g": "optimizers",
    "g_activation": "activations",
    "d_activation": "activations",
    "initialisation": "initialisations",
}
"""The knobs whose value selects a section in a file of parts, and that file."""

PLAIN = frozenset(
    """
    objective own_data conditional training_points batch generator g_points g_networks latent_size latent_kind
    g_layers g_width ema d_layers d_width leaky_slope spectral_norm batch_norm packing penalty_weight penalty_to
    label_smoothing instance_noise instance_noise_iterations unrolled_steps updates d_updates g_updates
    learning_rate_d beta1_d beta2_d learning_rate_g beta1_g beta2_g decay_iterations decay_to seed device
    """.split()  # noqa: SIM905  a list of thirty strings is harder to read
)
"""All other knobs that a script expresses; a knob in neither table is rejected unless at its default."""


def script(experiment: Experiment, iterations: int = 3000) -> str:
    """The experiment as one standalone Python program that needs only torch, and matplotlib to show its samples.

    `iterations` is how long it trains by default. It draws the same random numbers as the app, so that its losses
    agree to TOLERANCE. InputError, naming the knob and its value, if it can't be expressed.
    """
    e = experiment
    _refuse_what_is_unknown(e)
    penalty = e.penalty if e.penalty_weight else "none"
    chosen = {**e.values(), "penalty": penalty}
    parts = {key: _section(key, chosen[key], file) for key, file in CHOICES.items()}
    parts["objective"] = losses(e.objective, e.label_smoothing > 0, docstring(tr(OBJECTIVES[e.objective].help)))
    flags = flags_of(e, penalty, parts)
    values = values_of(e, flags, parts)
    values["objective"] = parts["objective"]
    values["penalty"] = filled(parts["penalty"], flags, values | {"words": docstring(tr(PENALTIES[penalty].help))})
    lines, table = sampler(e, parts["target"])
    line_of_classes, labels = class_line(e)
    values |= {
        "iterations": iterations,
        "about": about(e, penalty),
        "target_named": named(e.target),
        "sampler": lines,
        "table": table,
        "chosen": line_of_classes,
        "labels": labels,
        "initialisation": parts["initialisation"],
        "ahead": _section("optimizer_d", e.optimizer_d, "ahead") if e.unrolled_steps else "",
        "joint": filled(text_of("joint"), flags, values),
        "turns": turns(e, flags, values),
    }
    return pruned(filled(text_of("program"), flags, values))


def _refuse_what_is_unknown(e: Experiment) -> None:
    for key, value in e.values().items():
        if key not in CHOICES and key not in PLAIN and value != getattr(EXPERIMENT, key):
            raise InputError(
                tr(
                    "The PyTorch script can't express {key} = {value} yet; set it back to {usual} to export",
                    key=key,
                    value=value,
                    usual=getattr(EXPERIMENT, key),
                )
            )
    if e.conditional == "projection" and e.spectral_norm == "on":
        raise InputError(
            tr(
                "The PyTorch script can't express spectral_norm = on with conditional = projection yet; turn one of them off"
            )
        )
    if BATCH_NORMS[e.batch_norm].g and OPTIMIZERS[e.optimizer_g].extrapolates:
        raise InputError(
            tr(
                "The PyTorch script can't express batch_norm = {norm} with optimizer_g = {optimizer} yet; set batch_norm = off or "
                "d, or use another optimiser",
                norm=e.batch_norm,
                optimizer=e.optimizer_g,
            )
        )
    if e.d_updates == e.g_updates == 0:
        raise InputError(
            tr("The PyTorch script can't express d_updates = 0 with g_updates = 0: neither network would learn")
        )


def _section(key: str, name: str, file: str) -> str:
    """The text of a choice; InputError if there is none."""
    table = sections(file)
    if name not in table:
        raise InputError(
            tr(
                "The PyTorch script can't express {key} = {value} yet; use one of: {names}",
                key=key,
                value=name,
                names=", ".join(table),
            )
        )
    return table[name]
