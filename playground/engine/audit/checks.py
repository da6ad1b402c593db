"""Every check of the audit, in the order of its table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module

from playground.core.registry import Registry
from playground.engine.audit.check import Check, Finding, Report, made
from playground.i18n import N_

CHECKS: Registry[Check] = Registry("check")


def _later(module: str, function: str) -> Callable[[], tuple[float, int]]:
    """The function of a module, which is loaded only when it is called: listing the checks loads no torch."""
    return partial(_call, module, function)


def _call(module: str, function: str) -> tuple[float, int]:
    found: tuple[float, int] = getattr(import_module(f"playground.engine.audit.{module}"), function)()
    return found


for _check in (
    Check(
        "losses", N_("losses of D and G"), N_("formulas of the papers in float64"), 1e-12, _later("losses", "losses")
    ),
    Check(
        "slopes",
        N_("slopes of the losses"),
        N_("central differences of the formulas"),
        1e-8,
        _later("losses", "slopes"),
    ),
    Check(
        "penalties",
        N_("D's gradient with each penalty"),
        N_("differences of a network written out"),
        1e-5,
        _later("losses", "penalties"),
    ),
    Check("optimizers", N_("25 steps of an optimiser"), N_("torch.optim"), 1e-9, _later("losses", "optimizers")),
    Check(
        "engines",
        N_("10 iterations of the pure function"),
        N_("the trainer, step by step"),
        1e-4,
        _later("losses", "engines"),
    ),
    Check(
        "adjustments",
        N_("joint adjustments of both gradients"),
        N_("formulas with the whole Jacobian"),
        1e-3,
        _later("games", "adjustments"),
    ),
    Check("sliced", N_("sliced Wasserstein distance"), N_("scipy, 64 directions"), 1e-5, _later("measures", "sliced")),
    Check("kernels", N_("energy distance and MMD"), N_("all pairs of points"), 1e-4, _later("measures", "kernels")),
    Check(
        "neighbours",
        N_("precision, recall, density, coverage, neighbours"),
        N_("all pairs of points"),
        1e-12,
        _later("measures", "neighbours"),
    ),
    Check("modes", N_("modes and share on target"), N_("point by point"), 1e-12, _later("measures", "modes")),
    Check("grid", N_("grid JSD"), N_("numpy's histograms"), 1e-12, _later("measures", "grid")),
    Check("dirac", N_("eigenvalues of the Dirac-GAN"), N_("closed form"), 1e-9, _later("games", "dirac")),
    Check("games", N_("Jacobians of the theory games"), N_("central differences"), 1e-6, _later("games", "games")),
    Check(
        "methods",
        N_("largest multiplier of one step"),
        N_("growth over 4,000 steps"),
        1e-4,
        _later("games", "methods"),
    ),
    Check(
        "eigenvalues",
        N_("eigenvalues of a game of networks"),
        N_("central differences of the field"),
        1e-5,
        _later("games", "eigenvalues_of_networks"),
    ),
    Check(
        "multipliers",
        N_("largest multiplier by Arnoldi"),
        N_("the whole matrix"),
        1e-3,
        _later("games", "largest_multipliers"),
    ),
    Check("masses", N_("mass of each density layer"), N_("1"), 0.01, _later("games", "masses")),
    Check(
        "best_outputs",
        N_("cells with D* of a perfect G off by .2"),
        N_("none, but for chance"),
        0.01,
        _later("games", "best_outputs"),
    ),
):
    CHECKS.add(_check)


def audit(names: tuple[str, ...] = (), tell: Callable[[Finding], None] = lambda _: None) -> Report:
    """Makes the checks of these names, or all; `tell` hears of each as it is made."""
    findings = []
    for name in names or CHECKS.names:
        findings.append(made(CHECKS[name]))
        tell(findings[-1])
    return Report(tuple(findings))
