"""The rules: which knobs make no sense together, each with its message; which change together; which have no effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.core.choices.normed import BATCH_NORMS, batch_norm_of
from playground.core.choices.objectives import OBJECTIVES
from playground.core.choices.optimizers import OPTIMIZERS
from playground.core.choices.penalties import PENALTIES
from playground.core.errors import InputError
from playground.core.own_data.target import target_of
from playground.core.targets.own import OWN
from playground.i18n import Text, tr

if TYPE_CHECKING:
    from playground.core.experiment.experiment import Experiment


@dataclass(frozen=True)
class Rule:
    """A rejected combination. In `sentence`, {key} stands for the knob's value; `also` gives more values."""

    name: str
    broken: Callable[[Experiment], bool]
    sentence: Text
    also: Callable[[], dict[str, str]] = dict


def _extrapolates(e: Experiment) -> tuple[bool, bool]:
    return OPTIMIZERS[e.optimizer_d].extrapolates, OPTIMIZERS[e.optimizer_g].extrapolates


def _joint(e: Experiment) -> bool:
    return PENALTIES[e.penalty].joint is not None


def _rows(e: Experiment) -> int:
    """The points, or packs if D normalises, that are normalised together."""
    return e.batch // e.packing if BATCH_NORMS[e.batch_norm].d else e.batch


def _names_with_labels() -> dict[str, str]:
    return {"names": ", ".join(o.name for o in OBJECTIVES if o.smoothing)}


def _that_extrapolate() -> dict[str, str]:
    return {"names": ", ".join(o.name for o in OPTIMIZERS if o.extrapolates)}


def _optimisers_of_g() -> dict[str, str]:
    return {"names": ", ".join(o.name for o in OPTIMIZERS if not o.only_for_d)}


