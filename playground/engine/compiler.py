"""The compiler: what torch.compile is told, and what it has made so far, for single runs and for batches of them.

A whole iteration, penalties and optimisers included, becomes one call of machine code. Compiling takes seconds; the result is
kept for the process. The call lets go of the interpreter's lock, so that the window paints while it computes
(docs/performance.md).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from types import FunctionType
from typing import TYPE_CHECKING, Any

import torch

from playground.core.training.functional import Kind, Numbers, drawn, kind_of, numbers_of, refusal
from playground.core.training.iteration import iteration_of
from playground.core.training.products import narrow
from playground.core.training.state import Counters
from playground.core.training.trainer import Trainer
from playground.engine.private_cache import use_private_cache
from playground.i18n import tr

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.experiment import Experiment
    from playground.core.training.trainer import Step

    Function = Callable[..., Any]

OPTIONS: dict[tuple[str, bool], dict[str, Any]] = {
    ("cpu", False): {"options": {"cpp_wrapper": True}},
    ("cpu", True): {"options": {"cpp_wrapper": True, "realize_reads_threshold": 1}},
    ("cuda", False): {"mode": "reduce-overhead"},  # CUDA graphs; not measured, no such device was at hand
    ("cuda", True): {"mode": "reduce-overhead"},
}
"""What torch.compile is told, by the type of device and by whether the networks are narrow: in columns what is read again is
written to memory, since computing it anew for each of the units that read it costs more. Other devices: the defaults."""
NO_COMPILER = ("InvalidCxxCompiler", "No working C++ compiler", "compiler is not found", "cl is not found")
ONE_RUN = 0
"""In place of a number of runs: the iteration of a single run, without a dimension for runs."""

_number = count()
_ready: dict[tuple[Kind, int], Function] = {}
_failed: dict[Kind, str] = {}
_waiting: dict[Kind, list[Callable[[str], None]]] = {}
_lock = threading.Lock()
_one_at_a_time = threading.Lock()


def ready(kind: Kind, runs: int = ONE_RUN) -> Function | None:
    """The compiled iteration of one run, or of a batch of `runs`, where there is one by now."""
    return _ready.get((kind, runs))


def compiled(kind: Kind, runs: int, step: Function, arguments: Callable[[], tuple[Any, ...]]) -> Function:
    """`step` compiled for arguments like these, which it may change; compiled once, then kept for the process.

    Raises what torch raises where that cannot be done.
    """
    with _one_at_a_time:
        if (found := ready(kind, runs)) is not None:
            return found
        use_private_cache()
        options = OPTIONS.get((torch.device(kind.device).type, narrow(kind)), {})
        function: Function = torch.compile(with_separate_code(step), dynamic=False, fullgraph=True, **options)
        given = arguments()
        with torch.no_grad():
            step(*given)  # loads what torch's tracer could not see loaded
            for _ in range(2):
                function(*given)
        _ready[kind, runs] = function
        return function


def with_separate_code(function: Function) -> Function:
    """The same function with a separate code object: torch counts compilations by code, and gives up after the eighth."""
    code = function.__code__.replace(co_name=f"{function.__name__}_{next(_number)}")
    return FunctionType(code, function.__globals__, code.co_name, function.__defaults__, function.__closure__)


def reason_of(error: Exception) -> str:
    """Why torch could not compile, in a few words or a sentence."""
    error = getattr(error, "inner_exception", error)
    text = f"{type(error).__name__}: {error}"
    if any(sign in text for sign in NO_COMPILER):
        return tr("no C++ compiler was found (g++, clang++ or Visual C++)")
    return text.splitlines()[0][:160]


# ---- the iteration of one run, beside its training ----


def why_not(e: Experiment) -> str:
    """Why this experiment can't be compiled, in a sentence; nothing as far as is known."""
    if words := refusal(e):
        return tr("The compiled engine cannot do this: {what}. The eager engine continues.", what=words)
    return _failed.get(kind_of(e), "")


def known(e: Experiment) -> bool:
    """True where it has turned out whether this experiment can be compiled."""
    return ready(kind_of(e)) is not None or bool(why_not(e))


def compile_now(e: Experiment) -> str:
    """Compiles the experiment's iteration, and waits; why that can't be, in a sentence, or nothing."""
    if not known(e):
        kind = kind_of(e)
        try:
            compiled(kind, ONE_RUN, step_in_place(kind), lambda: _arguments(e, kind))
        except Exception as error:  # noqa: BLE001 (torch raises what it likes; the eager engine continues)
            _failed[kind] = tr(
                "This experiment could not be compiled: {reason}. The eager engine continues.", reason=reason_of(error)
            )
    return why_not(e)


def compile_soon(e: Experiment, tell: Callable[[str], None]) -> None:
    """Compiles on a separate thread, and then tells why it can't be (nothing: it is ready); what is known is told at once."""
    kind = kind_of(e)
    if known(e):
        tell(why_not(e))
        return
    with _lock:
        _waiting.setdefault(kind, []).append(tell)
        if len(_waiting[kind]) > 1:
            return  # it is being compiled; who asks again is told too

    def work() -> None:
        torch.set_num_threads(1)
        reason = compile_now(e)
        with _lock:
            told = _waiting.pop(kind)
        for one in told:
            one(reason)

    threading.Thread(target=work, name="compiling", daemon=True).start()


def step_in_place(kind: Kind) -> Step:
    """A function that changes the vectors in place: (vectors, numbers float64 (n,), draws) -> losses and D's outputs."""
    iteration = iteration_of(kind, fused=True)

    def step(vectors: tuple[Tensor, ...], numbers: Tensor, draws: Any) -> tuple[Tensor, Tensor, Tensor]:
        played = iteration(vectors, Numbers(*numbers.unbind(0)), draws)
        for live, now in zip(vectors, played.vectors, strict=True):
            if now is not vectors[1]:  # G as it came in, which is to be written over: `iterate_by` has put it aside
                live.copy_(now)
        return played.d_loss, played.g_loss, played.outputs

    return step


def _arguments(e: Experiment, kind: Kind) -> tuple[Any, ...]:
    trainer = Trainer(e)
    numbers = torch.tensor(numbers_of(e, Counters()), dtype=torch.float64)
    return tuple(t.clone() for t in trainer.state().tensors), numbers, drawn(kind, trainer.batches, 0)
