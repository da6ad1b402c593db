"""What the exported script is compared on: every registered choice, every option, and every kind of own data."""

from typing import Any

import numpy as np

from playground.core.choices.latents import PRIORS
from playground.core.choices.networks import ACTIVATIONS, INITIALISATIONS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.own_data.build import mixture_text, own_points, picture_text, points_text
from playground.core.own_data.grouping import labelled
from playground.core.own_data.text import written as written_own

SMALL = {"g_layers": 2, "d_layers": 2, "g_width": 8, "d_width": 8, "batch": 16}
ITERATIONS = 15
OWN_MIXTURE = mixture_text([(-1.0, 0.5, 0.2, 1.0), (1.0, 0.0, 0.4, 3.0), (0.0, 1.0, 0.1, 1.0)])
OWN_LABELS = written_own(
    own_points(
        np.random.default_rng(9).normal(size=(90, 2)), "none", 0.1, labelled(np.arange(90, dtype=np.uint8) % 3, "abc")
    )
)
PLAIN_STEPS = {"optimizer_d": "sgd", "optimizer_g": "sgd", "learning_rate_d": 0.05, "learning_rate_g": 0.05}
GENTLE_STEPS = {**PLAIN_STEPS, "learning_rate_d": 0.01, "learning_rate_g": 0.01}
UNROLLED = {"unrolled_steps": 2, "penalty": "gradient_penalty", "beta1_d": 0.5}