RULES: tuple[Rule, ...] = (
    Rule(
        "own_without_data",
        lambda e: e.target == "own" and not e.own_data,
        "target = own needs own_data: draw, type or open your data in the window (Ctrl+D), or give a file with --data",
    ),
    Rule(
        "smoothing_without_labels",
        lambda e: e.label_smoothing > 0 and OBJECTIVES[e.objective].smoothing is None,
        "label_smoothing = {label_smoothing} needs labels, and objective = {objective} has none; "
        "set label_smoothing = 0 or use one of: {names}",
        _names_with_labels,
    ),
    Rule(
        "extragradient_alone",
        lambda e: len(set(_extrapolates(e))) > 1,
        "optimizer_d = {optimizer_d} with optimizer_g = {optimizer_g}: with extragradient both players look ahead; "
        "choose one of these for both, or for neither: {names}",
        _that_extrapolate,
    ),
    Rule(
        "extragradient_in_turns",
        lambda e: all(_extrapolates(e)) and e.updates != "simultaneous",
        "optimizer_d = {optimizer_d} with updates = {updates}: both players look ahead from the same moment; "
        "use updates = simultaneous",
    ),
    Rule(
        "optimiser_of_d_for_g",
        lambda e: OPTIMIZERS[e.optimizer_g].only_for_d,
        "optimizer_g = {optimizer_g} is only for D, which uses the faster time scale; for G use one of: {names}",
        _optimisers_of_g,
    ),
    Rule(
        "simultaneous_but_unequal",
        lambda e: e.updates == "simultaneous" and (e.d_updates, e.g_updates) != (1, 1),
        "updates = simultaneous with d_updates = {d_updates} and g_updates = {g_updates}: simultaneous players "
        "update equally often; set both to 1 or use updates = alternating",
    ),
    Rule(
        "consensus_in_turns",
        lambda e: _joint(e) and e.updates != "simultaneous",
        "penalty = {penalty} with updates = {updates}: it changes the common step of both players; "
        "use updates = simultaneous or another penalty",
    ),
    Rule(
        "consensus_of_unlike",
        lambda e: _joint(e) and e.optimizer_d != e.optimizer_g,
        "penalty = {penalty} with optimizer_d = {optimizer_d} and optimizer_g = {optimizer_g}: one common step needs one "
        "optimiser; choose the same for both",
    ),
    Rule(
        "unrolled_and_consensus",
        lambda e: e.unrolled_steps > 0 and _joint(e),
        "unrolled_steps = {unrolled_steps} with penalty = {penalty}: it uses the gradients of the current state; "
        "set unrolled_steps = 0 or use another penalty",
    ),
    Rule(
        "unrolled_without_listening",
        lambda e: e.unrolled_steps > 0 and OBJECTIVES[e.objective].distance is not None,
        "unrolled_steps = {unrolled_steps} with objective = {objective}: G does not listen to D, so it can't look ahead of it; "
        "set unrolled_steps = 0 or use another objective",
    ),
    Rule(
        "packs_without_listening",
        lambda e: e.packing > 1 and OBJECTIVES[e.objective].distance is not None,
        "packing = {packing} with objective = {objective}: the distance compares single points; "
        "set packing = 1 or use another objective",
    ),
    Rule(
        "unrolled_and_extragradient",
        lambda e: e.unrolled_steps > 0 and all(_extrapolates(e)),
        "unrolled_steps = {unrolled_steps} with optimizer_d = {optimizer_d}: these are two ways of looking ahead; "
        "set unrolled_steps = 0 or use another optimiser",
    ),
    Rule(
        "clipping_what_is_normalised",
        lambda e: e.spectral_norm == "on" and PENALTIES[e.penalty].constrain is not None,
        "spectral_norm = on with penalty = {penalty}: clipping has no effect on normalised weights; use one of the two",
    ),
    Rule(
        "classes_that_are_not_known",
        lambda e: e.conditional != "none" and target_of(e).labels is None,
        "conditional = {conditional} with target = {target}: its points have no classes; choose a mixture, "
        "give your own data modes or a column of labels, or set conditional = none",
    ),
    Rule(
        "classes_of_packs",
        lambda e: e.conditional != "none" and e.packing > 1,
        "conditional = {conditional} with packing = {packing}: D is told the class of one point; set packing = 1 or conditional = none",
    ),
    Rule(
        "classes_of_free_points",
        lambda e: e.conditional != "none" and e.generator == "points",
        "conditional = {conditional} with generator = {generator}: free points take no class; use generator = network or "
        "conditional = none",
    ),
    Rule(
        "classes_without_listening",
        lambda e: e.conditional != "none" and OBJECTIVES[e.objective].distance is not None,
        "conditional = {conditional} with objective = {objective}: the distance compares points, not classes; "
        "use another objective or set conditional = none",
    ),
    Rule(
        "penalty_of_what_is_normalised",
        lambda e: BATCH_NORMS[e.batch_norm].d and e.penalty != "none",
        "batch_norm = {batch_norm} with penalty = {penalty}: it limits how steep D is at single points, and D's output then "
        "depends on the whole batch; set penalty = none, or batch_norm = off or g",
    ),
    Rule(
        "joint_and_normalised",
        lambda e: e.batch_norm != "off" and _joint(e),
        "batch_norm = {batch_norm} with penalty = {penalty}: it is for players that treat each point by itself; "
        "use another penalty or set batch_norm = off",
    ),
    Rule(
        "normalised_twice",
        lambda e: BATCH_NORMS[e.batch_norm].d and e.spectral_norm == "on",
        "batch_norm = {batch_norm} with spectral_norm = on: dividing by the spread of the batch undoes the bound on D's slope; "
        "use one of the two",
    ),
    Rule(
        "normalised_without_layers",
        lambda e: BATCH_NORMS[e.batch_norm].g and e.generator != "network",
        "batch_norm = {batch_norm} with generator = {generator}: G's batch can be normalised only where G is one network; "
        "use generator = network, or batch_norm = off or d",
    ),
    Rule(
        "normalised_projection",
        lambda e: BATCH_NORMS[e.batch_norm].d and e.conditional == "projection",
        "batch_norm = {batch_norm} with conditional = projection: D's features would depend on the whole batch; "
        "use conditional = concatenated, or batch_norm = off or g",
    ),
    Rule(
        "normalised_alone",
        lambda e: e.batch_norm != "off" and _rows(e) < 2,
        "batch_norm = {batch_norm} with batch = {batch} and packing = {packing}: a batch of one has no spread; "
        "use a larger batch or set batch_norm = off",
    ),
    Rule(
        "packs_larger_than_the_batch",
        lambda e: e.packing > e.batch,
        "packing = {packing} with batch = {batch}: the batch does not fill one pack; use batch of at least {packing}",
    ),
)
"""All rejected combinations, in the order in which they are checked."""


