"""The compiled engine: a whole iteration, penalties and optimisers included, as one call of machine code.

Compiling takes seconds, on a thread of its own, while the eager engine trains on; what has been compiled once is kept for
the process. The call lets go of the interpreter's lock, so that the window paints while it computes (docs/performance.md).
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
from playground.core.training.state import Counters
from playground.core.training.trainer import Trainer
from playground.i18n import tr

if TYPE_CHECKING:
    from torch import Tensor

    from playground.core.experiment import Experiment
    from playground.core.training.trainer import Step

HOW: dict[str, dict[str, Any]] = {
    "cpu": {"options": {"cpp_wrapper": True}},
    "cuda": {"mode": "reduce-overhead"},  # CUDA graphs; not measured, no such device was at hand
}
"""What torch.compile is told, by the kind of device."""
NO_COMPILER = ("InvalidCxxCompiler", "No working C++ compiler", "compiler is not found", "cl is not found")

_number = count()
_ready: dict[Kind, Step] = {}
_failed: dict[Kind, str] = {}
_waiting: dict[Kind, list[Callable[[str], None]]] = {}
_lock = threading.Lock()
_one_at_a_time = threading.Lock()


def ready(kind: Kind) -> Step | None:
    """The compiled iteration, where there is one by now."""
    return _ready.get(kind)


def why_not(e: Experiment) -> str:
    """Why this experiment can't be compiled, in a sentence; nothing as far as is known."""
    if words := refusal(e):
        return tr("The compiled engine has no {what}; the eager one goes on.", what=words)
    return _failed.get(kind_of(e), "")


def known(e: Experiment) -> bool:
    """True where it has turned out whether this experiment can be compiled."""
    return kind_of(e) in _ready or bool(why_not(e))


def compile_now(e: Experiment) -> str:
    """Compiles the experiment's iteration, and waits; why that can't be, in a sentence, or nothing."""
    kind = kind_of(e)
    with _one_at_a_time:
        if not known(e):
            try:
                _ready[kind] = _compiled(e, kind)
            except Exception as error:  # noqa: BLE001 (torch raises what it likes; the eager engine goes on)
                _failed[kind] = _reason(error)
    return why_not(e)


def compile_soon(e: Experiment, tell: Callable[[str], None]) -> None:
    """Compiles on a thread of its own, and then tells why it can't be (nothing: it is ready); what is known is told at once."""
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


def _compiled(e: Experiment, kind: Kind) -> Step:
    """A function that changes the vectors in place: (vectors, numbers float64 (n,), draws) -> losses and D's outputs."""
    iteration = iteration_of(kind, fused=True)

    def step(vectors: tuple[Tensor, ...], numbers: Tensor, draws: Any) -> tuple[Tensor, Tensor, Tensor]:
        played = iteration(vectors, Numbers(*numbers.unbind(0)), draws)
        for live, now in zip(vectors, played.vectors, strict=True):
            if now is not vectors[1]:  # G as it came in, which is to be written over: `iterate_by` has put it aside
                live.copy_(now)
        return played.d_loss, played.g_loss, played.outputs

    trainer = Trainer(e)
    vectors = tuple(t.clone() for t in trainer.state().tensors)
    numbers = torch.tensor(numbers_of(e, Counters()), dtype=torch.float64)
    draws = drawn(kind, trainer.batches, 0)
    function = torch.compile(
        of_its_own(step), dynamic=False, fullgraph=True, **HOW.get(torch.device(e.device).type, {})
    )
    with torch.no_grad():
        iteration(vectors, Numbers(*numbers.unbind(0)), draws)  # loads what torch's tracer could not see loaded
        for _ in range(2):
            function(vectors, numbers, draws)
    return function


def of_its_own(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with a code of its own: torch counts compilations by code, and gives up after the eighth."""
    code = function.__code__.replace(co_name=f"{function.__name__}_{next(_number)}")
    return FunctionType(code, function.__globals__, code.co_name, function.__defaults__, function.__closure__)


def _reason(error: Exception) -> str:
    error = getattr(error, "inner_exception", error)
    text = f"{type(error).__name__}: {error}"
    if any(sign in text for sign in NO_COMPILER):
        return tr("The compiled engine needs a C++ compiler, and none was found (g++, clang++ or Visual C++).")
    return tr(
        "This experiment could not be compiled ({reason}); the eager engine goes on.", reason=text.splitlines()[0][:160]
    )
