"""The lines of a script that depend on several choices: its constants, its expressions, its iteration, its sampler."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from playground.core.choices.generators import SPREAD as POINTS_SPREAD
from playground.core.choices.joint import MOST_PRODUCTS, SOLVED
from playground.core.choices.latents import CLUMPS, GRID, RADIUS, SPREAD
from playground.core.choices.networks import PIECES, activation_of
from playground.core.choices.normed import BATCH_NORMS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import LOOKAHEAD_SHARE, LOOKAHEAD_STEPS, OPTIMIZERS, TTUR
from playground.core.choices.penalties import PENALTIES
from playground.core.script.own import own_classes, own_sampler
from playground.core.script.parts import filled, sections
from playground.core.targets import TARGETS
from playground.core.training.noise import Stream

if TYPE_CHECKING:
    from collections.abc import Collection

    from playground.core.experiment import Experiment

SHOWN = 1000
"""The number of real points, and of fakes, in the script's picture: the window's default."""

_RATES_OF_D = {"adam_ttur": f"{TTUR:g} * {{!r}}  # two time scales: D learns this many times faster"}
"""How D's learning rate is written, if its optimiser changes the knob's value."""


def flags_of(e: Experiment, penalty: str, parts: Mapping[str, str]) -> set[str]:
    """The active options; `penalty` is the active one, `parts` are the sections of the experiment's choices."""
    once = e.updates == "alternating" and e.d_updates == e.g_updates == 1
    d_pays = e.d_updates > 0 or e.unrolled_steps > 0
    real = d_pays or bool({"r", "x"} & set(_parameters("g_loss", parts["objective"])))
    switched = {
        "packing": e.packing > 1,
        "classes": e.classes > 0,
        "concatenated": e.conditional == "concatenated",
        "projection": e.conditional == "projection",
        "finite": e.training_points > 0,
        "points": e.generator == "points",
        "several": e.generator == "networks",
        "gaussian": e.latent_kind == "gaussian",
        "uniform": e.latent_kind == "uniform",
        "clumps": e.latent_kind == "mixture",
        "maxout": "maxout" in (e.g_activation, e.d_activation),
        "spectral": e.spectral_norm == "on",
        "normed": e.batch_norm != "off",
        "normed_d": BATCH_NORMS[e.batch_norm].d,
        "normed_g": BATCH_NORMS[e.batch_norm].g,
        "noise": e.instance_noise > 0,
        "fading": e.instance_noise > 0 and e.instance_noise_iterations > 0,
        "real": real,
        "changed": real and (e.instance_noise > 0 or e.packing > 1),
        "penalty": d_pays and "def penalty(" in parts["penalty"],
        "uniforms": d_pays and "u" in _parameters("penalty", parts["penalty"]),
        "cheaper": d_pays and e.decay_iterations > 0 and e.penalty_to < 1 and "def penalty(" in parts["penalty"],
        "clip": PENALTIES[penalty].constrain is not None,
        "joint": PENALTIES[penalty].joint is not None,
        "zero_sum": OBJECTIVES[e.objective].zero_sum,
        "gain": "scale" in parts["initialisation"],
        "smoothing": e.label_smoothing > 0,
        "unrolled": e.unrolled_steps > 0,
        "decay": e.decay_iterations > 0,
        "ema": e.ema > 0,
        "device": e.device != "cpu",
        "once": once,
        "d_moves": e.d_updates > 0,
        "g_moves": e.g_updates > 0,
        "optimizer_d": d_pays or e.decay_iterations > 0,
        "optimizer_g": e.g_updates > 0 or e.decay_iterations > 0,
        "negative_d": _negative(e.optimizer_d, e.beta1_d),
        "negative_g": _negative(e.optimizer_g, e.beta1_g),
    }
    return {name for name, on in switched.items() if on}


_BETAS = '["betas"] = BETAS_{net}'
_MOMENTUM = {"momentum": '["momentum"] = MOMENTUM_{net}'}
"""How an optimiser's momentum is set after it has been made, if not as Adam's."""


def _negative(optimizer: str, beta1: float) -> bool:
    return beta1 < 0 and "beta1" in OPTIMIZERS[optimizer].uses


def _sign(flag: str, flags: Collection[str]) -> tuple[str, ...]:
    return ("negative",) if flag in flags else ()


def values_of(e: Experiment, flags: Collection[str], parts: Mapping[str, str]) -> dict[str, Any]:
    """The values of the text's placeholders: the knobs' values, and expressions that depend on several of them."""
    with_gain = "gain" in flags
    return {
        **e.values(),
        "shown": SHOWN,
        "classes": e.classes,
        "draw_points": "with_classes" if e.classes else "sample",
        "spread": POINTS_SPREAD,
        "widths_g": f", {e.g_width}" * e.g_layers,
        "widths_d": f", {e.d_width}" * e.d_layers,
        "learning_rate_d": _RATES_OF_D.get(e.optimizer_d, "{!r}").format(e.learning_rate_d),
        "gain": "gain, " if with_gain else "",
        "gain_g": f"{activation_of(e.g_activation, e.leaky_slope).gain!r}, " if with_gain else "",
        "gain_d": f"{activation_of(e.d_activation, e.leaky_slope).gain!r}, " if with_gain else "",
        "activation_g": filled(parts["g_activation"], (), e.values()),
        "activation_d": filled(parts["d_activation"], (), e.values()),
        "pieces": PIECES,
        "optimizer_g": filled(parts["optimizer_g"], _sign("negative_g", flags), {"net": "G"}),
        "optimizer_d": filled(parts["optimizer_d"], _sign("negative_d", flags), {"net": "D"}),
        "momentum_g": _MOMENTUM.get(e.optimizer_g, _BETAS).format(net="G"),
        "momentum_d": _MOMENTUM.get(e.optimizer_d, _BETAS).format(net="D"),
        "grid": GRID,
        "clumps": CLUMPS,
        "circle": RADIUS,
        "clump": SPREAD,
        "most_products": MOST_PRODUCTS,
        "solved": SOLVED,
        "lookahead": f"{LOOKAHEAD_STEPS}, {LOOKAHEAD_SHARE:g}",
        "g_words": "averaged generator" if e.ema else "generator",
        "g_steps": "iteration + 1" if e.g_updates == 1 else "iteration * G_UPDATES + step + 1",
        "d_inputs": 2 * e.packing,
        "streams": _streams(flags),
        **_of_a_batch(flags, parts),
    }