def refuse(experiment: Experiment) -> None:
    """Returns if the knobs make sense together; else InputError with the message of the first broken rule."""
    for rule in RULES:
        if rule.broken(experiment):
            raise InputError(tr(rule.sentence, **{**vars(experiment), **rule.also()}))


# ---- knobs that change together ----

_ONE_EACH = {"updates": "simultaneous", "d_updates": 1, "g_updates": 1}


def _with_optimizer(e: Experiment, key: str, name: str) -> dict[str, Any]:
    """Both players take the same optimiser if the old or the new choice is one that only both can use."""
    chosen = OPTIMIZERS[name]
    if not (chosen.extrapolates or any(_extrapolates(e)) or _joint(e)):
        return {}
    other = "optimizer_g" if key == "optimizer_d" else "optimizer_d"
    changes: dict[str, Any] = {other: "adam" if chosen.only_for_d else name}
    return changes | _ONE_EACH | {"unrolled_steps": 0} if chosen.extrapolates else changes


def _with_penalty(e: Experiment, _key: str, name: str) -> dict[str, Any]:
    """A joint adjustment takes one optimiser for both players, G's, and simultaneous steps, and leaves batches as they are; all
    others leave D's as it is.
    """
    if PENALTIES[name].joint is None:
        return {} if name == "none" else _without_norm(e, "d")
    changes: dict[str, Any] = {**_ONE_EACH, "unrolled_steps": 0, **_without_norm(e, "dg")}
    if e.optimizer_d != e.optimizer_g:
        changes["optimizer_d"] = e.optimizer_g
    return changes


def _with_updates(_e: Experiment, _key: str, way: str) -> dict[str, Any]:
    return dict(_ONE_EACH) if way == "simultaneous" else {}


def _with_objective(_e: Experiment, _key: str, name: str) -> dict[str, Any]:
    without: dict[str, Any] = {}
    if OBJECTIVES[name].distance is not None:
        without = {"unrolled_steps": 0, "packing": 1, "conditional": "none"}
    return without | ({} if OBJECTIVES[name].smoothing else {"label_smoothing": 0.0})


def _with_target(e: Experiment, _key: str, name: str) -> dict[str, Any]:
    known = (name == OWN.name and not e.own_data) or target_of(_Data(name, e.own_data)).labels is not None
    return {} if known else {"conditional": "none"}


def _with_own_data(_e: Experiment, _key: str, text: str) -> dict[str, Any]:
    return {} if target_of(_Data(OWN.name, text)).labels is not None else {"conditional": "none"}


def _with_generator(e: Experiment, _key: str, name: str) -> dict[str, Any]:
    without = {} if name == "network" else _without_norm(e, "g")
    return without | ({"conditional": "none"} if name == "points" else {})


def _with_packing(_e: Experiment, _key: str, m: int) -> dict[str, Any]:
    return {"conditional": "none"} if m > 1 else {}


def _with_conditional(e: Experiment, _key: str, name: str) -> dict[str, Any]:
    without = _without_norm(e, "d") if name == "projection" else {}
    return without | ({} if name == "none" else {"packing": 1})


def _without_norm(e: Experiment, players: str) -> dict[str, Any]:
    """No batch normalisation of these players, "d", "g" or "dg"."""
    norm = BATCH_NORMS[e.batch_norm]
    return {"batch_norm": batch_norm_of(d=norm.d and "d" not in players, g=norm.g and "g" not in players)}


def _with_spectral_norm(e: Experiment, _key: str, way: str) -> dict[str, Any]:
    return _without_norm(e, "d") if way == "on" else {}


