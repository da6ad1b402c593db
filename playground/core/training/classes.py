"""Classes beside points and latents: both players' inputs carry a one-hot class in their last columns.

The fakes of a batch have the classes of its real points, so that both have the same frequencies, a penalty between a real
and a fake point is between two of one class, and pairs that an objective compares are of one class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from playground.core.lazy import Lazy

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import functional as F  # noqa: N812 (the field's own name for it)

    from playground.core.arrays import F32
else:
    torch = Lazy("torch")
    F = Lazy("torch.nn.functional")


def with_classes(rows: F32, labels: npt.NDArray[np.intp] | None, classes: int) -> F32:
    """Points or latents (n, k) with their classes (n,), one-hot, behind them, float32 (n, k + classes); the rows themselves
    if there are no classes.
    """
    if not classes or labels is None:
        return rows
    return np.concatenate([rows, np.eye(classes, dtype=np.float32)[labels]], axis=1)


def like(points: Tensor, others: Tensor, classes: int) -> Tensor:
    """Points (n, k) with the classes in the last columns of `others`, (n, k + classes); the points themselves if there are
    no classes.
    """
    return torch.cat((points, others[:, -classes:]), 1) if classes else points


def without(rows: Tensor, classes: int) -> Tensor:
    """Rows (n, k + classes) without the classes in their last columns, (n, k)."""
    return rows[:, : rows.shape[1] - classes] if classes else rows


def moved(rows: Tensor, by: Tensor) -> Tensor:
    """Rows (n, k + classes) moved by (n, k), their classes as they were."""
    return rows + (by if by.shape == rows.shape else F.pad(by, (0, rows.shape[1] - by.shape[1])))
