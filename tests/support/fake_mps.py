"""A stand-in for Apple's "mps" device: it computes on the CPU, and refuses what the real one refuses.

A tensor that is float64 (or complex128) must not come to be there, and one there must not meet one of the host's that has a
dimension. Everything passes torch's dispatcher, so nothing of the program is patched.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_flatten, tree_map

CPU = torch.device("cpu")
MPS = torch.device("mps")
MATMUL = (torch.Tensor.matmul, torch.Tensor.__matmul__, torch.matmul)
REFUSED = (torch.float64, torch.complex128)


class OnMps(torch.Tensor):
    """A tensor on the stand-in, whose numbers `host` has."""

    host: torch.Tensor

    @staticmethod
    def __new__(cls, host: torch.Tensor) -> OnMps:
        if host.dtype in REFUSED:
            raise TypeError(f"Cannot convert a MPS Tensor to {host.dtype}")
        made = torch.Tensor._make_wrapper_subclass(
            cls, host.size(), strides=host.stride(), dtype=host.dtype, device="cpu", requires_grad=False
        )
        made.host = host
        return made

    @property
    def device(self) -> torch.device:  # type: ignore[override]
        return MPS

    def numpy(self, *, force: bool = False) -> Any:
        raise TypeError("can't convert mps:0 device type tensor to numpy. Use Tensor.cpu() first")

    def tolist(self) -> Any:
        return self.cpu().tolist()

    def __repr__(self, **_: Any) -> str:
        return f"OnMps({self.host})"

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return carried_out(func, args, kwargs or {})


def carried_out(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The call on the CPU; what comes out of it is on the stand-in."""
    values = tree_flatten((args, kwargs))[0]
    there = [value for value in values if isinstance(value, OnMps)]
    if func is torch.ops.aten.copy_.default:  # from one to the other is what it is for
        args[0].copy_(args[1].host) if not isinstance(args[0], OnMps) else args[0].host.copy_(_host(args[1]))
        return args[0]
    if any(isinstance(v, torch.Tensor) and not isinstance(v, OnMps) and v.dim() for v in values):
        raise RuntimeError(f"{func}: Expected all tensors to be on the same device, but found mps:0 and cpu")
    bare_args, bare_kwargs = tree_map(_host, (args, kwargs))
    made = func(*bare_args, **bare_kwargs)
    given = {id(value.host): value for value in there}
    return tree_map(
        lambda v: (given[id(v)] if id(v) in given else OnMps(v)) if isinstance(v, torch.Tensor) else v, made
    )


def _host(value: Any) -> Any:
    if isinstance(value, OnMps):
        return value.host
    return CPU if _is_mps(value) else value


def _is_mps(value: Any) -> bool:
    return (isinstance(value, torch.device) and value.type == "mps") or (type(value) is str and value == "mps")


def _moved(tensor: torch.Tensor, to_mps: bool) -> torch.Tensor:
    """The tensor on the other side, and what has come from it there."""
    if isinstance(tensor, OnMps) == to_mps:
        return tensor
    if not tensor.requires_grad:
        return OnMps(tensor.clone()) if to_mps else tensor.host.clone()  # type: ignore[attr-defined, no-any-return]
    return _There.apply(tensor) if to_mps else _Back.apply(tensor)  # type: ignore[no-any-return]


class _There(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, tensor: torch.Tensor) -> torch.Tensor:
        return OnMps(tensor.detach().clone())

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        return grads[0].host


class _Back(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, tensor: torch.Tensor) -> torch.Tensor:
        return tensor.host.detach().clone()  # type: ignore[attr-defined, no-any-return]

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        return OnMps(grads[0])


class FakeMps(TorchFunctionMode):
    """Within it the device "mps" is there. `made` counts the tensors that were made on it or moved to it."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        named = [kwargs.get("device"), *(args[1:2] if func is torch.Tensor.to else ())]
        there = bool(args) and isinstance(args[0], OnMps)
        if there and func is torch.Tensor.norm and len(args) == 1:  # what `norm` becomes for a subclass is deprecated
            return torch.linalg.vector_norm(args[0])
        if (
            there and func in MATMUL and args[0].dim() == 1
        ):  # torch turns it round in place, which a subclass can't follow
            return (args[0].unsqueeze(0) @ args[1]).squeeze(0)
        if func is torch.Tensor.cpu:
            return _moved(args[0], to_mps=False)
        if func is torch.Tensor.to and isinstance(args[0], OnMps) and _is_cpu(named):
            args = (_moved(args[0], to_mps=False), *args[1:])
        if not any(map(_is_mps, named)):
            return func(*args, **kwargs)
        self.made += 1
        if func is torch.Tensor.to:
            rest = [value for value in args[1:] if not _is_mps(value)]
            kwargs.pop("device", None)
            tensor = args[0].to(*rest, **kwargs) if rest or kwargs else args[0]
            return _moved(tensor, to_mps=True)
        kwargs["device"] = CPU
        made = func(*args, **kwargs)
        return made if isinstance(made, OnMps) else OnMps(made)


def _is_cpu(named: list[Any]) -> bool:
    return any(value in ("cpu", CPU) for value in named if isinstance(value, str | torch.device))