CASES: dict[str, dict[str, Any]] = {
    **{f"objective {name}": {"objective": name, **PLAIN_STEPS} for name in OBJECTIVES.names},
    **{f"penalty {name}": {"penalty": name} for name in PENALTIES.names},
    **{f"optimizer_d {name}": {"optimizer_d": name, "beta1_d": 0.5} for name in OPTIMIZERS.names},
    **{f"optimizer_g {o.name}": {"optimizer_g": o.name, "beta1_g": 0.5} for o in OPTIMIZERS if not o.only_for_d},
    **{
        f"negative momentum, {o.name}": {"optimizer_d": o.name, "optimizer_g": "adam" if o.only_for_d else o.name}
        | {"beta1_d": -0.5, "beta1_g": -0.3}
        for o in OPTIMIZERS
        if "beta1" in o.uses
    },
    "negative momentum, unrolled": {**UNROLLED, "optimizer_d": "momentum", "beta1_d": -0.5},
    **{f"activation {name}": {"g_activation": name, "d_activation": name} for name in ACTIVATIONS.names},
    **{
        f"initialisation {name}": {"initialisation": name, "g_activation": "tanh", "penalty": "none", **PLAIN_STEPS}
        for name in INITIALISATIONS.names
    },
    **{
        f"unrolled {o.name}": {"optimizer_d": o.name, **UNROLLED}
        for o in OPTIMIZERS
        if not o.extrapolates  # rules.py refuses these two together
    },
    **{
        f"unrolled {name}": {"objective": name, "unrolled_steps": 1, **PLAIN_STEPS}
        for name in ("minimax", "relativistic_pairing", "wasserstein")
    },
    **{
        f"unrolled {name}": {"penalty": name, "unrolled_steps": 1, **PLAIN_STEPS}
        for name in ("r2", "dragan", "weight_clipping")
    },
    **{
        f"smoothing {o.name}": {"objective": o.name, "label_smoothing": 0.1}
        for o in OBJECTIVES
        if o.smoothing is not None
    },
    "packing": {"packing": 3},
    "packing dragan": {"packing": 2, "penalty": "dragan"},
    "packing between": {"packing": 2, "penalty": "gradient_penalty"},
    "packing relativistic": {"packing": 2, "objective": "relativistic_pairing", **PLAIN_STEPS},
    "spectral norm": {"spectral_norm": "on", "d_width": 64},
    "spectral norm, looking ahead": {"spectral_norm": "on", "optimizer_d": "extra_adam"},
    "clipping, looking ahead": {"penalty": "weight_clipping", "optimizer_d": "extra_adam"},
    "consensus, looking ahead": {"penalty": "consensus", "optimizer_d": "extra_adam", "instance_noise": 0.1},
    "noise": {"instance_noise": 0.3},
    "a finite training set": {"training_points": 40, "target": "two_moons"},
    "a finite training set of a mixture, noisy": {"training_points": 5, "instance_noise": 0.1, "d_updates": 2},
    **{
        f"told the class, {form}, {name}": {"conditional": form, **changes}
        for form in ("concatenated", "projection")
        for name, changes in {
            "r1": {},
            "dragan": {"penalty": "dragan", "target": "grid25"},
            "between": {"penalty": "gradient_penalty", "d_updates": 2},
            "noisy": {"instance_noise": 0.2, "penalty": "r1_r2"},
            "fading noise": {"instance_noise": 0.2, "instance_noise_iterations": 10},
            "consensus": {"penalty": "consensus"},
            "clipping": {"penalty": "weight_clipping"},
            "unrolled": UNROLLED,
            "a finite set": {"training_points": 30, "latent_size": 3, "latent_kind": "uniform"},
            "pairs": {"objective": "relativistic_pairing", **PLAIN_STEPS},
            "no hidden layers": {"d_layers": 0, "g_layers": 0, "initialisation": "he"},
            "xavier": {"initialisation": "xavier", "optimizer_d": "extra_adam"},
            "own mixture": {"own_data": OWN_MIXTURE, "target": "own"},
            "own labels": {"own_data": OWN_LABELS, "target": "own"},
        }.items()
    },
    **{
        f"batch norm of {norm}, {name}": {"batch_norm": norm, "penalty": "none", **GENTLE_STEPS, **changes}
        for norm in ("g", "d", "both")
        for name, changes in {
            "plain": {},
            "more updates": {"d_updates": 2, "g_updates": 3},
            "pairs, at once": {"updates": "simultaneous", "objective": "relativistic_pairing"},
            "told the class, maxout": {
                "conditional": "concatenated",
                "d_activation": "maxout",
                "g_activation": "maxout",
            },
            "packs": {"packing": 2, "instance_noise": 0.2},
            "unrolled": {"unrolled_steps": 2},
            "no hidden layers": {"g_layers": 0, "d_layers": 0, "initialisation": "he"},
        }.items()
    },
    "batch norm of G, spectral norm of D": {"batch_norm": "g", "spectral_norm": "on"},
    "batch norm of D, looking ahead": {"batch_norm": "d", "penalty": "none", "optimizer_d": "extra_sgd"},
    "batch norm of G, lookahead": {"batch_norm": "g", "optimizer_d": "lookahead_adam", "optimizer_g": "lookahead_adam"},
    "told the class, spectral norm": {"conditional": "concatenated", "spectral_norm": "on", "d_width": 64},
    "fading noise": {"instance_noise": 0.3, "instance_noise_iterations": 10, "packing": 2},
    "a penalty that falls": {"penalty": "r1_r2", "penalty_to": 0.1, "decay_iterations": 10},
    "a penalty that falls, between, unrolled": {
        **UNROLLED,
        "penalty": "dragan",
        "penalty_to": 0.1,
        "decay_iterations": 10,
    },
    "no average": {"ema": 0.0},
    "no penalty weight": {"penalty_weight": 0.0},
    "decay": {"decay_iterations": 10, "optimizer_d": "adam_ttur"},
    "simultaneous": {"updates": "simultaneous"},
    "simultaneous unrolled": {"updates": "simultaneous", **UNROLLED},
    "more updates": {"d_updates": 2, "g_updates": 3},
    "D alone": {"g_updates": 0},
    "G alone": {"d_updates": 0, "decay_iterations": 10},
    "G alone, judged in packs": {"d_updates": 0, "packing": 2, "penalty": "dragan", "instance_noise": 0.1},
    "G alone, compared": {"d_updates": 0, "packing": 2, "objective": "relativistic_pairing"},
    "G alone, unrolled": {"d_updates": 0, **UNROLLED},
    "one latent": {"latent_size": 1, "initialisation": "ganlab"},
    **{f"latents {p.name}": {"latent_kind": p.name, "latent_size": size} for p in PRIORS for size in (1, 3)},
    **{f"free points, latents {p.name}": {"generator": "points", "latent_kind": p.name} for p in PRIORS},
    "other latents": {"latent_kind": "uniform", "latent_size": 5},
    "leaky slope": {"leaky_slope": 0.05, "g_activation": "leaky_relu", "initialisation": "he"},
    "maxout": {"d_activation": "maxout", "initialisation": "xavier", "d_layers": 3},
    "maxout, told the class": {"d_activation": "maxout", "conditional": "projection", "penalty": "gradient_penalty"},
    "maxout, spectral norm": {"d_activation": "maxout", "spectral_norm": "on", "g_activation": "maxout"},
    "no hidden layers": {"g_layers": 0, "d_layers": 0, "initialisation": "he"},
    **{f"free points, {name}": {"generator": "points", "objective": name, **PLAIN_STEPS} for name in OBJECTIVES.names},
    **{
        f"several networks, {name}": {"generator": "networks", "g_networks": 3, **changes}
        for name, changes in {
            "plain": {},
            **{p.name: {"latent_kind": p.name, "latent_size": 1} for p in PRIORS},
            "told the class": {"conditional": "projection"},
            "unrolled": UNROLLED,
            "consensus": {"penalty": "consensus"},
            "no hidden layers": {"g_layers": 0, "initialisation": "he", "g_networks": 1},
            "packs": {"packing": 2, "objective": "relativistic_pairing", **PLAIN_STEPS},
        }.items()
    },
    "free points, uniform": {"generator": "points", "latent_kind": "uniform", "latent_size": 1, "g_points": 7},
    "free points, unrolled": {"generator": "points", **UNROLLED},
    "free points, consensus": {"generator": "points", "penalty": "consensus"},
    "free points, in packs, looking ahead": {"generator": "points", "packing": 2, "optimizer_d": "extra_adam"},
    "a single free point": {"generator": "points", "g_points": 1, "initialisation": "he", "penalty": "dragan"},
    "D alone against free points": {"generator": "points", "g_updates": 0},
    "all at once": {
        "spectral_norm": "on",
        "packing": 2,
        "instance_noise": 0.1,
        "label_smoothing": 0.2,
        "decay_iterations": 10,
        "optimizer_d": "adam_ttur",
        "optimizer_g": "optimistic_adam",
        "d_updates": 2,
    },
}
"""Every registered choice and every option; in each of them the script's losses are the app's, to TOLERANCE."""

RATIOS: dict[str, dict[str, Any]] = {
    **{f"objective {name}": {"objective": name} for name in OBJECTIVES.names},
    **{f"unrolled {name}": {"unrolled_steps": 2, "optimizer_d": name} for name in ("adam", "rmsprop")},
}
"""Those where Adam or RMSProp divides rounding by rounding."""

INK = np.zeros((40, 60), np.uint8)
INK[5:20, 10:30], INK[30:35, 50:58] = 200, 40
CLOUD = np.random.default_rng(7).normal(size=(300, 2)) * (0.5, 2)
OWN = {
    "points": points_text(CLOUD),
    "picture": picture_text(INK),
    "mixture": mixture_text([(-1.0, 0.5, 0.2, 1.0), (1.0, 0.0, 0.4, 3.0)], scaled=True),
}
