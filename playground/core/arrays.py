"""Array types used across modules, named by the type of their numbers and the meaning of their rows."""

from typing import Any

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
"""32-bit floating-point numbers of any shape: what networks compute with and what is drawn."""
F64 = npt.NDArray[np.float64]
"""64-bit floating-point numbers of any shape: densities, metrics, theory."""
PlanePoints = npt.NDArray[np.float32]
"""Points of the plane, (..., 2), in plane units."""
I64 = npt.NDArray[np.int64]
"""Whole numbers of any shape: iterations, counts."""
Floating = npt.NDArray[np.floating[Any]]
"""Floating-point numbers of either precision."""