def _of_a_batch(flags: Collection[str], parts: Mapping[str, str]) -> dict[str, str]:
    """How a batch is drawn, what D sees of it, and the losses of G and D on it."""
    names, words = ["real" if "real" in flags else "_", "z"], ["real points", "latents"]
    real, fake = "real", "G(z)"
    if "noise" in flags:
        names, words = [*names, "noise"], [*words, "noise"]
        sd = "sd" if "fading" in flags else "NOISE"
        real, fake = f"real + {sd} * noise[:, :2]", f"G(z) + {sd} * noise[:, 2:]"
    if "classes" in flags:
        real = real if real == "real" else f"{real[:7]}F.pad({real[7:]}, (0, CLASSES))"
        fake = f"beside({fake}, z)"
    if "uniforms" in flags:
        names, words = [*names, "u"], [*words, "the penalty's uniforms"]
    if "packing" in flags:
        real, fake = f"packed({real})", f"packed({fake})"
    penalty = ", ".join(_parameters("penalty", parts["penalty"])[1:])
    judge = "later" if "unrolled" in flags else "D"
    seen = {"r": f"{judge}(real)", "f": f"{judge}(fake)", "x": "real", "y": "fake"}
    loss_g = f"g_loss({', '.join(seen[name] for name in _parameters('g_loss', parts['objective']))})"
    if "unrolled" in flags and "zero_sum" in flags:
        loss_g = f"-d_loss({seen['r']}, {seen['f']})"  # its term on real points changes with D
    return {
        "drawn": ", ".join(names),
        "draw_words": f"{', '.join(words[:-1])} and {words[-1]}",
        "real": real,
        "fake": fake,
        "loss_g": loss_g,
        "penalty_of_D": f"penalty(D, {penalty})",
        "penalty_of_d": f"penalty(d, {penalty})",
        "u": (", u" if "uniforms" in flags else "") + (", weight" if {"cheaper", "unrolled"} <= set(flags) else ""),
        "weight": "weight" if "cheaper" in flags else "PENALTY_WEIGHT",
    }


def _streams(flags: Collection[str]) -> str:
    """The streams of random numbers that the script draws from, as one assignment of constants."""
    used = {"WEIGHTS": Stream.WEIGHTS, "DATA": Stream.DATA, "LATENT": Stream.LATENT}
    used |= {"PENALTY": Stream.PENALTY} if "uniforms" in flags else {}
    used |= {"INSTANCE_NOISE": Stream.INSTANCE_NOISE} if "noise" in flags else {}
    if "finite" in flags:
        used = {name: stream for name, stream in used.items() if name != "DATA"} | {"TRAINING_SET": Stream.TRAINING_SET}
    used |= {"SHOWN_LATENT": Stream.DISPLAY_LATENT, "SHOWN_DATA": Stream.DISPLAY_DATA}
    return f"{', '.join(used)} = {', '.join(str(int(stream)) for stream in used.values())}"


def _parameters(function: str, text: str) -> list[str]:
    """The names of a function's parameters in a text; none where it has no such function."""
    found = re.search(rf"^def {function}\((.*)\):", text, re.MULTILINE)
    return found[1].split(", ") if found else []


def turns(e: Experiment, flags: Collection[str], values: Mapping[str, object]) -> str:
    """The lines of one iteration."""
    table = sections("turns")
    made = dict(values)
    for name in ("draw", "follow", "d", "g"):
        made[name] = filled(table[name], flags, made)
    made["gradients"] = filled(table[e.penalty if "joint" in flags else "both"], flags, made)
    if e.updates == "alternating":
        return filled(table["once" if "once" in flags else "in_turns"], flags, made)
    return filled(table["extragradient" if OPTIMIZERS[e.optimizer_d].extrapolates else "simultaneous"], flags, made)


def class_line(e: Experiment) -> tuple[str, str]:
    """(the line that says which class the uniforms u choose, the table of labels that it reads); nothing where nobody is
    told the class.
    """
    if not e.classes:
        return "", ""
    if e.target == "own":
        return own_classes(e.own_data)
    return (
        'chosen = np.searchsorted(np.float32(np.full(CLASSES, 1 / CLASSES).cumsum()[:-1]), u[:, 0], side="right")',
        "",
    )


def sampler(e: Experiment, section: str) -> tuple[str, str]:
    """(the lines that draw n points of P_data from rng, the table of own data that they read)."""
    uniforms, table = TARGETS[e.target].uniforms, ""
    if e.target == "own":
        section, table, uniforms = own_sampler(e.own_data)
    lines = [section]
    if re.search(r"\bg\b", section):
        lines.insert(0, "g = rng.standard_normal((n, 2), dtype=np.float32)")
    if uniforms:
        drawn = f"rng.random((n, {uniforms}), dtype=np.float32)"
        used = re.search(r"\bu\b", section)
        lines.insert(0, f"u = {drawn}" if used else f"{drawn}  # other mixtures choose a mode with it")
    return "\n".join(lines), table
