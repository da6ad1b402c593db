"""The pure iteration that follows a trainer's state, as the engines call it."""

from playground.core.training.chunk import Supply, drawn_from
from playground.core.training.functional import Played, kind_of, numbers_of
from playground.core.training.iteration import iteration_of
from playground.core.training.trainer import Trainer


def played(trainer: Trainer) -> Played:
    """What the pure function makes of this trainer's state; the trainer stays where it is."""
    e, state = trainer.experiment, trainer.state()
    kind = kind_of(e)
    supply = Supply.at(e, kind, trainer.batches, state.counters)
    draws = drawn_from(kind, tuple(part[0] for part in supply.draws))
    return iteration_of(kind)(state.tensors, numbers_of(e, state.counters), draws)


def plays_alike(trainer: Trainer, iterations: int = 3) -> None:
    """The pure function makes of each state what the trainer makes of it: both networks agree within 1e-5."""
    for _ in range(iterations):
        ahead = played(trainer)
        trainer.iterate()
        for ours, theirs in zip(trainer.state().tensors[:2], ahead.vectors[:2], strict=True):
            assert float((ours - theirs.detach()).abs().max()) < 1e-5
