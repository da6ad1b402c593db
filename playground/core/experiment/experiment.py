"""The experiment: the whole set-up of a run as one frozen value, and its form as TOML."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from typing import Any, get_type_hints

import tomli_w

from playground.core.choices.conditionals import CONDITIONALS
from playground.core.choices.generators import GENERATORS, MOST_POINTS
from playground.core.choices.latents import PRIORS
from playground.core.choices.networks import ACTIVATIONS, INITIALISATIONS, LEAK
from playground.core.choices.normed import BATCH_NORMS
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.choices.several import MOST_NETWORKS
from playground.core.errors import InputError
from playground.core.experiment.forms import Forms
from playground.core.experiment.knobs import GROUPS, Knob, knob
from playground.core.experiment.rules import refuse
from playground.core.files import toml
from playground.core.own_data.text import check
from playground.core.targets import TARGETS
from playground.i18n import tr

DATA, GENERATOR, DISCRIMINATOR, OBJECTIVE, OPTIMISER, RUN = GROUPS

_RATE = {"low": 1e-6, "high": 1.0, "scale": "log"}
_OWN_HELP = "Your own P_data as text, used when P_data is set to Your own; the window or --data FILE fills it in."
_DEPTH_HELP = "Number of hidden layers. More layers can model finer shapes, but are slower to train."
_WIDTH_HELP = "Units in each hidden layer. More units can model finer shapes; each iteration takes longer."
_SET_HELP = "How many points of P_data to train on, drawn once; batches draw from them, with replacement. 0: endless, all are new."
_FALL_HELP = "The fraction to which the weight of a penalty falls while the learning rates decay, so that D sees finer detail. 1: constant."
_LEAK_HELP = "The slope of leaky ReLU, in D and in G, where a unit's input is negative. 0: plain ReLU; 1: no bend, so a linear network."
_NORM_HELP = "Hidden layers are normalised by each batch's mean and spread. What is drawn uses running averages, so it can differ."
_ACT_HELP = "The non-linearity after each hidden layer. Without one the network would be linear."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Experiment(Forms):
    """Everything that decides a run: the same experiment gives the same run, bit for bit, on the same machine.

    Live knobs take effect during training; structural ones (live=False) start a new run.
    Raises InputError, naming the key, the value given and what is allowed, if a value has the wrong type or range, or
    if individually valid values make no sense together (rules.py).
    """

    target: str = knob(
        "ring8", "P_data", "The distribution of the real points, which G learns to imitate.", DATA, choices=TARGETS
    )
    own_data: str = knob("", "Your own data", _OWN_HELP, DATA, reads=check)
    training_points: int = knob(0, "Training set", _SET_HELP, DATA, live=False, low=0, high=100_000, unit="points")
    batch: int = knob(
        128,
        "Batch size",
        "How many real and how many fake points each update sees. More: less noisy gradients, slower iterations.",
        DATA,
        low=1,
        high=16_384,
        scale="power of two",
        unit="points",
    )
    conditional: str = knob(
        "none",
        "Told the class",
        "Both players are told each point's class: the mode it is drawn from, or its label. G then learns to make each class to order.",
        DATA,
        live=False,
        choices=CONDITIONALS,
    )
    generator: str = knob(
        "network",
        "Generator is",
        "A network that turns z into a point; several that z picks from; or free points, which each move by their own gradient.",
        GENERATOR,
        live=False,
        choices=GENERATORS,
    )
    g_points: int = knob(
        32, "Free points", "How many points G consists of.", GENERATOR, live=False, low=1, high=MOST_POINTS
    )
    g_networks: int = knob(
        4, "Networks of G", "Of how many networks G is a mixture.", GENERATOR, live=False, low=1, high=MOST_NETWORKS
    )
    latent_size: int = knob(
        2,
        "Latent size",
        "How many random numbers z the generator turns into one point. 1 gives a curve, 2 a crumpled sheet.",
        GENERATOR,
        live=False,
        low=1,
        high=32,
    )
    latent_kind: str = knob(
        "gaussian",
        "Latent distribution",
        "The distribution of the random numbers z: a bell (Gaussian), a square with sharp edges, or eight separate bells.",
        GENERATOR,
        live=False,
        choices=PRIORS,
    )
    g_layers: int = knob(3, "Hidden layers", _DEPTH_HELP, GENERATOR, live=False, low=0, high=6)
    g_width: int = knob(
        16, "Width", _WIDTH_HELP, GENERATOR, live=False, low=1, high=512, scale="power of two", unit="units"
    )
    g_activation: str = knob("tanh", "Activation", _ACT_HELP, GENERATOR, live=False, choices=ACTIVATIONS)
    ema: float = knob(
        0.99,
        "Average of G",
        "Keep a moving average of G's weights with this decay; its samples fluctuate less than the raw G's. 0 turns it off.",
        GENERATOR,
        low=0.0,
        high=0.9999,
    )
    d_layers: int = knob(3, "Hidden layers", _DEPTH_HELP, DISCRIMINATOR, live=False, low=0, high=6)
    d_width: int = knob(
        32, "Width", _WIDTH_HELP, DISCRIMINATOR, live=False, low=1, high=512, scale="power of two", unit="units"
    )
    d_activation: str = knob("leaky_relu", "Activation", _ACT_HELP, DISCRIMINATOR, live=False, choices=ACTIVATIONS)
    leaky_slope: float = knob(LEAK, "Leaky slope", _LEAK_HELP, DISCRIMINATOR, live=False, low=0.0, high=1.0)
    spectral_norm: str = knob(
        "off",
        "Spectral norm",
        "Divides each of D's weights by an estimate of its largest singular value (one power iteration per step, so it can be "
        "a little too small), so that D can hardly be steep anywhere. D then needs more steps.",
        DISCRIMINATOR,
        live=False,
        choices=("off", "on"),
    )
    batch_norm: str = knob("off", "Batch norm", _NORM_HELP, DISCRIMINATOR, live=False, choices=BATCH_NORMS)
    packing: int = knob(
        1,
        "Packing",
        "D judges this many points of one kind at once (PacGAN), so that it can tell when all fakes are alike. Its "
        "surface then shows D at that many copies of one point; arrows, slow motion and numbers are of packs, as in training.",
        DISCRIMINATOR,
        live=False,
        low=1,
        high=4,
        unit="points",
    )
    objective: str = knob(
        "non_saturating", "Objective", "The loss functions that D and G each minimise.", OBJECTIVE, choices=OBJECTIVES
    )
    penalty: str = knob(
        "r1",
        "Penalty on D",
        "A penalty on D's slope, or a constraint on D. A little keeps the game from circling; a lot makes D blind to detail.",
        OBJECTIVE,
        choices=PENALTIES,
    )
    penalty_weight: float = knob(
        0.02,
        "Penalty weight",
        "How much D pays for steepness: γ of R1, R2 (as γ/2) and consensus, λ of the gradient penalties, c of clipping. 0 turns it off.",
        OBJECTIVE,
        low=0.0001,
        high=100.0,
        scale="log",
        gap=0.0,
    )
    penalty_to: float = knob(1.0, "Penalty weight falls to", _FALL_HELP, OBJECTIVE, low=0.001, high=1.0, scale="log")
    label_smoothing: float = knob(
        0.0,
        "Label smoothing",
        "D's target on real points is 1 minus this, so that it never becomes fully confident. Only the log losses have labels.",
        OBJECTIVE,
        low=0.0,
        high=0.5,
    )
    instance_noise: float = knob(
        0.0,
        "Instance noise",
        "Standard deviation of the noise added to every point that D sees, real or fake. It blurs both until they overlap. 0: none.",
        OBJECTIVE,
        low=0.0,
        high=2.0,
        unit="plane units",
    )
    instance_noise_iterations: int = knob(
        0,
        "Noise fades over",
        "Instance noise falls linearly to 0 over this many iterations. 0: it stays constant.",
        OBJECTIVE,
        low=1,
        high=1_000_000,
        scale="log",
        gap=0,
        unit="iterations",
    )
    unrolled_steps: int = knob(
        0,
        "Unrolled D steps",
        "G trains against D as it would be after this many more steps, so that it anticipates D's response. Slow.",
        OBJECTIVE,
        low=0,
        high=10,
    )
    updates: str = knob(
        "alternating",
        "Turns",
        "Alternating: D updates, then G responds to the new D. Simultaneous: both update at once from the same state.",
        OPTIMISER,
        choices=("alternating", "simultaneous"),
    )
    d_updates: int = knob(
        1,
        "D updates",
        "How many times D updates in each iteration before G does. More: a better D, slower iterations.",
        OPTIMISER,
        low=0,
        high=20,
        unit="per iteration",
    )
    g_updates: int = knob(
        1, "G updates", "How many times G updates in each iteration.", OPTIMISER, low=0, high=20, unit="per iteration"
    )
    optimizer_d: str = knob(
        "adam",
        "D's optimiser",
        "How D's gradient becomes a step. Changing it resets its momentum.",
        OPTIMISER,
        choices=OPTIMIZERS,
    )
    learning_rate_d: float = knob(
        4e-3,
        "D's learning rate",
        "The size of D's steps. Higher: D learns faster, then jitters or diverges. Lower: D falls behind G.",
        OPTIMISER,
        **_RATE,
    )
    beta1_d: float = knob(
        0.0,
        "D's β1",
        "D's momentum: how long a gradient keeps acting. High values make the game oscillate; negative ones can damp it.",
        OPTIMISER,
        low=-0.9,
        high=0.999,
    )
    beta2_d: float = knob(
        0.9, "D's β2", "How long Adam remembers the size of D's gradients.", OPTIMISER, low=0.0, high=0.9999
    )
    optimizer_g: str = knob(
        "adam",
        "G's optimiser",
        "How G's gradient becomes a step. Changing it resets its momentum.",
        OPTIMISER,
        choices=OPTIMIZERS,
    )
    learning_rate_g: float = knob(
        1e-3,
        "G's learning rate",
        "The size of G's steps. Higher: G learns faster, then outruns D. Lower: D becomes too strong.",
        OPTIMISER,
        **_RATE,
    )
    beta1_g: float = knob(
        0.0,
        "G's β1",
        "G's momentum: how long a gradient keeps acting. High values make the game oscillate; negative ones can damp it.",
        OPTIMISER,
        low=-0.9,
        high=0.999,
    )
    beta2_g: float = knob(
        0.9, "G's β2", "How long Adam remembers the size of G's gradients.", OPTIMISER, low=0.0, high=0.9999
    )
    decay_iterations: int = knob(
        0,
        "Decay rates over",
        "Both learning rates fall linearly over this many iterations, then stay constant. Small final steps steady the raw G. 0: never.",
        OPTIMISER,
        low=1,
        high=1_000_000,
        scale="log",
        gap=0,
        unit="iterations",
    )
    decay_to: float = knob(
        0.05,
        "Decay rates to",
        "The final learning rates, as a fraction of the initial ones.",
        OPTIMISER,
        low=0.0,
        high=1.0,
    )
    initialisation: str = knob(
        "default",
        "Initialisation",
        "How the weights are drawn before the first iteration.",
        RUN,
        live=False,
        choices=INITIALISATIONS,
    )
    seed: int = knob(
        0,
        "Seed",
        "The same seed gives the same run, bit for bit; another seed gives other weights and other batches.",
        RUN,
        live=False,
        low=0,
        high=2**32 - 1,
    )
    device: str = knob(
        "cpu",
        "Device",
        "Where training runs. Networks this small are usually faster on the CPU than on cuda (NVIDIA) or mps (Apple).",
        RUN,
        live=False,
        choices=("cpu", "cuda", "mps"),
    )

    def __post_init__(self) -> None:
        for key, entry in KNOBS.items():
            object.__setattr__(self, key, entry.check(key, getattr(self, key), KINDS[key]))
        refuse(self)

    # ---- runs ----

    def same_run(self, other: Experiment) -> bool:
        """True if only live knobs differ (and not the number of classes), so that a run of one can continue as the other."""
        return not self._structural_changes(other)

    def continued_as(self, other: Experiment) -> Experiment:
        """`other`, if a run of this experiment can continue with it; InputError, naming the knobs, if that needs a
        new run.
        """
        if changed := self._structural_changes(other):
            raise InputError(
                tr("a run cannot continue with a different {key}: start a new run", key=", ".join(changed))
            )
        return other

    def _structural_changes(self, other: Experiment) -> list[str]:
        changed = [key for key, entry in KNOBS.items() if not entry.live and getattr(self, key) != getattr(other, key)]
        return changed or (["target"] if self.classes != other.classes else [])

    # ---- reading and writing ----

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Experiment:
        """The defaults with these values replaced; InputError on an unknown knob."""
        return EXPERIMENT.changed(values)

    def changed(self, values: Mapping[str, Any]) -> Experiment:
        """The same experiment with some values replaced; InputError on an unknown knob."""
        for key in values:
            if key not in KNOBS:
                near = difflib.get_close_matches(key, KNOBS, 1) or list(KNOBS)
                raise InputError(
                    tr(
                        "unknown knob {key}; did you mean {near}? (gan-playground list names all)",
                        key=key,
                        near=near[0],
                    )
                )
        return dataclasses.replace(self, **values)

    def with_seed(self, seed: int) -> Experiment:
        """The same with another seed; quick, as no rule depends on it and nothing else needs to be checked again."""
        copy: Experiment = object.__new__(type(self))
        vars(copy).update(vars(self), seed=KNOBS["seed"].check("seed", seed, int))
        return copy

    def values(self) -> dict[str, Any]:
        """Every knob's value by its name."""
        return dataclasses.asdict(self)

    def to_toml(self) -> str:
        """The experiment as a TOML text of flat keys."""
        return tomli_w.dumps(self.values())

    @classmethod
    def from_toml(cls, text: str, where: str = "TOML") -> Experiment:
        """The experiment in a TOML text; a table [about] is for the reader and is ignored. InputError if it can't be
        read.
        """
        values = toml.parsed(text, where)
        values.pop("about", None)
        try:
            return cls.of(values)
        except InputError as error:
            raise InputError(f"{where}: {error}") from None


KNOBS: dict[str, Knob] = {entry.name: entry.metadata["knob"] for entry in dataclasses.fields(Experiment)}
"""Every knob by its flat name, in the order of the panel."""

KINDS: dict[str, type] = {key: kind for key, kind in get_type_hints(Experiment).items() if key in KNOBS}

EXPERIMENT = Experiment()
"""The start-up experiment: the original article's GAN, log loss with a little R1 (Mescheder et al. 2018).

D learns four times as fast as a small, smooth G, so that the story is seen: D tells real from fake, G follows, and both meet at
1/2 (docs/recipes.md; tests/core/test_start_up.py).
"""
