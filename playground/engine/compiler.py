"""The compiler: the options for torch.compile, and its results so far, for single runs and batches.

A whole iteration, penalties and optimisers included, becomes one call of machine code. Compiling takes seconds; the
result is kept for the process. The call releases the interpreter's lock, so that the window paints while it computes
(docs/performance.md).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from types import FunctionType
from typing import TYPE_CHECKING, Any

import torch

from playground.core.training.chunk import Supply, drawn_from, loop, one_by_one
from playground.core.training.functional import Kind, Numbers, kind_of, refusal
from playground.core.training.iteration import iteration_of
from playground.core.training.products import narrow
from playground.core.training.state import Counters
from playground.core.training.trainer import Trainer
from playground.engine.cuda_graph import Graphed
from playground.engine.private_cache import use_private_cache
from playground.i18n import tr

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.experiment import Experiment
    from playground.core.training.chunk import Step

    Function = Callable[..., Any]

OPTIONS: dict[tuple[str, bool], dict[str, Any]] = {
    ("cpu", False): {"options": {"cpp_wrapper": True}},
    ("cpu", True): {"options": {"cpp_wrapper": True, "realize_reads_threshold": 1}},
}
"""Options for torch.compile, by device type and by whether the networks are narrow: in columns, reused values are
written to memory, since recomputing them for each unit that reads them costs more. Other devices: the defaults; CUDA also gets a graph.
"""
NO_COMPILER = ("InvalidCxxCompiler", "No working C++ compiler", "compiler is not found", "cl is not found")
ONE_RUN = 0
"""Instead of a number of runs: the iteration of a single run, without a dimension for runs."""

_number = count()
_ready: dict[tuple[Kind, int], Function] = {}
_failed: dict[Kind, str] = {}
_waiting: dict[Kind, list[Callable[[str], None]]] = {}
_lock = threading.Lock()
_one_at_a_time = threading.Lock()


def ready(kind: Kind, runs: int = ONE_RUN) -> Function | None:
    """The compiled chunk of one run's iterations, or the compiled iteration of a batch of `runs`, if it is ready."""
    return _ready.get((kind, runs))


def compiled(
    kind: Kind,
    runs: int,
    step: Function,
    arguments: Callable[[], tuple[Any, ...]],
    *,
    first: Function | None = None,
    wrap: Callable[[Function], Function] = lambda function: function,
) -> Function:
    """`step` compiled for arguments like these, which it may change; compiled once, then kept for the process, wrapped.

    `first`: called once before, uncompiled, instead of `step`. Raises torch's exception if compiling fails.
    """
    with _one_at_a_time:
        if (found := ready(kind, runs)) is not None:
            return found
        use_private_cache()
        options = OPTIONS.get((torch.device(kind.device).type, narrow(kind)), {})
        function: Function = torch.compile(with_separate_code(step), dynamic=False, fullgraph=True, **options)
        if torch.device(kind.device).type == "cuda":
            function = Graphed(function)
        given = arguments()
        with torch.no_grad():
            (first or step)(*given)  # loads modules that must not be first loaded under torch's tracer
            for _ in range(2):
                function(*given)
        return _ready.setdefault((kind, runs), wrap(function))


def with_separate_code(function: Function) -> Function:
    """The same function with a separate code object: torch counts compilations per code object, and gives up after
    the eighth.
    """
    code = function.__code__.replace(co_name=f"{function.__name__}_{next(_number)}")
    return FunctionType(code, function.__globals__, code.co_name, function.__defaults__, function.__closure__)


def reason_of(error: Exception) -> str:
    """Why torch could not compile, in a phrase or a sentence."""
    error = getattr(error, "inner_exception", error)
    text = f"{type(error).__name__}: {error}"
    if any(sign in text for sign in NO_COMPILER):
        return tr("no C++ compiler was found (g++, clang++ or Visual C++)")
    return text.splitlines()[0][:160]


# ---- compiling one run's iteration while it trains ----


def why_not(e: Experiment) -> str:
    """Why this experiment can't be compiled, in a sentence; empty if no reason is known."""
    if words := refusal(e) or (
        tr("the device mps") if e.device == "mps" else ""
    ):  # numbers of an iteration are float64
        return tr("The compiled engine does not support {what}. The eager engine continues.", what=words)
    return _failed.get(kind_of(e), "")


def known(e: Experiment) -> bool:
    """True once it is known whether this experiment can be compiled."""
    return ready(kind_of(e)) is not None or bool(why_not(e))


def compile_now(e: Experiment) -> str:
    """Compiles the experiment's iteration, and waits; returns why that failed, in a sentence, or nothing."""
    if not known(e):
        kind = kind_of(e)
        try:
            _compile(e, kind)
        except Exception as error:  # noqa: BLE001 (torch may raise anything; the eager engine continues)
            _failed[kind] = tr(
                "This experiment could not be compiled: {reason}. The eager engine continues.", reason=reason_of(error)
            )
    return why_not(e)


def compile_soon(e: Experiment, tell: Callable[[str], None]) -> None:
    """Compiles on a separate thread, then reports why it failed (empty: it is ready); a known result is reported at
    once.
    """
    kind = kind_of(e)
    if known(e):
        tell(why_not(e))
        return
    with _lock:
        _waiting.setdefault(kind, []).append(tell)
        if len(_waiting[kind]) > 1:
            return  # already compiling; notify this caller as well

    def work() -> None:
        torch.set_num_threads(1)
        reason = compile_now(e)
        with _lock:
            told = _waiting.pop(kind)
        for one in told:
            one(reason)

    threading.Thread(target=work, name="compiling", daemon=True).start()


def step_in_place(kind: Kind) -> Step:
    """A function that changes the vectors in place: (vectors, numbers float64 (n,), draws) -> losses and D's
    outputs.
    """
    iteration = iteration_of(kind, fused=True)

    def step(vectors: tuple[Tensor, ...], numbers: Tensor, draws: Any) -> tuple[Tensor, Tensor, Tensor]:
        played = iteration(vectors, Numbers(*numbers.unbind(0)), draws)
        for live, now in zip(vectors, played.vectors, strict=True):
            if now is not vectors[1]:  # the incoming G, which is to be overwritten: `iterate_by` has saved it
                live.copy_(now)
        return played.d_loss, played.g_loss, played.outputs

    return step


def _compile(e: Experiment, kind: Kind) -> None:
    """Compiles one run's iterations: as a loop on the CPU; one at a time on other devices, and where torch can't compile
    the loop (2.13: one with a constant tensor in it, as of free points).
    """
    step = step_in_place(kind)
    if kind.device == "cpu":
        with suppress(RuntimeError):
            compiled(kind, ONE_RUN, loop(kind), lambda: _arguments(e, kind), first=one_by_one(kind, step))
            return
    compiled(kind, ONE_RUN, step, lambda: _arguments_of_one(e, kind), wrap=partial(one_by_one, kind))


def _arguments(e: Experiment, kind: Kind) -> tuple[Any, ...]:
    """Those of a chunk that makes one iteration."""
    trainer = Trainer(e)
    supply = Supply.at(e, kind, trainer.batches, Counters())
    vectors = tuple(t.clone() for t in trainer.state().tensors)
    return vectors, supply.numbers, supply.draws, torch.tensor(0), torch.tensor(1)


def _arguments_of_one(e: Experiment, kind: Kind) -> tuple[Any, ...]:
    """Those of one iteration."""
    vectors, numbers, draws, *_ = _arguments(e, kind)
    return vectors, numbers[0], drawn_from(kind, tuple(part[0] for part in draws))