def _with_batch_norm(e: Experiment, _key: str, name: str) -> dict[str, Any]:
    """D's takes no penalty, spectral norm or projection; G's takes one network; a joint adjustment goes with neither."""
    norm = BATCH_NORMS[name]
    changes: dict[str, Any] = {}
    if norm.d:
        changes |= {"penalty": "none", "spectral_norm": "off"}
        changes |= {"conditional": "concatenated"} if e.conditional == "projection" else {}
    if norm.g:
        changes |= {"generator": "network", **({"penalty": "none"} if _joint(e) else {})}
    return changes


@dataclass(frozen=True)
class _Data:
    target: str
    own_data: str


_COUPLINGS: dict[str, Callable[[Experiment, str, Any], dict[str, Any]]] = {
    "optimizer_d": _with_optimizer,
    "optimizer_g": _with_optimizer,
    "penalty": _with_penalty,
    "updates": _with_updates,
    "objective": _with_objective,
    "target": _with_target,
    "own_data": _with_own_data,
    "generator": _with_generator,
    "packing": _with_packing,
    "conditional": _with_conditional,
    "spectral_norm": _with_spectral_norm,
    "batch_norm": _with_batch_norm,
}


def coupled_changes(experiment: Experiment, key: str, value: Any) -> dict[str, Any]:
    """The changes implied by turning one knob: {key: value} and whatever must change with it, for `Experiment.changed`.

    extragradient for one player is extragradient for both (and simultaneous steps, one each); and leaving it applies to both;
    a joint adjustment brings one optimiser and simultaneous steps; an objective without labels turns label smoothing off;
    what can't be told the class turns that off, and what goes with single points alone turns batch normalisation off.
    Only knobs that would change are named. Combinations still rejected have no change that a user would expect.
    """
    turned = _COUPLINGS[key](experiment, key, value) if key in _COUPLINGS else {}
    return {key: value} | {k: v for k, v in turned.items() if k != key and v != getattr(experiment, k)}


# ---- knobs without effect ----


def _activations(e: Experiment) -> tuple[str, ...]:
    return (
        *(() if e.generator == "points" or not e.g_layers else (e.g_activation,)),
        *((e.d_activation,) if e.d_layers else ()),
    )


IDLE: tuple[tuple[tuple[str, ...], Callable[[Experiment], bool]], ...] = (
    (("penalty_weight",), lambda e: e.penalty == "none"),
    (("penalty_to",), lambda e: e.decay_iterations == 0 or PENALTIES[e.penalty].price is None),
    (("label_smoothing",), lambda e: OBJECTIVES[e.objective].smoothing is None),
    (("instance_noise_iterations",), lambda e: e.instance_noise == 0),
    (("decay_to",), lambda e: e.decay_iterations == 0),
    (("g_points",), lambda e: e.generator != "points"),
    (("leaky_slope",), lambda e: "leaky_relu" not in _activations(e)),
    (("batch_norm",), lambda e: not _activations(e)),
    (("g_networks",), lambda e: e.generator != "networks"),
    (("g_layers", "g_width", "g_activation"), lambda e: e.generator == "points"),
    (("conditional",), lambda e: e.conditional == "none" and target_of(e).labels is None),
    (("d_updates", "g_updates"), lambda e: e.updates == "simultaneous"),
    (("beta1_d",), lambda e: "beta1" not in OPTIMIZERS[e.optimizer_d].uses),
    (("beta2_d",), lambda e: "beta2" not in OPTIMIZERS[e.optimizer_d].uses),
    (("beta1_g",), lambda e: "beta1" not in OPTIMIZERS[e.optimizer_g].uses),
    (("beta2_g",), lambda e: "beta2" not in OPTIMIZERS[e.optimizer_g].uses),
)
"""Which knobs have no effect, and when."""


def without_effect(experiment: Experiment) -> frozenset[str]:
    """The knobs that have no effect in this experiment, or can't be changed."""
    return frozenset(key for keys, idle in IDLE if idle(experiment) for key in keys)
